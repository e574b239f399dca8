"""A candidate sees what became of the data: drawn, in words, and as registered models."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from hypothesis import given, strategies as st
from pytest_django import DjangoAssertNumQueries

from hiring.accounts.models import Person
from hiring.lib.graphs import ROOM, Box, graph, in_lines
from hiring.market.models import Licence, World
from hiring.market.services.lineage import report_lineage
from hiring.market.services.metering import report_usage
from tests.grader.evidence import make_stage
from tests.hiring.api.test_lineage import stages
from tests.hiring.market.registering import registered
from tests.hiring.market.test_races import use_of


@pytest.fixture
def browser(alice: Person) -> Client:
    """Alice's, signed in."""
    client = Client()
    client.force_login(alice)
    return client


def test_an_attempt_without_lineage_is_told_how_to_report_it(browser: Client, world: World) -> None:
    page = browser.get(f"/attempts/{world.attempt_id}/lineage/").content.decode()
    assert "Nothing yet" in page
    assert "/api/v1/lineage" in page


def test_lineage_is_drawn_and_said_without_asking_more_for_more(
    browser: Client, licence: Licence, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    world = licence.world
    address = f"/attempts/{world.attempt_id}/lineage/"
    registered(licence)
    report_usage(world=world, uses=[use_of(licence, model="strike-damage", feature="training")])
    with django_assert_max_num_queries(30) as few:
        browser.get(address)
    report_lineage(world=world, events=stages(licence))
    hostile = make_stage("<b>bold</b>", inputs=[("data/sample.csv", "sha256:" + "9" * 64)], outputs=[])
    report_lineage(world=world, events=[hostile, *(make_stage(f"step {n}", inputs=[], outputs=[]) for n in range(70))])
    registered(licence, name="another")
    with django_assert_max_num_queries(len(few)):
        page = browser.get(address).content.decode()
    figure = ET.fromstring(page[page.index("<svg role") : page.index("</svg>", page.index("<svg role")) + 6])
    said = ["".join(text.itertext()) for text in figure.iter("text")]
    assert {"wildlife-strikes@1", "raw/strikes.csv", "training", "strike-damage", "<b>bold</b>"} <= set(said)
    assert "<b>bold</b>" not in page
    assert "not drawn" in page
    assert "12 cr" in page


def test_any_names_make_a_well_formed_picture() -> None:
    strange = ("\ud800", "\x00", "&<>\"'", "\u202e🧪", "é")
    boxes = {name: Box(over="data", name=name * 9, tone="data") for name in strange}
    picture = graph(boxes, [*pairwise(strange), (strange[-1], strange[0])], alternative="</svg>")
    assert len(list(ET.fromstring(picture).iter("rect"))) == 5


@pytest.mark.parametrize(("lines", "said"), [(1, ["edge/d…3c5e830"]), (2, ["edge/dd02", "8c-…e830"])])
def test_a_name_that_is_too_long_keeps_its_beginning_and_its_end(lines: int, said: list[str]) -> None:
    assert in_lines("edge/dd028c-91655e830-d2463c5e830", 110 if lines == 1 else 70, lines) == said


@given(name=st.text(max_size=60), room=st.floats(60, 200), lines=st.integers(1, 3))
def test_a_short_name_is_said_whole_and_none_takes_more_lines_than_there_are(
    name: str, room: float, lines: int
) -> None:
    said = in_lines(name, room, lines)
    assert len(said) <= lines
    assert "".join(said) == name or "…" in said[-1]


def test_a_long_chain_is_drawn_as_wide_as_a_page_with_its_names_whole() -> None:
    names = [f"data/strikes-{number}.csv" for number in range(10)]
    picture = graph({name: Box(over="data", name=name, tone="data") for name in names}, pairwise(names), alternative="")
    drawn = ET.fromstring(picture).find("svg")
    assert drawn is not None
    assert float(drawn.attrib["width"]) <= ROOM
    assert {"".join(text.itertext()) for text in drawn.iter("text")} == {"data", *names}
