"""Models, and the datasets that went into them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from hiring.api.serializers.evidence import Envelope


class ModelToRegister(serializers.Serializer[object]):
    """A model manifest, signed by its run, with the attestation of each dataset by the name the manifest gives it."""

    manifest = serializers.DictField(help_text="A document in format model.v1.")
    attestations = serializers.DictField(child=serializers.DictField(), help_text="DSSE envelopes by their names.")


class Model(serializers.Serializer[object]):
    """A registered model; ``spent_micro`` is what was reported and charged for use under its name."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    digest = serializers.CharField()
    trained_at = serializers.DateTimeField()
    registered_at = serializers.DateTimeField(source="created_at")
    metrics = serializers.DictField(child=serializers.FloatField())
    spent_micro = serializers.SerializerMethodField()
    attestation_id = serializers.UUIDField()

    def get_spent_micro(self, model: Any) -> int:
        """Return what use of this name cost."""
        spent: int = self.context["spending"].get(model.name, 0)
        return spent


class ModelList(serializers.Serializer[object]):
    """Registered models, latest first."""

    models = Model(many=True)


class WholeModel(Model):
    """A registered model with its manifest, and the market's signature over what went into it."""

    manifest = serializers.SerializerMethodField()
    attestation = Envelope(source="attestation.envelope")

    def get_manifest(self, model: Any) -> dict[str, Any]:
        """Return the manifest as it was sent."""
        manifest: dict[str, Any] = model.document
        return manifest


class ModelSource(serializers.Serializer[object]):
    """A dataset that went into a model, and how its licence stands now."""

    dataset = serializers.CharField(source="licence.revision.listing.slug")
    revision = serializers.IntegerField(source="licence.revision.number")
    digest = serializers.CharField(source="licence.revision.digest")
    fingerprint = serializers.CharField()
    licence = serializers.UUIDField(source="licence_id")
    expires_at = serializers.DateTimeField(source="licence.expires_at")
    revoked_at = serializers.DateTimeField(source="licence.revoked_at", allow_null=True)
    revoked_because = serializers.CharField(source="licence.revoked_because")
    grant = serializers.UUIDField(source="grant_id")
    attestation_id = serializers.UUIDField(source="grant.attestation_id")


class ModelSources(serializers.Serializer[object]):
    """The datasets that went into a model, as its manifest lists them."""

    datasets = ModelSource(many=True)
