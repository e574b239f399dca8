"""Which addresses of strangers may be called: public ones, and this machine's own where a setting allows it."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

import httpx

from grader.addresses import Address, is_public

LONGEST = 500
NAME = re.compile(r"[A-Za-z0-9._-]+")
NO_URL = "This is no URL. One looks like https://hooks.example.org/assay."
# One sentence for both, lest whoever gives addresses learns which names are known inside.
NOT_PUBLIC = "The host is unknown, or not on the public internet, or not wholly. Give one that everyone can reach."


class NotCallable(Exception):
    """We don't call this address; the message is a sentence that says why and what to give instead."""


def is_own(address: Address) -> bool:
    """Say whether an address is this machine's own, spelt plainly."""
    return address.is_loopback and (isinstance(address, IPv4Address) or address == IPv6Address("::1"))


def read_url(text: str, *, own: bool) -> httpx.URL:
    """Return a URL that may be called as far as its letters tell; ``own`` allows this machine itself, without TLS."""
    if len(text) > LONGEST:
        raise NotCallable(f"An address has at most {LONGEST} characters; this one has {len(text):,}.")
    try:
        url = httpx.URL(text)
        host = url.host
    except (httpx.InvalidURL, UnicodeError) as problem:
        raise NotCallable(NO_URL) from problem
    if url.scheme not in ("https", "http") or not host:
        raise NotCallable("An address begins with https:// and names a host.")
    literal = _literal(host)
    if literal is None and not NAME.fullmatch(url.raw_host.decode()):
        raise NotCallable(NO_URL)
    if url.port is not None and not 0 < url.port < 65536:
        raise NotCallable("A port is a number from 1 to 65535.")
    if url.userinfo or url.fragment:
        raise NotCallable("Leave name, password and fragment out of the address: who sends is proven by the signature.")
    if url.scheme == "http" and not own:
        raise NotCallable("An address begins with https://: nothing is sent in the clear.")
    if literal is not None:
        refuse_private([literal], own=own, plain=url.scheme == "http")
    return url


def refuse_private(addresses: list[Address], *, own: bool, plain: bool) -> None:
    """Refuse a host if any of its addresses is not public; ``plain`` says that it is to be called without TLS."""
    if own and addresses and all(is_own(address) for address in addresses):
        return
    if not addresses or not all(is_public(address) for address in addresses):
        raise NotCallable(NOT_PUBLIC)
    if plain:
        raise NotCallable("An address begins with https://, except for this machine's own.")


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
