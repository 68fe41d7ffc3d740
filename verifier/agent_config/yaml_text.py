"""YAML of a candidate as a tree of nodes with lines: nothing is built from it, so nothing can blow up.

Only `plain` builds values, of a short text that has no aliases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

BIGGEST = 200_000
BIGGEST_PLAIN = 20_000
DEEPEST = 50
_ALIAS = re.compile(r"(?:^|[\s\[{(,:?-])\*[\w-]")


@dataclass(frozen=True)
class Tree:
    """root None: empty, or `problem` says why not. line: of the problem, 0 = not known."""

    root: yaml.Node | None = None
    problem: str = ""
    line: int = 0


def read(text: str) -> Tree:
    if len(text) > BIGGEST:
        return Tree(problem="the file is too long to be read")
    try:
        if _too_deep(text):
            return Tree(problem="nested too deeply to be read")
        return Tree(yaml.compose(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 0
        return Tree(problem=f"not valid YAML, line {line}: {_calm(fault.problem or 'unreadable')}", line=line)
    except (yaml.YAMLError, ValueError) as fault:
        return Tree(problem=f"not valid YAML: {_calm(str(fault))}")
    except RecursionError:
        return Tree(problem="nested too deeply to be read")


def _too_deep(text: str) -> bool:
    """By its events, one after the other: the tree of a deep text costs the square of its depth."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return True
    return False


def plain(text: str) -> object:
    """The values of a short text, None when it is none or is not short. Aliases can make a gigabyte of a line, so none is followed."""
    if len(text) > BIGGEST_PLAIN or ("&" in text and _ALIAS.search(text)):
        return None
    try:
        loaded: object = None if _too_deep(text) else yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # explicit tags (`!!int ""`) make the loader stumble in ways of its own
    return loaded


def pairs(node: yaml.Node | None) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """key -> (key node, value node) of a mapping; anything else has none. The last of two equal keys counts."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: (key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def scalar(node: yaml.Node | None) -> str | None:
    """The text of a scalar; null and anything that is none give None."""
    if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:null":
        return None
    return str(node.value)


def is_number(node: yaml.Node | None) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


def line_of(node: yaml.Node | None) -> int:
    return node.start_mark.line + 1 if node is not None else 0


def _calm(problem: str) -> str:
    """PyYAML quotes what it met, and that may be a secret."""
    return problem.split("'")[0].strip().rstrip(",:") or "unreadable"
