"""One feature of Telegram per file: the bots' methods and the people's actions side by side."""
