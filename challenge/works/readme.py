"""The README that lies beside a submission's answers: mostly the text of the exercise, as the candidate got it."""

from __future__ import annotations

from challenge.looks import at_hand
from challenge.models import Submission
from verifier.documents.variant import MAX_README


def readme_of(submission: Submission) -> str:
    """Its beginning, "" where there is none."""
    try:
        folder = at_hand.document_path(submission)
    except at_hand.NothingThere:
        return ""
    if not folder.is_dir():
        return ""
    root = folder.resolve()
    for place in sorted(root.iterdir()):
        if place.name.lower() in ("readme.md", "readme") and place.is_file() and place.resolve().is_relative_to(root):
            with place.open("rb") as file:
                return file.read(MAX_README).decode("utf-8", "replace")
    return ""
