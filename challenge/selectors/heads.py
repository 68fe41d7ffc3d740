"""The head of a submission's pages: what is looked at, who sees it, and its history of runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from challenge import access, words
from challenge.access import Person
from challenge.looks import at_hand
from challenge.models import AccountLink, Collection, Run, Submission
from challenge.models.run import QUIET
from challenge.names.naming import name_of, people_of, veil_for
from challenge.names.veil import Veil
from challenge.rows.asked import asked_in
from challenge.rows.passes import sees_others
from challenge.selectors.cohorts import handed_in
from challenge.services.opened import pictures_covered
from challenge.services.runs import cool_down_until
from challenge.time_box import ends_at, standing_still
from verifier.documents.files import document_of

FEW_ROWS = 3
"""So many rows are named one by one."""


@dataclass(frozen=True)
class RunCard:
    """A run in the history, newest first.

    scope: titles of the asked steps, () = all. sources: what was looked at.
    """

    id: int
    state: str
    scope: tuple[str, ...]
    sources: tuple[str, ...]
    started_by: str
    created_at: datetime
    ended_at: datetime | None
    seconds: float | None
    points: float | None
    max: float | None

    @property
    def one_by_one(self) -> bool:
        """Whether single rows were asked for, few enough to be named, and not all rows of a source."""
        return 0 < len(self.scope) <= FEW_ROWS


@dataclass(frozen=True)
class SubmissionView:
    """What the head of the page says. practice: the results are seen by `seen_by` only.

    document: the file that is read, "" = none. machine, account: for people, "" = none.
    judged: subject -> what was judged in the last finished run. due_at: its own end; None = no end, or the clock stands still.
    hand_in_asked_at: the button was pressed, so nothing can be replaced; handed_in_at: that hand-in is over.
    cool_down_until: no new run before. pictures_covered: they may show a name that is hidden from this person, who has
    not asked for them yet. may_start: this person may press "Check now". two_passes: both first passes are over, and
    this person may read them side by side.
    """

    id: int
    code: str
    name: str
    cohort_key: str
    cohort_name: str
    is_owner: bool
    practice: bool
    seen_by: str
    handed_in_at: datetime | None
    hand_in_asked_at: datetime | None
    due_at: datetime | None
    document: str
    machine: str
    machine_key: str
    account: str
    organisation: str
    sandbox: bool
    judged: Mapping[str, str]
    version: str
    claims: str
    open_run_id: int | None
    may_start: bool
    two_passes: bool
    pictures_covered: bool
    cool_down_until: datetime | None


def submission_view(user: Person, submission: Submission, running: Run | None) -> SubmissionView:
    """The head of a submission's pages."""
    cohort, now = submission.cohort, timezone.now()
    target, link = at_hand.machine(submission), AccountLink.objects.filter(submission=submission).first()
    last = submission.runs.filter(state="finished").order_by("-pk").first()
    open_to_all = access.results_are_open(submission)
    owner = access.is_owner(user, submission)
    name, veil = name_of(user, submission), veil_for(user, submission)
    return SubmissionView(
        id=submission.pk,
        code=submission.code,
        name=name,
        cohort_key=cohort.key,
        cohort_name=cohort.name,
        is_owner=owner,
        practice=submission.handed_in_at is None,
        seen_by=_seen_by(name, owner=owner) if open_to_all else gettext("only you"),
        handed_in_at=handed_in(submission),
        hand_in_asked_at=submission.hand_in_asked_at or submission.handed_in_at,
        due_at=None if standing_still(submission, now) else ends_at(submission, now),
        document=veil.text(_document(submission)),
        machine=veil.text(str(target)) if target else "",
        machine_key=target.host_key if target else "",
        account=_account(link) if link else "",
        organisation=veil.text(link.organisation) if link else "",
        sandbox=bool(link and link.api_url),
        judged=judged_names(last.judged, veil) if last else {},
        version=cohort.version.label,
        claims=cohort.claims,
        open_run_id=running.pk if running else None,
        may_start=access.may_start_run(user, submission),
        two_passes=cohort.first_passes > 1 and sees_others(submission) and access.may_grade(user, submission),
        pictures_covered=pictures_covered(user, submission),
        cool_down_until=None if access.is_reviewer(user, cohort) else cool_down_until(submission),
    )


def _seen_by(name: str, *, owner: bool) -> str:
    return gettext("you and the reviewers") if owner else gettext("%(name)s and the reviewers") % {"name": name}


def as_reviewer(view: SubmissionView) -> SubmissionView:
    """The head as a reviewer will see it, without what only a reviewer could press."""
    seen_by = gettext("%(name)s and the reviewers") % {"name": view.name}
    return replace(view, is_owner=False, seen_by=seen_by, may_start=False, cool_down_until=None)


def _document(submission: Submission) -> str:
    """The file that is read of what was handed in; where only a worker can see it, that there is one."""
    if not submission.document:
        return ""
    try:
        path = at_hand.document_path(submission)
        if path.is_file():
            return path.name
        return document_of([entry.name for entry in path.iterdir() if entry.is_file()]) or "handed in"
    except (at_hand.NothingThere, OSError):
        return "handed in"


def _account(link: AccountLink) -> str:
    return f"sandbox ({link.site})" if link.api_url else link.site


def judged_names(judged: Mapping[str, Any], veil: Veil) -> dict[str, str]:
    """Subject -> what was judged, with how many like it were not; what has no name is left out."""
    return {
        subject: words.judged_text(veil.text(str(value["name"])), len(value.get("others", ())))
        for subject, value in judged.items()
        if isinstance(value, dict) and value.get("name")
    }


def history(user: Person, submission: Submission, limit: int = 50) -> tuple[RunCard, ...]:
    runs = submission.runs.exclude(QUIET).select_related("started_by", "version").order_by("-pk")[:limit]
    looked_at: dict[int, tuple[str, ...]] = {}
    names = people_of(user, submission)
    for run_id, source in Collection.objects.filter(run__submission=submission).values_list("run_id", "source"):
        looked_at[run_id] = (*looked_at.get(run_id, ()), source)
    return tuple(
        RunCard(
            id=run.pk,
            state=run.state,
            scope=titles_asked(run),
            sources=looked_at.get(run.pk, ()),
            started_by=names(run.started_by) if run.started_by else "by itself",
            created_at=run.created_at,
            ended_at=run.ended_at,
            seconds=run.seconds,
            points=run.points,
            max=run.max,
        )
        for run in runs
    )


def titles_asked(run: Run) -> tuple[str, ...]:
    """The titles of the single steps that a run was asked for, () = everything."""
    titles = {step.key: step.title for step in asked_in(run).steps} if run.scope else {}
    return tuple(titles.get(key, key) for key in run.scope)
