"""Whatever the numbers, a figure is well-formed, stays inside its frame and says in words what it shows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

import pytest
from django.template import Context, Template
from hypothesis import given, strategies as st

from hiring.lib import figures
from hiring.lib.figures import Lane, Mark
from hiring.lib.svg import Scale

SVG_PLACES = ("x", "x1", "x2", "cx")
numbers = st.floats(allow_nan=True, allow_infinity=True)
maybe = st.none() | numbers
scales = st.builds(Scale, lowest=st.floats(allow_nan=False), highest=st.floats(allow_nan=False))
tones = st.sampled_from(("accent", "good", "warn", "bad"))
marks = st.builds(Mark, at=numbers, tone=tones, text=st.text())
lanes = st.lists(st.builds(Lane, name=st.text(), marks=st.lists(marks, max_size=4)), max_size=4)


def shapes_of(figure: str) -> list[ET.Element]:
    return list(ET.fromstring(figure).iter())


def percent(text: str) -> float:
    return float(text.removesuffix("%"))


def assert_inside_its_frame(figure: str) -> None:
    for shape in shapes_of(figure):
        for name in SVG_PLACES:
            if name in shape.attrib:
                assert 0 <= percent(shape.attrib[name]) <= 100
        if shape.tag == "rect":
            assert 0 <= percent(shape.attrib["x"]) + percent(shape.attrib["width"]) <= 100.01
            assert float(shape.attrib["height"]) >= 0


@given(numbers, maybe, maybe, scales, maybe, st.text())
def test_any_estimate_is_well_formed_and_inside(
    value: float, low: float | None, high: float | None, scale: Scale, pass_mark: float | None, said: str
) -> None:
    assert_inside_its_frame(
        figures.estimate(value, low, high, scale=scale, pass_mark=pass_mark, alternative=said),
    )


@given(numbers, numbers, numbers, scales)
def test_any_spread_and_bar_is_well_formed_and_inside(value: float, low: float, high: float, scale: Scale) -> None:
    assert_inside_its_frame(figures.spread(value, low, high, scale=scale, alternative=""))
    assert_inside_its_frame(figures.bar(value, high, alternative=""))


@given(st.lists(st.integers(), max_size=20), scales, numbers)
def test_any_histogram_is_well_formed_and_inside(counts: Sequence[int], scale: Scale, pass_mark: float) -> None:
    assert_inside_its_frame(figures.histogram(counts, scale=scale, pass_mark=pass_mark, alternative=""))


@given(st.lists(st.integers(), max_size=20), numbers, maybe, maybe, scales, numbers)
def test_any_estimate_among_a_cohort_is_well_formed_and_inside(
    counts: Sequence[int], value: float, low: float | None, high: float | None, scale: Scale, pass_mark: float
) -> None:
    assert_inside_its_frame(
        figures.estimate_among(counts, value, low, high, scale=scale, pass_mark=pass_mark, alternative="")
    )


@given(lanes, scales, st.text())
def test_any_lanes_are_well_formed_and_inside(rows: list[Lane], scale: Scale, said: str) -> None:
    assert_inside_its_frame(figures.time_lanes(rows, scale=scale, first=said, last=said, alternative=said))


@given(st.lists(numbers, max_size=30))
def test_any_sparkline_is_well_formed_and_inside(values: list[float]) -> None:
    assert_inside_its_frame(figures.sparkline(values, alternative=""))


def test_a_range_of_a_single_point_still_shows_its_ends() -> None:
    figure = figures.estimate_inline(58.9, 58.1, 59.6, scale=Scale(lowest=0, highest=100), alternative="")
    ends = [shape.attrib for shape in shapes_of(figure) if shape.attrib.get("class") == "range-end"]
    (dot,) = (shape.attrib for shape in shapes_of(figure) if shape.attrib.get("class") == "dot")
    assert [percent(end["x1"]) for end in ends] == [58.1, 59.6]
    assert all(float(end["y2"]) - float(end["y1"]) > 2 * float(dot["r"]) for end in ends)


@pytest.mark.parametrize(("value", "place"), [(-5, 0), (0, 0), (50, 50), (74, 74), (250, 100), (float("nan"), 0)])
def test_a_scale_draws_what_lies_outside_at_its_edge(value: float, place: float) -> None:
    assert Scale(lowest=0, highest=100).at(value) == place


def test_a_cohort_marks_the_bin_that_holds_the_candidate() -> None:
    scale = Scale(lowest=0, highest=90)
    figure = figures.estimate_among([1, 5, 3], 40, 30, 50, scale=scale, pass_mark=60, alternative="")
    bins = [shape.attrib["class"] for shape in shapes_of(figure) if shape.tag == "rect"]
    assert bins == ["bin", "bin-marked", "bin"]


def test_each_tone_of_a_lane_has_a_shape_of_its_own_and_the_legend_says_what_it_means() -> None:
    lane = Lane(name="Fetch", marks=[Mark(at=2), Mark(at=4, tone="bad", text="refused"), Mark(at=5)])
    source = "{% load figures %}<div>{% time_lanes lanes 0 10 'noon' 'one' %}</div>"
    drawn = Template(source).render(Context({"lanes": [lane]}))
    shapes = {s.attrib["class"]: s.attrib["d"] for s in shapes_of(drawn) if s.tag == "path"}
    assert len(set(shapes.values())) == len(shapes) == 2
    meant = ["".join(item.itertext()).strip() for item in shapes_of(drawn) if item.tag == "li"]
    assert meant == ["done", "refused, or a fault not handled"]


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("estimate 74 71 77.04 60", "74 of 100, likely 71 to 77; the pass mark is 60"),
        ("estimate 74", "74 of 100"),
        ("estimate_inline 58 52 64", "58 of 100, likely 52 to 64"),
        ("spread 14.5 12 18 25", "14.5 of 25; the middle half of the cohort has 12 to 18"),
        ("bar 21 30 'Quality'", "Quality: 21 of 30"),
        (
            "estimate_among counts 62 58 64 60",
            "62 of 100, likely 58 to 64; the pass mark is 60. Cohort of 3; 0 to 50: 1, 50 to 100: 2",
        ),
        ("sparkline counts 'Scores'", "Scores: 1, 2"),
    ],
)
def test_every_figure_says_in_words_what_it_shows(tag: str, said: str) -> None:
    figure = Template(f"{{% load figures %}}{{% {tag} %}}").render(Context({"counts": [1, 2]}))
    (svg,) = (shape for shape in shapes_of(figure) if shape.attrib.get("role") == "img")
    assert svg.attrib["aria-label"] == said


@given(st.lists(st.tuples(st.integers(0, 10**15), st.text(), st.integers(1, 99), st.floats(-1, 1)), max_size=6))
def test_any_scatter_is_well_formed_and_inside_and_told_in_words(worths: list[tuple[int, str, int, float]]) -> None:
    picture = Template("{% load figures %}{% cost_against worths %}").render(Context({"worths": worths}))
    assert_inside_its_frame(picture)
    assert len([shape for shape in shapes_of(picture) if shape.tag == "circle"]) == len(worths)
