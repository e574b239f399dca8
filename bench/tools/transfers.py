"""Moves play money in the book as fast as it goes, and writes two plain rows beside; for a shell with Django set up."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from uuid import UUID

import psycopg
from django.db import connection

from bench.tools.trails import made
from hiring.accounts.services import create_organisation, person_with_email
from hiring.assessments.services.publishing import create_assessment, open_cohort, read_ready
from hiring.market.models import Account, World
from hiring.market.services.ledger import Line, open_accounts, post_transfer

PLAIN = "CREATE TABLE bench_plain (id bigserial PRIMARY KEY, account uuid, amount bigint)"
WRITE = "INSERT INTO bench_plain (account, amount) VALUES (%s, -1), (%s, 1)"
SUMS = "SELECT (SELECT sum(amount_micro) FROM market_entry), (SELECT sum(balance_micro) FROM market_account)"


def prepare(count: int) -> None:
    """Open so many worlds with their accounts, and print their ids."""
    by = person_with_email(email="owner@example.com")
    organisation = create_organisation(name="Orchard", slug="orchard", owner=by)
    version = create_assessment(organisation=organisation, slug="bench", draft=read_ready("wildlife_strikes"), by=by)
    open_cohort(version=version, name="bench", by=by)
    worlds = made(count)
    for world in worlds:
        open_accounts(world=world)
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)
    json.dump([str(world.pk) for world in worlds], sys.stdout)


def post(world: str, begin: float, end: float) -> None:
    """Post transfers in one world from one moment to another, and print how many."""
    held = World.objects.get(pk=UUID(world))
    mint, fees = (held.accounts.get(kind=kind) for kind in (Account.Kind.MINT, Account.Kind.FEES))
    lines = (Line(account=mint, amount_micro=-1), Line(account=fees, amount_micro=1))
    repeat(lambda: post_transfer(world=held, reason="bench", subject=held.pk, lines=lines), begin, end)


def write(world: str, begin: float, end: float) -> None:
    """Write two plain rows and commit them, again and again, and print how often."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as line:

        def work() -> None:
            line.execute(WRITE, [world, world])
            line.commit()

        repeat(work, begin, end)


def repeat(work: Callable[[], object], begin: float, end: float) -> None:
    """Do some work over and over, all processes beginning and ending at the same moments."""
    work()
    if time.time() > begin:
        sys.exit("This process was ready too late to be measured with the others: the machine is too busy.")
    time.sleep(begin - time.time())
    done = 0
    while time.time() < end:
        work()
        done += 1
    print(done)


def sums() -> None:
    """Print the sums over all entries and all balances."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS)
        json.dump([int(each) for each in cursor.fetchone()], sys.stdout)
