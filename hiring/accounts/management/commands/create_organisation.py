"""`manage.py create_organisation`: let a company in, with its first owner."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from hiring.accounts.services import create_organisation, person_with_email
from hiring.lib.refused import Refused


class Command(BaseCommand):
    """Creates an organisation whose owner then signs in by e-mail and invites everyone else."""

    help = "Create an organisation with its first owner, who signs in with the address given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="its short name in addresses, such as orchard")
        parser.add_argument("name", help="its name, such as 'Orchard Ltd'")
        parser.add_argument("owner", help="the owner's e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                owner = person_with_email(email=options["owner"])
                organisation = create_organisation(name=options["name"], slug=options["slug"], owner=owner)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            f"{organisation.name} is at {settings.PUBLIC_URL}/review/{organisation.slug}/. "
            f"{owner.email} signs in at {settings.PUBLIC_URL}/sign-in/."
        )
