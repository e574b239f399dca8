"""The catalogue has a version, so that what was counted of it is known to be current; missing cells are a column."""

import django.db.models.fields.json
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models


def begin(apps, schema_editor):
    """Write the one row that the triggers change."""
    apps.get_model("market", "CatalogueVersion").objects.create()


class Migration(migrations.Migration):

    dependencies = [
        ('market', '0002_price_per_request_optional'),
    ]

    operations = [
        migrations.CreateModel(
            name='CatalogueVersion',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('version', models.UUIDField(default=uuid.uuid4)),
            ],
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.AddField(
            model_name='revision',
            name='missing_share',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Cast(django.db.models.fields.json.KeyTextTransform('missing_share', django.db.models.fields.json.KeyTextTransform('quality_metrics', 'card')), models.FloatField()), output_field=models.FloatField(null=True)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revision',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_added_to', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF EXISTS (SELECT FROM written WHERE world_id IS NULL) THEN\n        UPDATE market_catalogueversion SET version = gen_random_uuid();\n    END IF;\n    RETURN NULL;\n', hash='b2843c0814611fc0f04a727ff8f4e70fe636608f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_catalogue_added_to_f5fd4', referencing='REFERENCING NEW TABLE AS written ', table='market_revision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revision',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_withdrawn_from', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF EXISTS (SELECT FROM written WHERE world_id IS NULL) THEN\n        UPDATE market_catalogueversion SET version = gen_random_uuid();\n    END IF;\n    RETURN NULL;\n', hash='56949bdc4922b8ef4aef0766092e1b3708200b48', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_catalogue_withdrawn_from_93dc3', referencing='REFERENCING NEW TABLE AS written ', table='market_revision', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='catalogueversion',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_catalogue'),
        ),
    ]
