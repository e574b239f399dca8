"""The filter refuses what it lists on every machine it is written for, and lets everything else pass."""

from __future__ import annotations

import errno
import struct
from collections.abc import Sequence

import pytest
from hypothesis import given, strategies as st

from hiring.confine.seccomp import ALLOW, ERRNO, KILL, NEW_NAMESPACES, RULES, filter_for
from hiring.confine.syscalls import LAST_KNOWN, MACHINES, X86_64, Machine

machines = st.sampled_from(list(MACHINES.values()))
words = st.integers(0, 2**64 - 1)


def answer(machine: Machine, number: int, arguments: Sequence[int] = (), *, audit: int | None = None) -> int:
    """Run the program as the kernel does."""
    data = struct.pack("=iIQ6Q", number, machine.audit if audit is None else audit, 0, *[*arguments, *[0] * 6][:6])
    program = list(struct.iter_unpack("=HBBI", filter_for(machine)))
    at = loaded = 0
    while True:
        code, if_true, if_false, value = program[at]
        if code == 0x06:
            return int(value)
        if code == 0x20:
            loaded = int.from_bytes(data[value : value + 4], "little")
            at += 1
            continue
        holds = {0x15: loaded == value, 0x25: loaded > value, 0x45: bool(loaded & value)}[code]
        at += 1 + (if_true if holds else if_false)


@pytest.mark.parametrize("name", MACHINES)
def test_every_listed_call_without_a_rule_is_refused(name: str) -> None:
    machine = MACHINES[name]
    unconditional = {number for call, number in machine.calls.items() if call not in RULES}
    assert {answer(machine, number) & 0xFFFF0000 for number in unconditional} == {ERRNO}


@given(machines, st.integers(0, LAST_KNOWN), st.lists(words, max_size=6))
def test_every_other_call_passes(machine: Machine, number: int, arguments: list[int]) -> None:
    if number not in machine.calls.values():
        assert answer(machine, number, arguments) == ALLOW


@given(machines, st.integers(0, 2**32 - 1))
def test_another_architecture_is_killed(machine: Machine, audit: int) -> None:
    if audit != machine.audit:
        assert answer(machine, 0, audit=audit) == KILL


@given(machines, st.integers(LAST_KNOWN + 1, 2**31 - 1))
def test_a_call_nobody_has_read_about_is_absent(machine: Machine, number: int) -> None:
    assert answer(machine, number) == ERRNO | errno.ENOSYS


@given(machines, words)
def test_a_clone_passes_unless_it_makes_a_namespace(machine: Machine, flags: int) -> None:
    refused = answer(machine, machine.calls["clone"], [flags]) != ALLOW
    assert refused == bool(flags & NEW_NAMESPACES)


@given(machines, st.integers(0, 45))
def test_only_local_and_internet_sockets_are_made(machine: Machine, family: int) -> None:
    assert (answer(machine, machine.calls["socket"], [family]) == ALLOW) == (family in {1, 2, 10})


@given(machines, st.sampled_from(["fchmod", "fchmodat"]), st.integers(0, 0o7777))
def test_no_file_gets_the_power_to_change_user(machine: Machine, call: str, mode: int) -> None:
    arguments = [0, mode, 0] if call == "fchmod" else [0, 0, mode]
    assert (answer(machine, machine.calls[call], arguments) != ALLOW) == bool(mode & 0o6000)


def test_nothing_is_typed_into_the_terminal() -> None:
    assert answer(X86_64, X86_64.calls["ioctl"], [0, 0x5412]) == ERRNO | errno.EPERM
    assert answer(X86_64, X86_64.calls["ioctl"], [0, 0x5401]) == ALLOW
