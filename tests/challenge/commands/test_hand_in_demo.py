"""The demo's reviewers get work as it comes in anywhere; said again, nothing is done twice."""

from __future__ import annotations

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from challenge.grading.agreement import ENOUGH
from challenge.models import Cohort, Decision, Import, Review, Run, Submission
from challenge.models.run import OPEN_COLLECTION, OPEN_RUN
from challenge.rows.passes import differing
from challenge.selectors.agreement import cohort_agreement
from challenge.selectors.work_filters import needing
from challenge.services import handing_in, importing_workers, runs, withdrawing
from challenge.tasks import collect
from sandbox.demo.parts import CANDIDATES, WORKS
from tests.challenge.services.looks import NO_ANSWER, give

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo as it starts. The workers' part is done here by hand, while the command waits."""
    settings.PROOFBOARD_DEMO = True
    call_command(
        *("fill_demo", "--candidates", str(CANDIDATES), "--api-url", "http://127.0.0.1:8126"),
        *("--ssh-port-base", "2201"),
        stdout=StringIO(),
    )
    monkeypatch.setattr("time.sleep", lambda _seconds: work())


def work() -> None:
    """What was brought in is looked at; of the five nothing answers."""
    for given in Import.objects.filter(state="waiting"):
        importing_workers.take(given.pk)
    for run in Run.objects.filter(state__in=OPEN_RUN):
        for pk, source in run.collections.filter(state__in=OPEN_COLLECTION).values_list("pk", "source"):
            if hasattr(run.submission, "imported"):
                collect(pk)
            else:
                give(run, source, NO_ANSWER[source])
    for submission in Submission.objects.filter(hand_in_asked_at__isnull=False, handed_in_at=None):
        handing_in.go_on(submission.pk)


@pytest.fixture
def one_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A single work of a few words, and nobody who graded it."""
    root = tmp_path_factory.mktemp("works")
    (root / "Ann Other").mkdir()
    (root / "Ann Other" / "answers.md").write_text("# Answers\n\nI signed up.\n")
    (root / "passes.yaml").write_text("{}\n")
    return root


def said(works: Path = WORKS) -> str:
    out = StringIO()
    call_command("hand_in_demo", "--works", str(works), stdout=out)
    return out.getvalue()


def checks() -> Counter[str]:
    return Counter(Run.objects.filter(submission__cohort__key="demo").values_list("submission__code", flat=True))


def tally() -> dict[str, int]:
    return {
        model.__name__: model.objects.count() for model in (Cohort, Submission, Run, Import, Review, Decision, User)
    }


def test_two_hand_in_after_all_five_were_checked_and_said_again_nothing_is_done_twice(one_work: Path) -> None:
    assert "S1 and S4 have handed in." in said(one_work)
    assert checks() == {"S0": 1, "S1": 2, "S2": 1, "S3": 1, "S4": 2}
    handed_in = Submission.objects.filter(cohort__key="demo", handed_in_at__isnull=False)
    assert list(handed_in.values_list("code", flat=True)) == ["S1", "S4"]
    assert all(one.bundle for one in handed_in)
    before = tally()
    said(one_work)
    assert tally() == before


def test_who_was_checked_is_checked_for_the_hand_in_alone_and_what_was_deleted_stays_so(one_work: Path) -> None:
    first, fourth = (Submission.objects.select_related("owner").get(code=code) for code in ("S1", "S4"))
    runs.start(first, first.owner)
    work()
    assert fourth.owner is not None
    withdrawing.withdraw(fourth, fourth.owner, code=fourth.code)
    said(one_work)
    assert checks() == {"S0": 1, "S1": 2, "S2": 1, "S3": 1}
    assert Submission.objects.filter(cohort__key="demo", handed_in_at__isnull=False).get() == first


def test_the_second_cohort_has_something_to_settle_something_graded_and_something_to_grade() -> None:
    said()
    second, whose = Cohort.objects.get(key="demo-hidden"), {}
    for given in second.imports.select_related("submission__cohort"):
        assert given.submission is not None
        whose[given.name] = given.submission
    assert len(differing(whose["Ilse Corbin"])) == 3
    assert whose["Odell Pratt"].outcome == "discuss"
    waiting = {
        user.username: needing(user, [second.pk]).get(second.pk, 0)
        for user in User.objects.filter(memberships__role="reviewer", memberships__cohort=second)
    }
    assert waiting == {"demo-reviewer": 1, "demo-second": 0}
    figures = cohort_agreement(User.objects.get(username="demo-lead"), second)
    assert figures.submissions == 2 and figures.total.cases >= ENOUGH
    decided = Decision.objects.count()
    said()
    assert Decision.objects.count() == decided


def test_it_is_for_the_demo_only(settings: Settings) -> None:
    settings.PROOFBOARD_DEMO = False
    with pytest.raises(CommandError, match="demo only"):
        said()
    assert not Import.objects.exists()
