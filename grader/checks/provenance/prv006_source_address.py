"""PRV006: the source address in the manifest is one that anybody could follow, and gives nothing away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, urlsplit

from grader.addresses import is_public
from grader.brief import Brief
from grader.check import Family, Measured, check
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.manifest import NAME

QUESTIONS = 4
HOSTLESS = frozenset({"urn", "doi", "tag"})
# Names for use inside, and some that RFC 6761 and RFC 7686 keep from ever being anybody's.
PRIVATE_SUFFIXES = (
    *(".local", ".localdomain", ".localhost", ".internal", ".intranet", ".private", ".corp", ".home", ".lan"),
    *(".home.arpa", ".test", ".invalid", ".onion"),
)
NUMBER = re.compile(r"0x[0-9a-f]*")
SIGNED = frozenset(
    {"signature", "sig", "token", "access_token", "key", "expires", "x-amz-signature", "x-goog-signature"}
)


@check("PRV006", Family.PROVENANCE, needs=("brief", "manifest"))
def PRV006(inputs: Inputs) -> Measured:
    """The source address is acceptable.

    Asks four things of `source_uri` in the manifest: is its scheme one the brief accepts; does it name a host that
    others can reach (not this machine, a private network or a bare name); is it free of a user name and password; is
    it free of signatures and tokens, which expire and must not be passed on.

    Why: the address is how the next reader finds the source. A signed URL is dead in minutes, `localhost` is another
    machine for everyone, and a password in an address is a leak.

    Measured: the share of the four that hold. The address is only read, never followed.

    Threshold: 1, all four. Private ranges are those of the IANA registries.

    Fix: give the address on the dataset's card, not the one the bytes were fetched from.
    """
    address = inputs.manifest.source_uri
    try:
        faults = list(_faults(urlsplit(address), inputs.brief))
    except ValueError:
        faults = ["It can't be read as an address."] * QUESTIONS
    messages = tuple(dict.fromkeys(faults))
    return Measured(
        measure=1 - len(faults) / QUESTIONS,
        summary=" ".join(messages) or "The source address is acceptable.",
        findings=tuple(_finding(message) for message in messages),
    )


def _faults(address: SplitResult, brief: Brief) -> Iterator[str]:
    if address.scheme not in brief.source_schemes:
        accepted = ", ".join(brief.source_schemes)
        yield f"The scheme of the source address is {address.scheme[:20] or 'missing'}; the brief accepts {accepted}."
    if address.scheme not in HOSTLESS and not _is_public(address.hostname or ""):
        yield "The source address names no host that others can reach."
    if address.username is not None or address.password is not None:
        yield "The source address carries a user name or password."
    if any(name.casefold() in SIGNED for name, _ in parse_qsl(address.query, keep_blank_values=True)):
        yield "The source address carries a signature or token."


def _is_public(host: str) -> bool:
    """Say whether others can reach a host; raise ValueError for a number that is no address as everybody writes it."""
    name = host.rstrip(".").casefold()
    last = name.rpartition(".")[2]
    if ":" in name or last.isdecimal():
        return is_public(ip_address(name))
    return "." in name and not name.endswith(PRIVATE_SUFFIXES) and NUMBER.fullmatch(last) is None


def _finding(message: str) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        message=message,
        fix="Give the address that the dataset's card states as its source.",
        place=Place(file=NAME, pointer="/source_uri"),
    )
