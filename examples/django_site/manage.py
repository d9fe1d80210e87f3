# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg", "django>=5.1"]
#
# [tool.uv.sources]
# scaletg = { path = "../..", editable = true }
# ///
"""Django's commands: python manage.py migrate, createsuperuser, runserver, test."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
