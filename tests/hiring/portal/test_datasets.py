"""A candidate looks through what is on offer, and takes its documents away."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hiring.assessments.models import Attempt
from hiring.market.queries import world_of
from tests.fixtures.market import license_to
from tests.hiring.market.registering import registered


@pytest.fixture
def address(her_attempt: Attempt) -> str:
    """Where her market's datasets are listed."""
    return f"/attempts/{her_attempt.pk}/market/datasets/"


def test_every_dataset_is_listed_without_asking_more_for_more(
    her_browser: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20) as few:
        narrowed = her_browser.get(address, {"domain": "health"}).content.decode()
    with django_assert_max_num_queries(len(few)):
        whole = her_browser.get(address).content.decode()
    assert "health-visits" in narrowed
    assert "airport-directory" not in narrowed
    assert f'href="{address}airport-directory/"' in whole


def test_a_domain_that_nothing_is_of_says_so(her_browser: Client, address: str) -> None:
    page = her_browser.get(address, {"domain": "zeppelins"}).content.decode()
    assert "No dataset on offer fits all of this" in page
    assert '<option value="zeppelins" selected>' in page


@pytest.mark.parametrize(("name", "key"), [("croissant", "distribution"), ("datapackage", "resources")])
def test_documents_are_downloaded_under_the_name_their_readers_expect(
    her_browser: Client, address: str, name: str, key: str
) -> None:
    answer = her_browser.get(f"{address}wildlife-strikes/{name}.json")
    assert key in answer.json()
    assert answer["Content-Disposition"] == f'attachment; filename="{name}.json"'


def test_a_cursor_of_another_list_is_refused_in_words(her_browser: Client, address: str) -> None:
    answer = her_browser.get(address, {"cursor": "x"})
    assert (answer.status_code, "Begin again without one" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize(
    "page", ["", "wildlife-strikes/", "wildlife-strikes/croissant.json", "wildlife-strikes/datapackage.json"]
)
def test_nobody_else_finds_it(his_browser: Client, client: Client, address: str, page: str) -> None:
    assert his_browser.get(f"{address}{page}").status_code == 404
    assert client.get(f"{address}{page}")["Location"].startswith("/sign-in/")


def test_words_narrow_the_list(her_browser: Client, address: str) -> None:
    page = her_browser.get(address, {"q": "airport directory"}).content.decode()
    assert "airport-directory/" in page
    assert "health-visits/" not in page


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"licence": "MIT"}, True),
        ({"region": "US"}, True),
        ({"min_rows": "50000000"}, False),
        ({"most_credits": "0"}, False),
        ({"labelled": "100"}, False),
        ({"blank": "100"}, True),
        ({"sort": "-rows"}, True),
    ],
)
def test_whatever_programs_can_filter_by_people_can_too(
    her_browser: Client, her_attempt: Attempt, address: str, asked: dict[str, str], left: bool
) -> None:
    answer = her_browser.get(address, asked)
    assert (answer.status_code, "airport-directory/" in answer.content.decode()) == (200, left)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"licens": "CC-BY-4.0"}, "There is no filter called &#x27;licens&#x27;"),
        ({"region": "usa"}, "Did you mean US?"),
        ({"min_rows": "many"}, "Enter a whole number"),
        ({"labelled": "101"}, "less than or equal to 100"),
        ({"sort": "rows"}, "Select a valid choice"),
    ],
)
def test_what_is_no_filter_or_no_value_is_told_and_never_ignored(
    her_browser: Client, address: str, asked: dict[str, str], said: str
) -> None:
    answer = her_browser.get(address, asked)
    page = answer.content.decode()
    assert (answer.status_code, said in page, "airport-directory/" in page) == (400, True, False)


def test_a_dataset_has_a_page_with_its_terms_prices_documents_and_how_it_is_licensed(
    her_browser: Client, address: str
) -> None:
    page = her_browser.get(f"{address}airport-directory/").content.decode()
    assert f"{address}airport-directory/croissant.json" in page
    assert f"{address}airport-directory/datapackage.json" in page
    assert "Its terms and your use" in page
    assert "Retention" in page
    assert "per fine-tune" in page
    assert "/api/v1/datasets/airport-directory/offers" in page
    assert her_browser.get(f"{address}nothing-here/").status_code == 404


@pytest.mark.parametrize("page", ["", "wildlife-strikes/", "wildlife-strikes/croissant.json"])
def test_what_a_person_looks_at_is_not_in_the_trail_of_their_pipeline(
    her_browser: Client, her_attempt: Attempt, address: str, page: str
) -> None:
    entries = world_of(her_attempt).trail.count()
    assert her_browser.get(f"{address}{page}").status_code == 200
    assert world_of(her_attempt).trail.count() == entries


def test_a_dataset_tells_which_models_were_made_of_it(her_browser: Client, her_attempt: Attempt, address: str) -> None:
    before = her_browser.get(f"{address}airport-directory/").content.decode()
    registered(
        license_to(world_of(her_attempt), "airport-directory", pricing_model="per_request"), name="strike-damage"
    )
    after = her_browser.get(f"{address}airport-directory/").content.decode()
    assert ("Models made of it" in before, "Models made of it" in after) == (False, True)
    assert "strike-damage" in after
    assert "strike-damage" not in her_browser.get(f"{address}wildlife-strikes/").content.decode()
