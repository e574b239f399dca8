"""Searching and reading what is on offer."""

from __future__ import annotations

from rest_framework import serializers

from grader.strict import LARGEST_INTEGER
from hiring.api.serializers.wishes import Region
from hiring.market.search import MOST_PER_PAGE
from hiring.market.shelf import Sort

LONGEST = 120


class SearchQuery(serializers.Serializer[object]):
    """The filters of a search, all optional."""

    q = serializers.CharField(max_length=200, required=False, help_text="Words to look for; quotes and - work.")
    tag = serializers.CharField(max_length=LONGEST, required=False)
    domain = serializers.CharField(max_length=LONGEST, required=False)
    licence = serializers.CharField(max_length=LONGEST, required=False, help_text="An SPDX id or LicenseRef-….")
    region = Region(required=False)
    min_rows = serializers.IntegerField(min_value=0, max_value=LARGEST_INTEGER, required=False)
    max_price = serializers.IntegerField(
        min_value=0, max_value=LARGEST_INTEGER, required=False, help_text="Micro-units per request."
    )
    min_label_coverage = serializers.FloatField(min_value=0, max_value=1, required=False)
    max_missing_share = serializers.FloatField(
        min_value=0, max_value=1, required=False, help_text="Share of cells that are blank."
    )
    sort = serializers.ChoiceField(choices=[one.value for one in Sort], required=False)
    cursor = serializers.CharField(max_length=500, required=False, help_text="next_cursor of the page before.")
    limit = serializers.IntegerField(min_value=1, max_value=MOST_PER_PAGE, required=False)


class DatasetLine(serializers.Serializer[object]):
    """One dataset among those found."""

    slug = serializers.CharField(source="listing.slug")
    title = serializers.CharField(source="listing.title")
    description = serializers.CharField(source="listing.description")
    creator = serializers.CharField(source="listing.creator")
    domain = serializers.CharField(source="listing.domain")
    tags = serializers.ListField(source="listing.tags", child=serializers.CharField())
    revision = serializers.IntegerField(source="number")
    rows = serializers.IntegerField()
    bytes = serializers.IntegerField(source="size")
    media_type = serializers.CharField()
    licence = serializers.CharField(source="licence_id")
    regions = serializers.ListField(child=serializers.CharField())
    label_coverage = serializers.FloatField(allow_null=True)
    missing_share = serializers.FloatField(allow_null=True)
    pricing = serializers.DictField(child=serializers.IntegerField(), help_text="Micro-units by pricing model.")


class DatasetPage(serializers.Serializer[object]):
    """A page of what was found."""

    datasets = DatasetLine(many=True, source="revisions")
    total = serializers.IntegerField()
    next_cursor = serializers.CharField(allow_null=True)
    facets = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))


class Dataset(DatasetLine):
    """One dataset with its whole card."""

    digest = serializers.CharField()
    terms = serializers.JSONField()
    card = serializers.JSONField()


class RevisionQuery(serializers.Serializer[object]):
    """Which page of a dataset's revisions."""

    cursor = serializers.CharField(max_length=500, required=False, help_text="next_cursor of the page before.")
    limit = serializers.IntegerField(min_value=1, max_value=MOST_PER_PAGE, required=False, default=20)


class RevisionLine(serializers.Serializer[object]):
    """One revision of a dataset."""

    number = serializers.IntegerField(source="revision.number")
    digest = serializers.CharField(source="revision.digest")
    rows = serializers.IntegerField(source="revision.rows")
    bytes = serializers.IntegerField(source="revision.size")
    offered_at = serializers.DateTimeField(source="revision.created_at")
    withdrawn_at = serializers.DateTimeField(source="revision.withdrawn_at", allow_null=True)
    changes = serializers.ListField(child=serializers.CharField(), help_text="What it changed, in sentences.")


class RevisionPage(serializers.Serializer[object]):
    """A page of a dataset's revisions, newest first."""

    revisions = RevisionLine(many=True)
    next_cursor = serializers.CharField(allow_null=True)
