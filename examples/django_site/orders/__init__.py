"""The Django app of the orders: its models, its admin page, and its bot."""
