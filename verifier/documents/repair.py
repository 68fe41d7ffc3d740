"""Mends what people do to Markdown, line by line, so that a CommonMark parser sees what they meant.

Every function keeps the number of lines, so that a line number always is the one in the candidate's file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from bs4 import BeautifulSoup
from bs4.element import Tag

_SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u200b": "", "\ufeff": "", "\x00": " "})

_SPACED_IMAGE = re.compile(r"(!\[[^\]\n]{0,300}\])\s{1,3}\(([^()\n]{1,400})\)")
_HALF_IMAGE = re.compile(r"(!\[[^\]\n]{0,300}\])(https?://[^\s()\[\]]{1,400})\)")
_SPACED_LINK = re.compile(r"(?<!!)(\[[^\]\n]{1,200}\])\s{1,2}\((https?://[^()\s]{1,400})\)")
_IMAGE_TARGET = re.compile(r"(!\[[^\]\n]{0,300}\]\()([^()\n]{1,400})(\))")
_TITLE = re.compile(r"""\s+("[^"]*"|'[^']*'|“[^”]*”)\s*$""")
_QUOTES_AT_END = re.compile(r"""[\s"'“”]+$""")

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,15})\b([^<>\n]{0,2000})/?>")
_MULTILINE_TAG = re.compile(r"<(?:img|a)\b[^<>]{0,2000}>", re.IGNORECASE)
_BOLD = frozenset({"b", "strong", "ins", "u"})
_SILENT = frozenset(
    "br p div span center font i em small sup sub table tbody thead tr td th ul ol "
    "hr details summary section article header footer kbd s del strike mark figure figcaption picture html body o:p v:shape".split()
)
_APART = frozenset(["br", "p", "div", "tr", "ul", "ol", "table", "details", "summary", "section", "figcaption"])
_UNDERLINE = re.compile(r"={3,}\s*$")
_DASHES = re.compile(r"-{3,}\s*$")
_SHORT_TITLE = re.compile(r"(?:\d{1,2}[.)] )?[A-Z][^().:]{0,48}[^\s.:!?,;()]$")
_TITLE_LINE = re.compile(r"[^\W_][^|<>{}\[\]=]{0,79}$")
_WORD = re.compile(r"<html\b|mso-|<o:p>|<body\b", re.IGNORECASE)
MAX_NODES = 5_000
MAX_BLANKS = 100
_BLANKS = re.compile(r"[^\S\n]{100,}")
MAX_ROW = 5_000
_NODE = re.compile(r"<(?:h[1-6]|p|li|td|pre|img|div)\b", re.IGNORECASE)
_NOT_A_PICTURE = ["h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "pre", "div"]
_BLOCKS = ["h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "pre", "img", "div"]


def normalise(text: str) -> str:
    """One kind of line end, no byte order mark, no exotic blanks, nothing that a reader of the page does not see."""
    text = squeezed(text.replace("\r\n", "\n").replace("\r", "\n").translate(_SPACES))
    return text if "<!--" not in text or is_exported_html(text) else _without_comments(text)


def squeezed(text: str) -> str:
    """No line has more than MAX_BLANKS blanks in a row: patterns take time by the square of them."""
    return _BLANKS.sub(" " * MAX_BLANKS, text)


def _without_comments(text: str) -> str:
    """Comments of several lines made blank; those inside of code stay. (`mend` takes those of one line.)"""
    lines = text.split("\n")
    last_end = max((number for number, line in enumerate(lines) if "-->" in line), default=-1)
    found: list[str] = []
    hidden = fenced = False
    for number, line in enumerate(lines):
        if hidden:
            _, end, rest = line.partition("-->")
            found.append(rest)
            hidden = not end
            continue
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        before, begin, rest = line.rpartition("<!--")
        hidden = bool(begin) and not fenced and "-->" not in rest and number < last_end
        found.append(before if hidden else line)
    return "\n".join(found)


def is_exported_html(text: str) -> bool:
    """Is the whole document HTML, as a word processor writes it?"""
    return bool(_WORD.search(text[:20_000])) and text.count("</") > 20


def is_long_html(text: str) -> bool:
    """Has it more blocks than are read?"""
    return len(_NODE.findall(text)) > MAX_NODES


def from_html(text: str) -> str:
    """A page of HTML as Markdown, each block on the line where it began."""
    lines: list[list[str]] = [[] for _ in range(text.count("\n") + 1)]
    soup = BeautifulSoup(text, "html.parser")
    for node in soup.find_all(_BLOCKS, limit=MAX_NODES):
        line = min((node.sourceline or 1) - 1, len(lines) - 1)
        if node.name == "img":
            lines[line].append(_image(node))
        elif node.name == "pre" and (code := node.get_text().split("\n"))[0].strip() == code[
            -1
        ].strip() == "" != "".join(code):
            for number, written in enumerate(["```", *code[1:-1], "```"], start=line):
                lines[min(number, len(lines) - 1)].append(written)
        elif node.find(_NOT_A_PICTURE) is None or node.name == "pre":
            words = " ".join(node.get_text(" ").split())
            mark = "#" * int(node.name[1]) + " " if node.name[0] == "h" and node.name[1:].isdigit() else ""
            lines[line].append((mark or ("- " if node.name == "li" else "")) + words if words else "")
    return "\n".join(" ".join(part for part in parts if part) for parts in lines)


def underlined(lines: list[str]) -> list[str]:
    """Headings that are underlined as `# …`; what stands between two such lines is a program's output."""
    found = list(lines)
    for number in range(1, len(lines)):
        above = lines[number - 1]
        if (
            (_UNDERLINE.match(lines[number]) or (_DASHES.match(lines[number]) and _SHORT_TITLE.match(above)))
            and _TITLE_LINE.match(above)
            and not (number > 1 and (_UNDERLINE.match(lines[number - 2]) or _TITLE_LINE.match(lines[number - 2])))
        ):
            found[number - 1 : number + 1] = ["# " + above.strip(), ""]
    return found


def mend(line: str) -> str:
    """One line of prose with its images, links and bits of HTML as Markdown."""
    if "<" in line:
        line = _TAG.sub(_tag, _without_comment(line))
    if "](" in line or "] " in line or "![" in line:
        line = _SPACED_IMAGE.sub(r"\1(\2)", line)
        line = _HALF_IMAGE.sub(r"\1(\2)", line)
        line = _SPACED_LINK.sub(r"\1(\2)", line)
        line = _IMAGE_TARGET.sub(_target, line)
    return line


def _without_comment(line: str) -> str:
    """A line without the comments that begin and end on it."""
    begin, _, _ = line.partition("<!--")
    kept = [begin]
    position = len(begin)
    while position < len(line):
        end = line.find("-->", position + 4)
        if end < 0:
            return "".join(kept) + line[position:]
        position = end + 3
        following = line.find("<!--", position)
        following = len(line) if following < 0 else following
        kept.append(line[position:following])
        position = following
    return "".join(kept)


def join_tags(text: str) -> str:
    """HTML tags, and rows of HTML tables, that run over several lines, on their first line."""
    text = _join_rows(text)

    def onto_one(match: re.Match[str]) -> str:
        breaks = match[0].count("\n")
        return " ".join(match[0].split()) + "\n" * breaks if breaks else match[0]

    return _MULTILINE_TAG.sub(onto_one, text) if "<" in text else text


def _join_rows(text: str) -> str:
    pieces = re.split(r"(?i)(?=<tr\b)", text)
    for number, piece in enumerate(pieces[1:], start=1):
        end = piece[:MAX_ROW].lower().find("</tr>")
        if end > 0 and (breaks := piece.count("\n", 0, end)):
            pieces[number] = " ".join(piece[:end].split()) + piece[end : end + 5] + "\n" * breaks + piece[end + 5 :]
    return "".join(pieces)


def _target(match: re.Match[str]) -> str:
    inside = match[2].strip()
    title = _TITLE.search(inside)
    address = inside[: title.start()] if title else inside
    address = _QUOTES_AT_END.sub("", address).strip("<>").replace(" ", "%20")
    return f"{match[1]}{address}{' ' + title[1] if title and title[1] not in ('“”',) else ''}{match[3]}"


def _tag(match: re.Match[str]) -> str:
    closing, name = match[1], match[2].lower()
    if name == "img":
        return _image(_attributes(match[0]))
    if name == "a" and not closing:
        return f" {_attributes(match[0]).get('href', '')} "
    if name in _BOLD:
        return "**"
    if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return "" if closing else "#" * int(name[1]) + " "
    if name == "li":
        return "" if closing else "- "
    if name in ("code", "tt", "pre"):
        return "`" if name != "pre" else ""
    if name in ("td", "th"):
        return " | " if closing else ""
    return (" " if name in _APART else "") if name in _SILENT or name == "a" else match[0]


class _Attributes(HTMLParser):
    """The attributes of a single tag. (A soup for each tag takes ten times as long.)"""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the parser's signature
        self.found = {name: value or "" for name, value in attrs}


def _attributes(tag: str) -> Mapping[str, str]:
    parser = _Attributes()
    parser.feed(tag)
    return parser.found


def _image(node: Tag | Mapping[str, str]) -> str:
    address = str(node.get("src") or "").strip().replace(" ", "%20")
    caption = " ".join(str(node.get(key) or "") for key in ("alt", "title")).strip().replace("]", ")").replace("[", "(")
    return f"![{caption}]({address})" if address else ""
