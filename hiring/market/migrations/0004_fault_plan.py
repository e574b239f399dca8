"""A world has a fault plan, and counts the requests that it falls on."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('market', '0003_catalogue_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='world',
            name='faults',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='RequestCount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('lane', models.CharField(max_length=120)),
                ('count', models.PositiveIntegerField(default=0)),
                ('awaited', models.JSONField(default=dict)),
                ('world', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='request_counts', to='market.world')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('world', 'lane'), name='one_count_per_lane')],
            },
        ),
    ]
