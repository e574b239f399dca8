"""Strangers' addresses are called only where everyone could call them."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given, strategies as st

from grader.addresses import is_public
from hiring.lib.addresses import NotCallable, read_url, refuse_private

PRIVATE = {
    "private, ten": "10.1.2.3",
    "private, home": "192.168.1.1",
    "private, docker": "172.17.0.1",
    "private, v6": "fd00::1",
    "carrier's": "100.64.0.1",
    "loopback": "127.0.0.1",
    "loopback, other": "127.8.9.1",
    "loopback, v6": "::1",
    "cloud's metadata": "169.254.169.254",
    "link-local, v6": "fe80::1%eth0",
    "multicast": "224.0.0.1",
    "multicast, v6": "ff02::1",
    "unspecified": "0.0.0.0",
    "unspecified, v6": "::",
    "broadcast": "255.255.255.255",
    "reserved": "240.0.0.1",
    "documentation": "203.0.113.9",
    "documentation, v6": "2001:db8::1",
    "site-local": "fec0::1",
    "mapped": "::ffff:127.0.0.1",
    "mapped, public": "::ffff:8.8.8.8",
    "compatible": "::127.0.0.1",
    "translated": "::ffff:0:127.0.0.1",
    "NAT64": "64:ff9b::10.0.0.1",
    "NAT64, local": "64:ff9b:1::10.0.0.1",
    "6to4 of 127.0.0.1": "2002:7f00:1::",
    "6to4 of 10.0.0.1": "2002:a00:1::1",
    "6to4 relay": "192.88.99.1",
    "Teredo": "2001:0:7f00:1::1",
}
PUBLIC = ("93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "2a00:1450:4001:80f::200e")


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
def test_what_is_not_public_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(NotCallable, match="public internet"):
        refuse_private([ip_address(address)], own=False, plain=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_not(address: str) -> None:
    refuse_private([ip_address(address)], own=False, plain=False)


@given(st.ip_addresses())
def test_nothing_that_python_knows_as_special_is_public(address: IPv4Address | IPv6Address) -> None:
    special = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address.is_reserved
    )
    assert not (special and is_public(address))


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_never_public(inner: IPv4Address) -> None:
    for prefix in ("::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b::"):
        assert not is_public(IPv6Address(int(IPv6Address(prefix)) | int(inner)))
    assert not is_public(IPv6Address((0x2002 << 112) | int(inner) << 80))


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    with pytest.raises(NotCallable, match="not wholly"):
        refuse_private([ip_address("8.8.8.8"), ip_address("10.0.0.1")], own=False, plain=False)


def test_a_name_that_nobody_knows_is_told_like_one_that_is_known_inside() -> None:
    told = set()
    for addresses in ([], [ip_address("10.0.0.1")]):
        with pytest.raises(NotCallable) as refused:
            refuse_private(addresses, own=False, plain=False)
        told.add(str(refused.value))
    assert len(told) == 1


@given(st.text(max_size=30))
def test_any_text_is_a_url_or_is_refused(text: str) -> None:
    for url in (text, f"https://{text}/"):
        with suppress(NotCallable):
            assert read_url(url, own=False).host


def test_a_setting_allows_this_machine_and_no_other() -> None:
    refuse_private([ip_address("127.0.0.1"), ip_address("::1")], own=True, plain=True)
    with pytest.raises(NotCallable, match="public internet"):
        refuse_private([ip_address("10.0.0.1")], own=True, plain=True)
    with pytest.raises(NotCallable, match="https://"):
        refuse_private([ip_address("8.8.8.8")], own=True, plain=True)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.example.org/", "in the clear"),
        ("ftp://hooks.example.org/", "begins with https"),
        ("hooks.example.org", "begins with https"),
        ("https:///nothing", "begins with https"),
        ("https://alice:secret@hooks.example.org/", "Leave name"),
        ("https://hooks.example.org/#part", "Leave name"),
        ("https://hooks.example.org:99999/", "1 to 65535"),
        ("https://hooks.example.org:port/", "no URL"),
        ("https://" + "a" * 500, "at most 500"),
        ("https://xn--a/", "no URL"),
        ("https://xn--/", "no URL"),
        ("https://ex ample/", "no URL"),
        ("https://%00/", "no URL"),
        ("https://ex|ample/", "no URL"),
        ("https://127.0.0.1/", "public internet"),
        ("https://[::1]/", "public internet"),
        ("https://[::ffff:10.0.0.1]/", "public internet"),
    ],
)
def test_an_unfit_url_is_refused_with_what_to_give_instead(url: str, said: str) -> None:
    with pytest.raises(NotCallable, match=said) as refused:
        read_url(url, own=False)
    assert "secret" not in str(refused.value)
