"""Before I hand in: what the candidate may want to mend, from what the last looks saw. Nothing is looked at anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from challenge import access
from challenge.access import Person
from challenge.looks import at_hand
from challenge.looks.kept import facts_of
from challenge.models import Collection, Judgment, Submission
from challenge.models.run import runs_on
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.rows import standings_of
from challenge.selectors.settled import settled
from challenge.selectors.steps import StepView, step_views
from challenge.works import scopes, things
from challenge.works.seen import Values
from challenge.works.things import Thing
from verifier.facts import SourceFacts, SourceState
from verifier.verdicts import Source, Verdict

__all__ = ["BeforePage", "Looked", "Thing", "ThingGroup", "before_page", "things_before"]

SECRETS = "hygiene-no-secrets"
OPEN = (Verdict.ABSENT, Verdict.UNKNOWN)


@dataclass(frozen=True)
class Looked:
    """How far a source was looked at. at: of the last look, None = never; because: why it was not, or not whole."""

    source: str
    at: datetime | None
    because: str
    connected: bool


@dataclass(frozen=True)
class ThingGroup:
    """nothing: what is said where there is none. looked: False = what it goes by has not been looked at."""

    kind: str
    title: str
    things: tuple[Thing, ...]
    nothing: str
    looked: bool


@dataclass(frozen=True)
class OpenRows:
    """Rows of one verdict that say nothing to mend by themselves; they are named, and not counted as things."""

    verdict: str
    rows: tuple[StepView, ...]


@dataclass(frozen=True)
class BeforePage:
    """count: things in all groups. open_rows: never an empty one."""

    submission: SubmissionView
    groups: tuple[ThingGroup, ...]
    open_rows: tuple[OpenRows, ...]
    looked: tuple[Looked, ...]
    count: int

    @property
    def in_order(self) -> tuple[ThingGroup, ...]:
        """The groups that were looked at and have nothing in them."""
        return tuple(group for group in self.groups if group.looked and not group.things)

    @property
    def not_known(self) -> tuple[ThingGroup, ...]:
        """The groups of which nothing is known."""
        return tuple(group for group in self.groups if not group.looked and not group.things)

    @property
    def anything_looked(self) -> bool:
        return any(one.at for one in self.looked)


def things_before(submission: Submission) -> tuple[Thing, ...]:
    """All of it, for a count on the home page. Asks nothing: for pages of the candidate alone."""
    return tuple(thing for some in _all(submission, _rows(submission)).values() for thing in some)


def before_page(user: Person, submission: Submission) -> BeforePage:
    """Hidden from everybody but the candidate: leaked secrets are told to the one who can revoke them."""
    if not access.may_read_own(user, submission):
        raise access.Hidden("This is for the candidate alone.")
    rows = _rows(submission)
    found = _all(submission, rows)
    looked = tuple(_looked(submission, source) for source in (Source.DOCUMENT, Source.ACCOUNT, Source.HOST))
    seen = {one.source: one.at is not None for one in looked}
    running = runs_on().filter(submission=submission).first()
    return BeforePage(
        submission=submission_view(user, submission, running),
        groups=tuple(
            ThingGroup(kind, title, found[kind], nothing, any(seen.values()) if source is None else seen[source])
            for kind, source, title, nothing in _groups(leaks=bool(found["leak"]))
        ),
        open_rows=_open_rows(rows),
        looked=looked,
        count=sum(map(len, found.values())),
    )


def _groups(*, leaks: bool) -> tuple[tuple[str, Source | None, str, str], ...]:
    """kind, the source that it goes by (None = any), title, what is said where nothing was found."""
    document = Source.DOCUMENT
    no_row = _("But for the secrets above, no row is otherwise than asked.")
    return (
        ("leak", document, _("Secrets in the open"), _("No key, password or token stands in your files.")),
        ("fail", None, _("Rows not as asked"), no_row if leaks else _("No row is otherwise than asked.")),
        ("missing", document, _("Pictures that cannot be loaded"), _("Every picture that you show is there.")),
        ("unused", document, _("Pictures used nowhere"), _("Every picture that you committed is shown somewhere.")),
        (
            "unanswered",
            document,
            _("Questions without an answer"),
            _("Something stands under every question you quote."),
        ),
        ("differs", document, _("Text against file"), _("Your text and your files say the same.")),
        ("time", document, _("Links to another time"), _("No link to your board opens it over a wrong time.")),
        ("scope", Source.ACCOUNT, _("With one more scope"), _("Your application key opens all that a look needs.")),
    )


def _rows(submission: Submission) -> tuple[StepView, ...]:
    return step_views(submission, settled(standings_of([submission.pk]).get(submission.pk, {})), None)


def _open_rows(rows: tuple[StepView, ...]) -> tuple[OpenRows, ...]:
    asked = [row for row in rows if not row.counts_neither_way]
    found = (OpenRows(verdict, tuple(row for row in asked if row.verdict == verdict)) for verdict in OPEN)
    return tuple(some for some in found if some.rows)


def _all(submission: Submission, rows: tuple[StepView, ...]) -> Mapping[str, tuple[Thing, ...]]:
    titles = {row.key: row.title for row in rows}
    proved = {row.key for row in rows if row.verdict == Verdict.PASS}
    document = _document(submission)
    found: dict[str, tuple[Thing, ...]] = defaultdict(tuple)
    leaks = things.leaked(document)
    for some in (
        leaks,
        not_as_asked(rows, leaks=bool(leaks)),
        things.lost_pictures(document),
        things.pictures_elsewhere(document),
        things.unused_pictures(document),
        things.unanswered(document, titles, proved),
        things.text_against_file(document),
        things.wrong_time(document, proved),
        scopes.one_more_scope(_at_account(submission, titles, proved)),
    ):
        for thing in some:
            found[thing.kind] += (thing,)
    return found


def not_as_asked(rows: tuple[StepView, ...], *, leaks: bool) -> tuple[Thing, ...]:
    """Rows that are there and differ from what was asked. leaks: the secrets are told in a group of their own."""
    return tuple(
        Thing(
            "fail",
            row.title,
            row.reason,
            next((line.where for line in row.evidence if line.where), ""),
            row.hint,
            row.key,
        )
        for row in rows
        if row.verdict == Verdict.FAIL and not row.counts_neither_way and not (leaks and row.key == SECRETS)
    )


def _at_account(
    submission: Submission, titles: Mapping[str, str], proved: set[str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Title and findings of the rows that are not proved, from the newest check that looked at the account."""
    collection = _newest(submission, Source.ACCOUNT)
    if collection is None:
        return []
    judgments = Judgment.objects.filter(run_id=collection.run_id).exclude(step__key__in=proved)
    rows = judgments.order_by("step__position").values_list("step__key", "step__title", "findings")
    return [(titles.get(key, title), findings) for key, title, findings in rows]


def _newest(submission: Submission, source: Source) -> Collection | None:
    """The newest look at a source in a check that ended."""
    found = Collection.objects.defer("raw").filter(run__submission=submission, run__state="finished", source=source)
    return found.order_by("-run_id").first()


def _document(submission: Submission) -> Values:
    """What the newest look at the document saw that did see it; a document is always looked at as a whole."""
    found = Collection.objects.defer("raw").filter(run__submission=submission, run__state="finished", state="read")
    collection = found.filter(source=Source.DOCUMENT).order_by("-run_id").first()
    return facts_of(collection).values if collection else {}


def _read(facts: SourceFacts) -> bool:
    return facts.state in (SourceState.READ, SourceState.PARTLY)


def _looked(submission: Submission, source: Source) -> Looked:
    collection = _newest(submission, source)
    facts = facts_of(collection) if collection else None
    return Looked(
        source=source.value,
        at=collection.ended_at if collection and facts and _read(facts) else None,
        because=facts.reason if facts else "",
        connected=source in at_hand.possible(submission),
    )
