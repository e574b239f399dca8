"""Keep on each market day when it ends: the moment it is due moves when settling it is tried again."""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def carry_ends(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Let each day end when it was due."""
    apps.get_model("market", "Payout").objects.update(ends_at=F("next_attempt_at"))


class Migration(migrations.Migration):
    dependencies = (("market", "0011_edge_transforms"),)
    operations = (
        migrations.AddField(model_name="payout", name="ends_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(carry_ends, migrations.RunPython.noop),
        migrations.AlterField(model_name="payout", name="ends_at", field=models.DateTimeField()),
    )
