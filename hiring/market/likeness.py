"""Names that people read: what keeps one from being read as it is, and what it looks like to whoever reads it."""

from __future__ import annotations

from unicodedata import category, normalize

UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Letters and a pattern that are drawn as nothing, and that no category tells from others.
DRAWN_AS_NOTHING = "\u115f\u1160\u2800\u3164\uffa0"


def fault_in_name(name: str) -> str | None:
    """Return why a name can't be read as it is written, with the remedy; None where it can."""
    for letter in name:
        if category(letter) in UNSEEN or letter in DRAWN_AS_NOTHING:
            return f"It holds U+{ord(letter):04X}, which nobody can see. Take it out."
    return None if likeness(name) else "It has no letter and no digit. Give it a name that can be read."


def tidied(name: str) -> str:
    """Return a name without blanks around it, and with one wherever it has some."""
    return " ".join(name.split())


def likeness(name: str) -> str:
    """Return the same for names that readers would take for each other: letters and digits, without case or accents."""
    bare = normalize("NFKD", normalize("NFKD", name).casefold())
    return "".join(letter for letter in bare if letter.isalnum())
