"""The Agent's own configuration as shown: the tags of the host, and the integration of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from verifier.agent_config import yaml_text
from verifier.facts.document import Code, Passage, Place, ShownAgent, ShownIntegration, ShownTags

_TAGS = re.compile(r"^(?P<indent>[ ]{0,4})[Tt]ags\s*:(?P<rest>.*)$")
_OWNER = re.compile(r"^[ \t]*(?:datadog|datadog_config|agent_config|agent_datadog_config)[ \t]*:[ \t]*$", re.MULTILINE)
_NESTED = re.compile(r"^(?P<indent>[ ]{1,40})tags\s*:(?P<rest>.*)$")
_OTHER_OWNER = re.compile(r"^[ \t]*(?:instances|init_config)[ \t]*:", re.MULTILINE)
_ENV = re.compile(
    r"\b(?:DD_(?:HOST_)?TAGS|(?<![A-Z_])TAGS)\s*[=:]\s*(?P<value>\"[^\"\n]*\"|'[^'\n]*'|(?:\\ |[^\s\"'])+)"
)
_SMART = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\t": "    "})
_JSON = re.compile(r"^\s*[{\[\"]")
_ITEM = re.compile(r"\s*-\s*[\"']?")
MAX_TAGS = 100
"""So many places that show tags, of a whole submission."""
MAX_VALUE = 500
"""So many lines may follow `tags:`."""

KINDS = {
    "mysql": r"mysql|mariadb",
    "postgresql": r"postgres(?:ql)?|psql",
    "mongodb": r"mongo(?:db|d)?\b",
    "sqlserver": r"sql ?server|sqlserver",
}
_USER = re.compile(r"(?i)create\s+user\s+['\"]?datadog|db\.createUser|addUser\(")
_STATUS = re.compile(r"(?im)^[ \t]*(?P<name>mysql|postgres|mongo|mongodb|sqlserver)[ \t]*(?:\([\d.]+\))?[ \t]*$")
_RUNS = re.compile(r"(?i)\[OK\]|Total Runs:\s*\d|instance #\d+ \[OK\]|Metric Samples")
_FAILS = re.compile(r"(?i)\[ERROR\]|\[WARNING\]")
_CONNECTS = re.compile(r"(?im)^[ \t]*(?:-[ \t]*)?(?:server|host|hosts|uri|dbm|connection_string|sock)[ \t]*:")
_SIGNS_IN = re.compile(r"(?im)^[ \t]*(?:-[ \t]*)?(?:user|username|pass|password)[ \t]*:")
_LABELS = re.compile(
    r"(?i)(?:com\.datadoghq\.ad|ad\.datadoghq\.com/[\w.-]{1,60})\.check_names\b[^\n]{0,40}?\b(?P<name>mysql|postgres|mongo)"
)
_PATH = re.compile(
    r"(?i)(?:conf\.d/)?(?P<name>mysql|postgres|mongo)(?:\.d)?/?(?:conf)?\.(?:d/conf\.)?ya?ml|conf\.d/(?P<folder>mysql|postgres|mongo)\.d"
)


def find(codes: Sequence[Code], passages: Sequence[Passage] = ()) -> ShownAgent:
    """Codes as they stand; of the candidate's own words only commands that give tags to a container."""
    tags: list[ShownTags] = []
    integrations: list[ShownIntegration] = []
    around = ""
    for code in codes:
        tags += islice(_tags(code), max(0, MAX_TAGS - len(tags)))
        integrations += _integrations(code, around)
        around = (around + "\n" + code.text)[-1_500:]
    said = (
        Code("", p.text, p.place) for p in passages if p.kind == "own" and "docker" in p.text and "DD_TAGS" in p.text
    )
    found = [tag for code in said for tag in _tags(code)][: max(0, MAX_TAGS - len(tags))]
    return ShownAgent(tuple(sorted([*tags, *found], key=lambda tag: tag.place.order)), tuple(integrations))


def kinds_in(text: str) -> tuple[str, ...]:
    """The databases that a text speaks of."""
    return tuple(kind for kind, pattern in KINDS.items() if re.search(pattern, text, re.IGNORECASE))


def _tags(code: Code) -> Iterator[ShownTags]:
    for match in _ENV.finditer(code.text):
        value = match["value"].strip("\"'").replace("\\ ", " ")
        begins = code.text.rfind("\n", 0, match.start()) + 1
        if _ITEM.fullmatch(code.text[begins : match.start()][-200:]):
            value = code.text[match.start("value") :][:2_000].split("\n", 1)[0].strip(" \"'")
        written = tuple(re.split(r"[\s,]+", value.strip()))
        if value and "$" not in value:
            yield ShownTags(written, "env", _line(code, code.text[: match.start()].count("\n")))
    yield from _tags_of_an_owner(code)
    if _JSON.match(code.text) or _OTHER_OWNER.search(code.text) or _OWNER.search(code.text):
        return
    lines = code.text.translate(_SMART).split("\n")
    for number, line in enumerate(lines):
        found = _TAGS.match(line)
        if found:
            value = _value(lines, number, len(found["indent"]))
            if value:
                yield ShownTags(value[0], value[1], _line(code, number))


def _tags_of_an_owner(code: Code) -> Iterator[ShownTags]:
    """`tags:` right below the key under which a chart or a role keeps what goes into the Agent's configuration."""
    lines = code.text.translate(_SMART).split("\n") if _OWNER.search(code.text) else []
    owner = -1
    for number, line in enumerate(lines):
        width = len(line) - len(line.lstrip())
        if line.strip() and width <= owner:
            owner = -1
        if _OWNER.match(line):
            owner = width
        elif owner >= 0 and (found := _NESTED.match(line)) and (value := _value(lines, number, len(found["indent"]))):
            yield ShownTags(value[0], "env" if "datadog:" in lines[number - 1] else value[1], _line(code, number))


def _value(lines: list[str], number: int, indent: int) -> tuple[tuple[str, ...], str] | None:
    """The tags that begin on a line, and how they are written."""
    end = number + 1
    while end < min(len(lines), number + MAX_VALUE):
        line = lines[end]
        width = len(line) - len(line.lstrip())
        if line.strip() and width <= indent and not line.lstrip().startswith("-"):
            break
        end += 1
    piece = [line[indent:] if line[:indent].isspace() or not indent else line for line in lines[number:end]]
    loaded = yaml_text.plain("\n".join(piece).replace("Tags", "tags", 1))
    value = loaded.get("tags") if isinstance(loaded, dict) else None
    if isinstance(value, list):
        found = tuple(_tag(entry) for entry in value if entry is not None)
        return (found, "list") if found else None
    if isinstance(value, dict):
        return tuple(f"{key}:{entry}" for key, entry in value.items()), "mapping"
    if isinstance(value, str) and value.strip():
        return tuple(re.split(r"\s*,\s+|\s+", value.strip())), "string"
    return None


def _tag(entry: object) -> str:
    if isinstance(entry, dict):
        return ",".join(f"{key}:{value}" for key, value in entry.items())
    return str(entry)


def _integrations(code: Code, around: str) -> Iterator[ShownIntegration]:
    text = code.text
    if _USER.search(text):
        kinds = kinds_in(text) or (("mongodb",) if "createUser" in text else kinds_in(around)[-1:]) or _by_dialect(text)
        for kind in kinds[:1]:
            yield ShownIntegration(kind, "user", "a database user for the Agent", code.place)
    for match in _STATUS.finditer(text):
        after = text[match.end() : match.end() + 400]
        if _RUNS.search(after) or _FAILS.search(after):
            kind = kinds_in(match["name"])[0]
            state = "ok" if not _FAILS.search(after) else "error"
            yield ShownIntegration(kind, "status", state, _line(code, text[: match.start()].count("\n")))
    labels = _LABELS.search(text)
    if labels and re.search(r"\.instances\b", text):
        yield ShownIntegration(kinds_in(labels["name"])[0], "config", "labels of the container", code.place)
    edited = re.search(rf"(?i)\b(?:vim?|nano|edit|cat|emacs|gedit|code|cp|mv|tee)\b[^\n]*{_PATH.pattern[4:]}", text)
    if edited and (kinds := kinds_in(edited["name"] or edited["folder"] or "")):
        yield ShownIntegration(kinds[0], "file", "conf.yaml", code.place)
    if re.search(r"(?m)^[ \t]*instances[ \t]*:", text) and _CONNECTS.search(text) and _SIGNS_IN.search(text):
        path = _PATH.search(text) or _PATH.search(around)
        kinds = (
            kinds_in((path["name"] or path["folder"]) if path else "")
            or kinds_in(text)
            or _by_port(text)
            or kinds_in(around)[-1:]
        )
        yield ShownIntegration(kinds[0] if kinds else "", "config", "conf.yaml", code.place)


def _by_dialect(text: str) -> tuple[str, ...]:
    return (
        ("mysql",)
        if re.search(r"(?i)identified by|replication client", text)
        else ("postgresql",)
        if re.search(r"(?i)with password|pg_stat", text)
        else ()
    )


def _by_port(text: str) -> tuple[str, ...]:
    return (
        ("postgresql",)
        if "5432" in text
        else ("mysql",)
        if "3306" in text or "replication:" in text
        else ("mongodb",)
        if "27017" in text
        else ()
    )


def _line(code: Code, offset: int) -> Place:
    line = code.place.first + offset
    return Place(code.place.file, line, line, code.place.section, code.place.asked, code.place.order)
