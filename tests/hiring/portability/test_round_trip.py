"""An attempt that was exported and taken in elsewhere is the same attempt there."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from kombu.transport.memory import Channel

from grader.attestation import verify_envelope, verify_token
from grader.trail import parse_trail
from hiring.accounts.services import person_with_email
from hiring.assessments.models import Attempt, Cohort, Version
from hiring.audit.models import AuditRow
from hiring.grading.models import Report
from hiring.keys.queries import jwks
from hiring.letters.models import Letter
from hiring.lib.refused import Refused
from hiring.market.models import Attestation, Licence, Listing, Receipt, World
from hiring.market.queries import trail_document
from hiring.market.services.catalogue import load_listings
from hiring.market.services.credentials import rotate_credential
from hiring.portability.services.importing import import_attempt
from hiring.reputation.models import Tally
from hiring.reputation.queries import standing_of
from hiring.webhooks.models import Message
from tests.fixtures.installation import ROOT
from tests.fixtures.market import license_to
from tests.hiring.api.conftest import token_for

Elsewhere = Callable[[], AbstractContextManager[None]]
OF_ITS_PLACE = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|\s*<option [^<]*</option>')
CALLS = (
    *("licences", "wallet", "wallet/entries", "wallet/invoice", "keys", "submissions", "models", "listings"),
    *("datasets/strikes-by-day", "datasets/wildlife-strikes", "lineage/wildlife-strikes"),
)


def contents(path: Path) -> dict[str, bytes]:
    """The rows and files in an export."""
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist() if name.startswith(("rows/", "blobs/"))}


def exported_again(attempt: Attempt, path: Path) -> Path:
    call_command("export_attempt", str(attempt.pk), to=path, stdout=io.StringIO())
    return path


def take_in(exported: Path, trusted: list[dict[str, Any]]) -> Attempt:
    """Take an export in as an operator does, who saved the keys of where it was made."""
    keys = exported.with_suffix(".keys.json")
    keys.write_text(json.dumps({"keys": trusted}))
    said = io.StringIO()
    call_command("import_attempt", exported, keys=keys, stdout=said)
    attempt = Attempt.objects.get()
    assert said.getvalue() == f"Attempt {attempt.pk} ({attempt.pseudonym}) is here.\n"
    return attempt


def pages_of(attempt: Attempt) -> dict[str, bytes]:
    """What the candidate's pages answer, but for tokens and for what may be chosen of the catalogue there."""
    browser = Client()
    browser.force_login(attempt.candidate)
    [submission] = attempt.submissions.all()
    paths = ("market/", "keys/", "submissions/")
    addresses = [*(f"/attempts/{attempt.pk}/{path}" for path in paths), f"/submissions/{submission.pk}/report/"]
    return {
        address: OF_ITS_PLACE.sub(b"", browser.get(address).content.partition(b"<main")[2]) for address in addresses
    }


def answers_of(attempt: Attempt) -> dict[str, Any]:
    """What the market's calls answer to a pipeline with a secret that works here."""
    token = token_for(rotate_credential(attempt=attempt, by=attempt.candidate))
    pipeline = Client(headers={"Authorization": f"Bearer {token}"})
    calls = (*CALLS, *(f"attestations/{pk}" for pk in Attestation.objects.values_list("pk", flat=True)))
    return {call: pipeline.get(f"/api/v1/{call}").json() for call in calls}


def prove(attempt: Attempt) -> None:
    """Prove everything that was signed of an attempt by the keys published here."""
    for licence in Licence.objects.all():
        assert verify_token(licence.token, jwks(), typ="assay-licence+jwt")["sub"] == str(attempt.pk)
    usage, reports = Receipt.objects.values_list("token"), Report.objects.values_list("receipt")
    for (receipt,) in (*usage, *reports):
        assert verify_token(receipt, jwks(), typ="assay-receipt+jwt")["attempt"] == str(attempt.pk)
    for attestation in Attestation.objects.all():
        assert verify_envelope(attestation.envelope, jwks()).subjects[0].digest == attestation.subject_digest
    trail = parse_trail(trail_document(attempt), file="trail.json", jwks=jwks())
    assert len(trail.entries) == attempt.world.trail.count() > 8


def test_it_is_the_same_there(
    travelled: Attempt, exported: Path, trusted: list[dict[str, Any]], elsewhere: Elsewhere, tmp_path: Path
) -> None:
    before, pages, standing = contents(exported), pages_of(travelled), standing_of(travelled.candidate)
    tallies = set(Tally.objects.values_list("version", "family", "public", "sittings", "total_billionths"))
    assert contents(exported_again(travelled, tmp_path / "again.zip")) == before
    with elsewhere():
        Channel.queues.clear()
        attempt = take_in(exported, trusted)
        assert not Letter.objects.exists()
        assert not Message.objects.exists()
        assert not Channel.queues
        assert contents(exported_again(attempt, tmp_path / "there.zip")) == before
        assert pages_of(attempt) == pages
        assert standing_of(attempt.candidate).overall.checks == standing.overall.checks > 0
        assert set(Tally.objects.values_list("version", "family", "public", "sittings", "total_billionths")) == tallies
        prove(attempt)
        answers = answers_of(attempt)
    assert answers == answers_of(travelled)


def test_what_it_refers_to_may_be_there_already(
    travelled: Attempt,
    exported: Path,
    other_world: World,
    trusted: list[dict[str, Any]],
    elsewhere: Elsewhere,
    tmp_path: Path,
) -> None:
    beside = exported_again(other_world.attempt, tmp_path / "beside.zip")
    with elsewhere():
        load_listings(folders=[card.parent for card in ROOT.glob("catalogue/*/listing.json")])
        alice, shared = person_with_email(email=travelled.candidate.email), Listing.objects.filter(world=None)
        offered = shared.count()
        attempt = take_in(exported, trusted)
        assert attempt.candidate == alice != travelled.candidate
        assert shared.count() == offered
        assert attempt.world.revisions.get(listing__world=None).listing == shared.get(slug="wildlife-strikes")
        license_to(attempt.world, "airport-directory", pricing_model="per_request")
        prove(attempt)
        assert AuditRow.objects.filter(verb="attempt.imported", subject=str(travelled.pk)).exists()
        seed = bytes(Cohort.objects.get().seed)
        Cohort.objects.update(seed=b"another")
        with pytest.raises(Refused, match="has another seed"):
            import_attempt(path=beside, trusted=trusted)
        Cohort.objects.update(seed=seed)
        assert import_attempt(path=beside, trusted=trusted).invitation.cohort == attempt.invitation.cohort
        assert Version.objects.count() == 1
