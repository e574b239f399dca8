"""A call to a stranger's address: one request, to a vetted address, in bounded time."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from grader.addresses import Address
from hiring.lib import outward
from hiring.lib.addresses import NotCallable
from hiring.lib.outward import Answer, Limits, Unanswered, post
from tests.fixtures.receiver import Receiver, close_at_once, flood, hang, say, trickle

HERE = [ip_address("127.0.0.1")]


def call(url: str, *, own: bool = True, seconds: float = 5, **more: Any) -> Answer:
    limits = Limits(seconds=seconds, answer_bytes=100, own=own)
    return post(url, body=b"{}", headers={"Content-Type": "application/json"}, limits=limits, **more)


class Fickle:
    """A resolver that answers otherwise each time it is asked, as one does that rebinds a name."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int) -> list[Address]:
        self.asked += 1
        return [ip_address(self.answers[min(self.asked, len(self.answers)) - 1])]


def test_it_sends_the_body_once_under_the_hosts_own_name(receiver: Receiver) -> None:
    receiver.script = [say(200, b"thanks")]
    answer = call(f"http://hooks.test:{receiver.port}/in?from=assay", resolve=lambda *_: HERE)
    assert (answer.status, answer.start) == (200, b"thanks")
    [got] = receiver.got
    assert (got.path, got.body, got.headers["host"]) == ("/in?from=assay", b"{}", f"hooks.test:{receiver.port}")


def test_a_name_that_changes_its_address_is_called_where_it_was_vetted(receiver: Receiver) -> None:
    receiver.script = [say(200)]
    fickle = Fickle("127.0.0.1", "10.0.0.1")
    assert call(f"http://hooks.test:{receiver.port}/", resolve=fickle).status == 200
    assert fickle.asked == 1


def test_a_name_that_turns_inwards_after_the_check_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    dialled: list[Any] = []

    def refuse(address: Any, *_: Any, **__: Any) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(Unanswered, match="No connection"):
        call("https://hooks.test/", own=False, resolve=Fickle("93.184.216.34", "127.0.0.1"))
    assert dialled == [("93.184.216.34", 443)]


def test_a_name_that_leads_inwards_is_never_dialled(receiver: Receiver) -> None:
    with pytest.raises(NotCallable, match="public internet"):
        call(f"https://hooks.test:{receiver.port}/", own=False, resolve=lambda *_: HERE)
    assert receiver.got == []


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f000001", "2130706433"])
def test_other_spellings_of_this_machine_lead_nowhere(host: str) -> None:
    with pytest.raises(NotCallable):
        call(f"https://{host}/", own=False)


def test_a_name_that_leads_nowhere_says_so() -> None:
    with pytest.raises(NotCallable, match="unknown, or not on the public internet"):
        call("https://nothing.invalid/", own=False)


def test_the_second_address_is_tried_when_the_first_refuses(receiver: Receiver) -> None:
    receiver.script = [say(204)]
    both = [ip_address("::1"), *HERE]
    assert call(f"http://hooks.test:{receiver.port}/", resolve=lambda *_: both).status == 204


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    receiver.script = [say(302, Location=f"http://127.0.0.1:{receiver.port}/elsewhere")]
    assert call(receiver.url).status == 302
    assert [got.path for got in receiver.got] == ["/hook"]


def test_a_proxy_of_the_environment_is_not_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    receiver.script = [say(200)]
    assert call(receiver.url).status == 200


@pytest.mark.parametrize("behaviour", [hang, trickle], ids=["hangs", "trickles"])
def test_no_answer_in_time_ends_the_call(receiver: Receiver, behaviour: Any) -> None:
    receiver.script = [behaviour]
    began = time.monotonic()
    with pytest.raises(Unanswered, match="There was no answer within"):
        call(receiver.url, seconds=0.4)
    assert time.monotonic() - began < 2


def test_a_flood_is_read_no_further_than_its_start(receiver: Receiver) -> None:
    receiver.script = [flood]
    began = time.monotonic()
    assert len(call(receiver.url).start) == 100
    assert time.monotonic() - began < 2


def test_a_connection_that_is_closed_says_so(receiver: Receiver) -> None:
    receiver.script = [close_at_once]
    with pytest.raises(Unanswered, match="closed"):
        call(receiver.url)


def test_nobody_there_says_so() -> None:
    with pytest.raises(Unanswered, match="No connection"):
        call("http://127.0.0.1:9/")


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A certificate for hooks.test that is believed, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.test")])
    now = datetime.now(tz=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.test")]), critical=False)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = tmp_path / "hooks.pem"
    file.write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM) + private)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    outward.tls.cache_clear()
    yield file
    outward.tls.cache_clear()


def test_tls_is_agreed_under_the_name_though_the_address_is_dialled(receiver: Receiver, certificate: Path) -> None:
    named: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: named.append(name)
    receiver.secure(context)
    receiver.script = [say(200), say(200)]
    assert call(f"https://hooks.test:{receiver.port}/", resolve=lambda *_: HERE).status == 200
    with pytest.raises(Unanswered, match="No secure connection"):
        call(f"https://others.test:{receiver.port}/", resolve=lambda *_: HERE)
    assert named == ["hooks.test", "others.test"]
