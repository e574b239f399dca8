"""A retrieval may name the inference it served."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('market', '0006_metered_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='usageevent',
            name='inference',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddIndex(
            model_name='usageevent',
            index=models.Index(condition=models.Q(('inference', ''), _negated=True), fields=['world', 'inference'], name='retrieved_for_an_inference'),
        ),
        migrations.AddConstraint(
            model_name='usageevent',
            constraint=models.CheckConstraint(condition=models.Q(('inference', ''), ('kind', 'retrieval'), _connector='OR'), name='retrievals_serve_inferences'),
        ),
    ]
