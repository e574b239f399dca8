"""Bundles handed in and what became of them."""

from __future__ import annotations

from rest_framework import serializers

DIGEST = r"^sha256:[0-9a-f]{64}$"


class BundleUpload(serializers.Serializer[object]):
    """A bundle as one zip file."""

    bundle = serializers.FileField(allow_empty_file=True, help_text="The zip, manifest.json at its top.")


class SentInParts(serializers.Serializer[object]):
    """A bundle that was sent in parts, by its upload and by what its bytes have to be."""

    upload = serializers.UUIDField()
    digest = serializers.RegexField(DIGEST, max_length=71, help_text="sha256: and 64 hexadecimal digits.")


class Submission(serializers.Serializer[object]):
    """One bundle handed in, with its signed receipt and where its run stands."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    digest = serializers.CharField()
    bytes = serializers.IntegerField()
    received_at = serializers.DateTimeField()
    receipt = serializers.CharField()
    trace_id = serializers.CharField(help_text="Of the traceparent it was handed in with; empty without one.")
    state = serializers.ChoiceField(choices=["queued", "leased", "graded", "failed"])
    cause = serializers.CharField()
    position = serializers.IntegerField(allow_null=True, help_text="Place in the queue, 1 is next.")
    score = serializers.FloatField(allow_null=True, help_text="Of the public checks, 0 to 100.")
    report = serializers.URLField(allow_null=True)


class SubmissionList(serializers.Serializer[object]):
    """An attempt's submissions, latest first."""

    submissions = Submission(many=True)
    left = serializers.IntegerField(help_text="How many more may be handed in.")
    deadline = serializers.DateTimeField()


class Event(serializers.Serializer[object]):
    """One thing that happened to a submission; ``cause`` says why grading failed, or why it is queued anew."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=["received", "queued", "graded", "failed"])
    cause = serializers.CharField()


class EventList(serializers.Serializer[object]):
    """What happened to a submission, in order."""

    events = Event(many=True)
