"""Models are registered with the datasets that went into them, and lineage is kept as it was reported."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('market', '0008_published_by_attempts'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegisteredModel',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name', models.CharField(max_length=400)),
                ('digest', models.CharField(max_length=71)),
                ('manifest', models.TextField()),
                ('trained_at', models.DateTimeField()),
                ('attestation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='registered_model', to='market.attestation')),
                ('world', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registered_models', to='market.world')),
            ],
        ),
        migrations.CreateModel(
            name='ModelSource',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('fingerprint', models.CharField(blank=True, max_length=71)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='model_sources', to='market.grant')),
                ('licence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='model_sources', to='market.licence')),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='market.registeredmodel')),
            ],
            options={
                'ordering': ('model', 'position'),
            },
        ),
        migrations.CreateModel(
            name='LineageEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('digest', models.CharField(max_length=71)),
                ('size', models.PositiveIntegerField()),
                ('body', models.TextField()),
                ('world', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lineage_events', to='market.world')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('world', 'digest'), name='one_lineage_event_per_digest')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lineageevent',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3da88b793c2457c9b75c8523283e2f246a94edf7', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_76020', table='market_lineageevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='registeredmodel',
            constraint=models.UniqueConstraint(fields=('world', 'digest'), name='one_model_per_manifest'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registeredmodel',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0a85334f9643c97005e0e9e8f3f1fb89784beade', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_26f3a', table='market_registeredmodel', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='modelsource',
            constraint=models.UniqueConstraint(fields=('model', 'position'), name='one_source_per_position'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='modelsource',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a87308d902365650606cb06e860558d22a258978', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_c5ea7', table='market_modelsource', when='BEFORE')),
        ),
    ]
