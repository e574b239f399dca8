"""A listing need not be sold by the request."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("market", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="revision",
            name="price_per_request_micro",
            field=models.BigIntegerField(null=True),
        ),
    ]
