"""The files of a submission: which one is the document, which are code, which are the exercise's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from verifier.documents import repair
from verifier.facts.document import Code, Link, NamedFile, Passage, Picture, Place

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
LANGUAGES = {
    ".py": "python", ".rb": "ruby", ".sh": "shell", ".bash": "shell", ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".js": "javascript",
    ".go": "go", ".tf": "terraform", ".ps1": "shell", ".conf": "", ".cfg": "", ".ini": "", ".txt": "", ".env": "shell", ".html": "",
}  # fmt: skip
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg", ".tif", ".tiff"})
GIVEN = frozenset({"license", "license.md", "readme.md", ".gitignore", ".ds_store", "files.txt"})
_SCRIPTS = frozenset({".py", ".rb", ".sh", ".js", ".go", ".tf"})
_SETTINGS = frozenset({".yaml", ".yml", ".json", ".sql", ".conf"})
_NAMED = re.compile(r"(?<![\w/.-])(?:[\w.-]+/)*(?P<name>[A-Za-z_][\w-]*\.(?:py|rb|sh|js|go|tf))\b")
_SYSTEM = re.compile(r"(?i)^(?:install_script|install_mac_os|get-pip|__init__|setup|install)\.(?:py|sh)$")
_OWN_REPOSITORY = re.compile(
    r"^https?://(?:(?:www\.)?(?:github\.com|gitlab\.com)/[^/]+/[^/]+/(?:-/)?(?:blob|raw|tree)/|raw\.githubusercontent\.com/[^/]+/[^/]+/)"
    r"[^/]+/(?P<path>[^?#]+)"
)
_SIGNS = {
    ".py": r"(?m)^[ \t]*(?:import|from)\s+\w+|^[ \t]*def |^[ \t]*class ",
    ".rb": r"(?m)^[ \t]*require\b|\bend\s*$",
    ".sh": r"(?m)^[ \t]*curl\b",
    ".go": r"\bfunc\b",
    ".js": r"\brequire\(|\bconst\b",
    ".tf": r"\bresource\b",
}
MAX_NAMED = 200
_TEMPLATE = re.compile(r"(?i)^\W*your answers to the questions go here\W*$")


@dataclass(frozen=True)
class File:
    """A file whose text is here, masked. answers: the key of the step that it was written for, "" = whoever reads it has to find out."""

    path: str
    text: str
    truncated: bool = False
    answers: str = ""


def document_of(paths: Iterable[str]) -> str | None:
    """The path of the document with the answers: answers.md, wherever and however written, else the likeliest Markdown file."""
    candidates = [path for path in paths if PurePosixPath(path).suffix.lower() in MARKDOWN]

    def rank(path: str) -> tuple[int, int, str]:
        name = PurePosixPath(path).name.lower()
        order = 0 if name == "answers.md" else 1 if "answer" in name else 3 if name in GIVEN else 2
        return order, path.count("/"), path

    return min(candidates, key=rank, default=None)


def is_template(text: str) -> bool:
    """Nothing but the line that the exercise came with?"""
    lines = [line for line in text.split("\n") if line.strip()]
    return all(_TEMPLATE.match(line) for line in lines)


def code_of(file: File, order: int) -> Code | None:
    """A submitted file as code; None for prose and for the exercise's own files."""
    path = PurePosixPath(file.path)
    if path.suffix.lower() in MARKDOWN or path.name.lower() in GIVEN:
        return None
    lines = file.text.count("\n") + 1
    return Code(
        LANGUAGES.get(path.suffix.lower(), ""),
        repair.squeezed(file.text),
        Place(file.path, 1, lines, order=order),
        file=True,
    )


class Known:
    """The files that are known to be there, by every name that people call them by. told: there are no others."""

    def __init__(self, paths: Iterable[str], *, told: bool) -> None:
        self.told = told
        self._ends: set[str] = set()
        self._names: set[str] = set()
        for path in paths:
            parts = path.lower().split("/")
            self._ends |= {"/".join(parts[number:]) for number in range(len(parts))}
            self._names |= {PurePosixPath(path.lower()).name, PurePosixPath(path.lower()).stem}

    def has(self, path: str) -> bool:
        """Is it there, under this path or below another folder?"""
        return path in self._ends

    def has_named(self, path: str) -> bool:
        """Is a file of its name there, wherever it lies and whatever its ending is?"""
        return PurePosixPath(path).name in self._names


def exists(target: str, known: Known) -> bool | None:
    """Is a picture's or link's target among the known files? None: it lies elsewhere, or nobody can tell."""
    own = _OWN_REPOSITORY.match(target)
    if target.startswith(("http://", "https://", "//", "mailto:", "data:")) and not own:
        return None
    path = unquote(own["path"] if own else target.split("?", 1)[0].split("#", 1)[0]).lstrip("./").lower()
    if known.has(path) or known.has_named(path):
        return True
    return None if own or not known.told else False


def named(
    links: Sequence[Link], passages: Sequence[Passage], codes: Sequence[Code], known: Known
) -> tuple[NamedFile, ...]:
    """Scripts that the document links or speaks of, at most MAX_NAMED. One that is printed in the document counts as there."""
    found: dict[str, NamedFile] = {}
    names: set[str] = set()
    printed = _Printed(codes)
    for link in links:
        path = unquote(link.target.split("?", 1)[0].split("#", 1)[0])
        if len(found) >= MAX_NAMED:
            break
        local = not re.match(r"[a-z]+:|//", path)
        if PurePosixPath(path).suffix.lower() in _SCRIPTS | _SETTINGS and (local or _OWN_REPOSITORY.match(link.target)):
            found.setdefault(path, NamedFile(path.lstrip("./"), link.place, exists(link.target, known)))
            names.add(PurePosixPath(path).name)
    for passage in passages:
        if passage.kind not in ("own", "heading"):
            continue
        for match in _NAMED.finditer(passage.text):
            name = match["name"]
            if len(found) >= MAX_NAMED or _SYSTEM.match(name) or name in names:
                continue
            there = exists(name, known)
            if there is not True and printed.has(passage.place.section, PurePosixPath(name).suffix):
                there = True
            names.add(name)
            found.setdefault(name, NamedFile(name, passage.place, there, linked=False))
    return tuple(sorted(found.values(), key=lambda file: file.place.order))


class _Printed:
    """Which kinds of code stand in which section. Each is looked for once."""

    def __init__(self, codes: Sequence[Code]) -> None:
        self._codes = codes
        self._known: dict[tuple[str, str], bool] = {}

    def has(self, section: str, suffix: str) -> bool:
        if (section, suffix) not in self._known:
            self._known[section, suffix] = any(
                code.place.section == section and re.search(_SIGNS[suffix], code.text) for code in self._codes
            )
        return self._known[section, suffix]


def unused_pictures(
    listed: Sequence[tuple[str, int]], pictures: Sequence[Picture], links: Sequence[Link]
) -> tuple[str, ...]:
    """Pictures of the submission that neither an image nor a link leads to. Names are compared as people write them: case-blind."""
    used = {PurePosixPath(unquote(target.split("?", 1)[0])).name.lower() for target in
            (*(picture.target for picture in pictures), *(link.target for link in links))}  # fmt: skip
    return tuple(
        path
        for path, size in listed
        if size and PurePosixPath(path).suffix.lower() in PICTURES and PurePosixPath(path).name.lower() not in used
    )


def with_existence(pictures: Sequence[Picture], known: Known) -> tuple[Picture, ...]:
    return tuple(replace(picture, exists=exists(picture.target, known)) for picture in pictures)
