"""Operators scrape what the product did, how fast it answers and what waits; nobody else finds the address."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from hiring.lib.latency import begin_counting
from hiring.lib.refused import Refused
from hiring.market.models import Licence, World
from hiring.market.services.access import grant_access, note_refused_access
from hiring.market.services.metering import Use, report_usage
from hiring.market.services.trail import append_trail
from tests.fixtures.installation import ROOT
from tests.fixtures.market import license_to
from tests.hiring.grading.making import make_run

TOKEN = "a-token-that-is-long-enough-for-it"
BY_TOKEN = {"Authorization": f"Bearer {TOKEN}"}
FAULT = {"fault": "x", "route": "bytes", "ordinal": 1, "subject": "", "kind": "unavailable", "retry_after": 0}
TABLE = re.compile(r"^\| `(assay_\w+)` \|([^|]*)\|", re.MULTILINE)
OF_A_PAST_PROCESS = "histogram_4194305.db"


def scraped() -> str:
    """What a scraper on this machine is told."""
    return Client().get("/metrics").content.decode()


def use_it(licence: Licence) -> None:
    """Report that something was inferred seven times."""
    use = Use(
        event_id="1",
        licence=licence.pk,
        kind="inference",
        quantity=7,
        model="m",
        feature="",
        occurred_at=timezone.now(),
    )
    report_usage(world=licence.world, uses=[use])


def sample(name: str, **labels: str) -> float:
    """One sample of a scrape; 0 where there is none yet."""
    said = ",".join(f'{label}="{value}"' for label, value in labels.items())
    found = re.search(rf"^{re.escape(f'{name}{{{said}}}' if said else name)} (\S+)$", scraped(), re.MULTILINE)
    return float(found[1]) if found else 0


def test_what_markets_did_is_told_in_sums_and_described_whole(world: World, client: Client) -> None:
    licence = license_to(world, "airport-directory", pricing_model="per_request")
    served = client.get(grant_access(world=world, licence_id=licence.pk).signed_path)
    use_it(licence)
    note_refused_access(world=world, licence_id=licence.pk, refusal=Refused("licence_revoked", "It was revoked."))
    append_trail(world=world, kind="fault.played", facts=FAULT)
    make_run(world.attempt)
    assert sample("assay_spent_micro_total", reason="access") == licence.offer.price_micro
    assert sample("assay_usage_events_total", kind="inference") == 1
    assert sample("assay_usage_quantity_total", kind="inference") == 7
    assert sample("assay_access_grants_total") == 1
    assert sample("assay_served_bytes_total") == int(served["Content-Length"])
    assert sample("assay_refusals_total", call="access", reason="licence_revoked") == 1
    assert sample("assay_faults_played_total", kind="unavailable") == 1
    assert sample("assay_work", kind="runs", state="queued") == 1
    assert described() == exposed()


def test_answers_are_counted_by_the_name_of_their_address(client: Client, db: None) -> None:
    for method, path, labels in (
        ("GET", "/healthz", {"method": "GET", "route": "healthz", "status": "2xx"}),
        ("BREW", "/healthz", {"method": "other", "route": "healthz", "status": "4xx"}),
        ("GET", "/no/such/path", {"method": "GET", "route": "unmatched", "status": "4xx"}),
    ):
        before = sample("assay_request_seconds_count", **labels)
        client.generic(method, path)
        assert sample("assay_request_seconds_count", **labels) == before + 1


def test_processes_are_added_up_until_all_of_them_have_ended(
    client: Client, db: None, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/healthz")
    folder = settings.METRICS_DIR
    mine, theirs = folder / f"histogram_{os.getpid()}.db", folder / OF_A_PAST_PROCESS
    healthz = {"method": "GET", "route": "healthz", "status": "2xx"}
    alone = sample("assay_request_seconds_count", **healthz)
    theirs.write_bytes(mine.read_bytes())
    begin_counting(folder)
    assert sample("assay_request_seconds_count", **healthz) == 2 * alone
    theirs.rename(tmp_path / OF_A_PAST_PROCESS)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(folder))  # as it is again afterwards
    begin_counting(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("set_to", "sent", "status"),
    [
        ({}, {}, 200),
        ({}, {"REMOTE_ADDR": "192.0.2.7"}, 404),
        ({}, {"REMOTE_ADDR": ""}, 404),
        ({}, {"headers": {"X-Forwarded-For": "192.0.2.7"}}, 404),
        ({"TRUSTED_PROXIES": 1}, {}, 404),
        ({"METRICS_TOKEN": TOKEN}, {}, 404),
        ({"METRICS_TOKEN": TOKEN}, {"headers": {"Authorization": "Bearer of-bad-news"}}, 404),
        ({"METRICS_TOKEN": TOKEN}, {"headers": BY_TOKEN, "REMOTE_ADDR": "192.0.2.7"}, 200),
    ],
)
def test_only_this_machine_or_a_bearer_of_the_token_may_scrape(
    client: Client, db: None, set_to: dict[str, object], sent: dict[str, object], status: int
) -> None:
    with override_settings(**set_to):
        assert client.get("/metrics", **sent).status_code == status  # type: ignore[arg-type]


def described() -> dict[str, set[str]]:
    """Each metric of the operator's page with its labels."""
    page = (ROOT / "docs" / "operations.md").read_text().partition("## Metrics")[2].partition("\n## ")[0]
    return {name.removesuffix("_total"): set(re.findall(r"`(\w+)`", labels)) for name, labels in TABLE.findall(page)}


def exposed() -> dict[str, set[str]]:
    """Each metric of a scrape with its labels."""
    return {
        family.name: {label for one in family.samples for label in one.labels} - {"le"}
        for family in text_string_to_metric_families(scraped())
    }
