"""The form of a credential's secret: ``hsx_``, thirty random characters, and a checksum by which scanners know it."""

from __future__ import annotations

import secrets
import string
import zlib

PREFIX = "hsx_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_LENGTH = 30
CHECKSUM_LENGTH = 6


def new_secret() -> str:
    """Return a new secret of 178 random bits."""
    random = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return random + checksum_of(random)


def checksum_of(text: str) -> str:
    """Return the CRC-32 of ``text`` in six digits of base 62."""
    rest, digits = zlib.crc32(text.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
