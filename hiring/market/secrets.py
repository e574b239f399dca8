"""The form of a credential's secret: ``hsx_``, thirty random characters and a checksum that scanners can prove."""

from __future__ import annotations

import re
import secrets
import string
import zlib

PREFIX = "hsx_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_LENGTH = 30
CHECKSUM_LENGTH = 6
PATTERN = re.compile(r"hsx_[0-9A-Za-z]{36}", re.ASCII)


def new_secret() -> str:
    """Return a new secret of 178 random bits."""
    random = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return random + checksum_of(random)


def is_well_formed(text: str) -> bool:
    """Say whether ``text`` could be one of our secrets: its checksum tells it from a look-alike without asking anyone."""
    return bool(PATTERN.fullmatch(text)) and checksum_of(text[:-CHECKSUM_LENGTH]) == text[-CHECKSUM_LENGTH:]


def checksum_of(text: str) -> str:
    """Return the CRC-32 of ``text`` in six digits of base 62."""
    rest, digits = zlib.crc32(text.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
