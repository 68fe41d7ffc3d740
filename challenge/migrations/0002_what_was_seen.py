"""Notes beside each judgment which sources saw it; of earlier ones from the findings that were kept."""

from django.db import migrations, models


def fill(apps, _editor):
    judgments = apps.get_model("challenge", "Judgment").objects
    observers = {}
    for criterion in apps.get_model("challenge", "Criterion").objects.all():
        observers[criterion.step_id, criterion.key] = criterion.observers
    for row in judgments.select_related("run").iterator(chunk_size=500):
        stranger = row.run.judged.get("host_reports_here") is False
        row.seen = {
            f"{finding['criterion']}/{finding['source']}": finding["outcome"]
            for finding in row.findings
            if finding["outcome"] != "unknown"
            and finding["source"] in observers.get((row.step_id, finding["criterion"]), [])
            and not _only_told(finding, stranger)
        }
        if row.seen:
            row.save(update_fields=["seen"])


def _only_told(finding, stranger):
    passed_on_the_machine = finding["source"] == "host" and finding["outcome"] == "pass"
    return passed_on_the_machine and (stranger or finding["how"] == "own-run")


class Migration(migrations.Migration):
    dependencies = [("challenge", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="judgment",
            name="seen",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
