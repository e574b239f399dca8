"""A secret on its way to the one page that shows it: sealed in the session, gone once it was read."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

from hiring.keys.sealing import seal, unseal
from hiring.market.services.credentials import Secret


def show_once_at(request: HttpRequest, address: str, secret: Secret) -> HttpResponseRedirect:
    """Keep a secret for the next look at a page and lead there, so that reloading that page repeats nothing."""
    name = _name(address)
    request.session[name] = b64encode(seal(json.dumps(asdict(secret)).encode(), kid=name)).decode()
    return redirect(address)


def take(request: HttpRequest) -> Secret | None:
    """Return the secret that was kept for this page and forget it; None where there is none."""
    name = _name(request.path)
    kept = request.session.pop(name, None)
    return Secret(**json.loads(unseal(b64decode(kept), kid=name))) if kept else None


def _name(address: str) -> str:
    return f"secret for {address}"
