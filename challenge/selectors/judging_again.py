"""What judging a cohort again would change, for its reviewers: by codes, never by names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise

from challenge import access, left_out
from challenge.access import Person
from challenge.models import Cohort, Rejudging, RejudgingLine, Submission
from challenge.models.again import AT_WORK, UNDECIDED
from challenge.rows.asked import definition_of
from challenge.rows.decided import OwnRule, own_rules
from challenge.selectors.repeated import repeated_overrides
from challenge.services.rejudging import ACCEPTS, why_not

PER_PAGE = 50


@dataclass(frozen=True)
class Turn:
    """A row that would count as something else. by_rule: by the cohort's own. decided: a person has, and that holds."""

    step: str
    title: str
    old: str
    new: str
    old_reason: str
    new_reason: str
    by_rule: bool
    lower: bool
    decided: bool


@dataclass(frozen=True)
class LineView:
    """One submission. why: the sentence, where it was left out. reworded: rows of which only the words change."""

    submission_id: int
    code: str
    state: str
    why: str | Promise
    turns: tuple[Turn, ...]
    reworded: int

    @property
    def lower(self) -> bool:
        return any(turn.lower for turn in self.turns)


@dataclass(frozen=True)
class RuleChoice:
    """A house rule of the definition: whether it lets count what it is about, now and by the preview."""

    name: str
    text: str
    now: str
    choices: tuple[str, ...]
    wanted: str

    @property
    def held(self) -> bool:
        return self.now in ACCEPTS

    @property
    def holds(self) -> bool:
        return self.wanted in ACCEPTS

    @property
    def changes(self) -> bool:
        return self.wanted != self.now


@dataclass(frozen=True)
class NamedRule:
    """A rule of the cohort's own, with the title of its row."""

    step: str
    title: str
    rule: OwnRule


@dataclass(frozen=True)
class JudgingAgain:
    """One of them. done of total are looked at, or written. rows: how many would turn; lower: how many get lower.

    why_not: why this person cannot have it written, "" = they can. may_drop: it is not being written yet.
    """

    id: int
    state: str
    at_work: bool
    is_open: bool
    at: datetime
    ended_at: datetime | None
    reason: str
    done: int
    total: int
    same: int
    rows: int
    lower: int
    left: int
    lines: Page[LineView]
    rules: tuple[RuleChoice, ...]
    own_rules: tuple[NamedRule, ...]
    why_not: str


@dataclass(frozen=True)
class JudgeAgainPage:
    """now: the one that is open, or else the last that was written. offers: what was decided alike three times."""

    now: JudgingAgain | None
    rules: tuple[RuleChoice, ...]
    own_rules: tuple[NamedRule, ...]
    offers: tuple[NamedRule, ...]


def judge_again_page(user: Person, cohort: Cohort, *, number: str = "") -> JudgeAgainPage:
    """Hidden unless this person may have the cohort judged again."""
    if not access.may_judge_cohort_again(user, cohort):
        raise access.Hidden("This is for its reviewers.")
    found = cohort.rejudgings.select_related("cohort__version")
    now = found.filter(state__in=UNDECIDED).first() or found.filter(state="applied").first()
    return JudgeAgainPage(
        now=_judging_again(user, now, number) if now is not None else None,
        rules=_rules(cohort, {}),
        own_rules=named_rules(cohort),
        offers=rule_offers(user, cohort),
    )


def rule_offers(user: Person, cohort: Cohort) -> tuple[NamedRule, ...]:
    """What was decided alike so often that it could be a rule; nothing for who may not have it judged again."""
    if not access.may_judge_cohort_again(user, cohort):
        return ()
    return _named(cohort, dict(repeated_overrides(cohort)))


def named_rules(cohort: Cohort) -> tuple[NamedRule, ...]:
    """The cohort's own rules, which everybody in it may read."""
    return _named(cohort, own_rules(cohort.own_rules))


def _judging_again(user: Person, row: Rejudging, number: str) -> JudgingAgain:
    open_now = Submission.objects.filter(access.open_results(), cohort_id=row.cohort_id)
    lines = list(row.lines.filter(submission__in=open_now).select_related("submission").defer("runs"))
    shown = sorted(map(_line, filter(_told, lines)), key=lambda line: (not line.lower, line.code.lower()))
    turns = [turn for line in shown for turn in line.turns]
    written = sum(line.state in ("applied", "left", "same") for line in lines)
    return JudgingAgain(
        id=row.pk,
        state=row.state,
        at_work=row.state in AT_WORK,
        is_open=row.state in UNDECIDED,
        at=row.at,
        ended_at=row.ended_at,
        reason=row.reason,
        done=written if row.state == "applying" else len(lines),
        total=max(row.total, len(lines)),
        same=sum(not line.rows and line.state != "left" for line in lines),
        rows=len(turns),
        lower=sum(turn.lower for turn in turns),
        left=sum(line.state == "left" for line in lines),
        lines=Paginator(shown, PER_PAGE).get_page(number or 1),
        rules=tuple(rule for rule in _rules(row.cohort, row.rules) if rule.changes),
        own_rules=_named(row.cohort, own_rules(row.own_rules)),
        why_not=why_not(row, user) if row.state == "ready" else "",
    )


def _told(line: RejudgingLine) -> bool:
    return bool(line.rows) or line.state == "left"


def _line(line: RejudgingLine) -> LineView:
    turns: list[dict[str, Any]] = line.rows
    return LineView(
        submission_id=line.submission_id,
        code=line.submission.code,
        state=line.state,
        why=left_out.SENTENCES.get(line.why, ""),
        turns=tuple(Turn(**turn) for turn in turns),
        reworded=line.reworded,
    )


def _rules(cohort: Cohort, wanted: dict[str, str]) -> tuple[RuleChoice, ...]:
    definition = definition_of(cohort.version)
    now = definition.default_rules() | cohort.rules
    return tuple(
        RuleChoice(rule.name, rule.text, now[rule.name], rule.choices, wanted.get(rule.name, now[rule.name]))
        for rule in definition.house_rules
    )


def _named(cohort: Cohort, rules: dict[str, OwnRule]) -> tuple[NamedRule, ...]:
    if not rules:
        return ()
    titles = dict(cohort.version.steps.order_by("position").values_list("key", "title"))
    return tuple(NamedRule(key, title, rules[key]) for key, title in titles.items() if key in rules)
