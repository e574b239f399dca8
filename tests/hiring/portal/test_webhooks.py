"""Alice says where she is told of what happens, and reads what was sent there."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hiring.assessments.models import Attempt
from hiring.market.queries import world_of
from hiring.webhooks.intake import ping_endpoint
from hiring.webhooks.models import Delivery, Endpoint, Try
from tests.hiring.webhooks.making import PROBLEM, URL, failed_delivery

KINDS = ["usage.reported", "licence.revoked"]


@pytest.fixture
def address(her_attempt: Attempt) -> str:
    """The address of the page."""
    return f"/attempts/{her_attempt.pk}/webhooks/"


@pytest.fixture
def failed(her_attempt: Attempt) -> Delivery:
    """A delivery that has failed, at her endpoint."""
    return failed_delivery(owner=world_of(her_attempt).pk)


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_before_there_is_an_endpoint_the_page_says_what_one_is(her_browser: Client, address: str) -> None:
    page = text_of(her_browser, address)
    assert "No endpoint yet" in page
    assert "Nothing yet" in page


def test_the_secret_is_shown_in_the_answer_to_adding_and_nowhere_else(her_browser: Client, address: str) -> None:
    answer = her_browser.post(address, {"url": URL, "kinds": KINDS})
    (secret,) = re.findall(r"whsec_[\w+/=]+", answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    page = text_of(her_browser, address)
    assert URL in page
    assert secret not in page
    assert Endpoint.objects.get().kinds == KINDS


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"url": "http://hooks.example.org", "kinds": KINDS}, "nothing is sent in the clear"),
        ({"url": "https://10.0.0.1/hook", "kinds": KINDS}, "not on the public internet"),
        ({"url": URL}, "at least one kind"),
        ({"url": URL, "kinds": ["ping", "made.up"]}, "at least one kind"),
    ],
)
def test_what_can_not_be_added_is_told_beside_the_field(
    her_browser: Client, address: str, wish: dict[str, str], said: str
) -> None:
    answer = her_browser.post(address, wish)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert wish["url"] in answer.content.decode()
    assert not Endpoint.objects.exists()


def test_a_new_secret_is_shown_once(her_browser: Client, address: str, failed: Delivery) -> None:
    rotate = f"{address}{failed.endpoint_id}/secret/"
    assert "whsec_" in her_browser.post(rotate).content.decode()
    assert her_browser.get(rotate)["Location"] == address


def test_the_log_tells_each_try(her_browser: Client, address: str, failed: Delivery) -> None:
    page = text_of(her_browser, address)
    assert PROBLEM in page
    assert "1 try" in page
    assert failed.message.name in page


def test_what_an_endpoint_says_is_text(her_browser: Client, address: str, failed: Delivery) -> None:
    Try.objects.update(answer="<script>alert(1)</script>")
    assert "<script>alert" not in text_of(her_browser, address)


def test_one_or_all_that_failed_is_sent_anew(her_browser: Client, address: str, failed: Delivery) -> None:
    her_browser.post(f"{address.removesuffix('webhooks/')}deliveries/{failed.pk}/replay/")
    assert Delivery.objects.get().state == "queued"
    Delivery.objects.update(state="failed")
    answer = her_browser.post(f"{address}{failed.endpoint_id}/replay/", follow=True)
    assert "Sent anew: 1." in answer.content.decode()
    assert Delivery.objects.get().state == "queued"


def test_a_ping_and_a_removal(her_browser: Client, address: str, failed: Delivery) -> None:
    her_browser.post(f"{address}{failed.endpoint_id}/ping/")
    assert Delivery.objects.count() == 2
    her_browser.post(f"{address}{failed.endpoint_id}/remove/")
    assert not Endpoint.objects.exists()


def test_charlie_finds_none_of_it(his_browser: Client, address: str, failed: Delivery) -> None:
    assert his_browser.get(address).status_code == 404
    assert his_browser.post(f"{address}{failed.endpoint_id}/remove/").status_code == 404


def test_a_longer_log_takes_no_more_queries(
    her_browser: Client, address: str, failed: Delivery, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(30) as one:
        her_browser.get(address)
    for _ in range(5):
        ping_endpoint(owner=failed.endpoint.owner, endpoint_id=failed.endpoint_id)
    with django_assert_max_num_queries(len(one)):
        her_browser.get(address)
