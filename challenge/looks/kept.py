"""What is kept of a look: the scrubbed raw answer, compressed, and the facts that were made of it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import Q

from challenge.models import Collection, DefinitionVersion, Run
from challenge.models.run import OPEN_COLLECTION
from challenge.rows.asked import definition_of, steps_of_sources
from verifier import recording
from verifier.facts import SourceFacts, SourceState
from verifier.verdicts import How, Source

OWN_RUN = "your own run"
"""The origin of a look that the candidate took."""
USUAL_HOW = {Source.HOST: How.SSH, Source.ACCOUNT: How.API, Source.DOCUMENT: How.DOCUMENT}


def pack(raw: bytes) -> bytes:
    """Half an answer could not be read again, so a larger one is left out; its facts stay."""
    return gzip.compress(raw, mtime=0) if 0 < len(raw) <= settings.RAW_LIMIT_BYTES else b""


def storable(value: Any) -> Any:
    """JSON without what databases refuse in text: NUL (PostgreSQL) and halves of characters (all of them)."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(name): storable(item) for name, item in value.items()}
    return value


def as_stored(facts: SourceFacts) -> SourceFacts:
    """The facts as they come back from the database."""
    return recording.from_json(storable(recording.to_json(facts)))


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def unpack(packed: bytes | memoryview) -> bytes:
    return gzip.decompress(bytes(packed)) if packed else b""


def how_of(collection: Collection) -> How:
    """How this source is, or was, looked at."""
    source = Source(collection.source)
    if source is Source.HOST and collection.target is not None and collection.target.kind == "own-run":
        return How.OWN_RUN
    return USUAL_HOW[source]


def known_facts(run: Run) -> dict[Source, SourceFacts]:
    """What the collections of a run have made known, those on their way included."""
    return {Source(c.source): facts_of(c) for c in run.collections.select_related("target").defer("raw")}


def facts_of(collection: Collection) -> SourceFacts:
    """What one collection has made known."""
    source = Source(collection.source)
    nothing = SourceFacts(source, how_of(collection), SourceState.READING)
    try:
        facts = recording.from_json(collection.facts) if collection.facts else nothing
    except recording.RecordingError as fault:
        return replace(nothing, state=SourceState.NOT_READ, reason=str(fault))
    if collection.state in OPEN_COLLECTION or facts.state is not SourceState.READING:
        return facts
    ended = SourceState.PARTLY if facts.values else SourceState.NOT_READ
    return replace(facts, state=ended, reason=collection.reason)


def beside(run: Run) -> dict[Source, SourceFacts]:
    """What the sources that this run does not ask showed before it; nothing for a run over everything."""
    if not run.scope:
        return {}
    asked = set(run.collections.values_list("source", flat=True))
    missing = [source for source in Source if source.value not in asked]
    return newest_facts(run.submission_id, run.version, missing, before=run.pk)


def newest_facts(
    submission_id: int, version: DefinitionVersion, sources: Iterable[Source] = Source, *, before: int | None = None
) -> dict[Source, SourceFacts]:
    """The facts of the last whole look at each source that came back. before: only of runs before this one."""
    found = {}
    for source in sources:
        looks = Collection.objects.filter(
            whole_look(version, source), run__submission_id=submission_id, run__state="finished", state="read"
        )
        if before is not None:
            looks = looks.filter(run_id__lt=before)
        last = looks.defer("raw").order_by("-run_id").first()
        if last is not None:
            found[source] = facts_of(last)
    return found


def whole_look(version: DefinitionVersion, source: Source) -> Q:
    """A filter: looks at this source for everything that it may tell, not for single rows."""
    of_it_alone = Q(run__scope=steps_of_sources(definition_of(version), [source]))
    return Q(source=source.value) & (Q(run__scope=[]) | of_it_alone)
