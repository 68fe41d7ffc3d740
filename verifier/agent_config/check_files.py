"""A check's configuration as the Agent finds and reads it: names, instances, and the collection interval.

conf.d/NAME.yaml or conf.d/NAME.d/*.yaml belong to checks.d/NAME.py. `min_collection_interval` counts per
instance; under `init_config` only Agent 5 reads it; at the top of the file nobody does. Default 15 s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import yaml

from verifier.agent_config import yaml_text

KEY = "min_collection_interval"
DEFAULT_SECONDS = 15.0


@dataclass(frozen=True)
class Settings:
    """What a configuration file says. intervals: seconds by the Agent's rules, one an instance."""

    instances: int = 0
    intervals: tuple[float, ...] = ()
    written: str = ""
    written_where: str = ""
    line: int = 0
    problem: str = ""


def name_of_config(path: str) -> str:
    """`…/conf.d/x.d/anything.yaml` and `…/conf.d/x.yaml` configure x. "" = not a configuration the Agent reads."""
    parts = path.split("/")
    stem, _, ending = parts[-1].rpartition(".")
    if ending not in ("yaml", "yml") or not stem:
        return ""
    folder = parts[-2] if len(parts) > 1 else "conf.d"
    if folder == "conf.d":
        return stem
    return folder[:-2] if folder.endswith(".d") and stem != "auto_conf" else ""


def name_of_code(path: str) -> str:
    """`…/checks.d/x.py` is check x."""
    return path.rpartition("/")[2].removesuffix(".py")


def settings(text: str, *, major: int = 7) -> Settings:
    """What the Agent of this major version makes of a check's YAML."""
    tree = yaml_text.read(text)
    if tree.problem:
        return Settings(problem=tree.problem, line=tree.line)
    top = yaml_text.pairs(tree.root)
    instances = top.get("instances", (None, None))[1]
    written, where, line = _written(tree.root)
    if not isinstance(instances, yaml.SequenceNode) or not instances.value:
        problem = "there is no `instances:`" if instances is None else "`instances:` is no list with at least one entry"
        return Settings(0, (), written, where, line, problem=problem)
    general = _interval(top.get("init_config", (None, None))[1]) if major == 5 else None
    intervals, problem = [], ""
    for instance in instances.value:
        if not isinstance(instance, yaml.MappingNode):
            problem = f"an entry of `instances:` is no mapping of keys (line {yaml_text.line_of(instance)})"
            continue
        node = yaml_text.pairs(instance).get(KEY, (None, None))[1]
        own = _interval(instance)
        if yaml_text.scalar(node) is not None and own is None:
            problem = f"`{KEY}` is no whole number above 0 (line {yaml_text.line_of(node)})"
        intervals.append(own or general or DEFAULT_SECONDS)
    return Settings(len(instances.value), tuple(intervals), written, where, line, problem=problem)


def _interval(mapping: yaml.Node | None) -> float | None:
    """A positive whole number; the Agent refuses a quoted one."""
    node = yaml_text.pairs(mapping).get(KEY, (None, None))[1]
    text = yaml_text.scalar(node)
    if text is None or not yaml_text.is_number(node):
        return None
    try:
        # a number that begins with 0 is octal to the Agent, as it is to YAML
        seconds = float(int(text, 8)) if re.fullmatch("0[0-7]+", text) else float(text)
    except ValueError:
        return None
    return seconds if seconds > 0 and seconds.is_integer() else None


def together(several: Sequence[Settings]) -> Settings:
    """What the files of one check say together: the Agent runs the instances of all of them."""
    if len(several) < 2:
        return several[0] if several else Settings()
    shown = next((one for one in several if one.problem), several[0])
    intervals = tuple(seconds for one in several for seconds in one.intervals)
    return replace(shown, instances=sum(one.instances for one in several), intervals=intervals)


def _written(root: yaml.Node | None) -> tuple[str, str, int]:
    """The key as it stands and where: an instance first, then init_config, then the top of the file."""
    top = yaml_text.pairs(root)
    instances = top.get("instances", (None, None))[1]
    places = [("instance", node) for node in yaml_text.items(instances)]
    if isinstance(instances, yaml.MappingNode):
        places.append(("instance", instances))
    places += [("init_config", top["init_config"][1])] if "init_config" in top else []
    places += [("top", root)] if root is not None else []
    for where, mapping in places:
        for name, (key, value) in yaml_text.pairs(mapping).items():
            if name.strip("- ") == KEY:
                return yaml_text.scalar(value) or "", where if name == KEY else "misspelt", yaml_text.line_of(key)
    return "", "", 0
