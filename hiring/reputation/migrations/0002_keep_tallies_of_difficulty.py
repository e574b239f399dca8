"""Let credits say whether their candidates saw them, and keep what difficulty is learned from as tallies."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# As a change of type, since the triggers of an append-only table refuse to update its rows.
WHICH_WERE_HIDDEN = """
    ALTER TABLE reputation_credit ALTER COLUMN public TYPE boolean USING check_code NOT IN ('QUA020', 'QUA021')
"""

TALLIES_SO_FAR = """
    WITH last AS (
        SELECT DISTINCT ON (attempt) run FROM reputation_credit ORDER BY attempt, earned_at DESC, created_at DESC, run DESC
    ), counted AS (
        SELECT credit.*, audience.public AS for_public
        FROM reputation_credit credit JOIN last USING (run)
        JOIN (VALUES (true), (false)) AS audience (public) ON credit.public OR NOT audience.public
    ), sittings AS (
        SELECT version_id, attempt, for_public, coalesce(family, '') AS family, sum(measure * points) / sum(points) AS measure
        FROM counted
        GROUP BY GROUPING SETS ((version_id, attempt, for_public), (version_id, attempt, for_public, family))
        HAVING sum(points) > 0
    )
    INSERT INTO reputation_tally (id, created_at, version_id, family, public, sittings, total_billionths)
    SELECT gen_random_uuid(), now(), version_id, family, for_public, count(*), sum(round(measure * 1e9))
    FROM sittings GROUP BY version_id, family, for_public
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0001_initial'),
        ('reputation', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='credit',
            name='public',
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
        migrations.RunSQL(WHICH_WERE_HIDDEN, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('family', models.CharField(blank=True, max_length=12)),
                ('public', models.BooleanField()),
                ('sittings', models.PositiveIntegerField(default=0)),
                ('total_billionths', models.BigIntegerField(default=0)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tallies', to='assessments.version')),
            ],
            options={
                'verbose_name_plural': 'tallies',
                'constraints': [models.UniqueConstraint(fields=('version', 'family', 'public'), name='one_tally_of_a_kind')],
            },
        ),
        migrations.RunSQL(TALLIES_SO_FAR, migrations.RunSQL.noop),
    ]
