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

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from challenge.looks import at_hand, kept, looking
from challenge.models import AccountLink, Collection, Contest, Import, Judgment, Run, Submission
from challenge.names.naming import real_name
from challenge.rows.asked import definition_of, drawn_for
from challenge.rows.counts import Standing
from challenge.rows.histories import standings_of
from challenge.selectors.rows import points_of, steps_asked
from challenge.services.keeping_pictures import Album
from challenge.time_box import ends_at
from challenge.works.pictures import MOST_BYTES
from challenge.works.showing import written_bytes
from verifier import recording, scrub
from verifier.cli.bundle import NAME, Bundle, dump
from verifier.documents.files import File
from verifier.facts import SourceFacts, SourceState
from verifier.facts.document import Origin
from verifier.gather import document as documents
from verifier.intake.archives import is_archive, unpack
from verifier.intake.limits import RefusedError
from verifier.scoring import Claims
from verifier.subjects import Choices
from verifier.verdicts import Source

BY_DIGEST = "by-digest"
LONGEST_WORD = 120


@dataclass(frozen=True)
class Material:
    """All that is frozen but the pictures. run: the last look, None = there was nothing to look at. facts: run id -> facts.

    beside: run id -> the facts that a check of single sources was weighed with. document: its facts, as the last check
    that could read it has them. texts: its files, masked.
    """

    submission: Submission
    run: Run | None
    facts: Mapping[int, Mapping[Source, SourceFacts]]
    runs: Mapping[int, Run]
    standing: Mapping[str, Standing]
    beside: Mapping[int, Mapping[Source, SourceFacts]]
    document: SourceFacts | None
    texts: tuple[File, ...]

    @property
    def commit(self) -> str:
        """Of the document; "" where it did not come through Git."""
        origin = self.document.values.get(Origin) if self.document else None
        return origin.commit if isinstance(origin, Origin) else self.submission.document_commit


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
        yield NAME, _bundle(known, last)
    for pk in sorted(known.runs):
        if pk != last:
            yield f"looks/run-{pk}.json", _bundle(known, pk)
    versions = {run.version.label: run.version.source for run in known.runs.values()}
    versions.setdefault(known.submission.cohort.version.label, known.submission.cohort.version.source)
    for label, source in sorted(versions.items()):
        yield f"definitions/{label}.yaml", source.encode()
    yield "verdicts.json", _json(_verdicts(known))
    yield "hand-in.json", _json(_head(known))
    for name, file in _placed(known.texts):
        yield f"document/{name}", file.text.encode("utf-8", "replace")
    yield from _written(known.submission)
    yield "pictures.json", _json([asdict(item) for item in album.items])
    yield from sorted(album.files.items())


def receipt(known: Material, album: Album) -> dict[str, Any]:
    """What `selectors.receipt` shows of it."""
    head = _head(known)
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


def is_late(submission: Submission) -> bool:
    """Handed in after the end of the time there was; what counts is when the button was pressed.

    Of imported work nobody here knows when it was done.
    """
    end, asked = ends_at(submission), submission.hand_in_asked_at
    late = bool(end and asked and asked > end)
    return late and not Import.objects.filter(submission=submission).exists()


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


def _bundle(known: Material, run_id: int) -> bytes:
    run = known.runs[run_id]
    bundle = Bundle(
        definition=run.version.label,
        claims=Claims(run.claims),
        rules=run.rules,
        choices=Choices(**run.choices),
        drawn=run.drawn,
        sources=known.facts[run_id],
        sandbox=_in_sandbox(known.submission),
        beside=known.beside.get(run_id, {}),
    )
    return dump(bundle).encode()


def _in_sandbox(submission: Submission) -> bool:
    """Its account, or of an entry the contest's, is one of the sandbox."""
    contest = Contest.objects.filter(cohort__submissions__entry__submission=submission).first()
    account = contest or AccountLink.objects.filter(submission=submission).first()
    return bool(account and account.api_url)


def _verdicts(known: Material) -> dict[str, Any]:
    shown = {row.look.id for row in known.standing.values() if row.look}
    judgments = {row.pk: row for row in Judgment.objects.filter(pk__in=shown)}
    steps = []
    for step in steps_asked(known.submission):
        row = known.standing.get(step.key)
        judged = judgments.get(row.look.id) if row and row.look else None
        told = {"key": step.key, "title": step.title, "max": step.points, "bonus": step.bonus}
        if judged is None:
            steps.append({**told, "verdict": ""})
            continue
        names = ("verdict", "points", "reason", "note", "findings", "seen")
        first = row.first_proved_at if row else None
        steps.append(
            {
                **told,
                **{name: getattr(judged, name) for name in names},
                "run": judged.run_id,
                "at": judged.at,
                "first_proved_at": first,
            }
        )
    return {"steps": steps}


def _head(known: Material) -> dict[str, Any]:
    submission, run = known.submission, known.run
    version = run.version if run else submission.cohort.version
    verdicts = {key: row.look.verdict for key, row in known.standing.items() if row.look}
    tally = points_of(submission, known.standing)
    rules = {rule.name: rule.default for rule in definition_of(version).house_rules} | (run.rules if run else {})
    drawn_now = run.drawn if run else drawn_for(submission, version)
    return {
        "cohort": submission.cohort.key,
        "code": submission.code,
        "by": real_name(submission),
        "asked_at": submission.hand_in_asked_at,
        "looked_at": run.ended_at if run else None,
        "ended_because": run.ended_because if run else "",
        "due_at": ends_at(submission),
        "late": is_late(submission),
        "run": run.pk if run else None,
        "definition": version.label,
        "engine": run.engine if run else "",
        "facts_schema": recording.SCHEMA,
        "rules": rules,
        "claims": run.claims if run else submission.cohort.claims,
        "choices": run.choices if run else submission.choices,
        **({"drawn": drawn_now} if drawn_now else {}),
        "judged": run.judged if run else {},
        "document": {
            "kind": submission.document_kind,
            "address": submission.document_url,
            "commit": known.commit,
            "taken_at": submission.document_taken_at,
        },
        "points": tally.earned,
        "max": tally.max,
        "bonus": tally.bonus_earned,
        "counts": dict(sorted(Counter(verdicts.get(step.key, "") for step in steps_asked(submission)).items())),
        "sources": [_source(known, source) for source in Source],
    }


def _source(known: Material, source: Source) -> dict[str, Any]:
    """How far the last look at a source came. reason "" = it was looked at as a whole."""
    facts = known.facts[known.run.pk].get(source) if known.run else None
    if facts is None:
        return {
            "source": source.value,
            "state": "not-asked",
            "reason": "It was not given.",
            "taken_at": "",
            "origin": "",
        }
    whole = facts.state is SourceState.READ
    return {
        "source": source.value,
        "state": facts.state.value,
        "reason": "" if whole else facts.reason or "It could not be looked at.",
        "taken_at": facts.taken_at,
        "origin": facts.origin,
    }


def _written(submission: Submission) -> Iterator[tuple[str, bytes]]:
    for answer in submission.written_answers.order_by("step_key"):
        yield f"written/{answer.step_key}.md", scrub.mask(answer.text, scrub.find(answer.text)).encode()
    for picture in submission.written_pictures.order_by("pk"):
        data = _bytes(Path(settings.VAR).resolve(), picture.path)
        if data is not None:
            yield f"written/{picture.pk}{Path(picture.path).suffix}", data


def _placed(texts: Iterable[File]) -> Iterator[tuple[str, File]]:
    """Names below document/, no two the same, and none the folder of another: what would be so is named by its digest."""
    files, folders = {BY_DIGEST}, {""}
    for file in texts:
        name = _safe(file.path)
        above = {parent.as_posix() for parent in PurePosixPath(name).parents}
        if name in files | folders or above & files:
            name, above = f"{BY_DIGEST}/{_digest(file.path)}", set()
        files.add(name)
        folders |= above
        yield name, file


def _safe(path: str) -> str:
    """The name below document/, without what would lead out of it or no disk takes; "" = nothing is left of it."""
    words = [_short(word) for word in path.encode("utf-8", "replace").decode().replace("\x00", "").split("/")]
    return "/".join(word for word in words if word not in ("", ".", ".."))


def _short(word: str) -> str:
    """Cut names still differ: with what is left of them stands the digest of the whole."""
    return word if len(word) <= LONGEST_WORD else f"{word[:100]}-{_digest(word)[:12]}"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, default=_text).encode()


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
