"""Practice as a reviewer sees it: without its key until they have decided on every row."""

from __future__ import annotations

from dataclasses import dataclass

from challenge import access
from challenge.access import Person
from challenge.grading.practice import Practice, PracticeRow, load
from challenge.grading.rubric import RUBRIC, Question
from challenge.models import Cohort, PracticePass, PracticeWork
from challenge.rows.asked import definition_of
from challenge.works.markdown import rendered


@dataclass(frozen=True)
class PracticeCard:
    """alike: of how many rows this reviewer decided as the key does; None = not tried yet."""

    key: str
    title: str
    rows: int
    alike: int | None


@dataclass(frozen=True)
class TriedRow:
    """own: "" = not decided yet. key, why: "" until everything is decided."""

    step: str
    title: str
    verdict: str
    reason: str
    look: str
    own: str
    key: str
    why: str

    @property
    def alike(self) -> bool:
        return self.own == self.key


@dataclass(frozen=True)
class TriedScore:
    """key: None until everything is decided. far: two or more apart."""

    question: Question
    own: int | None
    key: int | None
    why: str

    @property
    def far(self) -> bool:
        return self.own is not None and self.key is not None and abs(self.own - self.key) > 1


@dataclass(frozen=True)
class PracticePage:
    """done: the key is shown. outcomes: (key, word) to choose from."""

    key: str
    title: str
    text: str
    done: bool
    rows: tuple[TriedRow, ...]
    scores: tuple[TriedScore, ...]
    outcomes: tuple[tuple[str, str], ...]
    outcome: str
    key_outcome: str
    outcome_why: str
    alike: int
    next_key: str


def practice_list(user: Person, cohort: Cohort) -> tuple[PracticeCard, ...]:
    """Hidden unless this person reviews here and the cohort has practice; for a lead it may be none."""
    works = list(cohort.practice.all()) if access.may_run_cohort(user, cohort) else _works(user, cohort)
    tried = {one.work_id: one for one in PracticePass.objects.filter(work__in=works, reviewer_id=user.pk)}
    return tuple(_card(work, tried.get(work.pk)) for work in works)


def practice_work(user: Person, cohort: Cohort, key: str) -> PracticeWork:
    """The row itself, for who writes. Hidden as above."""
    for work in _works(user, cohort):
        if work.key == key:
            return work
    raise access.Hidden("There is no such practice.")


def practice_page(user: Person, cohort: Cohort, key: str) -> PracticePage:
    """One piece, with its key once this reviewer has decided on every row."""
    works = _works(user, cohort)
    work = practice_work(user, cohort, key)
    piece, tried = load(work.content), PracticePass.objects.filter(work=work, reviewer_id=user.pk).first()
    titles = {step.key: step.title for step in definition_of(cohort.version).steps}
    later = [one.key for one in works if (one.position, one.pk) > (work.position, work.pk)]
    rows = tuple(_row(row, titles.get(row.step, row.step), tried) for row in piece.rows)
    return PracticePage(
        key=work.key,
        title=piece.title,
        text=rendered(piece.text, {}),
        done=tried is not None,
        rows=rows,
        scores=tuple(_score(question, piece, tried) for question in RUBRIC),
        outcomes=tuple(cohort.outcomes.items()),
        outcome=_word(cohort, tried.outcome) if tried else "",
        key_outcome=_word(cohort, piece.outcome[0]) if tried else "",
        outcome_why=piece.outcome[1] if tried else "",
        alike=sum(row.alike for row in rows) if tried else 0,
        next_key=later[0] if later else "",
    )


def _works(user: Person, cohort: Cohort) -> list[PracticeWork]:
    works = list(cohort.practice.all()) if access.is_reviewer(user, cohort) else []
    if not works:
        raise access.Hidden("There is no practice for you here.")
    return works


def _card(work: PracticeWork, tried: PracticePass | None) -> PracticeCard:
    piece = load(work.content)
    alike = sum(tried.decisions.get(row.step) == row.decision for row in piece.rows) if tried else None
    return PracticeCard(work.key, piece.title, len(piece.rows), alike)


def _row(row: PracticeRow, title: str, tried: PracticePass | None) -> TriedRow:
    own = str(tried.decisions.get(row.step, "")) if tried else ""
    key, why = (row.decision, row.why) if tried else ("", "")
    return TriedRow(row.step, title, row.verdict, row.reason, row.look, own, key, why)


def _score(question: Question, piece: Practice, tried: PracticePass | None) -> TriedScore:
    if tried is None:
        return TriedScore(question, None, None, "")
    key, why = piece.rubric.get(question.key, (None, ""))
    return TriedScore(question, tried.rubric.get(question.key), key, why)


def _word(cohort: Cohort, outcome: str) -> str:
    return str(cohort.outcomes.get(outcome, outcome))
