"""`assay verify` believes what a trusted key signed, and nothing else, without a network."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.attestation import sign_token
from grader.cli import run
from grader.exits import Exit
from grader.gate import run_gate
from grader.report import to_json
from tests.grader.evidence import CHARLIE, MARKET, TRUSTED, Market, make_model, public, source_of
from tests.grader.factories import HandedIn, hand_in, make_brief
from tests.grader.test_export import GENUINE, zipped

RECEIPT = {"iss": "assay", "iat": 1_780_000_000, "kind": "submission", "digest": f"sha256:{'0' * 64}"}


@pytest.fixture
def keys(tmp_path: Path) -> str:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(TRUSTED))
    return str(path)


@pytest.fixture
def handed(tmp_path: Path) -> HandedIn:
    return hand_in(tmp_path)


def verified(tmp_path: Path, data: bytes | str, *words: str) -> int:
    path = tmp_path / "signed"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return run(["verify", str(path), *words])


def test_a_receipt_is_genuine_under_its_market_s_key(
    tmp_path: Path, keys: str, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = sign_token(RECEIPT, typ="assay-receipt+jwt", private_jwk=MARKET)
    assert verified(tmp_path, f"{receipt}\n", "--keys", keys) == Exit.PASSED
    told = capsys.readouterr().out
    assert "A genuine receipt" in told
    assert '"kind": "submission"' in told


def test_a_receipt_by_another_key_is_not_genuine(tmp_path: Path, keys: str, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = sign_token(RECEIPT, typ="assay-receipt+jwt", private_jwk=CHARLIE)
    assert verified(tmp_path, receipt, "--keys", keys) == Exit.FINDINGS
    assert "Not genuine" in capsys.readouterr().out


def test_a_receipt_that_was_changed_is_not_genuine(tmp_path: Path, keys: str) -> None:
    header, _, signature = sign_token(RECEIPT, typ="assay-receipt+jwt", private_jwk=MARKET).split(".")
    _, other, _ = sign_token({**RECEIPT, "kind": "usage"}, typ="assay-receipt+jwt", private_jwk=MARKET).split(".")
    assert verified(tmp_path, f"{header}.{other}.{signature}", "--keys", keys) == Exit.FINDINGS


@pytest.mark.parametrize("typ", ["JWT", "at+jwt"])
def test_a_token_of_another_kind_is_not_genuine(tmp_path: Path, keys: str, typ: str) -> None:
    assert verified(tmp_path, sign_token(RECEIPT, typ=typ, private_jwk=MARKET), "--keys", keys) == Exit.FINDINGS


def test_keys_may_come_from_a_brief(tmp_path: Path) -> None:
    brief = tmp_path / "brief.json"
    brief.write_bytes(make_brief())
    receipt = sign_token(RECEIPT, typ="assay-receipt+jwt", private_jwk=MARKET)
    assert verified(tmp_path, receipt, "--keys", str(brief)) == Exit.PASSED


def test_an_answer_that_carries_a_receipt_will_do(tmp_path: Path, keys: str) -> None:
    receipt = sign_token(RECEIPT, typ="assay-receipt+jwt", private_jwk=MARKET)
    assert verified(tmp_path, json.dumps({"receipt": receipt, "id": "1"}), "--keys", keys) == Exit.PASSED


def test_an_attestation_names_its_subject(
    handed: HandedIn, keys: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    attestation = (handed.bundle / "attestations" / "wildlife-strikes.json").read_bytes()
    assert verified(tmp_path, attestation, "--keys", keys) == Exit.PASSED
    assert "wildlife-strikes@1  sha256:" in capsys.readouterr().out


def test_a_manifest_is_as_genuine_as_what_it_carries(handed: HandedIn, keys: str, tmp_path: Path) -> None:
    manifest = (handed.bundle / "manifest.json").read_bytes()
    assert verified(tmp_path, manifest, "--keys", keys) == Exit.PASSED
    stranger = tmp_path / "stranger.json"
    stranger.write_text(json.dumps(public(CHARLIE)))
    assert verified(tmp_path, manifest, "--keys", str(stranger)) == Exit.FINDINGS


def test_a_trail_is_whole_or_not(
    handed: HandedIn, keys: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verified(tmp_path, handed.trail, "--keys", keys) == Exit.PASSED
    assert "whole and genuine trail" in capsys.readouterr().out
    changed = handed.trail.replace(b'"amount_micro":1000000', b'"amount_micro":1000001')
    assert changed != handed.trail
    assert verified(tmp_path, changed, "--keys", keys) != Exit.PASSED


def test_a_model_manifest_is_signed_by_its_own_run(tmp_path: Path) -> None:
    model = make_model(source_of(Market().license()))
    assert verified(tmp_path, json.dumps(model)) == Exit.PASSED
    assert verified(tmp_path, json.dumps({**model, "name": "another"})) == Exit.FINDINGS


def test_a_report_adds_up_or_not(handed: HandedIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = to_json(run_gate(handed.inputs()))
    assert verified(tmp_path, report) == Exit.PASSED
    assert "its receipt is" in capsys.readouterr().out
    raised = json.loads(report)
    raised["outcomes"][0]["points"] = 0
    assert verified(tmp_path, json.dumps(raised)) == Exit.FINDINGS


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"{}", "nothing that is signed here"), (b"\xff", "not UTF-8"), (b"[1", "not JSON"), (b"a.b.c", "Not genuine")],
)
def test_what_is_nothing_we_know_is_said_so(
    data: bytes, said: str, tmp_path: Path, keys: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verified(tmp_path, data, "--keys", keys) != Exit.PASSED
    told = capsys.readouterr()
    assert said in told.out + told.err


def test_without_keys_nothing_is_believed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = sign_token(RECEIPT, typ="assay-receipt+jwt", private_jwk=MARKET)
    assert verified(tmp_path, receipt) == Exit.NOT_READ
    assert "Name them with --keys" in capsys.readouterr().err


def test_an_export_is_proven_file_by_file(tmp_path: Path, keys: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(tmp_path, zipped(GENUINE), "--keys", keys) == Exit.PASSED
    assert "3 files, every one as it was exported." in capsys.readouterr().out
    assert verified(tmp_path, zipped({**GENUINE, "jwks.json": b'{"keys":{}}'}), "--keys", keys) == Exit.FINDINGS
    assert "not those that were exported" in capsys.readouterr().out
