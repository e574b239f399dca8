"""What attempts publish themselves: drafts, and how each published revision came to be."""

from __future__ import annotations

import pgtrigger
from django.db import models

from hiring.lib.records import Record
from hiring.market.models.catalogue import Listing, Revision
from hiring.market.models.delivery import Attestation


class Draft(Record):
    """The next revision of an attempt's own listing: rewritten freely until it is published, which ends it.

    ``card`` is the whole listing document (listing.v1), whose file was stored and found to be as it says;
    ``derived_from`` are the ids of the licences that the data were made under.
    """

    listing = models.OneToOneField(Listing, on_delete=models.PROTECT, related_name="draft")
    card = models.JSONField()
    derived_from = models.JSONField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft of {self.listing}"


class Publication(Record):
    """How a revision of an attempt's own listing came to be on offer: its sources, and the market's attestation.

    Each of the ``sources`` names a licence and the revision that it is for, and holds the answer of its terms, clause
    by clause, to the terms it was published under.
    """

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="publication")
    sources = models.JSONField()
    attestation = models.OneToOneField(Attestation, on_delete=models.PROTECT, related_name="publication")

    class Meta:
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"publication of {self.revision}"
