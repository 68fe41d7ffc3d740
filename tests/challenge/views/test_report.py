"""The pages and downloads that a reviewer takes along."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from challenge import signing
from challenge.models import Event, Submission
from challenge.services import deciding, reviewing
from config import environment
from tests.plausible import Plausible

ROW = "check-interval-45"


@pytest.fixture
def work(life: Plausible) -> Submission:
    made = life.submissions["C2"]
    made.handed_in_at = made.hand_in_asked_at = timezone.now()
    made.save()
    return made


def test_everything_about_it_is_on_one_page(work: Submission, life: Plausible, knock: Callable):
    deciding.decide(work, life.reviewer, ROW, "override", verdict="pass", reason="It was shown <b>in person</b>.")
    deciding.ask_in_interview(work, life.reviewer, ROW, "Why 45?")
    reviewing.save(work, life.reviewer, edition=0, rubric={"depth": 3}, outcome="discuss", summary="A fine reader.")
    reviewing.finish(work, life.reviewer)
    page = knock("reviewer").get(reverse("report", args=[work.pk])).content.decode()
    for told in (
        *("Hal Heron", "C2", "Onboarding week 49", "Discuss", "A fine reader.", "3 of 4", "Why 45?", "1+made-up"),
        *("Decided otherwise", "It was shown &lt;b&gt;in person&lt;/b&gt;.", "Rita Reviewer", "k7-vm"),
        *("min_collection_interval", "15 (the default)", work.cohort.version.label),
        "The application key lacks monitors_read",
    ):
        assert told in page, told
    assert all(step.title.replace("'", "&#x27;") in page for step in work.cohort.version.steps.all())
    assert page.count('<li class="report-row') == work.cohort.version.steps.count()


def test_who_opened_the_report_is_told_to_the_candidate(work: Submission, life: Plausible, knock: Callable):
    knock("reviewer").get(reverse("report", args=[work.pk]))
    assert Event.objects.filter(kind="results.opened", submission_id=work.pk, actor_id=life.reviewer.pk).count() == 1


def test_the_table_of_a_cohort_is_sent_as_a_file(life: Plausible, knock: Callable):
    answer = knock("reviewer").get(reverse("cohort_csv", args=[life.cohort.key]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="week-49.csv"'
    assert len(b"".join(answer.streaming_content).splitlines()) == 1 + len(life.submissions)


def test_the_public_key_is_for_everybody_and_the_private_one_on_no_page(client, settings):
    page = client.get(reverse("signing_key")).content.decode()
    assert signing.own_key().fingerprint in page
    assert settings.PROOFBOARD_SIGNING_KEY not in page
    assert signing.from_pem(signing.own_key().pem.encode()) == signing.own_key()


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path):
    path = tmp_path / "signing_key"
    first = environment.kept_secret(path, environment.new_seed)
    assert environment.kept_secret(path, environment.new_seed) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("given", ["short", "x" * 44, "Ä" * 44])
def test_a_key_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch, given: str):
    monkeypatch.setenv("PROOFBOARD_SIGNING_KEY", given)
    with pytest.raises(environment.Nonsense, match="32 random bytes") as told:
        environment.seed("PROOFBOARD_SIGNING_KEY")
    assert given not in str(told.value)
