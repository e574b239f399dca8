"""How a credential's secret is kept: as an HMAC-SHA-256 keyed by PEPPER.

The secret has 178 random bits, so a slow hash would protect nothing more; the pepper keeps a stolen table useless.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import BasePasswordHasher
from django.utils.crypto import constant_time_compare


class PepperedHasher(BasePasswordHasher):
    """Encodes as ``hmac_sha256_peppered$salt$hexadecimal``."""

    algorithm = "hmac_sha256_peppered"

    def encode(self, password: str, salt: str) -> str:
        message = f"{salt}${password}".encode()
        mac = hmac.new(settings.PEPPER.encode(), message, hashlib.sha256).hexdigest()
        return f"{self.algorithm}${salt}${mac}"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, salt, mac = encoded.split("$")
        return {"algorithm": algorithm, "salt": salt, "hash": mac}

    def verify(self, password: str, encoded: str) -> bool:
        return constant_time_compare(encoded, self.encode(password, self.decode(encoded)["salt"]))

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {"algorithm": self.algorithm}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Every secret costs the same: there is no work factor to make up for."""
