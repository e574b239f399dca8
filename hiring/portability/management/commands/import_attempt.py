"""`manage.py import_attempt`: take in an attempt that another installation exported."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from joserfc.errors import JoseError

from hiring.keys.making import public_part
from hiring.lib.refused import Refused
from hiring.portability.services.importing import import_attempt


class Command(BaseCommand):
    """Imports one attempt."""

    help = "Take in an attempt that another installation exported: all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what export_attempt wrote")
        parser.add_argument(
            "--keys",
            type=Path,
            metavar="FILE",
            help="the public keys of where it was made, from /.well-known/jwks.json; they are published here as well",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            attempt = import_attempt(path=options["file"], trusted=keys_in(options["keys"]))
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as problem:
            raise CommandError(f"{problem.filename} can't be read: {problem.strerror}.") from problem
        self.stdout.write(f"Attempt {attempt.pk} ({attempt}) is here.")


def keys_in(path: Path | None) -> list[dict[str, Any]]:
    """Return the keys in a file; none where no file was named."""
    if path is None:
        return []
    try:
        return [public_part(key) for key in json.loads(path.read_bytes())["keys"]]
    except (JoseError, ValueError, KeyError, TypeError) as problem:
        raise CommandError(f"{path} holds no keys. Save the document at /.well-known/jwks.json as it is.") from problem
