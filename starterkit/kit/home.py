"""Where everything is kept: the settings, the brief, and the files one stage leaves for the next."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import Any

from kit.stop import Stop

SECRET = "ASSAY_CLIENT_SECRET"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What config.json says: where the market is and which credential is yours. The secret is never in it."""

    base_url: str
    client_id: str
    attempt: str


@dataclass(frozen=True, kw_only=True)
class Licence:
    """A licence you hold; ``digest`` is that of the bytes it covers."""

    id: str
    dataset: str
    revision: int
    digest: str
    license_token: str
    expires_at: str

    @property
    def jti(self) -> str:
        """The name of the token, which its claims carry."""
        claims = self.license_token.split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["jti"])

    @property
    def ends(self) -> datetime:
        """When it stops being in force."""
        return datetime.fromisoformat(self.expires_at)


@dataclass(frozen=True)
class Home:
    """The folder you work in."""

    root: Path

    @cached_property
    def settings(self) -> Settings:
        """config.json, as you downloaded it."""
        return Settings(**self._read("config.json"))

    @cached_property
    def secret(self) -> str:
        """The credential's secret: from the environment, or from .env, which git ignores."""
        if found := os.environ.get(SECRET):
            return found
        lines = self.path(".env").read_text().splitlines() if self.path(".env").exists() else []
        found = next((line.partition("=")[2].strip() for line in lines if line.startswith(f"{SECRET}=")), "")
        if not found:
            raise Stop(f"the secret is missing: put {SECRET}=hsx_… into .env; the attempt page showed it once.")
        return found

    @cached_property
    def brief(self) -> dict[str, Any]:
        """What is asked of the sample."""
        brief: dict[str, Any] = self._read("brief.json")
        return brief

    @property
    def traceparent(self) -> str:
        """The W3C trace that all requests from this folder belong to, so that its fetches are seen with its reports."""
        if not self.path("work/traceparent").exists():
            self.write("work/traceparent", f"00-{token_hex(16)}-{token_hex(8)}-01")
        return self.path("work/traceparent").read_text()

    @property
    def licences(self) -> list[Licence]:
        """The licences taken so far, in the order they were taken."""
        return [Licence(**each) for each in self._read("work/licences.json")]

    def keep_licences(self, licences: list[Licence]) -> None:
        """Write down which licences you hold."""
        self.write("work/licences.json", json.dumps([asdict(each) for each in licences], indent=2))

    def raw(self, dataset: str) -> Path:
        """A dataset as it was fetched."""
        return self.path(f"raw/{dataset}.csv")

    def has_card(self, dataset: str) -> bool:
        """Whether a dataset's card was read."""
        return (self.root / f"work/cards/{dataset}.json").exists()

    def card(self, dataset: str) -> dict[str, Any]:
        """A dataset's card, as the market shows it."""
        card: dict[str, Any] = self._read(f"work/cards/{dataset}.json")
        return card

    def path(self, name: str) -> Path:
        """A file of this folder, its own folder made."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file whole or not at all."""
        path = self.path(name)
        unfinished = path.with_name(f"{path.name}.unfinished")
        unfinished.write_bytes(content.encode() if isinstance(content, str) else content)
        return unfinished.replace(path)

    def _read(self, name: str) -> Any:
        path = self.root / name
        if not path.exists():
            raise Stop(f"{name} is not here: run the stages before this one, in the kit's folder.")
        return json.loads(path.read_text())


def digest_of(path: Path) -> str:
    """Return the digest of a file, ``sha256:…``."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
