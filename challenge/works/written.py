"""What a candidate writes in the pages, as the files of a document: one Markdown file a row, and the pictures beside it.

Reads only; `services.answers` writes. Lines of a file are those that the candidate wrote, so that a place can be found again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from challenge.models import Submission, WrittenAnswer, WrittenPicture
from verifier.documents.files import File
from verifier.gather.document import Written

FOLDER = "answers-on-proofboard"
VAR_FOLDER = "written"


def has_written(submission: Submission) -> bool:
    """Whether anything was written or dropped in the pages."""
    return (
        WrittenAnswer.objects.filter(submission=submission).exclude(text="").exists()
        or WrittenPicture.objects.filter(submission=submission).exists()
    )


def written(submission: Submission) -> Written:
    """All of it, in the order of the rows."""
    texts = dict(WrittenAnswer.objects.filter(submission=submission).values_list("step_key", "text"))
    pictures: dict[str, list[WrittenPicture]] = defaultdict(list)
    for picture in WrittenPicture.objects.filter(submission=submission):
        pictures[picture.step_key].append(picture)
    everything = [picture for some in pictures.values() for picture in some]
    keys = submission.cohort.version.steps.order_by("position").values_list("key", flat=True)
    composed = {key: compose(texts.get(key, ""), pictures[key], everything) for key in keys}
    return Written(
        tuple(File(f"{FOLDER}/{key}.md", text, answers=key) for key, text in composed.items() if text.strip()),
        tuple((path_of(picture), picture.bytes) for picture in everything),
    )


def compose(text: str, own: Sequence[WrittenPicture], known: Sequence[WrittenPicture]) -> str:
    """The text with the whole path of every picture that it shows, and below it those that it does not speak of.

    own: the row's pictures. known: all that the text may show.
    """
    for picture in known:
        text = _reference(picture).sub(rf"\g<1>{path_of(picture)}", text)
    unspoken = [picture for picture in own if path_of(picture) not in text]
    below = "\n\n".join(f"![{alt(picture)}]({path_of(picture)})" for picture in unspoken)
    return f"{text.rstrip()}\n\n{below}\n".lstrip("\n") if below else text


def shows(text: str, picture: WrittenPicture) -> bool:
    """Whether a text shows this picture."""
    return path_of(picture) in compose(text, (), (picture,))


def path_of(picture: WrittenPicture) -> str:
    """Its path beside the answers, as facts and bundles name it."""
    return f"{FOLDER}/{picture.name}"


def alt(picture: WrittenPicture) -> str:
    """The name in words."""
    return re.sub(r"[-_]+", " ", picture.name.rsplit(".", 1)[0])


def file_of(picture: WrittenPicture) -> Path:
    """Where it lies on this machine."""
    return settings.VAR / picture.path


def _reference(picture: WrittenPicture) -> re.Pattern[str]:
    return re.compile(rf"(\]\(<?){re.escape(picture.name)}(?=[>\s)])")
