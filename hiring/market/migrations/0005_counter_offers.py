"""An offer may answer another one, and say what privacy was stated."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('market', '0004_fault_plan'),
    ]

    operations = [
        migrations.AddField(
            model_name='offer',
            name='answers',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered_by', to='market.offer'),
        ),
        migrations.AddField(
            model_name='offer',
            name='delta',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='offer',
            name='epsilon',
            field=models.FloatField(null=True),
        ),
    ]
