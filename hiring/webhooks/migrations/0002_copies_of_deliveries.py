"""A message may be delivered more than once: each delivery beyond the first is a copy with a number."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('webhooks', '0001_endpoints_and_deliveries'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivered_once_per_endpoint',
        ),
        migrations.AddField(
            model_name='delivery',
            name='copy',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('message', 'endpoint', 'copy'), name='one_delivery_per_copy'),
        ),
    ]
