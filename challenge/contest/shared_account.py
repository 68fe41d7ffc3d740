"""From a contest to the look at its account, once for all entries. The keys are opened here, for a sweep alone."""

from __future__ import annotations

import logging

from django.utils import timezone

from challenge import vault
from challenge.database import let_go
from challenge.looks import kept
from challenge.looks.at_hand import DATADOG_KEYS
from challenge.models import Contest, Entry, Run, Sweep
from challenge.rows.asked import asked_of
from verifier.facts import SourceFacts, SourceState
from verifier.facts.account import Organisation
from verifier.gather.shared_account import SharedReading, SharedTarget
from verifier.verdicts import How, Source

log = logging.getLogger(__name__)


def look(sweep: Sweep) -> SharedReading:
    """Read the account of this sweep's contest. Nothing is raised: why nobody is judged is in the reading."""
    from verifier.gather import shared_account

    contest = sweep.contest
    try:
        keys = vault.open_keys(contest, sweep=sweep)
    except vault.CannotOpen:
        log.warning("A stored key of contest %s does not open.", contest.pk)
        return _none("The stored keys of this contest cannot be read any more; please enter them again.")
    missing = [name for kind, name in DATADOG_KEYS.items() if kind not in keys]
    if missing:
        return _none(f"The account cannot be read: there is no {missing[0]}.")
    target = SharedTarget(
        api_key=keys["dd_api_key"],
        app_key=keys["dd_app_key"],
        tags=tuple(tags_of(contest)),
        site=contest.site,
        api_url=contest.api_url,
        metrics=tuple(dict.fromkeys(name for entry in entries_of(contest) for name in metrics_of(entry))),
    )
    before = contest.sweeps.exclude(raw=b"").order_by("-pk").values_list("raw", flat=True).first()
    let_go()
    return shared_account.look(
        target, before=kept.unpack(before) if before else b"", now=lambda: timezone.now().timestamp()
    )


def read(raw: bytes) -> SourceFacts:
    """The facts of a look that was kept."""
    from verifier.gather import shared_account

    return shared_account.read(raw)


def entries_of(contest: Contest) -> list[Entry]:
    """Everybody in it who did not withdraw, hidden ones too."""
    rows = Entry.objects.filter(submission__cohort__contest=contest, submission__withdrawn_at=None)
    return list(rows.select_related("submission__cohort__version").order_by("pk"))


def tags_of(contest: Contest) -> list[str]:
    return [entry.tag for entry in entries_of(contest)]


def metrics_of(entry: Entry) -> tuple[str, ...]:
    """The names under which this entry's metric may come: drawn, asked for, picked, or seen on its machine the last time."""
    submission = entry.submission
    last = Run.objects.filter(submission=submission, state="finished").order_by("-pk").values_list("judged", flat=True)
    judged = (last.first() or {}).get("metric", {}).get("name", "")
    names = (
        asked_of(submission).metric,
        submission.choices.get("metric", ""),
        judged,
    )
    return tuple(dict.fromkeys(str(name) for name in names if name))


def other_organisation(contest_id: int, facts: SourceFacts) -> str:
    """One sentence if these are not the facts of the organisation that the first sweep saw."""
    pinned = Contest.objects.values_list("organisation", flat=True).get(pk=contest_id)
    now = _opened(facts)
    if not pinned or now == pinned:
        return ""
    if not now:
        return f"The keys do not tell which organisation they open ({pinned} before)."
    return f"The keys open another organisation ({now}) than before ({pinned})."


def pin(contest_id: int, facts: SourceFacts) -> None:
    """Remember the first organisation; a later one replaces nothing."""
    opened = _opened(facts)
    if opened:
        Contest.objects.filter(pk=contest_id, organisation="").update(organisation=opened)


def _opened(facts: SourceFacts) -> str:
    organisation = facts.values.get(Organisation)
    return kept.storable(organisation.public_id)[:120] if isinstance(organisation, Organisation) else ""


def _none(reason: str) -> SharedReading:
    facts = SourceFacts(Source.ACCOUNT, How.API, SourceState.NOT_READ, reason)
    return SharedReading(facts, b"", failed=reason)
