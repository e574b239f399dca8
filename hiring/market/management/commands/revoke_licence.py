"""`manage.py revoke_licence`: take a licence back, as its creator may at any time."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from hiring.market.models import Licence
from hiring.market.services.licensing import revoke_licence


class Command(BaseCommand):
    """Revokes one licence."""

    help = "Take a licence back from now on; the trail of its attempt and the audit log say why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("licence", type=UUID, help="the id of the licence")
        parser.add_argument("--because", required=True, help="a sentence that the candidate reads")

    def handle(self, *args: Any, **options: Any) -> None:
        licence = Licence.objects.select_related("world__attempt").filter(pk=options["licence"]).first()
        if licence is None:
            raise CommandError(f"There is no licence {options['licence']}.")
        revoke_licence(licence=licence, reason=options["because"])
        self.stdout.write(f"Revoked {licence}.")
