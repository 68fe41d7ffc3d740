"""What a reviewer takes along of a submission: its frozen bundle with the grade beside it, named by digest and signed.

| name in the zip | what it holds |
|---|---|
| evidence.json | every other file with its sha256, and where the record stood; its own digest is the address of all of it |
| signature.json | who signed evidence.json |
| decisions.json | what people decided, with the event of the record that tells of each |
| grade.json | what every row counts as, points, rubric, outcome, questions |
| bundle/… | what was frozen at the hand-in, unchanged |

The same content is the same zip, whenever it is asked for.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.db.models import Q

from challenge import access, signing
from challenge.access import Person
from challenge.models import Decision, Event, Review, Submission
from challenge.selectors.decisions import own_or_all, questions_for
from challenge.selectors.export import Pipe, member
from challenge.selectors.grading import GradedRow, graded_rows
from challenge.selectors.report import points_by_ground
from challenge.selectors.reviews import may_take_along, readable
from challenge.services import bundles

FORMAT = 1
HEAD, SIGNATURE, FOLDER = "evidence.json", "signature.json", "bundle"
READ_ME = """The evidence of one submission, as it was frozen at the hand-in, with what people decided on it.

python manage.py verify_bundle FILE.zip     who signed it, whether anything was changed, and the same verdicts again
python -m verifier judge FILE.zip           the verdicts again, with every reason; needs no installation and no network

evidence.json names every file with its sha256. signature.json is the Ed25519 signature of that file.
"""


class NotAsFrozen(Exception):
    """The frozen copy was changed on the disk, so nothing is signed. The message is one sentence."""


@dataclass(frozen=True)
class Evidence:
    """head: evidence.json. own: files of ours, name -> content. folder: the frozen bundle."""

    name: str
    head: bytes
    own: Mapping[str, bytes]
    folder: Path


def evidence(user: Person, submission: Submission) -> Evidence:
    """Hidden unless this person may read how it was graded, and there is a frozen copy. Raises NotAsFrozen."""
    folder = bundles.folder_of(submission)
    if not access.may_read_grade(user, submission) or not may_take_along(user, submission) or folder is None:
        raise access.Hidden("There is no evidence for you.")
    if bundles.differences(folder, submission.bundle_digest):
        raise NotAsFrozen("The frozen copy was changed on the disk, so it was not signed. Please tell who runs this.")
    own = {
        "README.txt": READ_ME.encode(),
        "decisions.json": _json(_decisions(user, submission)),
        "grade.json": _json(_grade(user, submission)),
    }
    files = {name: _told(data) for name, data in own.items()}
    for name in bundles.names(folder):
        files[f"{FOLDER}/{name}"] = _told((folder / name).read_bytes())
    head = {
        "evidence": FORMAT,
        "cohort": submission.cohort.key,
        "code": submission.code,
        "bundle": submission.bundle_digest,
        "record": _record(submission),
        "files": dict(sorted(files.items())),
    }
    text = _json(head)
    name = f"evidence-{submission.cohort.key}-{submission.code}-{hashlib.sha256(text).hexdigest()[:16]}.zip"
    return Evidence(name, text, own, folder)


def zipped(found: Evidence) -> Iterator[bytes]:
    """The zip, piece by piece."""
    pipe = Pipe()
    with zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _files(found):
            archive.writestr(member(name), data)
            yield pipe.taken()
    yield pipe.taken()


def _files(found: Evidence) -> Iterator[tuple[str, bytes]]:
    yield HEAD, found.head
    yield SIGNATURE, _json(signature(found.head))
    yield from found.own.items()
    for name in bundles.names(found.folder):
        yield f"{FOLDER}/{name}", (found.folder / name).read_bytes()


def signature(head: bytes) -> dict[str, str]:
    """Of evidence.json, byte for byte."""
    key = signing.own_key()
    return {
        "algorithm": signing.ALGORITHM,
        "of": HEAD,
        "key": base64.b64encode(key.raw).decode(),
        "fingerprint": key.fingerprint,
        "signature": base64.b64encode(signing.sign(head)).decode(),
    }


def _decisions(user: Person, submission: Submission) -> list[dict[str, Any]]:
    """Reviewers by their number: the zip may be shown to who did the work."""
    passes = {row.pk: row.reviewer_id for row in readable(user, submission)}
    told = {
        event.data.get("decision"): {"id": event.pk, "digest": event.digest}
        for event in Event.objects.filter(submission_id=submission.pk, kind="decision.made").order_by("id")
    }
    fields = ("step_key", "kind", "verdict", "upon", "reason", "bulk", "settles", "undoes_id", "at")
    return [
        {
            "id": row.pk,
            **{name: getattr(row, name) for name in fields},
            "reviewer": passes[row.review_id],
            "event": told.get(row.pk),
        }
        for row in Decision.objects.filter(review_id__in=passes).order_by("id")
    ]


def _record(submission: Submission) -> dict[str, Any] | None:
    """The newest event of the hand-in and of what reviewers did: its digest holds everything that the record had until then."""
    events = Event.objects.filter(submission_id=submission.pk).filter(
        Q(kind="submission.handed-in")
        | Q(kind__startswith="review.")
        | Q(kind__startswith="decision.")
        | Q(kind="outcome.settled")
    )
    last = events.order_by("-id").first()
    return {"event": last.pk, "digest": last.digest} if last else None


def _grade(user: Person, submission: Submission) -> dict[str, Any]:
    rows = graded_rows(submission, own_or_all(user, submission))
    questions = questions_for(user, submission)
    return {
        "outcome": submission.outcome,
        "graded_at": submission.graded_at,
        "points": asdict(points_by_ground(row.grade for row in rows if not row.step.bonus)),
        "bonus": asdict(points_by_ground(row.grade for row in rows if row.step.bonus)),
        "not_asked": submission.not_asked,
        "rows": [_row(row) for row in rows],
        "passes": [_pass(row) for row in readable(user, submission)],
        "questions": [{"step": row.step_key, "text": row.text} for row in questions],
    }


def _row(row: GradedRow) -> dict[str, Any]:
    return {
        "key": row.step.key,
        "title": row.step.title,
        "verdict": row.step.verdict,
        "counts": row.grade.verdict,
        "points": row.grade.points,
        "max": row.grade.max,
        "bonus": row.step.bonus,
        "excused_for_everybody": row.step.excused if row.grade.excused else "",
        "decision": row.grade.decision.id if row.grade.decision else None,
    }


def _pass(row: Review) -> dict[str, Any]:
    fields = ("state", "rubric", "outcome", "summary", "finished_at")
    return {"reviewer": row.reviewer_id, **{name: getattr(row, name) for name in fields}}


def _told(data: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, default=_text).encode("utf-8", "replace")


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
