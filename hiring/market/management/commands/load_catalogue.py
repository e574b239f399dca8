"""`manage.py load_catalogue`: offer every listing of the catalogue's folder; loading it again changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hiring.lib.refused import Refused
from hiring.market.services.catalogue import CARD, load_listings


class Command(BaseCommand):
    """Loads the folders that hold a card."""

    help = "Offer every listing of the catalogue's folder; loading it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CATALOGUE_DIR, help="the catalogue")

    def handle(self, *args: Any, **options: Any) -> None:
        folders = sorted(card.parent for card in options["folder"].glob(f"*/{CARD}"))
        try:
            new = load_listings(folders=folders)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{len(folders)} listings are on offer; {len(new)} revisions are new.")
