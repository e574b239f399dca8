"""Live-looking secrets are found by kind and line; examples and prose are not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from grader.measures.leaks import Leak, find_leaks
from hiring.market.secrets import new_secret

AB = "aB3dE5gH7jK9" * 20


@pytest.mark.parametrize(
    ("kind", "secret"),
    [
        ("a private key", "-----BEGIN OPENSSH PRIVATE KEY-----"),
        ("a private key", "-----BEGIN PRIVATE KEY-----"),
        ("a private JSON Web Key", f'{{"kty": "OKP", "d" : "{AB[:43]}"}}'),
        ("a bearer token", f"Authorization: Bearer {AB[:30]}"),
        ("an AWS access key", "AKIA" + "Q7ZK3MDJ5RLW2XYN"),
        ("a GitHub token", "ghp_" + AB[:36]),
        ("a GitHub token", "github_pat_" + AB[:82]),
        ("a GitLab token", "glpat-" + AB[:20]),
        ("a Slack token", "xoxb-" + AB[:40]),
        ("a Stripe key", "sk_live_" + AB[:24]),
        ("a Google API key", "AIza" + AB[:35]),
        ("an OpenAI or Anthropic key", "sk-proj-" + AB[:48]),
        ("a Hugging Face token", "hf_" + AB[:34]),
        ("a package registry token", "npm_" + AB[:36]),
        ("a password in an address", "postgres://alice:" + AB[:12] + "@db.host.org/strikes"),
    ],
)
def test_it_knows_the_kind(kind: str, secret: str) -> None:
    assert find_leaks(f"one\ntwo = '{secret}'\n".encode()) == (Leak(kind=kind, line=2),)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer {token}",
        "Authorization: Bearer YOUR_TOKEN_GOES_RIGHT_HERE",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "-----BEGIN PUBLIC KEY-----",
        "https://user:{password}@host/",
        "https://alice@host.org/path:with@signs",
        "task-" + AB[:40],
        "hsx_" + AB[:36],
        "hsx_",
        '"d": "short"',
    ],
)
def test_it_passes_over_examples_and_prose(text: str) -> None:
    assert find_leaks(text.encode()) == ()


def test_it_knows_every_credential_of_the_market_by_its_checksum() -> None:
    secret = new_secret()
    changed = secret[:10] + ("a" if secret[10] != "a" else "b") + secret[11:]
    assert find_leaks(secret.encode()) == (Leak(kind="a sandbox client secret", line=1),)
    assert find_leaks(changed.encode()) == ()


def test_it_tells_them_in_the_order_they_stand() -> None:
    text = f"\n{new_secret()}\n\nghp_{AB[:36]}\n{new_secret()}"
    assert [leak.line for leak in find_leaks(text.encode())] == [2, 4, 5]


@pytest.mark.parametrize("piece", ["sk-", "Bearer ", '"d" ', "://a:", "-----BEGIN A A A ", "hsx_aaaa"])
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    text = (piece * 400_000).encode()[:1_000_000]
    began = time.process_time()
    find_leaks(text)
    assert time.process_time() - began < 2


@given(st.binary(max_size=300))
def test_any_bytes_at_all_can_be_searched(data: bytes) -> None:
    assert isinstance(find_leaks(data), tuple)
