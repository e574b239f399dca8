"""User ids for confined commands: each has its own, and containers that can't see each other seldom meet in one."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from hiring.confine import NotConfined, slots
from hiring.confine.slots import own_user


@pytest.fixture
def container(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Root in a container of its own, with nobody else's locks."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(slots, "LOCKS", tmp_path / "one")
    return tmp_path


def taken(stack: ExitStack, count: int) -> set[int | None]:
    """Hold the user ids of ``count`` commands at once and return them."""
    return {stack.enter_context(own_user()) for _ in range(count)}


@pytest.mark.usefixtures("container")
def test_commands_at_work_at_once_have_one_each() -> None:
    with ExitStack() as stack:
        assert len(taken(stack, 50)) == 50


def test_two_containers_do_not_begin_with_the_same(container: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        ours = taken(stack, 10)
        monkeypatch.setattr(slots, "LOCKS", container / "other")
        assert taken(stack, 10) != ours


def test_it_is_refused_when_all_are_taken(container: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "SLOTS", range(60_578, 60_580))
    with ExitStack() as stack:
        taken(stack, 2)
        with pytest.raises(NotConfined, match="All 2 places"):
            taken(stack, 1)


def test_one_that_is_not_root_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with own_user() as user:
        assert user is None
