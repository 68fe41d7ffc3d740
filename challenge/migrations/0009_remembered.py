from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("challenge", "0008_authors")]

    operations = [
        migrations.CreateModel(
            name="Remembered",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name_plural": "remembered"},
        ),
    ]
