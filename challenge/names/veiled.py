"""Draws a veil over what a server answers: pages, JSON, tables, plain text, headers. Pure.

Markup, ids and classes stay as they are. An address within this site or the value of a hidden field that carries a name
is sealed (`challenge.sealed`), so that it still works; an address outside that carries one is withheld.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from html import escape, unescape
from typing import Any
from urllib.parse import quote, unquote

from challenge import sealed
from challenge.names.veil import Veil

MARKUP = re.compile(
    r"<!--.*?-->|<script\b[^>]*>.*?</script\s*>|<style\b.*?</style\s*>|<[a-zA-Z/!](?:[^>\"']|\"[^\"]*\"|'[^']*')*>",
    re.DOTALL | re.IGNORECASE,
)
DATA_SCRIPT = re.compile(
    r"(<script\b[^>]*application/(?:ld\+)?json[^>]*>)(.*?)(</script\s*>)", re.DOTALL | re.IGNORECASE
)
ATTRIBUTE = re.compile(r"""(\s)([^\s"'<>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'=<>`]+)""")
UNTOUCHED = frozenset(
    {"id", "class", "for", "name", "type", "rel", "role", "style", "method", "autocomplete", "charset"}
)
OURS = frozenset({"ticket", "data-ticket", "csrfmiddlewaretoken"})
"""Signed by us, without a name in them; a letter more or less would spoil them."""
ADDRESSES = frozenset({"href", "src", "action", "formaction", "poster", "cite", "data", "srcset"})
Typed = Mapping[str, Sequence[str]]
NOTHING: Typed = {}
HELD = ("hidden", "radio", "checkbox", "submit", "button", "image")
"""Kinds of field whose value is not shown but sent back."""


def html(veil: Veil, page: str, typed: Typed = NOTHING) -> str:
    """A page, or a part of one. What stands on it several times is looked at once: a list of rows repeats itself.

    typed: what the reader has sent; a field that gives it back as it came is left alone, for a veil over it would tell
    whether a guess was right.
    """
    made, at = [], 0
    text, marked = cache(partial(_text, veil)), cache(partial(_mark, veil))
    for mark in MARKUP.finditer(page):
        if mark.start() < at:
            continue
        made.append(text(page[at : mark.start()]))
        at = mark.end()
        if own := _given_back(page, mark, typed) if typed else "":
            made.append(own)
            at = mark.start() + len(own)
        else:
            made.append(marked(mark[0]))
    return "".join([*made, text(page[at:])])


def _given_back(page: str, mark: re.Match[str], typed: Typed) -> str:
    """The whole field, where it holds what was sent under its name and nothing else; else ""."""
    tag = re.match(r"<(input|textarea)\b", mark[0], re.IGNORECASE)
    if tag is None:
        return ""
    told = {found[2].lower(): unescape(found[4].strip("\"'")) for found in ATTRIBUTE.finditer(mark[0])}
    sent = typed.get(told.get("name", ""), ())
    if tag[1].lower() == "input":
        return mark[0] if told.get("type", "text").lower() not in HELD and told.get("value") in sent else ""
    end = page.find("</textarea>", mark.end())
    text = unescape(page[mark.end() : end]).removeprefix("\r").removeprefix("\n") if end >= 0 else None
    lines = {one.replace("\r\n", "\n") for one in sent}
    return page[mark.start() : end] if text is not None and text.replace("\r\n", "\n") in lines else ""


def data(veil: Veil, text: str) -> str:
    """JSON; what is none is plain text."""
    try:
        value = json.loads(text)
    except ValueError:
        return veil.text(text)
    veiled = _value(veil, value)
    return text if veiled == value else json.dumps(veiled, ensure_ascii=False)


def header(veil: Veil, value: str) -> str:
    """A header, such as the name of a file; also where it is written with percent signs."""
    plain = re.sub(r"(UTF-8'[^']*')([^;\s]+)", lambda found: found[1] + _percent(veil, found[2]), value)
    return veil.text(plain)


def address(veil: Veil, value: str) -> str | None:
    """An address that carries no name; None = it is withheld."""
    if not veil.tells(unquote(value)):
        return value
    if not value.startswith("/") or value.startswith("//"):
        return value if value.startswith("#") else None
    path, mark, query = value.partition("?")
    parts = "/".join(_part(veil, part) for part in path.split("/"))
    pairs = [pair.partition("=") for pair in query.split("&")]
    asked = "&".join(f"{key}{sign}{_part(veil, worth)}" for key, sign, worth in pairs)
    made = f"{parts}{mark}{asked}"
    return None if veil.tells(unquote(made)) else made


def _part(veil: Veil, part: str) -> str:
    return sealed.close(unquote(part)) if veil.tells(unquote(part)) else part


def _percent(veil: Veil, value: str) -> str:
    plain = unquote(value)
    return quote(veil.text(plain)) if veil.tells(plain) else value


def _value(veil: Veil, value: Any) -> Any:
    if isinstance(value, str):
        return veil.text(value)
    if isinstance(value, list):
        return [_value(veil, one) for one in value]
    if isinstance(value, dict):
        return {veil.text(key): one if key in OURS else _value(veil, one) for key, one in value.items()}
    return value


def _text(veil: Veil, text: str) -> str:
    plain = unescape(text) if "&" in text else text
    veiled = veil.text(plain)
    return text if veiled == plain else escape(veiled, quote=False)


def _mark(veil: Veil, mark: str) -> str:
    if mark.startswith("<!--"):
        return "" if veil.tells(mark) else mark
    if script := DATA_SCRIPT.fullmatch(mark):
        inside = data(veil, script[2])
        return mark if inside == script[2] else script[1] + inside.replace("<", "\\u003c") + script[3]
    head, end, rest = mark.partition(">") if mark[:7].lower().startswith(("<script", "<style")) else (mark, "", "")
    if "=" not in head or not veil.tells(unquote(unescape(head))):
        return mark
    held = re.match(r"<(?:option|button)\b", head, re.IGNORECASE) or any(
        re.search(rf"\stype\s*=\s*[\"']?{kind}\b", head, re.IGNORECASE) for kind in HELD
    )
    return ATTRIBUTE.sub(lambda found: _attribute(veil, found, held=bool(held)), head) + end + rest


def _attribute(veil: Veil, found: re.Match[str], *, held: bool) -> str:
    space, name, sign, quoted = found.groups()
    key, value = name.lower(), unescape(quoted.strip("\"'") if quoted[:1] in "\"'" else quoted)
    if key in UNTOUCHED or key in OURS or not veil.tells(unquote(value)):
        return found[0]
    made: str | None
    if key in ADDRESSES or key.startswith("hx-"):
        made = address(veil, value)
        if made is None:
            return f'{space}data-withheld{sign}""'
    elif key == "value" and held:
        made = sealed.close(value)
    else:
        made = data(veil, value) if value[:1] in "{[" else veil.text(value)
    return f'{space}{name}{sign}"{escape(made)}"'
