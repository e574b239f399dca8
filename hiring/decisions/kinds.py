"""The three decisions there are."""

from __future__ import annotations

from django.db.models import TextChoices


class Kind(TextChoices):
    """Advance, hold or decline."""

    ADVANCE = "advance"
    HOLD = "hold"
    DECLINE = "decline"

    @property
    def done(self) -> str:
        """What somebody is once this was decided about them."""
        return {"advance": "advanced", "hold": "on hold", "decline": "declined"}[self.value]


# To advance or decline ends blindness. To hold does not: it says "not yet", and would otherwise be the way to look
# first and decide later.
REVEALING = (Kind.ADVANCE, Kind.DECLINE)
