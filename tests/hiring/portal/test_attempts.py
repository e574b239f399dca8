"""An attempt's pages: its clock, credential, budget and market, for its candidate alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt, Cohort
from hiring.assessments.services.attempting import extend_attempt, open_attempt
from hiring.assessments.services.inviting import invite
from hiring.assessments.services.publishing import open_cohort
from hiring.market.queries import credential_of, world_of
from hiring.market.services.trail import append_trail
from tests.fixtures.market import license_to


def test_home_is_empty_and_says_what_to_do_first(her_browser: Client) -> None:
    assert "invitation comes by e-mail" in her_browser.get("/").content.decode()


def test_home_sends_someone_who_only_reviews_to_their_organisation(client: Client, bob: Person) -> None:
    client.force_login(bob)
    assert client.get("/")["Location"] == "/review/"


def test_home_asks_as_many_questions_for_many_attempts_as_for_one(
    her_browser: Client,
    her_attempt: Attempt,
    cohort: Cohort,
    alice: Person,
    bob: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(20) as one:
        her_browser.get("/")
    for name in ("winter", "spring", "summer"):
        other = open_cohort(version=cohort.version, name=name, by=bob)
        attempt = open_attempt(invitation=invite(cohort=other, email=alice.email, name="", by=bob)[0], candidate=alice)
        extend_attempt(attempt=attempt, minutes=30, reason="illness", by=bob)
    with django_assert_max_num_queries(len(one)):
        page = her_browser.get("/").content.decode()
    assert page.count("/attempts/") >= 4


def test_the_page_shows_the_servers_clock_the_budget_and_what_is_left(
    her_browser: Client, her_attempt: Attempt
) -> None:
    page = her_browser.get(f"/attempts/{her_attempt.pk}/").content.decode()
    seconds = int(re.findall(r'data-seconds-left="(\d+)"', page)[0])
    assert 71 * 3600 < seconds <= 72 * 3600
    assert "of 60 cr spent" in page
    assert "of 5 left" in page


def test_an_extension_moves_the_clock(her_browser: Client, her_attempt: Attempt, bob: Person) -> None:
    extend_attempt(attempt=her_attempt, minutes=120, reason="illness", by=bob)
    page = her_browser.get(f"/attempts/{her_attempt.pk}/").content.decode()
    assert int(re.findall(r'data-seconds-left="(\d+)"', page)[0]) > 73 * 3600
    assert "120 minutes added" in page
    assert "illness" not in page


def test_when_time_is_up_nothing_is_left_to_press(her_browser: Client, her_attempt: Attempt) -> None:
    Attempt.objects.filter(pk=her_attempt.pk).update(started_at=timezone.now() - timedelta(days=9))
    page = her_browser.get(f"/attempts/{her_attempt.pk}/").content.decode()
    assert "time is up" in page
    assert "Withdraw from" not in page


def test_rotating_shows_a_new_secret_and_ends_the_old_one(her_browser: Client, her_attempt: Attempt) -> None:
    before = credential_of(her_attempt)
    answer = her_browser.post(f"/attempts/{her_attempt.pk}/credential/rotate/", follow=True)
    after = credential_of(her_attempt)
    assert before is not None
    assert after is not None
    assert before.client_id == after.client_id
    assert before.client_secret != after.client_secret
    assert 'id="client-secret"' in answer.content.decode()


def test_reading_the_address_that_rotates_leads_back(her_browser: Client, her_attempt: Attempt) -> None:
    answer = her_browser.get(f"/attempts/{her_attempt.pk}/credential/rotate/")
    assert answer["Location"] == f"/attempts/{her_attempt.pk}/"


def test_revoking_asks_first_and_says_what_follows(her_browser: Client, her_attempt: Attempt) -> None:
    page = her_browser.get(f"/attempts/{her_attempt.pk}/credential/revoke/").content.decode()
    assert "the tokens it holds stop at once" in page
    assert credential_of(her_attempt) is not None


def test_revoking_leaves_no_credential_and_says_how_to_get_one(her_browser: Client, her_attempt: Attempt) -> None:
    answer = her_browser.post(f"/attempts/{her_attempt.pk}/credential/revoke/", follow=True)
    assert credential_of(her_attempt) is None
    assert "Rotate to get a new one" in answer.content.decode()


def test_withdrawing_ends_it(her_browser: Client, her_attempt: Attempt) -> None:
    answer = her_browser.post(f"/attempts/{her_attempt.pk}/withdraw/", follow=True)
    assert "withdrawn" in answer.content.decode()


def test_the_market_page_lists_the_trail_in_words_without_asking_more_for_more(
    her_browser: Client, her_attempt: Attempt, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/attempts/{her_attempt.pk}/market/"
    with django_assert_max_num_queries(20) as few:
        her_browser.get(address)
    for _ in range(120):
        append_trail(world=world_of(her_attempt), kind="dataset.viewed", facts={"listing": "airport-directory"})
    with django_assert_max_num_queries(len(few)):
        page = her_browser.get(address).content.decode()
    assert "Looked at airport-directory" in page
    assert "Page 1 of 7" in page


@pytest.mark.parametrize("page", ["", "market/", "submissions/", "kit.zip", "inputs.zip"])
def test_nobody_else_finds_it(his_browser: Client, client: Client, her_attempt: Attempt, page: str) -> None:
    address = f"/attempts/{her_attempt.pk}/{page}"
    assert his_browser.get(address).status_code == 404
    assert client.get(address)["Location"].startswith("/sign-in/")


def test_the_market_page_works_out_what_a_plan_would_cost_and_writes_nothing(
    her_browser: Client, her_attempt: Attempt
) -> None:
    entries = world_of(her_attempt).trail.count()
    asked = {"dataset": "airport-traffic", "requests": "1", "fine_tunes": "3", "inferences": "0"}
    page = her_browser.get(f"/attempts/{her_attempt.pk}/market/", asked).content.decode()
    assert "12 cr" in page  # three fine-tunes at two credits each, and as much computing
    assert "smaller sample" in page
    assert world_of(her_attempt).trail.count() == entries


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"dataset": "nothing-here"}, "No dataset called"), ({"fine_tunes": "-1"}, "greater than or equal to 0")],
)
def test_a_plan_that_can_t_be_priced_says_why_on_the_page(
    her_browser: Client, her_attempt: Attempt, asked: dict[str, str], said: str
) -> None:
    whole = {"dataset": "airport-traffic", "requests": "1", "fine_tunes": "1", "inferences": "1", **asked}
    answer = her_browser.get(f"/attempts/{her_attempt.pk}/market/", whole)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_the_market_page_tells_what_was_spent_on_what(her_browser: Client, her_attempt: Attempt) -> None:
    licence = license_to(world_of(her_attempt), "airport-traffic", pricing_model="subscription")
    assert licence.offer.price_micro == 4_000_000
    page = her_browser.get(f"/attempts/{her_attempt.pk}/market/").content.decode()
    assert "Spent on" in page
    assert "subscription" in page.partition("Spent on")[2]
