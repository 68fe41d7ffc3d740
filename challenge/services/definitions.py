"""Publishes definitions: the YAML becomes rows that never change again."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction

from challenge import access
from challenge.models import Challenge, Criterion, DefinitionDraft, DefinitionVersion, Section, Step
from challenge.services import events
from challenge.services.events import News
from verifier import gate, lint
from verifier.checks.registry import all_checks
from verifier.definition import Definition, DefinitionError, load_text
from verifier.gate import Trial, TrialError


class NotReady(Exception):
    """A definition was not published; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems[0])
        self.problems = problems


def examine(source: str, trials: str = "") -> tuple[Definition | None, list[str]]:
    """What the text defines, and what stands in the way of publishing it: its shape, its checks, its trials.

    A trial that an earlier version of the same challenge came with serves again where it still holds.
    """
    try:
        definition = load_text(source)
    except DefinitionError as fault:
        return None, [str(fault)]
    checks = all_checks()
    if found := lint.problems(definition, checks):
        return definition, found
    try:
        return definition, gate.problems(definition, checks, _trials(definition, trials))
    except TrialError as fault:
        return definition, [str(fault)]


def publish_draft(draft: DefinitionDraft, actor: User) -> DefinitionVersion:
    """Publish what an author wrote, once nothing stands in the way; the draft is gone. Raises NotReady, PermissionDenied.

    Cohorts and checks that are on keep the version that they began with.
    """
    if not access.may_write_challenges(actor):
        raise PermissionDenied("Only authors publish definitions.")
    definition, problems = examine(draft.source, draft.trials)
    if definition is None or problems:
        raise NotReady(problems)
    with transaction.atomic():
        kept = gate.dump(_trials(definition, draft.trials))
        version, new = publish(draft.source, kept)
        draft.delete()
        if new:
            events.append([News("definition.published", None, actor_id=actor.pk, data={"version": version.pk})])
    return version


def publish(source: str, trials: str = "") -> tuple[DefinitionVersion, bool]:
    """The version made of this YAML text, and whether it is new. Raises DefinitionError.

    Asks for no trials: whoever calls this has the code before them, and its tests hold them.
    """
    definition = load_text(source)
    with transaction.atomic():
        found = DefinitionVersion.objects.filter(label=definition.version).first()
        if found is not None:
            if not found.trials:  # they are no part of the definition, which never changes
                DefinitionVersion.objects.filter(pk=found.pk, trials="").update(trials=trials)
            return found, False
        challenge, _new = Challenge.objects.get_or_create(key=definition.name, defaults={"name": definition.title})
        version = DefinitionVersion.objects.create(
            challenge=challenge, label=definition.version, sequence=definition.sequence, source=source, trials=trials
        )
        _write_sections(version, definition)
    return version, True


def _trials(definition: Definition, given: str) -> tuple[Trial, ...]:
    """Those that were given, and for what they leave out those of the newest version before. Raises TrialError."""
    before = DefinitionVersion.objects.filter(challenge__key=definition.name).exclude(trials="").order_by("-pk").first()
    found = {(one.criterion, one.check): one for one in gate.load(before.trials)} if before else {}
    found |= {(one.criterion, one.check): one for one in gate.load(given)} if given.strip() else {}
    wanted = {(criterion.key, name) for criterion in definition.criteria for name in criterion.checks}
    return tuple(trial for key, trial in found.items() if key in wanted)


def _write_sections(version: DefinitionVersion, definition: Definition) -> None:
    """In three statements, however many rows there are."""
    sections = Section.objects.bulk_create(
        Section(version=version, key=section.key, title=section.title, position=place)
        for place, section in enumerate(definition.sections)
    )
    asked = [(row, step) for row, section in zip(sections, definition.sections, strict=True) for step in section.steps]
    written = Step.objects.bulk_create(
        Step(
            version=version,
            section=section,
            key=step.key,
            title=step.title,
            task=step.task,
            hint=step.hint,
            points=step.points,
            bonus=step.bonus,
            required=step.required,
            judge="person" if step.person else "machine",
            needs=list(step.needs),
            position=position,
        )
        for position, (section, step) in enumerate(asked)
    )
    Criterion.objects.bulk_create(
        Criterion(
            step=row, key=criterion.key, observers=[source.value for source in criterion.observers], position=place
        )
        for row, (_section, step) in zip(written, asked, strict=True)
        for place, criterion in enumerate(step.criteria)
    )
