"""The traced app as shown: its code, the tracing calls in it, and the commands that start it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from urllib.parse import unquote

from verifier.agent_config import app_code
from verifier.facts.document import Code, Link, Passage, Place, ShownApp, ShownApps

_FRAMEWORKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("flask", re.compile(r"\bFlask\(")),
    ("django", re.compile(r"\bdjango\.|INSTALLED_APPS")),
    ("fastapi", re.compile(r"\bFastAPI\(")),
    ("rails", re.compile(r"Rails\.application|class \w+Controller")),
    ("sinatra", re.compile(r"require ['\"]sinatra")),
    ("go", re.compile(r"http\.ListenAndServe|dd-trace-go")),
    ("express", re.compile(r"require\(['\"](?:express|dd-trace)['\"]\)")),
)
_MANUAL: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("TraceMiddleware", re.compile(r"(?<!import )\bTraceMiddleware\s*\(")),
    ("patch_all", re.compile(r"\bpatch_all\s*\(")),
    ("patch", re.compile(r"(?<![\w.])patch\s*\(\s*flask")),
    ("tracer.wrap", re.compile(r"\btracer\.wrap\b")),
    ("tracer.trace", re.compile(r"\btracer\.(?:trace|start_span)\s*\(")),
    ("ddtrace.auto", re.compile(r"import ddtrace\.auto")),
    ("c.use", re.compile(r"\bc\.use\s+:|c\.tracing\.instrument|Datadog\.configure")),
    ("tracer.Start", re.compile(r"\btracer\.Start\s*\(")),
)
_LISTED = re.compile(r"(?<=ddtrace-run)[\"'],?\s*(?P<rest>[\"'][^\]\n]{0,200})\]")
_RUN = re.compile(r"\bddtrace-run\s+(?P<rest>[\w./~-][^\n`\"]{0,120})")
_CODE_FILE = re.compile(r"(?i)\.(?:py|rb|go|js)(?:$|[?#])")
_REPOSITORY = re.compile(r"https://(?:github|gitlab)\.com/(?!DataDog/)[^/]+/[^/]+/?$")
_APP_NAME = re.compile(r"(?i)app|flask|apm|server|main|trace|web|sample")
_OTHER_THAN_AN_APP = re.compile(
    r"AgentCheck|(?m:^\s*(?:from|import) datadog(?:_api_client)?\b)|/api/v[12]/(?:dash|dashboard|screen|monitor|downtime)\b"
)
"""A file that is the custom check, or that talks to Datadog's API, is linked for its own sake."""
_PLACEHOLDER = re.compile(r"^(?:command|and\b|or\b|with\b|on\b|to\b|is\b|was\b|in\b)")
MAX_CODE = 60_000


def find(codes: Sequence[Code], passages: Sequence[Passage], links: Sequence[Link]) -> ShownApps:
    """Code first, then files that are only linked."""
    apps = [app for code in codes for app in _in_code(code)]
    spoken = {
        (p.place.file, line) for p in passages if _speaks_of_app(p) for line in range(p.place.first, p.place.last + 1)
    }
    others = {code.place.file for code in codes if code.file and _OTHER_THAN_AN_APP.search(code.text)}
    apps += [app for link in links for app in _linked(link, spoken) if _own_path(link.target) not in others]
    runs = [run for code in codes for run in _runs(code.text, code.place)]
    runs += [run for p in passages if p.kind in ("own", "heading") for run in _runs(p.text, p.place)]
    return ShownApps(
        tuple(sorted(apps, key=lambda app: app.place.order)), tuple(sorted(runs, key=lambda run: run[1].order))
    )


def _in_code(code: Code) -> Iterator[ShownApp]:
    if "AgentCheck" in code.text:
        return
    manual = _manual(code)
    framework = next((name for name, pattern in _FRAMEWORKS if pattern.search(code.text)), "")
    if framework or manual:
        yield ShownApp(framework, manual, "file" if code.file else "inline", code.place)


def _manual(code: Code) -> tuple[str, ...]:
    """Tracing calls: from the syntax tree where it is Python that parses, so that a comment is none; else by their names."""
    named = tuple(name for name, pattern in _MANUAL if pattern.search(code.text))
    if named and code.language in ("python", "") and len(code.text) <= MAX_CODE:
        read = app_code.read(code.text, "app.py")
        if not read.problem and re.search(r"(?m)^\s*(?:import|from)\s+ddtrace", code.text):
            return read.manual
    return named


def _linked(link: Link, spoken: Set[tuple[str, int]]) -> Iterator[ShownApp]:
    """spoken: the lines of files where an app is spoken of."""
    target = link.target.split("?", 1)[0]
    local = not target.startswith(("http://", "https://"))
    if link.place.section != "tracing" or link.target.startswith("mailto:"):
        return
    if _CODE_FILE.search(target) and (_APP_NAME.search(target.rsplit("/", 1)[-1]) or "app" in link.label.lower()):
        if local or "/blob/" in target or "raw.githubusercontent" in target or "gist." in target:
            yield ShownApp("", (), "linked", link.place)
    elif _REPOSITORY.match(target) and (link.place.file, link.place.first) in spoken:
        yield ShownApp("", (), "elsewhere", link.place)


def _own_path(target: str) -> str:
    """The path of a linked file as the submission has it."""
    return unquote(target.split("?", 1)[0].split("#", 1)[0]).lstrip("./")


def _speaks_of_app(passage: Passage) -> bool:
    return bool(re.search(r"(?i)\bapps?\b|\bapplication\b", passage.text))


def _runs(text: str, place: Place) -> Iterator[tuple[str, Place]]:
    text = _LISTED.sub(lambda listed: " " + " ".join(re.findall(r"[\w./~:=-]+", listed["rest"])), text)
    for match in _RUN.finditer(text):
        rest = match["rest"].strip()
        if not _PLACEHOLDER.match(rest) and re.search(r"python|\.py|flask|gunicorn|uwsgi|manage|uvicorn", rest):
            yield f"ddtrace-run {rest}", place
