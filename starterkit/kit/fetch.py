"""Stage fetch: download what you hold a licence for, resume where the line broke, and check the digest."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from kit import lineage
from kit.home import Home, Licence, digest_of
from kit.market import Market, Refused
from kit.search import wanted
from kit.stop import Stop

TRIES = 5
URL_IS_DEAD = {"url_expired", "url_not_genuine"}  # its time is over, or the key that signed it was replaced


def run(home: Home) -> str:
    """Fetch every licensed dataset that is not here yet, whole and unchanged."""
    with Market(home) as market:
        granted = {each["id"] for each in market.get("licences")["licences"] if not each["revoked_at"]}
        for licence in home.licences:
            in_force = licence.id in granted and licence.ends > datetime.now(UTC)
            if not (in_force and have(home, market, licence)):
                leave_out(home, licence)
    files = [home.raw(licence.dataset) for licence in home.licences]
    lineage.record(home, "collection", inputs=files, outputs=files)
    return (
        f"{sum(file.stat().st_size for file in files):,} bytes are here, and their digests are those of the licences."
    )


def have(home: Home, market: Market, licence: Licence) -> bool:
    """Fetch a dataset unless it is here; say whether it is, which it can't be when its licence was just revoked."""
    try:
        if not is_whole(home, licence):
            fetch(home, market, licence)
    except Refused as refusal:
        if refusal.code != "licence_revoked":
            raise
        return False
    return True


def leave_out(home: Home, licence: Licence) -> None:
    """Drop a dataset whose licence is no longer in force; the work can't go on without one that the brief names."""
    if licence.dataset in wanted(home):
        raise Stop(f"the licence for {licence.dataset} is no longer in force: stop using it, or take a new one.")
    home.raw(licence.dataset).unlink(missing_ok=True)
    home.keep_licences([each for each in home.licences if each.id != licence.id])


def is_whole(home: Home, licence: Licence) -> bool:
    """Say whether a dataset is here, byte for byte."""
    return home.raw(licence.dataset).exists() and digest_of(home.raw(licence.dataset)) == licence.digest


def fetch(home: Home, market: Market, licence: Licence) -> None:
    """Download a dataset, going on from what an earlier try left, with a new address when one has expired."""
    part = home.path(f"raw/{licence.dataset}.part")
    access = ask(home, market, licence)
    for _ in range(TRIES):
        try:
            if resume(market, access, licence, part) >= access["bytes"]:
                break
        except Refused as refusal:
            if refusal.code not in URL_IS_DEAD:
                raise
            access = ask(home, market, licence)
    if digest_of(part) != licence.digest:
        part.unlink()
        raise Stop(f"what came for {licence.dataset} is not what the licence covers: run this stage again.")
    part.replace(home.raw(licence.dataset))


def ask(home: Home, market: Market, licence: Licence) -> dict[str, Any]:
    """Ask for access, and keep the attestation that comes with it."""
    access: dict[str, Any] = market.post(f"licences/{licence.id}/access", once=str(uuid4()), json={"seconds": 900})
    home.write(f"work/attestations/{licence.dataset}.json", json.dumps(access["attestation"]))
    return access


def resume(market: Market, access: dict[str, Any], licence: Licence, part: Path) -> int:
    """Download what is missing of a file and return how much of it is here now."""
    part.touch()
    have = part.stat().st_size
    if have >= access["bytes"]:
        return have
    headers = {"Range": f"bytes={have}-", "If-Range": f'"{licence.digest}"'} if have else {}
    headers["baggage"] = f"dataset.id={licence.dataset}"
    answer = market.patiently(market.client.build_request("GET", access["url"], headers=headers), stream=True)
    try:
        with part.open("ab" if answer.status_code == httpx.codes.PARTIAL_CONTENT else "wb") as file:
            for chunk in answer.iter_bytes():
                file.write(chunk)
    except httpx.TransportError:
        pass  # the line broke: the next try goes on from what is here
    finally:
        answer.close()
    return part.stat().st_size
