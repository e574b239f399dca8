"""Registers the system checks."""

from django.apps import AppConfig
from django.core.checks import register

from hiring.lib.checks import CHECKS


class LibConfig(AppConfig):
    """The lowest app."""

    name = "hiring.lib"

    def ready(self) -> None:
        for check in CHECKS:
            register(check)
