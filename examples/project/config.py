"""The settings of the bot: every option of `scaletg.Bot`. The token comes from TELEGRAM_BOT_TOKEN."""

enabled_modules = ["apps.storage"]
enabled_apps = ["apps.notes", "apps.unknown"]  # asked in this order
defaults = {"parse_mode": "HTML"}
