"""What the submissions of a cohort share that is unusual, for who reviews it.

Compared are the newest documents that were kept, of those whose results the reviewer may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max

from challenge import access
from challenge.access import Person
from challenge.looks import kept, looking
from challenge.models import Cohort, Collection, Submission
from challenge.names.naming import names_of
from challenge.rows.asked import all_asked
from verifier.facts import SourceFacts
from verifier.facts.document import Answers
from verifier.likeness import Pair, Shared, Side, compare, given_by
from verifier.likeness.cohort import most_holders

MOST_PAIRS = 50
MOST_PASSAGES = 12
MOST_CHARACTERS = 1_500
"""More is counted and not shown: who wants to read on opens the documents."""


@dataclass(frozen=True)
class SideView:
    """Where a passage stands in one submission, and how it is written there. cut: there is more of it."""

    code: str
    name: str
    where: str
    text: str
    cut: bool


@dataclass(frozen=True)
class PassageView:
    """kind: "words", "code" or "query". holders: how many submissions have it."""

    kind: str
    words: int
    holders: int
    sides: tuple[SideView, SideView]


@dataclass(frozen=True)
class Sharer:
    id: int
    code: str
    name: str


@dataclass(frozen=True)
class PairView:
    """more: passages that are not shown."""

    sharers: tuple[Sharer, Sharer]
    count: int
    words: int
    passages: tuple[PassageView, ...]
    more: int


@dataclass(frozen=True)
class CohortLikeness:
    """compared: documents read against each other. private: submissions whose results are not open to reviewers yet.

    missing: those of which no document was kept. usual: what more submissions than this have is left out.
    more: pairs that are not shown.
    """

    compared: int
    private: int
    missing: int
    usual: int
    pairs: tuple[PairView, ...]
    more: int


def cohort_likeness(user: Person, cohort: Cohort) -> CohortLikeness:
    """For a reviewer or lead; Hidden for others."""
    if not access.is_reviewer(user, cohort):
        raise access.Hidden("What this cohort's submissions share is not for you.")
    everybody = list(cohort.submissions.filter(withdrawn_at=None).select_related("cohort", "owner", "team"))
    open_ = {one.code: one for one in everybody if access.results_are_open(one)}
    documents = _documents(open_.values())
    names = names_of(user, open_.values())
    pairs = compare(
        {code: facts.values for code, facts in documents.items()},
        given=[text for definition in all_asked(cohort) for text in given_by(definition)],
    )
    return CohortLikeness(
        compared=len(documents),
        private=len(everybody) - len(open_),
        missing=len(open_) - len(documents),
        usual=most_holders(len(documents)),
        pairs=tuple(_pair(pair, open_, names) for pair in pairs[:MOST_PAIRS]),
        more=max(0, len(pairs) - MOST_PAIRS),
    )


def _documents(submissions: Iterable[Submission]) -> dict[str, SourceFacts]:
    """Code -> the facts of the newest document that could be read."""
    codes = {submission.pk: submission.code for submission in submissions}
    read = Collection.objects.filter(source="document", state="read", run__submission_id__in=list(codes))
    newest = read.values("run__submission_id").annotate(newest=Max("pk")).values("newest")
    rows = Collection.objects.filter(pk__in=newest).select_related("run").defer("raw")
    found = {codes[row.run.submission_id]: _facts(row) for row in rows}
    return {code: facts for code, facts in found.items() if isinstance(facts.values.get(Answers), Answers)}


def _facts(row: Collection) -> SourceFacts:
    """As they were kept; where those are of a shape that is not known any more, from the kept document."""
    facts = kept.facts_of(row)
    return facts if Answers in facts.values else looking.read_again(row, facts) or facts


def _pair(pair: Pair, submissions: Mapping[str, Submission], names: Mapping[int, str]) -> PairView:
    left, right = (_sharer(submissions[code], names) for code in (pair.left, pair.right))
    return PairView(
        sharers=(left, right),
        count=len(pair.passages),
        words=pair.words,
        passages=tuple(_passage(passage, left, right) for passage in pair.passages[:MOST_PASSAGES]),
        more=max(0, len(pair.passages) - MOST_PASSAGES),
    )


def _sharer(submission: Submission, names: Mapping[int, str]) -> Sharer:
    return Sharer(submission.pk, submission.code, names[submission.pk])


def _passage(passage: Shared, left: Sharer, right: Sharer) -> PassageView:
    sides = (_side(passage.left, left), _side(passage.right, right))
    return PassageView(passage.kind, passage.words, passage.holders, sides)


def _side(side: Side, sharer: Sharer) -> SideView:
    text = side.text[:MOST_CHARACTERS]
    return SideView(sharer.code, sharer.name, str(side.place), text, cut=len(side.text) > len(text))
