"""What the simulator shows to others: the Bot API, the files and the control API."""
