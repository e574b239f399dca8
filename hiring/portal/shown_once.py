"""A credential's secret on its way to the one page that shows it: sealed in the session, gone once it was read."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest

from hiring.keys.sealing import seal, unseal
from hiring.market.services.credentials import Secret


def keep_for_next_page(request: HttpRequest, attempt: UUID, secret: Secret) -> None:
    """Keep a secret for the next look at its attempt, so that reloading that page repeats nothing."""
    name = _name(attempt)
    request.session[name] = b64encode(seal(json.dumps(asdict(secret)).encode(), kid=name)).decode()


def take(request: HttpRequest, attempt: UUID) -> Secret | None:
    """Return the secret that was kept for this page and forget it; None where there is none."""
    name = _name(attempt)
    kept = request.session.pop(name, None)
    return Secret(**json.loads(unseal(b64decode(kept), kid=name))) if kept else None


def _name(attempt: UUID) -> str:
    return f"secret of {attempt}"
