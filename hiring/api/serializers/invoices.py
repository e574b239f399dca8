"""Invoices: what was spent, by dataset, model and feature."""

from __future__ import annotations

from rest_framework import serializers


class InvoiceQuery(serializers.Serializer[object]):
    """Which period, and in which form; the period begins with ``since`` and ends just before ``until``."""

    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)
    format = serializers.ChoiceField(choices=("json", "csv"), required=False, help_text="As Accept, for a browser.")


class InvoiceLine(serializers.Serializer[object]):
    """What one thing cost; access and subscriptions have no model and no feature."""

    dataset = serializers.CharField()
    reason = serializers.CharField()
    model = serializers.CharField(allow_blank=True)
    feature = serializers.CharField(allow_blank=True)
    charges = serializers.IntegerField()
    amount_micro = serializers.IntegerField()


class Invoice(serializers.Serializer[object]):
    """What was spent in a period; the lines sum to the total, and the total is what left the wallet."""

    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    total_micro = serializers.IntegerField()
    lines = InvoiceLine(many=True)
