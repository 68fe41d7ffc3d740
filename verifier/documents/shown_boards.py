"""How a board was made, or shown: a call of the API, a script that is only named, or a graph's definition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from verifier.documents import curl
from verifier.facts.document import Code, Link, Passage, ShownScript

_CALLS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("python", re.compile(r"api\.(?:Timeboard|Dashboard|Screenboard)\.create\s*\(|\bcreate_dashboard\s*\(\s*body|DashboardsApi\(|"
                          r"requests\.post\([^)\n]{0,200}/(?:dash|dashboard|screen)\b")),
    ("ruby", re.compile(r"\.create_(?:dashboard|screenboard|timeboard)\b(?!\s*\(\s*body)|\.create_board\(")),
    ("curl", re.compile(r"\bcurl\b")),
    ("terraform", re.compile(r"resource\s+\"datadog_(?:dashboard|timeboard)(?:_json)?\"")),
    ("cli", re.compile(r"\bdog\s+(?:timeboard|dashboard|screenboard)\s+(?:post|create|new_file)\b")),
    ("javascript", re.compile(r"(?:axios\.post|fetch|createDashboard)\([^)\n]{0,200}(?:/(?:dash|dashboard)\b|body)|"
                              r"dogapi\.(?:timeboard|screenboard)\.create\(")),
    ("go", re.compile(r"\.(?:CreateDashboard|CreateBoard|CreateScreenboard)\(")),
)  # fmt: skip
_READS = re.compile(r"(?i)-X\s*GET\b|--request\s+GET\b")
_SENDS = re.compile(r"(?i)\bPOST\b|\bPUT\b|(?:^|\s)-d\b|--data|--json\b")  # without one of these, curl only reads
_PIPED = re.compile(r"<<|@-|(?:^|\s)(?:-T|--upload-file)\b")  # a body that the shell hands over
_HTTP = re.compile(r"(?i)\bPOST\b[^\n]{0,80}?https?://(?:api|app)\.[\w.]+/api/v[12]/(?:dash|dashboard|screen)\b")
_POSTED = re.compile(
    r"\brequests\.(?:post|request)\(|[\"']?method[\"']?\s*[:=]\s*[\"']?POST\b|Net::HTTP::Post|http\.(?:MethodPost|Post)|\.post\(|-Method\s+Post|"
    r"urlopen\(|RestClient\.post",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"api/v[12]/(?:dash|dashboard|screen)\b")
MAX_CALL = 20_000
_ENDPOINT = re.compile(r"/api/v[12]/(?:dash|dashboard|screen)\b")
_DEFINITION = re.compile(r"[\"']?(?:requests|widgets|graphs|viz)[\"']?\s*(?::|=>|=)|[\"']q[\"']\s*(?::|=>)")
_ASSIGNED = re.compile(r"(?m)^[ \t]*title[ \t]*=[ \t]*[\"'](?P<title>[^\"'\n]{1,200})[\"']")
_WRITTEN = re.compile(
    r"(?m)^(?P<indent>[ \t]*)[{, \t]*[\"'](?:title|board_title)[\"']\s*(?::|=>)\s*[\"'](?P<title>[^\"'\n]{1,200})[\"']"
)
_SCRIPT = re.compile(r"(?i)\.(?:py|sh|rb|js|json|tf|ps1|go|bash)(?:$|[?#])")
_PASTED = re.compile(
    r"(?i)^https?://(?:gist\.github(?:usercontent)?\.com|pastebin\.com|hastebin\.com|gitlab\.com/-/snippets)/"
)
_SYSTEM = re.compile(r"(?i)/(?:install_script\w*|install_mac_os|get-pip)\.(?:sh|py)$")
_ABOUT = re.compile(r"(?i)time.?board|dash.?board|\bboard|script|\bapi\b")


def find(codes: Sequence[Code], passages: Sequence[Passage], links: Sequence[Link]) -> tuple[ShownScript, ...]:
    found = [script for number, code in enumerate(codes) for script in _in_code(number, code)]
    for passage in passages:
        match = _HTTP.search(passage.text)
        if match and passage.kind in ("own", "heading"):
            found.append(ShownScript("http", match[0][:80], -1, passage.place))
    for link in links:
        if _ENDPOINT.search(link.target) and re.search(r"\bPOST", link.label):
            found.append(ShownScript("http", f"POST {link.target.split('?', 1)[0]}"[:80], -1, link.place))
        path = link.target.split("?", 1)[0]
        if _PASTED.match(path) and link.place.section == "visualizing" and _ABOUT.search(_said_of(link, passages)):
            found.append(ShownScript("linked", path, -1, link.place))
            continue
        if (
            _SCRIPT.search(path)
            and not _SYSTEM.search(path)
            and (
                _ABOUT.search(path.rsplit("/", 1)[-1])
                or (link.place.section == "visualizing" and _ABOUT.search(link.label))
            )
        ):
            found.append(ShownScript("linked", path.rsplit("/", 1)[-1], -1, link.place))
    return tuple(sorted(found, key=lambda script: script.place.order))


def _said_of(link: Link, passages: Sequence[Passage]) -> str:
    """What a link is called, and the words of its line: many are called "here"."""
    own = [p.text for p in passages if p.place.file == link.place.file and p.place.first == link.place.first]
    return " ".join([link.label, *own])


def _in_code(number: int, code: Code) -> Iterator[ShownScript]:
    title = _title(code.text)
    if (match := _HTTP.search(code.text)) and not _sends_nothing(code.text):
        yield ShownScript("http", match[0][:80], number, code.place, title)
        return
    for form, pattern in _CALLS:
        call = _of_curl(pattern, code.text) if form == "curl" else _first(pattern, code.text)
        if call:
            yield ShownScript(form, " ".join(call.split())[:80], number, code.place, title)
            return
    endpoint = _ENDPOINT.search(code.text)
    if endpoint and _POSTED.search(code.text):
        yield ShownScript("http", f"POST {endpoint[0]}", number, code.place, title)
    elif _DEFINITION.search(code.text):
        yield ShownScript("definition", "", number, code.place, title)


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[0] if match else ""


def _sends_nothing(text: str) -> bool:
    """Are there calls of curl to a board's address, and none with a body?"""
    found = [call for call in curl.calls(text) if _ENDPOINT.search(call.url)]
    return bool(found) and not any(call.body or _PIPED.search(call.text) for call in found)


def _of_curl(pattern: re.Pattern[str], text: str) -> str:
    """A call of curl that sends something to a board's address; where its quotes do not close, by what stands near it."""
    found = [call for call in curl.calls(text) if _ENDPOINT.search(call.url)]
    if found:
        return next(
            (call.text for call in found if call.method in ("POST", "PUT") and (call.body or _PIPED.search(call.text))),
            "",
        )
    near = _call(pattern, text)
    return near if not _READS.search(text) and _SENDS.search(text) else ""


def _call(pattern: re.Pattern[str], text: str) -> str:
    """The first call that has a board's address not far after it."""
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    position = 0
    for match in pattern.finditer(text):
        while position < len(addresses) and addresses[position][0] < match.end():
            position += 1
        if position == len(addresses):
            break
        begin, end = addresses[position]
        if begin - match.end() <= MAX_CALL:
            return text[match.start() : end]
    return ""


def _title(text: str) -> str:
    """The board's title: assigned to a name, or the least indented one of a body (a graph's title stands deeper)."""
    assigned = _ASSIGNED.search(text)
    if assigned:
        return assigned["title"].strip()
    written = [
        (len(match["indent"].expandtabs(4)), -match.start(), match["title"]) for match in _WRITTEN.finditer(text)
    ]
    return min(written)[2].strip() if written else ""
