"""Licensed bytes pass declared steps as leased work, and what was made of them is kept."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('market', '0010_payouts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Transform',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('state', models.CharField(default='queued', max_length=12)),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('cause', models.TextField(blank=True)),
                ('steps', models.JSONField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('digest', models.CharField(blank=True, max_length=71)),
                ('size', models.BigIntegerField(null=True)),
                ('media_type', models.CharField(blank=True, max_length=60)),
                ('manifest', models.JSONField(null=True)),
                ('lineage', models.JSONField(null=True)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transforms', to='market.grant')),
                ('world', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transforms', to='market.world')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'next_attempt_at'], name='market_tran_state_54a256_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('manifest__isnull', False), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='a_done_transform_is_whole')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='transform',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0c91e675f3af89bd7f6dbe559dc98e7baf457f08', operation='DELETE', pgid='pgtrigger_never_deleted_d49b4', table='market_transform', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='transform',
            trigger=pgtrigger.compiler.Trigger(name='asked_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."world_id" IS DISTINCT FROM (NEW."world_id") OR OLD."grant_id" IS DISTINCT FROM (NEW."grant_id") OR OLD."steps" IS DISTINCT FROM (NEW."steps") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4ecbfef101401b4e929604a8d0e5b9b880203d0d', operation='UPDATE', pgid='pgtrigger_asked_once_059b3', table='market_transform', when='BEFORE')),
        ),
    ]
