"""Market days of published listings: what was sold, what is wrong with it, what is owed, and disputes about it."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('market', '0009_registry'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='DisputeMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('side', models.CharField(choices=[('creator', 'the creator'), ('market', 'the market')], max_length=8)),
                ('text', models.TextField()),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='market.dispute')),
            ],
            options={
                'ordering': ('created_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Payout',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('state', models.CharField(default='queued', max_length=12)),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('cause', models.TextField(blank=True)),
                ('day', models.PositiveIntegerField()),
                ('gross_micro', models.BigIntegerField(default=0)),
                ('owed_micro', models.BigIntegerField(default=0)),
                ('paid_micro', models.BigIntegerField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='market.listing')),
                ('revision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='market.revision')),
                ('world', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='market.world')),
            ],
        ),
        migrations.AddField(
            model_name='dispute',
            name='payout',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dispute', to='market.payout'),
        ),
        migrations.CreateModel(
            name='Anomaly',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(max_length=20)),
                ('events', models.JSONField()),
                ('sentence', models.TextField()),
                ('figure', models.FloatField()),
                ('amount_micro', models.BigIntegerField()),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='anomalies', to='market.payout')),
            ],
            options={
                'verbose_name_plural': 'anomalies',
                'ordering': ('payout', 'kind', 'created_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Resolution',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('release', 'release'), ('release_part', 'release in part'), ('keep_back', 'keep back')], max_length=12)),
                ('amount_micro', models.BigIntegerField()),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dispute', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='resolution', to='market.dispute')),
            ],
        ),
        migrations.CreateModel(
            name='Sale',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('event', models.CharField(max_length=40)),
                ('at', models.FloatField()),
                ('buyer', models.CharField(max_length=120)),
                ('licence', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(max_length=12)),
                ('quantity', models.BigIntegerField()),
                ('model', models.CharField(max_length=120)),
                ('feature', models.CharField(blank=True, max_length=120)),
                ('amount_micro', models.BigIntegerField()),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sales', to='market.payout')),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputemessage',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d63ca57932949b0e77bca06874fa3768ff432a7a', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_9f232', table='market_disputemessage', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='payout',
            index=models.Index(fields=['state', 'next_attempt_at'], name='market_payo_state_869dec_idx'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.UniqueConstraint(fields=('listing', 'day'), name='one_payout_per_day'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.CheckConstraint(condition=models.Q(('paid_micro', None), models.Q(('paid_micro__gte', 0), ('paid_micro__lte', models.F('owed_micro'))), _connector='OR'), name='no_payout_beyond_what_is_owed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dc40579f6d84530b17da971a8b3a7c04dbf0c60c', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_60bde', table='market_dispute', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='anomaly',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ff10391d038e101a198d243c26c97d5babad8eae', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_656f9', table='market_anomaly', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='resolution',
            constraint=models.CheckConstraint(condition=models.Q(('amount_micro__gte', 0)), name='no_release_below_zero'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='resolution',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e6c45dcf913b2f1a78ff599df7c9d35c679015a5', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_f4da9', table='market_resolution', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.UniqueConstraint(fields=('payout', 'event'), name='one_sale_per_event'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sale',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e21cb790789c365a1c61ab1f6725a754f136fd4a', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_f405e', table='market_sale', when='BEFORE')),
        ),
    ]
