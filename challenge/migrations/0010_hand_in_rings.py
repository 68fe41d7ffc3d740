from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("challenge", "0009_remembered")]

    operations = [
        migrations.AddField("submission", "hand_in_rung_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("submission", "hand_in_rings", models.PositiveIntegerField(default=0)),
    ]
