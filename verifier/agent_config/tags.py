"""The host tags that an Agent version gets out of its configuration.

6 and 7: a YAML list, or a string split on white space only (`a:b,c:d` is one tag); DD_TAGS likewise.
5: INI, split on commas. Sources: the Agent's config template and its GetStringSlice.
"""

from __future__ import annotations

import re

import yaml

from verifier.agent_config import yaml_text
from verifier.facts.host import AgentTags

NONE = "none"


def of_yaml(text: str, where: str, *, line_offset: int = 0) -> AgentTags:
    """`tags:` of datadog.yaml."""
    tree = yaml_text.read(text)
    if tree.problem:
        return AgentTags((), NONE, "", where, problem=f"{where} is {tree.problem}.")
    keys = yaml_text.pairs(tree.root)
    key, value = keys.get("tags", (None, None))
    extra = _of_node(keys["extra_tags"][1]) if "extra_tags" in keys else ()
    place = f"{where}:{yaml_text.line_of(key) + line_offset}" if key else where
    tags = (*_of_node(value), *extra)
    form = "list" if isinstance(value, yaml.SequenceNode) else "string" if tags else NONE
    written = _written(text, value) if value is not None else ""
    return AgentTags(tags, form if tags else NONE, written, place, problem=_problem(keys, value, place))


def of_ini(text: str, where: str) -> AgentTags:
    """`tags:` of Agent 5's datadog.conf, which is split on commas."""
    for number, line in enumerate(text.splitlines(), 1):
        found = re.match(r"\s*tags\s*[:=]\s*(.*?)\s*$", line)
        if found and found.group(1):
            tags = tuple(tag.strip() for tag in found.group(1).split(",") if tag.strip())
            return AgentTags(tags, "string", found.group(1), f"{where}:{number}")
    return AgentTags((), NONE, "", where)


def of_environment(values: dict[str, str], where: str) -> AgentTags:
    """DD_TAGS and DD_EXTRA_TAGS of a containerised Agent."""
    written = " ".join(values[name] for name in ("DD_TAGS", "DD_EXTRA_TAGS") if values.get(name))
    tags = _split(written)
    return AgentTags(tags, "env" if tags else NONE, written, f"{where} DD_TAGS" if tags else where)


def _of_node(node: yaml.Node | None) -> tuple[str, ...]:
    if isinstance(node, yaml.SequenceNode):
        told = (yaml_text.scalar(item) for item in node.value)
        return tuple(tag.strip() for tag in told if tag and tag.strip())
    return _split(yaml_text.scalar(node) or "")


def _split(written: str) -> tuple[str, ...]:
    """On white space only; a comma that ends a word is dropped by Datadog when it cleans the tag."""
    if written.startswith("["):  # DD_TAGS as JSON is understood by newer versions
        return tuple(re.findall(r'"([^"]+)"', written))
    return tuple(word for word in (word.rstrip(",") for word in written.split()) if word)


def _written(text: str, node: yaml.Node) -> str:
    return text[node.start_mark.index : node.end_mark.index].strip()[:500]


def _problem(keys: dict[str, tuple[yaml.Node, yaml.Node]], value: yaml.Node | None, place: str) -> str:
    if isinstance(value, yaml.MappingNode):
        return f"{place}: the tags are no list: a hyphen and a blank are missing before each tag."
    if value is None:
        near = next((name for name in keys if name.lower() == "tags"), "")
        return f"{place}: the key is written {near}, and the Agent knows only tags." if near else ""
    return ""
