"""A pipeline, or whoever pays for it, reads what was spent."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from hiring.market.models import Licence
from hiring.market.services.metering import report_usage
from tests.hiring.market.test_races import use_of

ADDRESS = "/api/v1/wallet/invoice"


@pytest.fixture
def used(licence: Licence) -> Licence:
    """A licence under which a model with a mischievous name was tuned."""
    report_usage(world=licence.world, uses=[use_of(licence, model='=HYPERLINK("https://x")', feature="a,b")])
    return licence


def test_the_lines_sum_to_what_left_the_wallet(pipeline: Client, used: Licence) -> None:
    invoice = pipeline.get(ADDRESS).json()
    assert invoice["total_micro"] == pipeline.get("/api/v1/wallet").json()["spent_micro"] == 12_000_000
    assert [(line["dataset"], line["feature"], line["charges"]) for line in invoice["lines"]] == [
        ("wildlife-strikes", "a,b", 1)
    ]


@pytest.mark.parametrize(("query", "headers"), [({"format": "csv"}, {}), ({}, {"Accept": "text/csv"})])
def test_as_csv_no_cell_is_run(pipeline: Client, used: Licence, query: dict[str, str], headers: dict[str, str]) -> None:
    answer = pipeline.get(ADDRESS, query, headers=headers)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="invoice.csv"'
    [headings, line] = csv.reader(io.StringIO(answer.content.decode()))
    assert headings == ["dataset", "reason", "model", "feature", "charges", "amount_micro"]
    assert line == ["wildlife-strikes", "usage", '\'=HYPERLINK("https://x")', "a,b", "1", "12000000"]


def test_a_period_that_is_none_is_a_problem_in_either_form(pipeline: Client) -> None:
    for form in ("json", "csv"):
        answer = pipeline.get(ADDRESS, {"since": "yesterday", "format": form})
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
        assert answer.json()["errors"][0]["pointer"] == "/since"


def test_a_period_without_spending_costs_nothing(pipeline: Client, used: Licence) -> None:
    invoice = pipeline.get(ADDRESS, {"until": "2020-01-01T00:00:00Z"}).json()
    assert (invoice["total_micro"], invoice["lines"]) == (0, [])
