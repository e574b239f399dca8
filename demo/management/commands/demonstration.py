"""`manage.py demonstration open|show`: make the cohort of the demonstration, or tell what became of it, as JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from demo.cohort import as_documents, open_demonstration, scores, sign_ins


class Command(BaseCommand):
    """Speaks JSON to the process that runs the demonstration."""

    help = "Make the cohort of the demonstration, or tell what became of it, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["open", "show"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "open":
            call_command("migrate", verbosity=0)
            call_command("load_catalogue", stdout=self.stderr)
            with transaction.atomic():
                said: dict[str, Any] = {"candidates": as_documents(open_demonstration())}
        else:
            said = {"scores": as_documents(scores()), "sign_ins": sign_ins()}
        self.stdout.write(json.dumps(said))
