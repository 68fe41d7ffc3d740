"""What a cohort asks, for somebody who does not belong to it yet."""

from __future__ import annotations

from dataclasses import dataclass

from challenge.models import Cohort, Contest
from challenge.rows.asked import definition_of
from challenge.selectors.judging_again import NamedRule, named_rules


@dataclass(frozen=True)
class RuleView:
    """A house rule: the sentence, and whether it holds in this cohort."""

    text: str
    holds: bool


@dataclass(frozen=True)
class Asked:
    """private: only the candidate sees results before the hand-in. sections: title and number of rows each. excused: titles
    of rows that count against nobody, each with why. shares_account: it is a contest, in which nobody gives keys.
    """

    title: str
    rows: int
    sections: list[tuple[str, int]]
    rules: list[RuleView]
    private: bool
    own_rules: tuple[NamedRule, ...] = ()
    excused: tuple[tuple[str, str], ...] = ()
    shares_account: bool = False


def what_is_asked(cohort: Cohort) -> Asked:
    """Public by nature: whoever may join reads it before they do."""
    definition = definition_of(cohort.version)
    chosen = definition.default_rules() | cohort.rules
    return Asked(
        title=definition.title,
        rows=len(definition.steps),
        sections=[(section.title, len(section.steps)) for section in definition.sections],
        rules=[RuleView(rule.text, chosen[rule.name] in ("yes", "accept")) for rule in definition.house_rules],
        own_rules=named_rules(cohort),
        excused=tuple(
            (step.title, cohort.excused[step.key]) for step in definition.steps if step.key in cohort.excused
        ),
        private=cohort.practice_visible_to == "candidate",
        shares_account=Contest.objects.filter(cohort=cohort).exists(),
    )
