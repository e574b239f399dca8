"""`manage.py verify_audit`: prove that the audit log is whole, or name the first row that is not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hiring.audit.queries import verify


class Command(BaseCommand):
    """Walks the chain and fails at its first bad row."""

    help = "Prove that the audit log is whole, or name the first row that is not."

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify()
        if found.broken_at is not None:
            raise CommandError(
                f"The audit log was tampered with at row {found.broken_at}. {found.why} "
                f"The {found.rows} rows before it are sound."
            )
        self.stdout.write(f"The audit log is whole: {found.rows} rows, head {found.head}.")
