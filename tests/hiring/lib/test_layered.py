"""Whatever the graph: no boxes on each other, every line from left to right, ends where its boxes stand."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings, strategies as st

from hiring.lib.layered import Grid, lay_out

GRID = Grid(width=160, height=40, across=48, between=16)
NAMES = [f"n{number}" for number in range(12)]
EDGES = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=30)


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_nothing_lies_on_anything_else_and_every_line_goes_right(edges: set[tuple[str, str]]) -> None:
    layout = lay_out(NAMES, edges, GRID)
    for (x, y), (across, down) in combinations(layout.boxes.values(), 2):
        assert abs(x - across) >= GRID.width or abs(y - down) >= GRID.height + GRID.between - 0.2
    assert {(line.source, line.target) for line in layout.lines} == {edge for edge in edges if edge[0] != edge[1]}
    for line in layout.lines:
        left, right = (line.target, line.source) if line.back else (line.source, line.target)
        assert all(before[0] < after[0] for before, after in pairwise(line.points))
        assert line.points[0] == (layout.boxes[left][0] + GRID.width, layout.boxes[left][1] + GRID.height / 2)
        assert line.points[-1] == (layout.boxes[right][0], layout.boxes[right][1] + GRID.height / 2)


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_it_is_the_same_picture_each_time_and_all_of_it_is_inside(edges: set[tuple[str, str]]) -> None:
    layout = lay_out(NAMES, edges, GRID)
    assert layout == lay_out(NAMES, sorted(edges, reverse=True), GRID)
    corners = [*layout.boxes.values(), *(point for line in layout.lines for point in line.points)]
    assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in corners)


def test_only_an_edge_that_closes_a_cycle_leads_back() -> None:
    layout = lay_out(["c", "b", "a"], [("a", "b"), ("b", "c"), ("c", "b")], GRID)
    assert [(line.source, line.target) for line in layout.lines if line.back] == [("c", "b")]
    assert [name for name, _ in sorted(layout.boxes.items(), key=lambda item: item[1])] == ["a", "b", "c"]


def test_nothing_is_laid_out_as_nothing() -> None:
    layout = lay_out([], [], GRID)
    assert (layout.boxes, layout.lines, layout.width, layout.height) == ({}, (), 0.0, 0.0)
