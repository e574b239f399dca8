"""Stage token: find out whether your credential opens the market."""

from __future__ import annotations

from kit.home import Home
from kit.market import Market


def run(home: Home) -> str:
    """Exchange the credential for a token, and let it go again."""
    with Market(home) as market:
        token = market.sign_in()
        return f"your credential works; a token of it lasts {token['expires_in'] // 60} minutes."
