from __future__ import annotations

import json

import pytest
import yaml

from challenge.models import DefinitionVersion, Step
from challenge.models.challenge import PublishedIsReadOnly
from challenge.rows.asked import definition_of, sources_for
from challenge.services.definitions import publish
from tests.challenge.conftest import DEFINITION
from tests.exercise import numbered
from verifier.definition import DefinitionError, load
from verifier.verdicts import Source

pytestmark = pytest.mark.django_db


def test_the_rows_say_what_the_file_says(version: DefinitionVersion):
    definition = load(DEFINITION)
    assert version.label == definition.version
    rows = version.steps.select_related("section").order_by("position")
    assert [(row.section.key, row.key, row.title, row.points, row.bonus, row.required) for row in rows] == [
        (section.key, step.key, step.title, step.points, step.bonus, step.required)
        for section in definition.sections
        for step in section.steps
    ]


def test_the_same_file_twice_is_one_version(version: DefinitionVersion):
    assert publish(DEFINITION.read_text("utf-8")) == (version, False)
    assert Step.objects.count() == version.steps.count()


def test_a_changed_file_is_a_new_version_and_the_old_one_stays(version: DefinitionVersion):
    changed, new = publish(numbered(99))
    assert (new, changed.sequence, changed.challenge) == (True, 99, version.challenge)
    assert version.steps.count() == changed.steps.count()


def test_a_published_version_cannot_be_changed(version: DefinitionVersion):
    version.source = "something else"
    with pytest.raises(PublishedIsReadOnly):
        version.save()


def test_a_kept_version_can_be_judged_by_as_it_was(version: DefinitionVersion):
    assert definition_of(version).version == version.label


def test_a_broken_file_publishes_nothing():
    with pytest.raises(DefinitionError):
        publish("name: [")
    assert not DefinitionVersion.objects.exists()


def test_the_sources_of_a_step_are_those_of_its_checks_and_of_what_it_needs(version: DefinitionVersion):
    definition = definition_of(version)
    assert sources_for(definition, ["submit-answers-md"]) == {Source.DOCUMENT}
    assert sources_for(definition, []) == set(Source)


def test_the_longest_words_that_the_schema_allows_can_be_published():
    """SQLite takes any length in any column."""
    schema = json.loads((DEFINITION.parent / "schema.json").read_text("utf-8"))
    key, title, text = ("x" * schema["$defs"][name]["maxLength"] for name in ("key", "title", "text"))
    step = {"key": key, "title": title, "task": text, "hint": text, "points": 100, "checks": {"a": {}}}
    longest = {
        "name": key,
        "sequence": schema["properties"]["sequence"]["maximum"],
        "title": title,
        "sections": [{"key": key, "title": title, "steps": [step]}],
    }
    version, _new = publish(yaml.safe_dump(longest))
    assert version.steps.get().title == title
