"""What a candidate hands in: the folder of the example, with a mistake if one is wanted, and the links filled in."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

SOLUTION = Path(__file__).resolve().parents[2] / "examples" / "solution"
Edit = tuple[str, str] | tuple[str, str, str]
"""(old, new): in every text file that holds it. (file, old, new): in that file alone; old "" makes the file anew."""


def made(folder: Path, edits: Sequence[Edit] = ()) -> Path:
    """A copy of the example with these edits; an edit that finds nothing to change is an error."""
    shutil.copytree(SOLUTION, folder)
    for edit in edits:
        *where, old, new = edit
        if where and not old:
            _write(folder / where[0], new)
            continue
        files = [folder / where[0]] if where else [path for path in sorted(folder.rglob("*")) if _holds(path, old)]
        if not files or not all(_holds(path, old) for path in files):
            raise ValueError(f"nothing to change: {old!r}")
        for path in files:
            path.write_text(path.read_text().replace(old, new))
    return folder


def fill_in(folder: Path, links: Mapping[str, str]) -> None:
    """links: what stands in the document -> the address that the script printed."""
    document = folder / "answers.md"
    text = document.read_text()
    for placeholder, address in links.items():
        text = text.replace(f"app.datadoghq.com/dashboard/{placeholder}", f"app.datadoghq.com{address}")
    document.write_text(text)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.suffix != ".png" and text in path.read_text()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
