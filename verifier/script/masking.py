"""Removes secrets from what a host says: the same rules as `sed` on the host and again here, and those of several lines.

A masked character becomes `x`, so lines, columns and byte counts stay, and a masked YAML or Python
file still parses: punctuation is kept, content goes. What a value is: the rest of its quotes; without
quotes, the rest of the line (inside `{…}`: up to the next comma). Uploads have rules of their own.
"""

from __future__ import annotations

import re

NAMES = ("api_key", "app_key", "application_key", "private_key", "access_key",
         "password", "passphrase", "passwd", "pass", "pwd", "secret", "token", "credentials", "credential")  # fmt: skip
HEX_LENGTHS = (64, 40, 32)
_PIECE = 10_000

# What a bare value keeps of itself, as the inside of a bracket expression (`]` first, for sed).
_SHAPE = "]({}):,#\"'["


def mask(text: str) -> str:
    """The text with everything secret-like replaced by as many `x`."""
    text = _PEM.sub(lambda found: re.sub(r"[^\s-]", "x", found.group(0)), text)
    for length in HEX_LENGTHS:
        text = re.sub(rf"[0-9a-fA-F]{{{length}}}", "x" * length, text)
    text = _USERINFO.sub(lambda found: found.group(1) + "x" * len(found.group(2)) + "@", text)
    text = "\n".join(_mask_long(line) if ":" in line or "=" in line else line for line in text.split("\n"))
    return _mask_below(_FLAG.sub(lambda found: found.group(1) + _masked(found.group(2)), text))


_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY.*?(?:-----END[^\n]*|\Z)", re.DOTALL)
_USERINFO = re.compile(r"(://[^:/@\s]{0,200}:)(\S{1,200})@")
_ANY_NAME = "|".join(name.replace("_", "[_-]?") for name in NAMES)
_ASSIGNED = re.compile(
    r"((?:" + _ANY_NAME + r")[\"']?[ \t]*[:=][ \t]*)"
    r"(\"[^\"]*|'[^']*|[^\"'\s].*)?",
    re.IGNORECASE,
)


# A word of a command line, one a line, whose value is the next word.
_FLAG = re.compile(rf"^(--?[\w-]{{0,60}}(?:{_ANY_NAME})[\w-]{{0,60}}\n)((?!-).+)$", re.IGNORECASE | re.MULTILINE)
# A key of YAML: lines below it that stand deeper (and may be numbered) go on with its value.
_KEY_ABOVE = re.compile(
    rf"^(?:\d+:)?(?P<indent>[ \t]*(?:-[ \t]+)*)[\"']?[\w.-]{{0,60}}(?:{_ANY_NAME})[\"']?[ \t]*:"
    r"(?:[ \t]+(?P<block>[|>x][-+0-9x]{0,3}[ \t]*$)|[ \t]|$)",
    re.IGNORECASE,
)
_MAPPING = re.compile(r"(?:-[ \t]+)*[\"'{]?[\w.-]{1,100}[\"']?[ \t]*:(?:[ \t]|$)|-[ \t]+[{\[]")
_BELOW = re.compile(r"^(?:\d+:)?(?P<indent>[ \t]*)(?P<value>\S.*)?$")


def _mask_below(text: str) -> str:
    if not re.search(rf"(?:{_ANY_NAME})[\"']?[ \t]*:", text, re.IGNORECASE):
        return text
    lines: list[str] = []
    deeper: int | None = None
    block = False
    for line in text.split("\n"):
        found = _BELOW.match(line)
        if found is not None and found["value"] and deeper is not None and len(found["indent"]) > deeper:
            if block or not _MAPPING.match(found["value"]):
                line = line[: found.start("value")] + _masked(found["value"])
        elif found is None or found["value"]:
            key = _KEY_ABOVE.match(line)
            deeper, block = (len(key["indent"]), bool(key["block"])) if key else (None, False)
        lines.append(line)
    return "\n".join(lines)


def _mask_long(line: str) -> str:
    """In pieces, because the time for a line grows with its square; the host's own `sed` has seen it whole."""
    return "".join(_mask_line(line[at : at + _PIECE]) for at in range(0, len(line), _PIECE))


def _mask_line(line: str) -> str:
    masked, at = [], 0
    while found := _ASSIGNED.search(line, at):
        value = found.group(2) or ""
        if value and value[0] not in "\"'" and "{" in line[: found.start()]:
            value = re.split("[,}]", value, maxsplit=1)[0]
        masked += [line[at : found.end(1)], _masked(value)]
        at = found.end(1) + len(value)
    return "".join([*masked, line[at:]])


def _masked(value: str) -> str:
    if value[:1] in ('"', "'"):
        return value[0] + "x" * (len(value) - 1)
    return re.sub(r"[^\]({}):,#\"'\[\s]", "x", value)


def sed_script() -> str:
    """The same rules as one `sed` script of basic regular expressions, for the oldest and the smallest `sed`."""
    rules = [r"/-----BEGIN.*PRIVATE KEY/,/-----END/s/[^[:space:]-]/x/g"]
    rules += [rf"s/[0-9a-fA-F]\{{{length}\}}/{'x' * length}/g" for length in HEX_LENGTHS]
    rules += _until_done("u", r"\(:\/\/[^:\/@[:space:]]*:x*\)[^x@[:space:]]\([^@[:space:]]*@\)", r"\1x\2")
    rules += ["/[:=]/!b"]
    for index, name in enumerate(NAMES):
        rules += _rules_of(index, _either_case(name) + "[\"']\\{0,1\\}[[:blank:]]*[:=][[:blank:]]*")
    return "\n".join(rules)


def _rules_of(index: int, key: str) -> list[str]:
    shape, flow_shape = _SHAPE + "[:space:]", _SHAPE.replace("}", "").replace(",", "") + "[:space:]"
    end = f"e{index}"
    return [
        f"/{key}/!b{end}",
        *_until_done(f"d{index}", rf"\({key}\"[x]*\)[^\"x]", r"\1x"),
        *_until_done(f"s{index}", rf"\({key}'[x]*\)[^'x]", r"\1x"),
        f"/{{.*{key}/b f{index}",
        f"s/\\({key}\\)[^{shape}x]/\\1x/",
        *_until_done(f"b{index}", rf"\({key}[^\"'[:blank:]][{shape}x]*\)[^{shape}x]", r"\1x"),
        f"b{end}",
        f":f{index}",
        f"s/\\({{.*{key}\\)[^{shape}x]/\\1x/",
        *_until_done(f"g{index}", rf"\({{.*{key}[^\"',}}[:blank:]][{flow_shape}x]*\)[^{shape}x]", r"\1x"),
        f":{end}",
    ]


def _until_done(label: str, pattern: str, replacement: str) -> list[str]:
    return [f":{label}", f"s/{pattern}/{replacement}/", f"t{label}"]


def _either_case(name: str) -> str:
    return "".join(r"[_-]\{0,1\}" if letter == "_" else f"[{letter}{letter.upper()}]" for letter in name)
