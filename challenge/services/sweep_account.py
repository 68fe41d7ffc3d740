"""What a sweep knows of the account: read once, whoever dies meanwhile, and bound to the keys that were there before."""

from __future__ import annotations

import gzip

from django.db import transaction

from challenge.contest import shared_account
from challenge.looks import kept
from challenge.models import Contest, ContestKey, Sweep
from challenge.services.sweep_leases import Lease, end, hold
from verifier.facts import SourceFacts

ELSEWHERE = "Another account, or other keys of it, were given while this one was read."
RAW_LIMIT_BYTES = 40_000_000


def facts_of(lease: Lease) -> SourceFacts | None:
    """What the account shows; None: the sweep failed, and nobody is judged by it. Read once, whoever dies meanwhile."""
    raw = kept.unpack(Sweep.objects.values_list("raw", flat=True).get(pk=lease.sweep_id))
    if raw:
        return shared_account.read(raw)
    sweep = Sweep.objects.defer("raw").select_related("contest__cohort").get(pk=lease.sweep_id)
    keys = _keys_of(lease)
    reading = shared_account.look(sweep)
    failed = reading.failed or shared_account.other_organisation(lease.contest_id, reading.facts)
    if failed:
        end(lease, failed=failed, requests=reading.requests, spans=reading.spans)
        return None
    packed = gzip.compress(reading.raw, mtime=0) if len(reading.raw) <= RAW_LIMIT_BYTES else b""
    with transaction.atomic():
        contest = Contest.objects.select_for_update(of=("self",), no_key=True).get(pk=lease.contest_id)
        hold(lease)
        there, read = (contest.site, contest.api_url), (sweep.contest.site, sweep.contest.api_url)
        if there != read or _keys_of(lease) != keys:
            end(lease, failed=ELSEWHERE, requests=reading.requests, spans=reading.spans)
            return None
        Sweep.objects.filter(pk=lease.sweep_id).update(
            raw=packed, reason=kept.storable(reading.facts.reason)[:500], requests=reading.requests, spans=reading.spans
        )
        Sweep.objects.filter(contest_id=lease.contest_id).exclude(pk=lease.sweep_id).exclude(raw=b"").update(raw=b"")
        shared_account.pin(lease.contest_id, reading.facts)
    return reading.facts


def _keys_of(lease: Lease) -> list[tuple[str, str]]:
    """As they are kept, so that it is seen when others take their place."""
    return list(ContestKey.objects.filter(contest=lease.contest_id).order_by("kind").values_list("kind", "ciphertext"))
