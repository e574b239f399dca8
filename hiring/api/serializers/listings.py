"""An attempt's own listings: drafts, what was published of them, and what their sources permit."""

from __future__ import annotations

from rest_framework import serializers

from hiring.api.serializers.licensing import Clause
from hiring.market.own_listings import State
from hiring.market.sources import MOST_SOURCES

STATES = f"One of {', '.join(State)}."


class DraftUpload(serializers.Serializer[object]):
    """A draft, whole: the card, the file it speaks of, and what that was made under."""

    listing = serializers.FileField(help_text="The card, a JSON document in the format listing.v1.")
    file = serializers.FileField(
        allow_empty_file=True, help_text="The file that the card speaks of: text/csv or application/x-ndjson."
    )
    derived_from = serializers.ListField(
        child=serializers.UUIDField(),
        min_length=1,
        max_length=MOST_SOURCES,
        help_text="The licences that the data were made under, or attestations of access to what they license.",
    )


class Source(serializers.Serializer[object]):
    """A licence that the data were made under, and what its terms answer to the listing's, clause by clause."""

    licence = serializers.UUIDField()
    dataset = serializers.CharField(source="listing")
    revision = serializers.IntegerField()
    digest = serializers.CharField()
    permits = serializers.BooleanField()
    clauses = Clause(many=True)
    lapsed = serializers.CharField(allow_blank=True, help_text="Why the licence is no longer in force, if it is not.")


class Draft(serializers.Serializer[object]):
    """What the next revision is to be, and whether its sources permit it as things stand."""

    written_at = serializers.DateTimeField(source="draft.written_at")
    publishable = serializers.BooleanField()
    sources = Source(many=True)
    card = serializers.JSONField(source="draft.card")


class Publication(serializers.Serializer[object]):
    """One revision that was published, with what its sources answered then."""

    revision = serializers.IntegerField(source="publication.revision.number")
    digest = serializers.CharField(source="publication.revision.digest")
    rows = serializers.IntegerField(source="publication.revision.rows")
    bytes = serializers.IntegerField(source="publication.revision.size")
    published_at = serializers.DateTimeField(source="publication.revision.created_at")
    withdrawn_at = serializers.DateTimeField(source="publication.revision.withdrawn_at", allow_null=True)
    attestation_id = serializers.UUIDField(source="publication.attestation_id")
    sources = Source(many=True)


class ListingLine(serializers.Serializer[object]):
    """One of an attempt's own listings."""

    id = serializers.UUIDField(source="listing.id")
    slug = serializers.CharField(source="listing.slug")
    title = serializers.CharField(source="listing.title")
    state = serializers.CharField(help_text=STATES)
    revision = serializers.IntegerField(source="newest.number", allow_null=True)
    drafted = serializers.BooleanField(source="is_drafted")
    created_at = serializers.DateTimeField(source="listing.created_at")


class ListingPage(serializers.Serializer[object]):
    """A page of an attempt's own listings, latest first."""

    listings = ListingLine(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class Listing(serializers.Serializer[object]):
    """One of an attempt's own listings with its draft and all that was published of it, the newest first."""

    id = serializers.UUIDField(source="own.listing.id")
    slug = serializers.CharField(source="own.listing.slug")
    title = serializers.CharField(source="own.listing.title")
    state = serializers.CharField(source="own.state", help_text=STATES)
    created_at = serializers.DateTimeField(source="own.listing.created_at")
    draft = Draft(source="drafted", allow_null=True)
    published = Publication(many=True)
    card = serializers.JSONField(source="own.newest.card", allow_null=True)


class Published(serializers.Serializer[object]):
    """The revision that was just published, its attestation, and the listing as it is now."""

    revision = serializers.IntegerField(source="publication.revision.number")
    attestation_id = serializers.UUIDField(source="publication.attestation_id")
    attestation = serializers.JSONField(source="publication.attestation.envelope")
    listing = Listing()


class PageQuery(serializers.Serializer[object]):
    """Which page of an attempt's own listings."""

    cursor = serializers.CharField(max_length=500, required=False, help_text="next_cursor of the page before.")
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False, default=20)
