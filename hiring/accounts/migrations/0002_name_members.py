"""Keep on each membership the name its organisation has for the member."""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def carry_names(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give each membership the name its person had."""
    person = apps.get_model("accounts", "Person").objects.filter(pk=OuterRef("person"))
    apps.get_model("accounts", "Member").objects.update(name=Subquery(person.values("name")[:1]))


class Migration(migrations.Migration):
    dependencies = (("accounts", "0001_initial"),)
    operations = (
        migrations.AddField(
            model_name="member",
            name="name",
            field=models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
        migrations.RunPython(carry_names, migrations.RunPython.noop),
    )
