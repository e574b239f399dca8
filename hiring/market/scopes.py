"""What tokens may be asked for: everything by an attempt's own credential, by a metered key what it was made for."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from oauth2_provider.scopes import SettingsScopes

NEVER_A_KEYS = "keys:write"


class KeyScopes(SettingsScopes):
    """The OAuth server's ``SCOPES_BACKEND_CLASS``."""

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Return what the tokens of a credential may hold; a key that could make keys would have no cap."""
        if application is not None and application.cap_micro is not None:
            return list(application.scopes)
        return _every_scope()

    get_default_scopes = get_available_scopes


def scopes_of_keys() -> list[str]:
    """Return the scopes a metered key may be given."""
    return [name for name in _every_scope() if name != NEVER_A_KEYS]


def described_scopes_of_keys() -> list[tuple[str, str]]:
    """Return the same, each with what it allows in words."""
    return [(name, words) for name, words in _described().items() if name != NEVER_A_KEYS]


def _every_scope() -> list[str]:
    return list(_described())


def _described() -> dict[str, str]:
    return cast(dict[str, str], settings.OAUTH2_PROVIDER["SCOPES"])
