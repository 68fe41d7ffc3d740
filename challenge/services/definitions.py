"""Publishes definitions: the YAML becomes rows that never change again."""

from __future__ import annotations

from django.db import transaction

from challenge.models import Challenge, Criterion, DefinitionVersion, Section, Step
from verifier.definition import Definition, load_text


def publish(source: str) -> tuple[DefinitionVersion, bool]:
    """The version made of this YAML text, and whether it is new. Raises DefinitionError."""
    definition = load_text(source)
    with transaction.atomic():
        found = DefinitionVersion.objects.filter(label=definition.version).first()
        if found is not None:
            return found, False
        challenge, _new = Challenge.objects.get_or_create(key=definition.name, defaults={"name": definition.title})
        version = DefinitionVersion.objects.create(
            challenge=challenge, label=definition.version, sequence=definition.sequence, source=source
        )
        _write_sections(version, definition)
    return version, True


def _write_sections(version: DefinitionVersion, definition: Definition) -> None:
    position = 0
    for number, section in enumerate(definition.sections):
        row = Section.objects.create(version=version, key=section.key, title=section.title, position=number)
        for step in section.steps:
            written = Step.objects.create(
                version=version,
                section=row,
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
            position += 1
            Criterion.objects.bulk_create(
                Criterion(
                    step=written,
                    key=criterion.key,
                    observers=[source.value for source in criterion.observers],
                    position=place,
                )
                for place, criterion in enumerate(step.criteria)
            )
