"""Everything that is kept about one submission, as the files of a zip, for the candidate alone.

Secrets are not in it: of a key or a password only its kind and its dates. Files come in a fixed order, one after the
other, so that no more than one is held at a time.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.db.models import Model

from challenge.access import Person
from challenge.looks import at_hand, kept
from challenge.models import Event, MailRefused, Membership, Profile, Run, Submission
from challenge.models.run import QUIET
from challenge.services import bundles
from verifier import scrub

LARGEST_FILE = 50_000_000
EPOCH = (1980, 1, 1, 0, 0, 0)
READ_ME = """Everything that Proofboard keeps about your work, as of the moment you asked for it.

index.json    what each file is, with its size and sha256
profile.json  who you are to the program
work/         your submission, its machines, accounts, comments and events, without keys and passwords
runs/         every check: what each row came to and why, what was read, and the scrubbed answers it was read from
own-looks/    what you sent from your own machine
answers/      what you wrote and the pictures you dropped in the pages
document/     your document as it lies here; credentials found in its texts are masked
bundle/       what was frozen at the hand-in
feedback.txt  the feedback you were given

Times are in UTC.
"""

ELSEWHERE = ("receipt", "feedback", "hand_in_fence", "hand_in_lease_until", "salt")
"""Of the submission: what has a file of its own (feedback once it is released), and what is the workers' alone."""
OF_REVIEWERS = (
    *("feedback_draft", "feedback_edition", "feedback_release_on", "feedback_with_outcome"),
    *("outcome", "outcome_reason", "graded_at", "not_asked"),
)
"""Of the submission: what reviewers are at. What they give the candidate is in the feedback."""
EVENTS_OF_REVIEWERS = (
    *("review.", "decision.", "interview.", "outcome."),
    *("feedback.drafted", "feedback.held", "feedback.timed"),
)


def file_name(submission: Submission) -> str:
    return f"proofboard-{submission.cohort.key}-{submission.code}.zip"


def zipped(user: Person, submission: Submission) -> Iterator[bytes]:
    """The zip, piece by piece. Asks nothing: whoever comes here was let in by `access.owned_for`."""
    pipe = Pipe()
    index = []
    with zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _files(user, submission):
            archive.writestr(member(name), data)
            index.append({"file": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})
            yield pipe.taken()
        archive.writestr(member("index.json"), _json(index))
    yield pipe.taken()


def _files(user: Person, submission: Submission) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", READ_ME.encode()
    yield "profile.json", _json(_profile(user))
    yield "work/submission.json", _json(_row(submission, without=ELSEWHERE + OF_REVIEWERS))
    yield "work/receipt.json", _json(submission.receipt)
    yield "work/machines.json", _json(_rows(submission.targets.order_by("pk")))
    yield "work/accounts.json", _json([_row(link) for link in _accounts(submission)])
    secrets = submission.credentials.order_by("pk")
    yield "work/secrets.json", _json([_row(secret, without=("ciphertext",)) for secret in secrets])
    said = submission.comments.filter(audience="candidate").order_by("pk")
    yield "work/comments.json", _json(_rows(said))
    events = Event.objects.filter(submission_id=submission.pk).order_by("pk")
    own = (event for event in events if not event.kind.startswith(EVENTS_OF_REVIEWERS))
    yield "work/events.json", _json(_rows(own))
    yield "work/more.json", _json(_more(submission))
    if submission.feedback_released_at:
        yield "feedback.txt", submission.feedback.encode()
    for pk in submission.runs.exclude(QUIET).order_by("pk").values_list("pk", flat=True):
        yield from _run(submission.runs.select_related("version").get(pk=pk))
    for look in submission.own_looks.order_by("pk"):
        yield f"own-looks/{look.pk}.json", _json(_row(look, without=("raw",)))
        yield f"own-looks/{look.pk}-raw.txt", kept.unpack(look.raw)
    yield "answers/answers.json", _json(_rows(submission.written_answers.order_by("step_key")))
    yield "answers/pictures.json", _json(_rows(submission.written_pictures.order_by("pk")))
    for picture in submission.written_pictures.order_by("pk"):
        yield from _file(Path(settings.VAR).resolve(), picture.path, f"answers/{picture.pk}{Path(picture.path).suffix}")
    yield from _document(submission)
    folder = bundles.folder_of(submission)
    for name in bundles.names(folder) if folder else ():
        yield f"bundle/{name}", (cast("Path", folder) / name).read_bytes()


TOLD_APART = {
    "credentials",
    "targets",
    "account",
    "comments",
    "runs",
    "own_looks",
    "written_answers",
    "written_pictures",
    "summary",  # derived, and tells of decisions that are not released
    "standing",  # the same
    "invitations",  # may name others
}
TABLES_OF_REVIEWERS = {"assignments", "reviews", "decisions", "interview_questions", "rejudging_lines"}


def _more(submission: Submission) -> dict[str, list[dict[str, Any]]]:
    """Rows of every other table that hangs on the submission, but those in which reviewers work."""
    found = {}
    for relation in submission._meta.related_objects:
        if relation.get_accessor_name() not in TOLD_APART | TABLES_OF_REVIEWERS:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: submission}).order_by("pk")
            found[relation.related_model._meta.model_name or ""] = [_row(row, without=("digest",)) for row in rows]
    return found


def _profile(user: Person) -> dict[str, Any]:
    pk = user.pk or 0
    zone = Profile.objects.filter(user_id=pk).values_list("time_zone", flat=True).first()
    return {
        "username": user.get_username(),
        "name": getattr(user, "get_full_name", str)(),
        "email": getattr(user, "email", ""),
        "joined_at": getattr(user, "date_joined", None),
        "time_zone": zone or "",
        "memberships": list(Membership.objects.filter(user_id=pk).values("cohort__key", "role").order_by("pk")),
        "mail_refused": sorted(MailRefused.objects.filter(user_id=pk).values_list("kind", flat=True)),
    }


def _run(run: Run) -> Iterator[tuple[str, bytes]]:
    yield f"runs/{run.pk}/run.json", _json({**_row(run), "version": run.version.label})
    judgments = [
        {"step": row.step.key, **_row(row)} for row in run.judgments.select_related("step").order_by("step_id")
    ]
    yield f"runs/{run.pk}/judgments.json", _json(judgments)
    for collection in run.collections.order_by("pk"):
        place = f"runs/{run.pk}/{collection.source}"
        yield f"{place}.json", _json(_row(collection, without=("raw",)))
        raw = kept.unpack(collection.raw)
        if raw:
            yield f"{place}-raw.txt", raw


def _document(submission: Submission) -> Iterator[tuple[str, bytes]]:
    """Texts masked as they are at every look; what is no text as it was given."""
    try:
        path = at_hand.document_path(submission)
    except at_hand.NothingThere:
        return
    if not path.is_dir():
        yield from _masked(path.parent.resolve(), path.name)
        return
    root = path.resolve()
    for place in sorted(root.rglob("*")):
        yield from _masked(root, place.relative_to(root).as_posix())


def _masked(root: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for target, data in _file(root, name, f"document/{name}"):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            yield target, data
        else:
            yield target, scrub.mask(text, scrub.find(text)).encode()


def _file(root: Path, name: str, target: str) -> Iterator[tuple[str, bytes]]:
    """Nothing that a link leads out to, and nothing larger than LARGEST_FILE."""
    place = (root / name).resolve()
    if place.is_relative_to(root) and place.is_file() and place.stat().st_size <= LARGEST_FILE:
        yield target, place.read_bytes()


def _accounts(submission: Submission) -> list[Model]:
    account = getattr(submission, "account", None)
    return [account] if account is not None else []


def _rows(rows: Iterable[Model]) -> list[dict[str, Any]]:
    return [_row(row) for row in rows]


def _row(row: Model, without: Iterable[str] = ()) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if field.name not in {*without}]
    return {field.attname: getattr(row, field.attname) for field in fields}


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, default=_text).encode("utf-8", "replace")


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def member(name: str) -> zipfile.ZipInfo:
    """Without the time of asking, so that the same again is the same."""
    member = zipfile.ZipInfo(name, EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member


class Pipe:
    """What zipfile writes to; `taken` gives what has come since the last time."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing to wait for."""

    def taken(self) -> bytes:
        found, self._parts = b"".join(self._parts), []
        return found
