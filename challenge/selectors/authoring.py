"""Definitions for their authors: the published versions, a draft with what stands in its way, a preview of the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count

from challenge import access
from challenge.models import DefinitionDraft, DefinitionVersion
from challenge.rows.asked import definition_of
from challenge.services.looking_at_drafts import look
from verifier.checks.registry import all_checks
from verifier.definition import Definition


@dataclass(frozen=True)
class VersionCard:
    id: int
    challenge: str
    label: str
    rows: int
    cohorts: int
    published_at: datetime


@dataclass(frozen=True)
class DraftCard:
    id: int
    title: str
    saved_at: datetime


@dataclass(frozen=True)
class Challenges:
    versions: tuple[VersionCard, ...]
    drafts: tuple[DraftCard, ...]


@dataclass(frozen=True)
class RowPreview:
    """checks: (source, title of the check, its parameters as text)."""

    key: str
    title: str
    task: str
    hint: str
    points: int
    bonus: bool
    by_person: bool
    checks: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class DefinitionPreview:
    """problems: what stands in the way of publishing, one sentence each. sections: (title, rows)."""

    title: str
    label: str
    problems: tuple[str, ...]
    sections: tuple[tuple[str, tuple[RowPreview, ...]], ...]
    rules: tuple[str, ...]


def challenges(user: User) -> Challenges:
    """For authors: `access.author` was asked."""
    versions = DefinitionVersion.objects.select_related("challenge").annotate(
        rows=Count("steps", distinct=True), users=Count("cohorts", distinct=True)
    )
    return Challenges(
        tuple(
            VersionCard(one.pk, one.challenge.name, one.label, one.rows, one.users, one.published_at)
            for one in versions.order_by("challenge__name", "-pk")
        ),
        tuple(
            DraftCard(draft.pk, _title(draft.source), draft.saved_at)
            for draft in DefinitionDraft.objects.filter(author=user)
        ),
    )


def draft_page(draft: DefinitionDraft) -> DefinitionPreview:
    found = look(draft)
    if found.definition is None:
        return DefinitionPreview(_title(draft.source), "", found.problems, (), ())
    return _preview(found.definition, found.problems)


def version_page(version_id: int) -> DefinitionPreview:
    version = DefinitionVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise access.Hidden("There is no such version.")
    return _preview(definition_of(version), ())


def _preview(definition: Definition, problems: tuple[str, ...]) -> DefinitionPreview:
    checks = all_checks()
    return DefinitionPreview(
        definition.title,
        definition.version,
        problems,
        tuple(
            (
                section.title,
                tuple(
                    RowPreview(
                        key=step.key,
                        title=step.title,
                        task=step.task,
                        hint=step.hint,
                        points=step.points,
                        bonus=step.bonus,
                        by_person=step.person,
                        checks=tuple(
                            (
                                checks[name].source.value if name in checks else "",
                                checks[name].title if name in checks else name,
                                ", ".join(f"{key}: {value}" for key, value in given.items()),
                            )
                            for criterion in step.criteria
                            for name, given in criterion.checks.items()
                        ),
                    )
                    for step in section.steps
                ),
            )
            for section in definition.sections
        ),
        tuple(rule.text for rule in definition.house_rules),
    )


def _title(source: str) -> str:
    """What a draft calls itself, before anything else of it can be read."""
    line = next((line for line in source.splitlines() if line.startswith("title:")), "")
    return line.removeprefix("title:").strip()[:80]
