"""`manage.py rotate_keys`: put new keys in the place of the current ones."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hiring.keys.models import SigningKey
from hiring.lib.moments import rfc3339
from hiring.market.services.rotating import rotate_key


class Command(BaseCommand):
    """Rotates the keys of the purposes named, or of all."""

    help = "Put new keys in the place of the current ones; whatever the old ones signed stays provable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--purpose", choices=SigningKey.Purpose.values, help="only these keys; all by default")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [options["purpose"]] if options["purpose"] else SigningKey.Purpose.values
        for purpose in chosen:
            key = rotate_key(purpose=SigningKey.Purpose(purpose))
            self.stdout.write(f"The key for {purpose} is {key.kid} from {rfc3339(key.active_from)} on.")
