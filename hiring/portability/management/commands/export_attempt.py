"""`manage.py export_attempt`: write everything of an attempt as one signed file."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from grader.export import Index
from hiring.assessments.models import Attempt
from hiring.lib.refused import Refused
from hiring.portability.services.exporting import export_whole


class Command(BaseCommand):
    """Exports one attempt."""

    help = "Write everything of an attempt as one signed file. It holds the answer key: keep it as you keep a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("attempt", type=UUID, help="the id of the attempt")
        parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="a zip that is not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        attempt, path = Attempt.objects.filter(pk=options["attempt"]).first(), options["to"]
        if attempt is None:
            raise CommandError(f"There is no attempt {options['attempt']}.")
        try:
            index = write(attempt, path)
        except FileExistsError as problem:
            raise CommandError(f"{path} is there already. Name another file.") from problem
        except OSError as problem:
            raise CommandError(f"{path} can't be written: {problem.strerror}.") from problem
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{path} holds attempt {index.attempt} in {len(index.members):,} files.")


def write(attempt: Attempt, path: Path) -> Index:
    """Write an export where only its owner reads it; what was not finished is removed."""
    path.touch(mode=0o600, exist_ok=False)
    with ExitStack() as unless_finished:
        unless_finished.callback(path.unlink)
        with path.open("wb") as file:
            index = export_whole(attempt=attempt, to=file)
        unless_finished.pop_all()
    return index
