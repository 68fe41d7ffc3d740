"""What is frozen at a hand-in, from the rows and files as they are after its last look.

| name in the bundle | what it holds |
|---|---|
| bundle.json | the facts of the last look, for `python -m verifier judge` |
| looks/run-N.json | the same of each earlier check of which a verdict still stands |
| definitions/LABEL.yaml | what was asked, word for word |
| verdicts.json | where every row stands, by which check, with what each source said |
| hand-in.json | who, when, the document's commit, engine, house rules, choices, sources, points |
| document/… | the texts that were handed in, credentials masked |
| written/… | answers and pictures that were written in the pages |
| pictures.json, pictures/… | the pictures, drawn anew, and why others could not be kept |
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from challenge.looks import at_hand, kept, looking
from challenge.models import Collection, Run, Submission
from challenge.rows.histories import standings_of
from challenge.services.bundle_names import placed
from challenge.services.bundle_parts import Material, bundle_of, head_of, verdicts_of
from challenge.services.keeping_pictures import Album
from challenge.works.pictures import MOST_BYTES
from challenge.works.showing import written_bytes
from verifier import scrub
from verifier.cli.bundle import NAME
from verifier.documents.files import File
from verifier.gather import document as documents
from verifier.intake.archives import is_archive, unpack
from verifier.intake.limits import RefusedError
from verifier.verdicts import Source


def material(submission: Submission) -> Material:
    """Read everything once."""
    run = submission.hand_in_run
    until = run.pk if run else submission.runs.order_by("-pk").values_list("pk", flat=True).first()
    standing = standings_of([submission.pk], until_run=until).get(submission.pk, {})
    wanted = {row.look.run_id for row in standing.values() if row.look} | ({run.pk} if run else set())
    runs = {one.pk: one for one in Run.objects.select_related("version").filter(pk__in=wanted)}
    found = _document(submission, until)
    return Material(
        submission=submission,
        run=run,
        facts={pk: kept.known_facts(one) for pk, one in runs.items()},
        beside={pk: kept.beside(one) for pk, one in runs.items()},
        runs=runs,
        standing=standing,
        document=kept.facts_of(found) if found else None,
        texts=_texts(found) if found else (),
    )


def parts(known: Material, album: Album) -> Iterator[tuple[str, bytes]]:
    """Every file of the bundle but its manifest, in a fixed order."""
    last = known.run.pk if known.run else max(known.runs, default=None)
    if last is not None:
        yield NAME, bundle_of(known, last)
    for pk in sorted(known.runs):
        if pk != last:
            yield f"looks/run-{pk}.json", bundle_of(known, pk)
    versions = {run.version.label: run.version.source for run in known.runs.values()}
    versions.setdefault(known.submission.cohort.version.label, known.submission.cohort.version.source)
    for label, source in sorted(versions.items()):
        yield f"definitions/{label}.yaml", source.encode()
    yield "verdicts.json", _json(verdicts_of(known))
    yield "hand-in.json", _json(head_of(known))
    for name, file in placed(known.texts):
        yield f"document/{name}", file.text.encode("utf-8", "replace")
    yield from _written(known.submission)
    yield "pictures.json", _json([asdict(item) for item in album.items])
    yield from sorted(album.files.items())


def receipt(known: Material, album: Album) -> dict[str, Any]:
    """What `selectors.receipt` shows of it."""
    head = head_of(known)
    left = [item for item in album.items if not item.file and item.where]
    return {
        **{name: head[name] for name in ("late", "run", "definition", "engine", "points", "max", "counts")},
        "looked_at": _text(head["looked_at"]) if head["looked_at"] else "",
        "commit": known.commit,
        "not_looked": [one for one in head["sources"] if one["reason"]],
        "pictures_kept": sum(item.file in album.files for item in album.items),
        "pictures_left": [{"target": one.target[:200], "where": one.where, "why": one.why} for one in left[:50]],
        "pictures_left_count": len(left),
    }


@contextmanager
def file_reader(submission: Submission) -> Iterator[Any]:
    """Gives a function: name of a file of the submission -> its bytes, None = it cannot be read."""
    with TemporaryDirectory(prefix="hand-in-") as private:
        root = _root(submission, Path(private))
        yield lambda name: written_bytes(submission, name) or (_bytes(root, name) if root else None)


def _document(submission: Submission, until: int | None) -> Collection | None:
    rows = Collection.objects.filter(run__submission=submission, source="document", state="read")
    return rows.filter(run_id__lte=until or 0).exclude(run__state="cancelled").order_by("-run_id").first()


def _texts(found: Collection) -> tuple[File, ...]:
    """From the answer that was kept; a longer one than is kept is read once more."""
    raw = kept.unpack(found.raw)
    if not raw:
        with suppress(at_hand.NothingThere):
            raw = looking.LOOKS[Source.DOCUMENT](found.run)(report=lambda _facts: None).raw
    read = documents.files_of(raw) if raw else None
    return read.files if read else ()


def _root(submission: Submission, private: Path) -> Path | None:
    try:
        path = at_hand.document_path(submission)
        if path.is_file() and is_archive(path):
            return unpack(path, private).resolve()
    except (at_hand.NothingThere, RefusedError, OSError):
        return None
    return path.resolve() if path.is_dir() else path.parent.resolve()


def _bytes(root: Path, name: str) -> bytes | None:
    place = (root / name).resolve()
    try:
        if not place.is_relative_to(root) or not place.is_file() or place.stat().st_size > MOST_BYTES:
            return None
        return place.read_bytes()
    except (OSError, ValueError):
        return None


def _written(submission: Submission) -> Iterator[tuple[str, bytes]]:
    for answer in submission.written_answers.order_by("step_key"):
        yield f"written/{answer.step_key}.md", scrub.mask(answer.text, scrub.find(answer.text)).encode()
    for picture in submission.written_pictures.order_by("pk"):
        data = _bytes(Path(settings.VAR).resolve(), picture.path)
        if data is not None:
            yield f"written/{picture.pk}{Path(picture.path).suffix}", data


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, default=_text).encode()


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
