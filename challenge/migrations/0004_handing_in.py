from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("challenge", "0003_candidates_themselves")]

    operations = [
        migrations.AddField("submission", "hand_in_fence", models.PositiveIntegerField(default=0)),
        migrations.AddField("submission", "hand_in_lease_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("submission", "receipt", models.JSONField(blank=True, default=dict)),
    ]
