"""The apps of the bot: each module is one, in the order of their names."""
