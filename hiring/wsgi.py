"""The web process: what granian, or any other WSGI server, serves."""

import os

from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hiring.settings")

application = get_wsgi_application()
BaseCommand().check()
