"""A salt of each submission, for the sums that events carry. What was written before has no sum, and `verify_log` says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("challenge", "0017_for_everybody")]

    operations = [
        migrations.AddField(
            model_name="submission", name="salt", field=models.CharField(blank=True, default="", max_length=32)
        ),
    ]
