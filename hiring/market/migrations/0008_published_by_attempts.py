"""A listing may be an attempt's own: drafted, published with an attestation, and seen in no other attempt's market."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('market', '0007_retrievals_serve_inferences'),
    ]

    operations = [
        migrations.AddField(
            model_name='listing',
            name='world',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='market.world'),
        ),
        migrations.AlterField(
            model_name='listing',
            name='slug',
            field=models.SlugField(db_index=False, max_length=60),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.UniqueConstraint(fields=('slug', 'world'), name='one_listing_per_slug', nulls_distinct=False),
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('card', models.JSONField()),
                ('derived_from', models.JSONField()),
                ('written_at', models.DateTimeField()),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='market.listing')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sources', models.JSONField()),
                ('attestation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='market.attestation')),
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='market.revision')),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='18bc4de9b46ffc0820eb55b24d51ad11163df37e', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_aad57', table='market_publication', when='BEFORE')),
        ),
    ]
