"""A cohort that is judged again: its candidates' checks of old machines, the preview, and what stands afterwards."""

from __future__ import annotations

from dataclasses import replace

from challenge.models import Cohort, Rejudging, Run, Submission
from challenge.rows.histories import standings_of
from challenge.services import rejudging
from challenge.services.rejudging_rounds import go_on
from challenge.services.runs import start
from challenge.services.submissions import set_machine
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, SYSTEM, facts, give
from verifier.facts.host import OperatingSystem
from verifier.gather import Reading

OLD = Reading(replace(facts(), values={OperatingSystem: replace(SYSTEM, version="12.04", name="Ubuntu 12.04")}), b"")


def checked(submission: Submission, people: People, host: Reading = OLD) -> Run:
    run = start(submission, submission.owner)
    give(run, "host", host)
    for source in run.collections.filter(state="waiting").values_list("source", flat=True):
        give(run, source, NO_ANSWER[source])
    return run


def also_checked(other_submission: Submission, people: People) -> Run:
    """Another candidate's, with an old machine too."""
    set_machine(other_submission, address="192.0.2.8", username="bo", password="correct horse")
    return checked(other_submission, people)


def looked(cohort: Cohort, people: People, **more: object) -> Rejudging:
    made = rejudging.ask(cohort, people.reviewer, **more)
    go_on(made.pk)
    made.refresh_from_db()
    return made


def written(made: Rejudging, people: People) -> Rejudging:
    rejudging.apply(made, people.reviewer, reason="The check of the machine was mended.")
    go_on(made.pk)
    made.refresh_from_db()
    return made


def stands(submission: Submission, step: str = "env-host") -> str:
    look = standings_of([submission.pk])[submission.pk][step].look
    return look.verdict if look else ""


def as_an_older_judge_said(run: Run, verdict: str = "pass") -> None:
    """As if the check had said otherwise when it was done."""
    run.judgments.filter(step__key="env-host").update(
        verdict=verdict, points=1, reason="An older check said so.", seen={"env-host/host": verdict}
    )
