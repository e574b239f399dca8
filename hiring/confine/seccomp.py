"""A seccomp filter, written out as the BPF program that the kernel runs on every system call of confined code."""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hiring.confine.syscalls import LAST_KNOWN, Machine

LOAD, JUMP_EQUAL, JUMP_GREATER, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
NUMBER_AT, ARCHITECTURE_AT, ARGUMENTS_AT = 0, 4, 16
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000

NEW_NAMESPACES = 0x7E020000
SET_ID_BITS = 0o6000
LOCAL_AND_INTERNET = (1, 2, 10)
TYPE_INTO_TERMINAL = (0x5412, 0x541C)

Instruction = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A call that is refused for some values of its argument number ``argument``: equal to one of, or any bit of.

    With ``only``, those are the values that are allowed and every other is refused.
    """

    argument: int
    equals: tuple[int, ...] = ()
    any_bit: int = 0
    only: bool = False
    refusal: int = errno.EPERM


RULES: Mapping[str, Rule] = {
    "clone": Rule(argument=0, any_bit=NEW_NAMESPACES),
    "socket": Rule(argument=0, equals=LOCAL_AND_INTERNET, only=True, refusal=errno.EAFNOSUPPORT),
    "ioctl": Rule(argument=1, equals=TYPE_INTO_TERMINAL),
    "chmod": Rule(argument=1, any_bit=SET_ID_BITS),
    "fchmod": Rule(argument=1, any_bit=SET_ID_BITS),
    "fchmodat": Rule(argument=2, any_bit=SET_ID_BITS),
    "fchmodat2": Rule(argument=2, any_bit=SET_ID_BITS),
}

# The C library asks for clone3 first and, told that there is none, for clone, whose flags a filter can read.
ABSENT = ("clone3",)


def filter_for(machine: Machine) -> bytes:
    """Return the program for ``machine``: another architecture's calls kill, those listed are refused, others pass."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in _program(machine))


def _program(machine: Machine) -> Iterator[Instruction]:
    yield LOAD, 0, 0, ARCHITECTURE_AT
    yield JUMP_EQUAL, 1, 0, machine.audit
    yield RETURN, 0, 0, KILL
    yield LOAD, 0, 0, NUMBER_AT
    yield JUMP_GREATER, 0, 1, LAST_KNOWN
    yield RETURN, 0, 0, ERRNO | errno.ENOSYS
    for name, number in machine.calls.items():
        body = tuple(_conditions(RULES[name])) if name in RULES else ((RETURN, 0, 0, ERRNO | _refusal(name)),)
        yield JUMP_EQUAL, 0, len(body), number
        yield from body
    yield RETURN, 0, 0, ALLOW


def _conditions(rule: Rule) -> Iterator[Instruction]:
    """Test an argument's low half, the only one these calls read, and return either way."""
    found, otherwise = (ALLOW, ERRNO | rule.refusal) if rule.only else (ERRNO | rule.refusal, ALLOW)
    tests = [(JUMP_EQUAL, value) for value in rule.equals] or [(JUMP_ANY_BIT, rule.any_bit)]
    yield LOAD, 0, 0, ARGUMENTS_AT + 8 * rule.argument
    for left, (jump, value) in zip(reversed(range(len(tests))), tests, strict=True):
        yield jump, left + 1, 0, value
    yield RETURN, 0, 0, otherwise
    yield RETURN, 0, 0, found


def _refusal(name: str) -> int:
    return errno.ENOSYS if name in ABSENT else errno.EPERM
