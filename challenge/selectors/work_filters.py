"""What a reviewer may ask of the work list, as filters and orders of the database.

A result that is not for this reviewer takes part in no filter, no count and no order, and a hidden name in no search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable, OrderBy
from django.db.models.functions import Coalesce, Concat, Lower, Trim
from django.db.models.lookups import LessThan
from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.models import Assignment, Cohort, Review, Submission

TRIAL_SOON = timedelta(days=3)
NUMBERS = ("proved", "needs", "differ", "claimed", "unknown", "pictures")
"""Columns of `models.Summary` that tell of results."""
SORTS = ("waits", "code", "name", *NUMBERS, "questions", "outcome", "trial")
SHOWS = ("me", "differ", "claimed", "unknown", "pictures", "trial", "questions", "mine", "graded")
DENSITIES = ("list", "matrix")


@dataclass(frozen=True)
class Asked:
    """What the address asks for. show: one of SHOWS, "" = all. sort: one of SORTS. down: the largest first."""

    show: str = ""
    text: str = ""
    sort: str = "waits"
    down: bool = False
    density: str = "list"
    page: int = 1

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """Of an address; what makes no sense is as if it were not there."""
        sort, page = given.get("sort", ""), given.get("page", "")
        known = sort.removeprefix("-") in SORTS
        return cls(
            show=given.get("show", "") if given.get("show") in SHOWS else "",
            text=given.get("q", "").replace("\x00", "").strip()[:100],
            sort=sort.removeprefix("-") if known else "waits",
            down=known and sort.startswith("-"),
            density="matrix" if given.get("density") == "matrix" else "list",
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        )


@dataclass(frozen=True)
class Reader:
    """Who asks, of which cohort, when. own: ids of the work that is the reader's own."""

    user: Person
    cohort: Cohort
    now: datetime
    own: Sequence[int]

    @classmethod
    def of(cls, user: Person, cohort: Cohort) -> Reader:
        own = cohort.submissions.filter(access.own_submissions(user)).values_list("pk", flat=True)
        return cls(user, cohort, timezone.now(), list(own))

    @property
    def sees(self) -> Q:
        """Whose results are for this reader."""
        return access.open_results() | Q(pk__in=self.own)

    @property
    def graded(self) -> Q:
        """Of whose grading this reader may know: never of work of their own."""
        return access.open_results() & ~Q(pk__in=self.own)

    @property
    def names(self) -> Q:
        """Whose name is: where names are hidden, after the own first pass."""
        return access.open_names(self.user, self.cohort)


def mine(user: Person) -> Q:
    return Q(reviewer_id=user.pk)


def held(now: datetime) -> QuerySet[Assignment]:
    """The assignments that have not ended, and not run out either."""
    return Assignment.objects.filter(ended_at=None, until__gt=now)


def shows(reader: Reader) -> dict[str, Q]:
    """SHOWS -> its filter."""
    sees, today = reader.graded, timezone.localdate(reader.now)
    by_me = Exists(held(reader.now).filter(mine(reader.user), submission=OuterRef("pk")))
    return {
        "me": _needs_me(reader.user, reader.own, reader.now),
        **{name: sees & Q(**{f"summary__{name}__gt": 0}) for name in ("differ", "claimed", "unknown", "pictures")},
        "trial": Q(trial_ends_on__gte=today, trial_ends_on__lte=today + TRIAL_SOON, hand_in_asked_at=None),
        "questions": Q(summary__questions__gt=0),
        "mine": Q(by_me),
        "graded": sees & Q(graded_at__isnull=False),
    }


def search(reader: Reader, text: str) -> Q:
    """Everything where nothing is asked for; else by code, name and the word of the outcome."""
    if not text:
        return Q()
    folded = text.casefold()
    outcomes = [key for key, word in reader.cohort.outcomes.items() if folded in str(word).casefold()]
    names = (
        Q(full_name__icontains=text) | Q(owner__username__icontains=text, full_name="") | Q(team__name__icontains=text)
    )
    return Q(code__icontains=text) | (reader.graded & Q(outcome__in=outcomes)) | (reader.names & names)


def named(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """With `full_name`, "" for a team and for who gave none."""
    full = Trim(Concat(F("owner__first_name"), Value(" "), F("owner__last_name"), output_field=CharField()))
    return rows.annotate(full_name=Coalesce(full, Value(""), output_field=CharField()))


def order(reader: Reader, asked: Asked) -> Iterable[OrderBy | str]:
    """The longest wait first, unless asked otherwise; the same for every reader of the same rows."""
    key = _key(reader, asked.sort)
    first = key.desc(nulls_last=True) if asked.down else key.asc(nulls_last=True)
    return first, Lower("code").asc(), "pk"


def needing(user: Person, cohorts: Iterable[int]) -> Mapping[int, int]:
    """Cohort -> how many submissions of it wait for this reviewer; in one query, without those where there are none."""
    rows = Submission.objects.filter(cohort__in=list(cohorts), withdrawn_at=None)
    own = list(rows.filter(access.own_submissions(user)).values_list("pk", flat=True))
    found = rows.filter(_needs_me(user, own, timezone.now())).order_by().values("cohort_id")
    return dict(found.annotate(number=Count("pk")).values_list("cohort_id", "number"))


def _needs_me(user: Person, own: Sequence[int], now: datetime) -> Q:
    """Handed in, not graded, not finished by this reviewer, and not with as many others as there are first passes."""
    by_me = Exists(held(now).filter(mine(user), submission=OuterRef("pk")))
    passes = Review.objects.filter(submission=OuterRef("pk"), state="finished")
    others = _count(held(now).exclude(mine(user))) + _count(Review.objects.filter(state="finished").exclude(mine(user)))
    free = Q(LessThan(others, F("cohort__first_passes")))
    waits = Q(handed_in_at__isnull=False, graded_at=None) & ~Q(pk__in=own)
    return waits & ~Q(Exists(passes.filter(mine(user)))) & (Q(by_me) | free)


def _count(rows: QuerySet[Any]) -> Combinable:
    """How many of these rows the submission has."""
    each = rows.filter(submission=OuterRef("pk")).order_by().values("submission").annotate(number=Count("pk"))
    return Coalesce(Subquery(each.values("number")), 0, output_field=IntegerField())


def _key(reader: Reader, sort: str) -> Any:
    if sort in NUMBERS:
        seen = Coalesce(F(f"summary__{sort}"), 0)
        return Case(When(reader.graded, then=seen), default=None, output_field=IntegerField())
    if sort == "name":
        name = Lower(
            Coalesce(F("team__name"), Case(When(full_name="", then=F("owner__username")), default="full_name"))
        )
        return Case(When(reader.names, then=name), default=None, output_field=CharField())
    if sort == "outcome":
        return Case(When(reader.graded & ~Q(outcome=""), then=F("outcome")), default=None, output_field=CharField())
    return {
        "code": Lower("code"),
        "questions": Coalesce(F("summary__questions"), 0),
        "trial": F("trial_ends_on"),
    }.get(sort, F("summary__waiting_since"))
