"""What a traced app's source shows: its framework and the tracer calls written in by hand."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from verifier.agent_config import python2

FRAMEWORKS = ("flask", "django", "fastapi", "bottle", "tornado", "aiohttp", "pyramid", "falcon", "sanic", "cherrypy")
_RUBY_FRAMEWORKS = (("sinatra", r"require\s+['\"]sinatra"), ("rails", r"Rails\.application|require\s+['\"]rails"))
_RUBY_CALLS = ((r"Datadog\.configure", "Datadog.configure"), (r"\bc\.use\b", "c.use"),
               (r"\bc\.tracing\.instrument\b", "c.tracing.instrument"))  # fmt: skip
_GO_FRAMEWORKS = (("gin", r'"github\.com/gin-gonic/gin"'), ("net/http", r'"net/http"'))
_GO_CALLS = ((r"\btracer\.Start\s*\(", "tracer.Start"),)


_KNOWN_PACKAGES = frozenset(
    "werkzeug jinja2 markupsafe requests urllib3 redis celery sqlalchemy pymysql mysql psycopg2 psycopg pymongo bson "
    "numpy dotenv yaml gunicorn uvicorn starlette flask_cors flask_sqlalchemy flask_restful blinker datadog ddtrace "
    "opentracing psutil six simplejson urllib2 urlparse stringio configparser queue httplib __builtin__".split()
) | frozenset(FRAMEWORKS)
"""Packages that people install and do not write themselves, and modules of Python 2's own library."""


@dataclass(frozen=True)
class AppCode:
    """manual: in the order of the code, each once. problem: why the source cannot be read.

    own_modules: imports that may be files of the candidate's own, which may hold tracer calls too.
    """

    framework: str = ""
    manual: tuple[str, ...] = ()
    problem: str = ""
    own_modules: tuple[str, ...] = ()


def read(text: str, path: str) -> AppCode:
    if path.endswith((".rb", ".ru")):
        return _by_patterns(text, _RUBY_FRAMEWORKS, _RUBY_CALLS)
    if path.endswith(".go"):
        return _by_patterns(text, _GO_FRAMEWORKS, _GO_CALLS)
    code = python2.read(text)
    if code.tree is None:
        return AppCode(problem=code.problem)
    try:
        calls = tuple(dict.fromkeys(_calls(code.tree)))
        return AppCode(_framework(code.tree), calls, own_modules=tuple(dict.fromkeys(_own_modules(code.tree))))
    except RecursionError:
        return AppCode(problem="the code is nested too deeply to be read")


def _framework(tree: ast.Module) -> str:
    imported = {name.split(".")[0].lower() for name in _imports(tree)}
    return next((name for name in FRAMEWORKS if name in imported), "")


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _own_modules(tree: ast.Module) -> Iterator[str]:
    """Relative imports, and names that neither Python nor a well-known package has."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield "." * node.level + (node.module or "")
    for name in _imports(tree):
        root = name.split(".")[0]
        if root not in sys.stdlib_module_names and root.lower() not in _KNOWN_PACKAGES:
            yield root


def _calls(tree: ast.Module) -> Iterator[str]:
    """Tracer calls by the names that ddtrace gave them over the years."""
    renamed = _renamed(tree)
    if "ddtrace.auto" in {*_imports(tree), *renamed.values()}:
        yield "import ddtrace.auto"
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call | ast.Attribute):
            continue
        name = ast.unparse(node.func if isinstance(node, ast.Call) else node)
        head, dot, rest = name.partition(".")
        if renamed.get(head, head) != head:
            name = f"{renamed[head]}{dot}{rest}".removeprefix("ddtrace." if not dot else "")
        last = name.rpartition(".")[2]
        if isinstance(node, ast.Call):
            if last in ("patch_all", "TraceMiddleware") or (last == "patch" and _is_ddtrace_patch(node, name)):
                yield last
        elif name in ("tracer.wrap", "tracer.trace", "ddtrace.tracer.wrap", "ddtrace.tracer.trace"):
            yield name.removeprefix("ddtrace.")


def _renamed(tree: ast.Module) -> dict[str, str]:
    """What the names that were imported from ddtrace stand for: `from ddtrace import patch_all as go`."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "ddtrace":
            found.update({name.asname or name.name: f"{node.module}.{name.name}" for name in node.names})
        elif isinstance(node, ast.Import):
            found.update({n.asname: n.name for n in node.names if n.asname and n.name.split(".")[0] == "ddtrace"})
    return found


def _is_ddtrace_patch(node: ast.Call, name: str) -> bool:
    """`patch(flask=True)`; not the `patch` of a mock library."""
    return name in ("patch", "ddtrace.patch") and bool(node.keywords) and not node.args


def _by_patterns(text: str, frameworks: tuple[tuple[str, str], ...], calls: tuple[tuple[str, str], ...]) -> AppCode:
    framework = next((name for name, pattern in frameworks if re.search(pattern, text)), "")
    return AppCode(framework, tuple(name for pattern, name in calls if re.search(pattern, text)))
