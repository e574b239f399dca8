"""The kit's client waits when it is told to, signs in again when its token ends, and says why it was refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import httpx
import pytest

from hiring.lib.tracing import parse_traceparent
from kit import check, fetch
from kit.__main__ import main
from kit.home import SECRET, Home, Licence, digest_of
from kit.licence import take
from kit.market import Market, Refused
from kit.stages import STAGES
from kit.stop import Stop

DATA = bytes(range(256)) * 40
TOKEN = httpx.Response(200, json={"access_token": "token-1", "expires_in": 900})

Said = httpx.Response | Exception


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A candidate's folder with a credential."""
    monkeypatch.setenv(SECRET, "secret-of-alice")
    home = Home(tmp_path)
    home.write("config.json", json.dumps({"base_url": "http://market.test", "client_id": "alice", "attempt": "a"}))
    return home


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the client slept, without sleeping."""
    slept: list[float] = []
    monkeypatch.setattr("kit.market.time.sleep", slept.append)
    return slept


def open_market(home: Home, answers: Iterator[Said], *, seen: list[httpx.Request] | None = None) -> Market:
    """Return a client of a market that gives these answers, and a token to whoever asks."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/oauth/token"):
            return TOKEN
        if seen is not None:
            seen.append(request)
        said = next(answers)
        if isinstance(said, Exception):
            raise said
        return said

    opened = Market(home)
    opened.client = httpx.Client(base_url=opened.client.base_url, transport=httpx.MockTransport(answer))
    return opened


def test_it_waits_as_long_as_the_market_asks(home: Home, waits: list[float]) -> None:
    answers = iter([httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(200, json={"total": 1})])
    assert open_market(home, answers).get("datasets") == {"total": 1}
    assert waits == [7]


def test_it_waits_longer_each_time_when_it_is_not_told_how_long(home: Home, waits: list[float]) -> None:
    answers: list[Said] = [httpx.Response(503), httpx.ConnectError("cut"), httpx.Response(200, json={})]
    open_market(home, iter(answers)).get("datasets")
    assert waits == [0.5, 1.0]


def test_it_gives_up_after_six_tries(home: Home, waits: list[float]) -> None:
    with pytest.raises(Refused, match="503"):
        open_market(home, iter([httpx.Response(503)] * 6)).get("datasets")
    assert len(waits) == 5


def test_it_says_that_the_market_can_not_be_reached(home: Home) -> None:
    with pytest.raises(Stop, match=r"can't be reached at market\.test"):
        open_market(home, iter([httpx.ConnectError("no route")] * 6)).get("datasets")


def test_it_signs_in_again_when_its_token_has_ended(home: Home) -> None:
    answers = iter(
        [httpx.Response(401, json={"detail": "The token has expired."}), httpx.Response(200, json={"ok": True})]
    )
    assert open_market(home, answers).get("wallet") == {"ok": True}


def test_it_repeats_a_write_under_the_same_key(home: Home) -> None:
    seen: list[httpx.Request] = []
    answers = iter([httpx.Response(502), httpx.Response(201, json={})])
    open_market(home, answers, seen=seen).post("usage", once="training-1", json={"events": []})
    assert [request.headers["Idempotency-Key"] for request in seen] == ["training-1", "training-1"]


def test_it_repeats_the_markets_own_words_when_refused(home: Home) -> None:
    problem = {
        "type": "urn:assay:problem:offer_denies",
        "detail": "This offer can't be accepted.",
        "errors": [{"pointer": "", "detail": "The terms forbid commercial-training.", "code": "use_case"}],
    }
    answer = httpx.Response(409, json=problem, headers={"Content-Type": "application/problem+json"})
    with pytest.raises(Refused) as refused:
        open_market(home, iter([answer])).post("offers/1/accept", once="accept-1")
    assert refused.value.code == "offer_denies"
    assert str(refused.value) == "409: This offer can't be accepted. The terms forbid commercial-training."


def test_it_asks_for_the_secret_that_is_missing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET)
    with pytest.raises(Stop, match=r"put ASSAY_CLIENT_SECRET=hsx_… into \.env"):
        Market(home)


def test_it_says_what_to_do_about_a_secret_that_opens_nothing(home: Home) -> None:
    refused = httpx.Response(401, json={"error": "invalid_client"})
    market = open_market(home, iter(()))
    market.client = httpx.Client(base_url="http://market.test", transport=httpx.MockTransport(lambda _: refused))
    with pytest.raises(Stop, match=r"Rotate the credential on the attempt page, and put the new one into \.env"):
        market.sign_in()


def test_its_help_names_every_stage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"\n  {name} " in told for name in STAGES)


def test_every_run_from_one_folder_belongs_to_one_trace(home: Home) -> None:
    first, again = (Market(Home(home.root)).client.headers["traceparent"] for _ in range(2))
    assert first == again
    assert parse_traceparent(first) is not None


def test_it_reads_the_secret_from_the_file_that_git_ignores(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET)
    home.write(".env", f"OTHER=1\n{SECRET}=secret-in-a-file\n")
    assert home.secret == "secret-in-a-file"


def test_a_download_goes_on_where_the_line_broke(home: Home) -> None:
    seen: list[httpx.Request] = []
    broken = httpx.Response(200, stream=Cut(DATA[:4000]))
    rest = httpx.Response(206, content=DATA[4000:])
    download(home, iter([granted(), broken, rest]), seen=seen)
    assert home.raw("strikes").read_bytes() == DATA
    assert seen[-1].headers["Range"] == "bytes=4000-"


def test_a_download_begins_anew_when_the_market_sends_everything_again(home: Home) -> None:
    answers = iter([granted(), httpx.Response(200, stream=Cut(DATA[:4000])), httpx.Response(200, content=DATA)])
    download(home, answers)
    assert home.raw("strikes").read_bytes() == DATA


def test_it_goes_on_from_what_an_earlier_run_left(home: Home) -> None:
    seen: list[httpx.Request] = []
    home.write("raw/strikes.part", DATA[:9000])
    download(home, iter([granted(), httpx.Response(206, content=DATA[9000:])]), seen=seen)
    assert home.raw("strikes").read_bytes() == DATA
    assert seen[-1].headers["If-Range"] == f'"{licence(home).digest}"'


def test_what_an_earlier_run_left_whole_is_not_fetched_again(home: Home) -> None:
    home.write("raw/strikes.part", DATA)
    download(home, iter([granted()]))
    assert home.raw("strikes").read_bytes() == DATA


@pytest.mark.parametrize("code", ["url_expired", "url_not_genuine"])
def test_it_asks_for_a_new_address_when_one_is_no_longer_good(home: Home, code: str) -> None:
    download(home, iter([granted(), refused(code), granted(), httpx.Response(200, content=DATA)]))
    assert home.raw("strikes").read_bytes() == DATA


def test_bytes_that_the_licence_does_not_cover_are_not_kept(home: Home) -> None:
    with pytest.raises(Stop, match="not what the licence covers"):
        download(home, iter([granted(), httpx.Response(200, content=DATA[::-1])]))
    assert not home.raw("strikes").exists()


def test_a_dataset_that_is_not_needed_is_left_out_when_its_licence_is_revoked(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write("brief.json", json.dumps({"exercise": {"listing": "register"}}))
    needed, more = replace(licence(home), id="n", dataset="register"), licence(home)
    home.write("raw/register.csv", DATA)
    home.keep_licences([more, needed])
    held = [{"id": each.id, "revoked_at": None} for each in (more, needed)]
    answers = [httpx.Response(200, json={"licences": held}), refused("licence_revoked")]
    monkeypatch.setattr(fetch, "Market", lambda home: open_market(home, iter(answers)))
    fetch.run(home)
    assert [each.dataset for each in home.licences] == ["register"]


def test_a_revoked_licence_of_what_is_needed_stops_the_fetch(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write("brief.json", json.dumps({"exercise": {"listing": "strikes"}}))
    home.keep_licences([licence(home)])
    listed = httpx.Response(200, json={"licences": [{"id": "l", "revoked_at": "2026-11-02T09:00:00Z"}]})
    monkeypatch.setattr(fetch, "Market", lambda home: open_market(home, iter([listed])))
    with pytest.raises(Stop, match="no longer in force"):
        fetch.run(home)


class Cut(httpx.SyncByteStream):
    """A body whose line breaks after some bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self.content
        raise httpx.ReadError("the line broke")


def refused(code: str) -> httpx.Response:
    """Return a refusal with that code."""
    problem = {"type": f"urn:assay:problem:{code}", "detail": "This is refused."}
    return httpx.Response(403, json=problem, headers={"Content-Type": "application/problem+json"})


def offered(revision: int) -> httpx.Response:
    """Return the answer to asking for an offer."""
    return httpx.Response(201, json={"id": "o", "revision": revision, "clauses": []})


def test_it_takes_no_licence_of_a_dataset_that_changed_until_someone_looked(home: Home) -> None:
    held = {**asdict(licence(home)), "revision": 2}
    home.write("work/cards/strikes.json", json.dumps({"revision": 1}))
    answers = [offered(2), httpx.Response(200, json={"revision": 2}), offered(2), httpx.Response(201, json=held)]
    market = open_market(home, iter(answers))
    with pytest.raises(Stop, match="strikes has changed since its card was read: revision 2 is on offer"):
        take(home, market, "strikes", {})
    assert take(home, market, "strikes", {}).revision == 2


def test_a_gate_that_is_not_installed_is_told_with_what_installs_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setattr(check, "Market", lambda home: open_market(home, iter([httpx.Response(200, json={})])))
    with pytest.raises(Stop, match=r"the gate isn't installed: pip install -r requirements\.txt \(.*No module named"):
        check.run(home)


def granted() -> httpx.Response:
    """Return the answer to asking for access."""
    answer = {"url": "http://market.test/api/v1/bytes/1?signature=s", "bytes": len(DATA), "attestation": {}}
    return httpx.Response(201, json=answer)


def licence(home: Home) -> Licence:
    """Return a licence for the data of these tests."""
    digest = digest_of(home.write("expected", DATA))
    return Licence(
        id="l", dataset="strikes", revision=1, digest=digest, license_token="t", expires_at="2099-01-01T00:00:00Z"
    )


def download(home: Home, answers: Iterator[Said], *, seen: list[httpx.Request] | None = None) -> None:
    """Fetch the data of these tests from a market that gives these answers."""
    fetch.fetch(home, open_market(home, answers, seen=seen), licence(home))
