"""The product around the gate: everything with a row or a URL."""

from hiring.celery import app as celery_app

__all__ = ["celery_app"]
