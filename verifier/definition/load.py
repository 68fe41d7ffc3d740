"""YAML -> Definition.

Checks the shape (JSON Schema) and what a schema cannot say; `verifier.lint` checks it against the code.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from verifier.definition.draws import DRAW, drawn, filled
from verifier.definition.faults import DefinitionError
from verifier.definition.model import Criterion, Definition, Draw, HouseRule, Parameter, Section, Step
from verifier.verdicts import Source

MAX_BYTES = 500_000
DEEPEST = 50
MOST_NODES = 20_000
"""Names and values in all; the exercise, of 42 rows, has fewer than a tenth of it."""
LONGEST_NUMBER = 100
"""Characters; a number of one value is read in a time that grows with their square."""
LONGEST_REASON = 500
MOST_CHOICES = 200
DEFAULT_OBSERVERS = (Source.HOST, Source.ACCOUNT)
DEFINITIONS = Path(__file__).resolve().parents[2] / "challenge" / "definitions"
SOLUTIONS_ENGINEER = DEFINITIONS / "solutions-engineer.yaml"


NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML that refuses a key written twice, what is nested deeper than anybody writes, what no page can show, and
    aliases: with them a line can mean a gigabyte.
    """

    _depth = 0
    _nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
        if self.check_event(yaml.AliasEvent):
            raise DefinitionError(f"Line {line}: aliases are not read here; write it out.")
        if self._depth >= DEEPEST:
            raise DefinitionError(f"Line {line}: it is nested too deeply.")
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise DefinitionError(f"Line {line}: it has more than {MOST_NODES:,} names and values.")
        self._depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in str(node.value)):
            raise DefinitionError(f"Line {node.start_mark.line + 1}: there is a character that nobody can write.")
        if node.tag in NUMBERS and len(node.value) > LONGEST_NUMBER:
            raise DefinitionError(f"Line {node.start_mark.line + 1}: a number has at most {LONGEST_NUMBER} characters.")
        return super().construct_scalar(node)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = [str(key) for key, count in Counter(map(str, keys)).items() if count > 1]
        if twice:
            raise DefinitionError(f"Line {node.start_mark.line + 1}: {twice[0]!r} is written twice.")
        return super().construct_mapping(node, deep)


def load(path: Path) -> Definition:
    """Read a definition file. Raises DefinitionError with one sentence."""
    try:
        return load_text(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise DefinitionError(f"{path.name} cannot be read: {fault}") from fault


@lru_cache(maxsize=16)
def load_text(text: str) -> Definition:
    """Read a definition from YAML text, once the same text. Raises DefinitionError with one sentence."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise DefinitionError(f"A definition has at most {MAX_BYTES:,} bytes.")
    try:
        data = yaml.load(text, _StrictLoader)  # noqa: S506  # a SafeLoader
    except DefinitionError:
        raise
    except (yaml.YAMLError, ValueError) as fault:  # a ValueError: a number or a date that is none
        raise DefinitionError(f"This is not YAML: {fault}"[:LONGEST_REASON]) from fault
    _validate(data)
    draws = tuple(_draw(name, draw) for name, draw in data.get("draws", {}).items())
    if draws:
        _validate(_with_usual_values(data, draws))
    digest = hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    definition = Definition(
        name=data["name"],
        title=data["title"],
        sequence=data["sequence"],
        version=f"{data['name']}@{data['sequence']}+{digest[:12]}",
        house_rules=tuple(_rule(name, rule) for name, rule in data.get("house_rules", {}).items()),
        sections=tuple(
            Section(section["key"], section["title"], tuple(_step(step) for step in section["steps"]))
            for section in data["sections"]
        ),
        draws=draws,
    )
    _consistent(definition)
    return drawn(replace(definition, written=definition.sections), {}) if draws else definition


def _validate(data: object) -> None:
    schema = json.loads((DEFINITIONS / "schema.json").read_text("utf-8"))
    errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(data), key=lambda e: list(map(str, e.path)))
    if errors:
        where = "/".join(str(part) for part in errors[0].path) or "the file"
        raise DefinitionError(f"{where}: {errors[0].message}"[:LONGEST_REASON])


def _rule(name: str, data: Mapping[str, Any]) -> HouseRule:
    if data["default"] not in data["choices"]:
        raise DefinitionError(f"House rule {name}: the default is not among the choices.")
    return HouseRule(name, data["default"], tuple(data["choices"]), data["text"])


def _draw(name: str, data: Mapping[str, Any]) -> Draw:
    choices = tuple(data["choices"]) if "choices" in data else _within(name, data["range"])
    if len({isinstance(choice, str) for choice in (data["usual"], *choices)}) > 1:
        raise DefinitionError(f"Draw {name}: its choices are numbers or words, not both.")
    return Draw(name, data["usual"], choices)


def _within(name: str, data: Mapping[str, int]) -> tuple[int, ...]:
    """Both ends are among the choices, where the steps meet the second."""
    choices = range(data["from"], data["to"] + 1, data["step"])
    if not 2 <= len(choices) <= MOST_CHOICES:
        raise DefinitionError(f"Draw {name}: a range has 2 to {MOST_CHOICES} values.")
    return tuple(choices)


def _with_usual_values(data: Mapping[str, Any], draws: Iterable[Draw]) -> Any:
    """The file as it would be without draws. A placeholder where nothing is drawn is refused."""
    usual = {draw.name: draw.usual for draw in draws}
    elsewhere = {name: value for name, value in data.items() if name != "sections"}
    titles = [section["title"] for section in data["sections"]]
    if DRAW.search(json.dumps([elsewhere, titles], ensure_ascii=False)):
        raise DefinitionError("Only titles, tasks, hints and parameters of rows are drawn.")
    return {**elsewhere, "sections": filled(data["sections"], usual)}


def _step(data: Mapping[str, Any]) -> Step:
    criteria = data.get("criteria") or [data]
    bonus = data.get("bonus", False)
    return Step(
        key=data["key"],
        title=data["title"],
        task=data["task"],
        hint=data["hint"],
        points=data["points"],
        bonus=bonus,
        required=data.get("required", not bonus),
        person=data.get("judge", "machine") == "person",
        needs=tuple(data.get("needs", ())),
        criteria=tuple(_criterion(criterion) for criterion in criteria),
    )


def _criterion(data: Mapping[str, Any]) -> Criterion:
    return Criterion(
        key=data["key"],
        observers=tuple(Source(o) for o in data.get("observers", DEFAULT_OBSERVERS)),
        negative=data.get("negative", False),
        checks={name: {k: _parameter(v) for k, v in given.items()} for name, given in data["checks"].items()},
    )


def _parameter(value: Any) -> Parameter:
    return tuple(value) if isinstance(value, list) else value


def _consistent(definition: Definition) -> None:
    """What the schema cannot say: keys are unique, needs point backwards, rules exist."""
    for kind, keys in (
        ("step", [s.key for s in definition.steps]),
        ("criterion", [c.key for c in definition.criteria]),
        ("section", [s.key for s in definition.sections]),
    ):
        twice = [key for key, count in Counter(keys).items() if count > 1]
        if twice:
            raise DefinitionError(f"Two {kind} rows have the key {twice[0]}.")
    known: set[str] = set()
    for step in definition.steps:
        for need in step.needs:
            if need not in known:
                raise DefinitionError(f"{step.key} needs {need}, which is not a step above it.")
        known.add(step.key)
