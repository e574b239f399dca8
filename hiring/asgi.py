"""The web process as granian serves it: requests wait without a thread until they are whole."""

from typing import Final

from django.utils.module_loading import import_string

from hiring.lib.front import Front
from hiring.wsgi import application as pages

THREADS: Final = 8

# By its name, for it knows models, which can't be imported before the pages have set Django up.
application = Front(pages, known=import_string("hiring.api.senders.sender_of"), threads=THREADS)
