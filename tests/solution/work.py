"""What a candidate hands in: the folder of the example, with a mistake if one is wanted, and the links filled in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

SOLUTION = Path(__file__).resolve().parents[2] / "examples" / "solution"
Edit = Callable[[Path], None]
"""Changes the copy in this folder. One that finds nothing to change raises ValueError."""


def made(folder: Path, edits: Sequence[Edit] = ()) -> Path:
    """A copy of the example with these edits."""
    shutil.copytree(SOLUTION, folder)
    for edit in edits:
        edit(folder)
    return folder


def change(old: str, new: str) -> Edit:
    """In every text file that holds it."""

    def edit(folder: Path) -> None:
        found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".png"]
        _replace([path for path in found if old in path.read_text()], old, new)

    return edit


def change_in(name: str, old: str, new: str) -> Edit:
    return lambda folder: _replace([folder / name], old, new)


def change_in_code(name: str, old: str, new: str) -> Edit:
    """In a file and where the document prints it, which may be in other words around it."""

    def edit(folder: Path) -> None:
        _replace([folder / name], old, new)
        document = document_of(folder)
        document.write_text(document.read_text().replace(old, new))

    return edit


def write(name: str, text: str) -> Edit:
    def edit(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return edit


def move(old: str, new: str) -> Edit:
    """The file; the document speaks of the new place."""

    def edit(folder: Path) -> None:
        (folder / new).parent.mkdir(parents=True, exist_ok=True)
        (folder / old).rename(folder / new)
        document = document_of(folder)
        document.write_text(document.read_text().replace(old, new))

    return edit


def without(name: str) -> Edit:
    return lambda folder: (folder / name).unlink()


def section(heading: str, text: str) -> Edit:
    """Everything below this heading of the document, up to the next one, becomes `text`."""

    def edit(folder: Path) -> None:
        document = document_of(folder)
        before, found, after = document.read_text().partition(f"{heading}\n")
        if not found:
            raise ValueError(f"no heading {heading!r}")
        rest = after.partition("\n#")
        document.write_text(f"{before}{heading}\n\n{text}\n{rest[1]}{rest[2]}")

    return edit


def document_of(folder: Path) -> Path:
    (found,) = folder.glob("*.md")
    return found


def without_section(heading: str) -> Edit:
    def edit(folder: Path) -> None:
        section(heading, "")(folder)
        _replace([document_of(folder)], f"{heading}\n", "")

    return edit


def fill_in(folder: Path, links: Mapping[str, str]) -> None:
    """links: what stands in the document -> the address that the script printed."""
    document = document_of(folder)
    text = document.read_text()
    for placeholder, address in links.items():
        text = text.replace(f"app.datadoghq.com/dashboard/{placeholder}", f"app.datadoghq.com{address}")
    document.write_text(text)


def _replace(paths: Sequence[Path], old: str, new: str) -> None:
    if not paths or not all(old in path.read_text() for path in paths):
        raise ValueError(f"nothing to change: {old!r}")
    for path in paths:
        path.write_text(path.read_text().replace(old, new))
