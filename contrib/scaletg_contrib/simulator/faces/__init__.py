"""The HTTP interfaces of the simulator: the Bot API, the files and the control API."""
