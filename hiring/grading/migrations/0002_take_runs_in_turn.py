"""Say whose run each is and in which round it is served, so that organisations don't hold each other up."""

from django.db import migrations, models

WHOSE = """
    UPDATE grading_run SET party = assessment.organisation_id
    FROM submissions_submission submission
    JOIN assessments_attempt attempt ON attempt.id = submission.attempt_id
    JOIN assessments_invitation invitation ON invitation.id = attempt.invitation_id
    JOIN assessments_cohort cohort ON cohort.id = invitation.cohort_id
    JOIN assessments_version version ON version.id = cohort.version_id
    JOIN assessments_assessment assessment ON assessment.id = version.assessment_id
    WHERE submission.id = grading_run.submission_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('grading', '0001_initial'),
    ]

    operations = [
        migrations.AddField(model_name='run', name='party', field=models.UUIDField(null=True)),
        migrations.AddField(
            model_name='run', name='turn', field=models.PositiveBigIntegerField(default=0), preserve_default=False
        ),
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
        migrations.AlterField(model_name='run', name='party', field=models.UUIDField()),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['state', 'turn', 'created_at', 'id'], name='runs_in_turn'),
        ),
    ]
