# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg", "django>=5.1"]
#
# [tool.uv.sources]
# scaletg = { path = "../..", editable = true }
# ///
"""A bot inside of a Django site, with its ORM. Say /order tea, /orders; see the orders at /admin/ of the site.

TELEGRAM_BOT_TOKEN=... python examples/django_site/bot.py
The site itself: python manage.py runserver; in production gunicorn wsgi:application, which serves the webhook, too.
"""

import os

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from orders.telegram import bot  # noqa: E402 (models can be imported when Django is set up)

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    bot.run(reload=False)
