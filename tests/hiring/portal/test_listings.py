"""A candidate reads what they drafted and published, publishes a draft, and withdraws a listing, on pages."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from grader.attestation import verify_envelope
from hiring.assessments.models import Attempt
from hiring.keys.queries import jwks
from hiring.market.models import Licence
from hiring.market.services.licensing import revoke_licence
from tests.hiring.market.publishing import draft, publish
from tests.hiring.market.settling import let_time_run_out


@pytest.fixture
def address(her_attempt: Attempt) -> str:
    """Where her own listings are listed."""
    return f"/attempts/{her_attempt.pk}/market/listings/"


def page_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_draft_is_published_and_withdrawn_on_its_page(
    her_browser: Client, address: str, licence: Licence, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert "<h2>Nothing yet</h2>" in page_of(her_browser, address)
    assert f'href="{address}"' in page_of(her_browser, address.removesuffix("listings/"))
    listing = draft(licence).listing
    page = f"{address}{listing.pk}/"
    assert "permits it" in page_of(her_browser, page)
    assert her_browser.post(f"{page}publish/")["Location"] == page
    published = page_of(her_browser, page)
    assert "Revision 1 is on offer and attested." in published
    [attestation] = re.findall(r"/attempts/\S+/attestations/\S+\.json", published)
    verify_envelope(json.loads(her_browser.get(attestation).content), jwks())
    with django_assert_max_num_queries(20) as one:
        page_of(her_browser, address)
    for number in range(3):
        publish(licence, slug=f"sample-{number}")
    with django_assert_max_num_queries(len(one)):
        assert "4 of 20" in page_of(her_browser, address)
    her_browser.post(f"{page}withdraw/")
    withdrawn = page_of(her_browser, page)
    assert "The listing is withdrawn." in withdrawn
    assert "<summary" not in withdrawn.rpartition("Revise it")[2]


def test_a_draft_whose_source_refuses_has_no_button_and_is_refused_in_words(
    her_browser: Client, address: str, licence: Licence
) -> None:
    page = f"{address}{draft(licence, terms={'retention_days': 3650}).listing_id}/"
    shown = page_of(her_browser, page)
    assert "It may be kept for 365 days, not 3650." in shown
    assert ">Publish</button>" not in shown
    assert her_browser.post(f"{page}publish/").status_code == 409
    revoke_licence(licence=licence, reason="The owner changed their mind.")
    assert "no longer in force" in page_of(her_browser, page)


def test_a_market_that_is_closed_publishes_nothing_from_its_pages_either(
    her_browser: Client, address: str, licence: Licence
) -> None:
    drafted, published = draft(licence, slug="a-draft").listing_id, publish(licence).revision.listing_id
    let_time_run_out(licence.world)
    for listing, act in ((drafted, "publish"), (published, "withdraw")):
        page = f"{address}{listing}/"
        assert f"{act}/" not in page_of(her_browser, page)
        answer = her_browser.post(f"{page}{act}/")
        assert (answer.status_code, "This attempt has ended" in answer.content.decode()) == (409, True)
    assert "nothing more is drafted" in page_of(her_browser, address)
    keys = address.replace("market/listings/", "keys/")
    assert her_browser.post(keys, {"label": "late", "cap": "5", "scopes": ["data:read"]}).status_code == 409
