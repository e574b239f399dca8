"""A credential may be a metered key with a cap of its own, and a transfer says which one spent it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('market', '0005_counter_offers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='credential',
            name='cap_micro',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='credential',
            name='label',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='credential',
            name='scopes',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='credential',
            name='spent_micro',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='transfer',
            name='credential',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
        ),
        migrations.AddConstraint(
            model_name='credential',
            constraint=models.CheckConstraint(condition=models.Q(('cap_micro', None), ('spent_micro__range', (0, models.F('cap_micro'))), _connector='OR'), name='no_key_beyond_its_cap'),
        ),
    ]
