"""Finds code that people pasted without a fence: lines that no sentence looks like, and what they hold together."""

from __future__ import annotations

import re

from verifier.documents.fences import Fenced

_PROMPT = re.compile(r"^\s*(?:\[?[\w.-]+@[\w.-]+[ :~][^$#\n]{0,80}[$#]|\$|>>>|(?:mysql|postgres)[=\w]*[>#-]+)\s*\S")
_COMMAND = re.compile(
    r"^\s*(?:sudo|apt-get|apt|yum|brew|pip3?|curl|docker|docker-compose|vagrant|systemctl|service|datadog-agent|ddtrace-run|"
    r"export|DD_[A-Z_]+=\S+|mysql|psql|cat|vim?|nano|cd|mkdir|touch|chmod|wget)\s+[-\w./'\"$<~@:=\[(]+(?:\s+[-\w./'\"$<~@:=&|%*+,{}()\[\]!?>\\]+)*\s*\\?\s*$"
)
_PYTHON = re.compile(
    r"^\s*(?:from [\w.]+ import [\w*, ()]+|import [\w., ]+|class \w+\s*(?:\(.*\))?:|def \w+\(.*\):|self\.\w+\s?\(.*|"
    r"if __name__.*:|return\b.*|try:|except\b.*:|@app\.route.*|app\.run\(.*|api\.\w+\.create\(.*|require '\w+.*|"
    r"\w+\s*=\s*(?:[\w.]*[\[{(\"'].*|True|False|None|\d+)|"
    r"(?:initialize|print)\b.*|__version__.*)\s*$"
)
_YAML = re.compile(
    r"^\s*(?:-\s*)?(?:init_config|instances|min_collection_interval|tags|api_key|host|hostname|port|username|user|pass|password|server|"
    r"apm_config|enabled|options|replication|galera_cluster|logs|hosts|uri|dbname)\s*:(?:\s+\S.{0,80})?\s*$|^\s*\[?\{\}\]?\s*$"
)
_JSON = re.compile(
    r"^\s*[\[\]{}()](?:[\[\]{}()\s]|(?<=[\[\]{}()])[,;])*$|^\s*[{\[]*\s*[\"'][\w .@-]{1,40}[\"']\s*(?::|=>).*$|^\s*\}.*[\]})]['\",;]*.*$"
)
_REQUEST_END = re.compile(r"^\s*[\]}]+\s*'?\s*\\?\s*(?:[\"']?https?://\S+|$)")
_STATUS = re.compile(
    r"^\s*(?:===+.*|---+|~+|Instance ID:.*|Total Runs:.*|min_collection_interval:.*|Source: \w+.*)\s*$"
)
_STATUS_OF = re.compile(
    r"^(?:\s{2,}(?:mysql|postgres|mongo(?:db)?|my_?metric)|\s*(?:mysql|postgres|mongo(?:db)?|my_?metric) \(\d[\w.]*\))\s*$"
)
_TAG_ITEM = re.compile(r"^\s*-\s*[\"']?[\w.-]+:[\w.@/-]+[\"']?\s*$")
_HANDLE = re.compile(r"^\s*@[\w.@+-]{3,80}\s*$")
_TEMPLATE = re.compile(r"\{\{\s*[#/^]?\s*is_\w+")
_OPENED = re.compile(r"\{\{\s*[#^]\s*is_\w+")
_CLOSED = re.compile(r"\{\{\s*/\s*is_\w+")
_FOOTER = re.compile(r"@|\{\{|(?i:notify)")
_BLANK = re.compile(r"\s{16,}")
MAX_TEMPLATE = 60
MAX_GAP = 6
_QUERY_CALL = re.compile(r"^\s*(?:dog|api)\.\w+.*\(|^\s*curl\s")
_MARKDOWN = re.compile(r"^\s{0,3}(?:#{1,6}\s|>|\*\*|!\[|\|)")
_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\s?\(")
_SMALL_WORDS = re.compile(r"(?i)\b(?:is|are|was|the|a|an|and|of|in|to|it|that|which|where)\b")
_SIGNS = re.compile(r"\s-{1,2}\w|[/|$=<>~]")
_PATTERNS = (_PROMPT, _COMMAND, _PYTHON, _YAML, _JSON, _QUERY_CALL, _REQUEST_END, _STATUS_OF)


def split(prose: str) -> tuple[str, tuple[Fenced, ...]]:
    """The prose without such lines (blank instead), and the runs of code."""
    lines = prose.split("\n")
    blocks: list[Fenced] = []
    start = 0
    while start < len(lines):
        if not _is_code(lines[start]):
            start += 1
            continue
        end = _run(lines, start)
        content = [line.expandtabs(8) for line in lines[start:end]]
        blocks.append(Fenced("", tuple(_dedent(content)), start + 1))
        lines[start:end] = [""] * (end - start)
        start = end
    return "\n".join(lines), tuple(blocks)


def _is_code(line: str) -> bool:
    if not line.strip() or len(line) > 2_000 or _MARKDOWN.match(line) or _PICTURE.search(line):
        return bool(_TEMPLATE.search(line))
    line = _BLANK.sub(" " * 16, line)
    if _COMMAND.match(line) and len(_SMALL_WORDS.findall(line)) >= 3 and not _SIGNS.search(line):
        return False
    return any(pattern.match(line) for pattern in _PATTERNS) or bool(_TEMPLATE.search(line))


def _run(lines: list[str], start: int) -> int:
    """The end of a run: code, or what stands deeper than its beginning, over at most one blank line."""
    end = _template_end(lines, start) if _OPENED.search(lines[start]) else start + 1
    position = end
    while position < len(lines):
        line = lines[position]
        if (
            _is_code(line)
            or lines[position - 1].rstrip().endswith("\\")
            or _STATUS.match(line)
            or _TAG_ITEM.match(line)
            or _HANDLE.match(line)
            or (line.strip() and line[0] in " \t" and _width(line) > _width(lines[start]) and not _reads(line))
        ):
            end = position + 1
        elif line.strip() or position - end >= 2:
            break
        position += 1
    return end


def _template_end(lines: list[str], start: int) -> int:
    """The end of a notification's text that begins on a line: its last block, and the lines of handles below."""
    end = start + 1
    for position in range(start, min(len(lines), start + MAX_TEMPLATE)):
        if position - end >= MAX_GAP or re.match(r"\s{0,3}#{1,6}\s", lines[position]):
            break
        if _CLOSED.search(lines[position]):
            end = position + 1
    while (footer := _footer(lines, end)) is not None:
        end = footer + 1
    return end


def _footer(lines: list[str], end: int) -> int | None:
    """The next line that belongs to a notification's text: a handle or a variable, over at most one blank line."""
    for position in range(end, min(len(lines), end + 2)):
        line = lines[position]
        if line.strip():
            belongs = len(line) < 200 and not line.lstrip().startswith(("#", "!", "[", "<"))
            return position if belongs and _FOOTER.search(line) else None
    return None


def _reads(line: str) -> bool:
    """Is it a sentence, or Markdown?"""
    return bool(re.match(r"\s*(?:[-*+•]\s*)?[A-Z\"“][a-z]*[ ,]", line) or re.search(r"https?://|!\[", line))


def _width(line: str) -> int:
    line = line.expandtabs(8)
    return len(line) - len(line.lstrip())


def _dedent(lines: list[str]) -> list[str]:
    width = min((_width(line) for line in lines if line.strip()), default=0)
    return [line[width:] for line in lines]
