"""A row as its reviewer sees it: what each source says and when, the passage, what was said, and what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from challenge.access import Person
from challenge.models import Judgment, Submission
from challenge.models.challenge import Criterion
from challenge.names.naming import people_of
from challenge.rows.asked import definition_of
from challenge.rows.causes import usual_cause
from challenge.rows.decided import NEEDS_A_PERSON
from challenge.selectors.desk.looks import Looks
from challenge.selectors.desk.objects import KeptObject, kept_objects, rows_of_objects
from challenge.selectors.desk.passages import PassageView, passages_of
from challenge.selectors.desk.silent_week import SilentWeek, rows_of_week, silent_week
from challenge.selectors.evidence import FindingView, finding_views
from challenge.selectors.grading import ForInterview, GradedRow, GradingPage
from challenge.selectors.rows import standings_of
from challenge.selectors.settled import settled
from challenge.selectors.talk import comments_for
from challenge.words import Text
from verifier.verdicts import Source


@dataclass(frozen=True)
class DatedFinding:
    """at: when what it says was seen. origin: what was looked at."""

    finding: FindingView
    at: datetime | None
    origin: str


@dataclass(frozen=True)
class SaidHere:
    """audience: "candidate" = the candidate reads it too, "reviewers". own: the reader said it."""

    by: str
    text: str
    at: datetime
    audience: str
    own: bool


@dataclass(frozen=True)
class DeskRow:
    """looked_into: only a person can settle it, decided or not. changed: the sources were looked at on different days, so
    what differs has changed. by, own: who decided, and whether it was the reader.
    """

    graded: GradedRow
    findings: tuple[DatedFinding, ...]
    passages: tuple[PassageView, ...]
    cause: Text
    changed: bool
    said: tuple[SaidHere, ...]
    questions: tuple[ForInterview, ...]
    objects: tuple[KeptObject, ...]
    week: SilentWeek | None
    by: str
    own: bool

    @property
    def key(self) -> str:
        return self.graded.step.key

    @property
    def kind(self) -> str:
        """Of the decision on it, "" = none."""
        return self.graded.grade.decision.kind if self.graded.grade.decision else ""

    @property
    def is_open(self) -> bool:
        return self.graded.grade.needs_person

    @property
    def looked_into(self) -> bool:
        return self.is_open or self.graded.step.verdict in NEEDS_A_PERSON

    @property
    def claimed(self) -> bool:
        return self.is_open and self.graded.step.verdict == "claimed"


def desk_rows(
    user: Person, submission: Submission, page: GradingPage, looks: Looks, said: Mapping[str, Sequence[SaidHere]]
) -> tuple[DeskRow, ...]:
    """In the order of the rows. Asks no permission; a fixed number of queries."""
    definition, graded = definition_of(submission.cohort.version), page.rows
    found = findings_of(submission, graded)
    values, at = looks.values(submission.hand_in_run_id)
    objects, about = kept_objects(values, at), rows_of_objects(definition)
    silent = {key: minutes for key, minutes in rows_of_week(definition).items() if key not in submission.not_asked}
    week = silent_week(values, frozenset().union(*silent.values()))
    document = looks.newest(Source.DOCUMENT)
    names = _names({row.grade.decision.reviewer_id for row in graded if row.grade.decision})
    rows = []
    for row in graded:
        key, decision = row.step.key, row.grade.decision
        dated = tuple(_dated(finding, row.step.run_id, looks) for finding in found.get(key, ()))
        own_document = looks.of(Source.DOCUMENT, row.step.run_id) or document
        rows.append(
            DeskRow(
                graded=row,
                findings=dated,
                passages=passages_of(
                    key, _places(found.get(key, ())), looks.facts(own_document) if own_document else None
                ),
                cause=usual_cause(key, ((one.finding.source, one.finding.outcome) for one in dated)),
                changed=row.step.verdict == "disagree" and _on_different_days(dated),
                said=tuple(said.get(key, ())),
                questions=tuple(one for one in page.questions if one.about == key),
                objects=tuple(one for kind, one in objects.items() if kind in about.get(key, ())),
                week=week if key in silent else None,
                by=names.get(decision.reviewer_id, "") if decision else "",
                own=decision is not None and decision.reviewer_id == user.pk,
            )
        )
    return tuple(rows)


def findings_of(submission: Submission, graded: tuple[GradedRow, ...]) -> Mapping[str, tuple[FindingView, ...]]:
    """Row -> what the sources said in the look that counts."""
    version = submission.cohort.version
    standing = settled(standings_of([submission.pk]).get(submission.pk, {}))
    ids = {row.look.id: key for key, row in standing.items() if row.look}
    titles = dict(Criterion.objects.filter(step__version=version).values_list("key", "title"))
    rules = {rule.name: rule.text for rule in definition_of(version).house_rules}
    steps = {row.step.key: row.step.title for row in graded}
    return {
        ids[pk]: finding_views(kept, titles=titles, otherwise=steps.get(ids[pk], ""), rules=rules)
        for pk, kept in Judgment.objects.filter(pk__in=ids).values_list("pk", "findings")
    }


def said_of(user: Person, submission: Submission) -> Mapping[str, list[SaidHere]]:
    """Row -> its comments, as far as this person may read them, oldest first; "" = about all of it."""
    found: dict[str, list[SaidHere]] = defaultdict(list)
    name = people_of(user, submission)
    for one in comments_for(user, submission):
        by = name(one.author) if one.author else _name(None)
        found[one.step_key].append(SaidHere(by, one.text, one.at, one.audience, one.author_id == user.pk))
    return found


def _dated(finding: FindingView, run_id: int | None, looks: Looks) -> DatedFinding:
    look = looks.of(finding.source, run_id)
    return DatedFinding(finding, looks.at(look), looks.facts(look).origin) if look else DatedFinding(finding, None, "")


def _places(findings: tuple[FindingView, ...]) -> list[str]:
    return [line.where for one in findings if one.source == Source.DOCUMENT for line in one.evidence if line.where]


def _on_different_days(findings: tuple[DatedFinding, ...]) -> bool:
    said = [one for one in findings if one.at and one.finding.outcome != "unknown"]
    return len({timezone.localtime(one.at).date() for one in said}) > 1


def _names(ids: set[int]) -> Mapping[int, str]:
    return {user.pk: _name(user) for user in User.objects.filter(pk__in=ids)}


def _name(user: User | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else "somebody who left"
