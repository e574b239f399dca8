"""An attempt that has been through the market, and what an operator exported of it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from hiring.accounts.models import Organisation, Person
from hiring.assessments.models import Attempt
from hiring.assessments.services.attempting import extend_attempt
from hiring.decisions.services import decide, write_review
from hiring.grading.intake import submit_bundle
from hiring.grading.models import Run
from hiring.grading.services import record_report
from hiring.keys.queries import jwks
from hiring.lib.leases import lease
from hiring.market.models import Licence
from hiring.market.services.access import grant_access
from hiring.market.services.disputes import open_dispute, resolve_dispute
from hiring.market.services.edge import open_transform
from hiring.market.services.keys import issue_key
from hiring.market.services.lineage import report_lineage
from hiring.market.services.metering import Use, report_usage
from tests.fixtures.market import license_to
from tests.grader.evidence import make_stage
from tests.hiring.market.publishing import draft, publish
from tests.hiring.market.registering import registered
from tests.hiring.market.settling import held_payout
from tests.hiring.portal.conftest import report_bytes, zipped


@pytest.fixture
def travelled(licence: Licence, organisation: Organisation, bob: Person) -> Attempt:
    """Alice's attempt: licensed, fetched, reported, published, disputed, handed in, graded and decided."""
    world, attempt, reviewer = licence.world, licence.world.attempt, bob.memberships.get()
    use = Use(
        event_id="run-1",
        licence=licence.pk,
        kind="fine_tune",
        quantity=1,
        model="damage-v1",
        feature="",
        occurred_at=timezone.now(),
    )
    report_usage(world=world, uses=[use])
    key = issue_key(world=world, label="fetching", cap_micro=10_000_000, scopes=["data:read"]).key
    shared = license_to(world, "airport-traffic", pricing_model="per_request")
    access = grant_access(world=world, licence_id=shared.pk, credential=key)
    open_transform(
        world=world, url=f"{settings.PUBLIC_URL}{access.signed_path}", steps=[{"kind": "sample", "rows": 5, "seed": 7}]
    )
    registered(licence)
    raw = ("raw/strikes.csv", licence.revision.digest)
    report_lineage(world=world, events=[make_stage("collection", inputs=[raw], outputs=[raw])])
    publish(licence)
    draft(licence, count=5, slug="strikes-by-night")
    dispute = open_dispute(world=world, payout_id=held_payout(world).pk, text="These are customers of mine.")
    resolve_dispute(dispute=dispute, kind="keep_back", amount_micro=0, reason="Nobody knows them.", by=bob)
    extend_attempt(attempt=attempt, minutes=30, reason="A train was late.", by=bob)
    submission = submit_bundle(
        attempt=attempt, by=attempt.candidate, stream=io.BytesIO(zipped("first")), began_at=timezone.now()
    )
    run = lease(Run, submission.runs.get().pk, seconds=60)
    assert run is not None
    record_report(run=run, body=report_bytes())
    write_review(submission=submission, notes="Reads well.", by=reviewer)
    decide(submission=submission, kind="hold", reason="Two want to see it.", by=reviewer)
    return attempt


@pytest.fixture
def exported(travelled: Attempt, tmp_path: Path) -> Path:
    """The file that an operator's command wrote."""
    path = tmp_path / "attempt.zip"
    call_command("export_attempt", str(travelled.pk), to=path, stdout=io.StringIO())
    return path


@pytest.fixture
def trusted(exported: Path) -> list[dict[str, Any]]:
    """The public keys of the installation it was made at."""
    return list(jwks()["keys"])
