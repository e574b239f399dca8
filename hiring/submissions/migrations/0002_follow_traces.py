"""Keep with each submission the trace that it was handed in with."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("submissions", "0001_initial"),)
    operations = (
        migrations.AddField(
            model_name="submission",
            name="trace_id",
            field=models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
    )
