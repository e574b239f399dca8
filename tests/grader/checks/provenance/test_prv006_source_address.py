"""PRV006 accepts a source address that others can follow and that gives nothing away."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.check import Measured
from grader.checks.provenance.prv006_source_address import PRV006
from tests.grader.factories import hand_in


def ask(tmp_path: Path, address: str, **brief: object) -> Measured:
    measured = PRV006.run(hand_in(tmp_path, manifest={"source_uri": address}, brief=brief).inputs())
    assert isinstance(measured, Measured)
    return measured


@pytest.mark.parametrize(
    "address",
    [
        "https://wildlife.faa.gov/",
        "https://data.example.org:8443/a?page=2",
        "https://8.8.8.8/",
        "https://[2606:4700::1]/",
    ],
)
def test_it_accepts_a_public_address(tmp_path: Path, address: str) -> None:
    assert ask(tmp_path, address).measure == 1


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "intranet",
        "nas.local",
        "db.internal",
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "[::1]",
        "[fe80::1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::a00:1]",
        "[2002:a00:1::1]",
        "192.88.99.1",
        "192.0.0.9",
        "[3fff::1]",
        "[2001:20::1]",
        "127.0.0.0x1",
        "foo.localdomain",
        "server.corp",
        "x.test",
    ],
)
def test_it_refuses_a_host_that_others_can_not_reach(tmp_path: Path, host: str) -> None:
    measured = ask(tmp_path, f"https://{host}/data.csv")
    assert measured.measure == 0.75
    assert measured.findings[0].message == "The source address names no host that others can reach."


def test_it_refuses_a_scheme_that_the_brief_does_not_accept(tmp_path: Path) -> None:
    assert "the brief accepts https" in ask(tmp_path, "ftp://data.example.org/a.csv").summary


def test_it_accepts_an_address_without_a_host_where_the_brief_does(tmp_path: Path) -> None:
    assert ask(tmp_path, "doi:10.1234/5678", source_schemes=["https", "doi"]).measure == 1


def test_it_refuses_a_password_and_does_not_repeat_it(tmp_path: Path) -> None:
    measured = ask(tmp_path, "https://alice:Kj2hd7sZ@data.example.org/")
    assert measured.measure == 0.75
    assert "Kj2hd7sZ" not in measured.summary


def test_it_refuses_a_signed_address(tmp_path: Path) -> None:
    assert "signature or token" in ask(tmp_path, "https://data.example.org/a?Signature=abc&Expires=1").summary


def test_an_address_that_can_not_be_read_counts_nothing(tmp_path: Path) -> None:
    assert ask(tmp_path, "https://1.2.3/").measure == 0
