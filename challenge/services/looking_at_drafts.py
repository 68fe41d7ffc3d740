"""What stands in the way of a draft, looked for once the same text: the gate runs every trial, which may take seconds.

What was found is kept in the shared cache by a digest of all that it came from. A few are looked at at once in a process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from threading import BoundedSemaphore

from django.core.cache import cache
from django.utils.translation import get_language, gettext

from challenge.models import DefinitionDraft, DefinitionVersion
from challenge.services.definitions import examine
from challenge.services.judging import engine_label
from verifier.definition import Definition, DefinitionError, load_text

KEPT_SECONDS = 7 * 24 * 3600
MOST_KEPT, LONGEST_PROBLEM = 100, 500
LOOKING = BoundedSemaphore(1)
WAIT_SECONDS = 10.0


@dataclass(frozen=True)
class Looked:
    """definition None: it cannot be read. problems: what stands in the way. later: others are looked at now; come again."""

    definition: Definition | None
    problems: tuple[str, ...]
    later: bool = False


def look(draft: DefinitionDraft) -> Looked:
    """What `definitions.examine` says, from the cache where the same was looked at before."""
    key = _key(draft)
    found = cache.get(key)
    if found is not None:
        return Looked(_read(draft.source) if found["readable"] else None, tuple(found["problems"]))
    if not LOOKING.acquire(timeout=WAIT_SECONDS):
        busy = gettext("Other drafts are looked at in this moment; open this page again in a minute.")
        return Looked(None, (busy,), later=True)
    try:
        definition, problems = examine(draft.source, draft.trials)
    finally:
        LOOKING.release()
    told = [problem[:LONGEST_PROBLEM] for problem in problems[:MOST_KEPT]]
    cache.set(key, {"readable": definition is not None, "problems": told}, KEPT_SECONDS)
    return Looked(definition, tuple(told))


def _read(source: str) -> Definition | None:
    try:
        return load_text(source)
    except DefinitionError:
        return None


def _key(draft: DefinitionDraft) -> str:
    """Of the text, its trials, the trials of versions before, and the checks of this program."""
    newest = DefinitionVersion.objects.exclude(trials="").order_by("-pk").values_list("pk", flat=True).first()
    parts = (engine_label(), str(get_language()), str(newest), draft.source, draft.trials)
    digests = [hashlib.sha256(part.encode("utf-8", "replace")).hexdigest() for part in parts]
    return f"draft-{hashlib.sha256('-'.join(digests).encode()).hexdigest()}"
