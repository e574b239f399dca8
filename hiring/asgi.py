"""The web process as granian serves it: requests wait without a thread until they are whole."""

from typing import Final

from hiring.lib.front import Front
from hiring.wsgi import application as pages

THREADS: Final = 8

application = Front(pages, threads=THREADS)
