"""One feature of Telegram a file: the bots' methods and the people's actions side by side."""
