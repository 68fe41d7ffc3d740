"""An account's facts that the candidate read at home, in the file that `check --keep` wrote. Everything in it is told."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from verifier.facts import Fact, NotLooked, NotThere, SourceFacts, SourceState
from verifier.facts.account import Downtimes
from verifier.moments import in_utc
from verifier.probes.account import GATE, PROBES
from verifier.recording import RecordingError, from_json
from verifier.scrub import mask
from verifier.verdicts import How, Source

LARGEST = 2_000_000
FORMAT = 1
LONGEST = 300
MOST_IN_A_LIST, MOST_THINGS, MOST_DOWNTIMES = 5_000, 2_000, 200
MOST_WINDOWS = 200
"""Of all downtimes together: each is a set of the minutes of a week."""
AHEAD = timedelta(hours=1)
"""How wrong a clock at home may go before its file is from the future."""


class NotOurs(ValueError):
    """The file cannot be taken; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class OwnAccount:
    """facts: by the candidate's own run, of the day on which they were read. sandbox: they are not Datadog's."""

    facts: SourceFacts
    sandbox: bool


def own_account(content: bytes, *, now: datetime) -> OwnAccount:
    """What such a file tells of the account; the machine and the document in it are left alone. Raises NotOurs."""
    bundle = _bundle(content)
    kept = bundle["sources"].get(Source.ACCOUNT.value)
    if not isinstance(kept, dict):
        raise NotOurs("The file tells nothing of an account: were both keys set when the checker ran?")
    _refuse_too_much(kept)
    try:
        facts = from_json(_masked(kept))
    except (RecordingError, RecursionError, AttributeError) as fault:
        raise NotOurs("The account in this file cannot be read; run the checker of this version once more.") from fault
    if not _whole(facts) or facts.state is SourceState.READING:
        raise NotOurs("The account in this file is not one that the checker wrote.")
    if facts.state not in (SourceState.READ, SourceState.PARTLY):
        raise NotOurs(f"The checker could not read the account: {facts.reason[:LONGEST] or 'it does not say why.'}")
    taken_at = _moment(facts.taken_at)
    if taken_at > now + AHEAD:
        raise NotOurs("The file is from the future; set the clock of the machine and run the checker once more.")
    _refuse_too_many(facts)
    told = replace(
        facts,
        how=How.OWN_RUN,
        reason=facts.reason[: 2 * LONGEST],
        taken_at=taken_at.isoformat(timespec="seconds"),
        origin=f"{facts.origin[:LONGEST]}, read at home on {in_utc(taken_at.timestamp())}",
    )
    return OwnAccount(told, sandbox=bool(bundle.get("sandbox")))


def _whole(facts: SourceFacts) -> bool:
    """Of an account, with nothing in it that no probe of an account tells; sentences are texts."""
    texts = [facts.reason, facts.taken_at, facts.origin, facts.in_part]
    texts += [value.reason for value in facts.values.values() if isinstance(value, NotLooked | NotThere)]
    waits = [value.wait_seconds for value in facts.values.values() if isinstance(value, NotLooked)]
    return (
        facts.source is Source.ACCOUNT
        and set(facts.values) <= _TELLS
        and all(isinstance(text, str) for text in texts)
        and all(wait is None or type(wait) is int for wait in waits)
    )


_TELLS: frozenset[type[Fact]] = frozenset(kind for probe in (GATE, *PROBES) for kind in probe.tells)


def _refuse_too_much(kept: object) -> None:
    """No list in it is longer than any that the checker writes for one candidate."""
    todo = [kept]
    while todo:
        value = todo.pop()
        if isinstance(value, list) and len(value) > MOST_IN_A_LIST:
            raise NotOurs(f"The account in this file has a list of more than {MOST_IN_A_LIST:,} things; {_CONNECT}")
        todo += value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()


def _refuse_too_many(facts: SourceFacts) -> None:
    """The file is judged while others wait for the database, so what takes long to judge is bounded."""
    for kind, value in facts.values.items():
        most = MOST_DOWNTIMES if kind is Downtimes else MOST_THINGS
        if len(getattr(value, "items", ())) > most:
            raise NotOurs(f"The account in this file has more than {most:,} {kind.__name__}; {_CONNECT}")
    downtimes = facts.values.get(Downtimes)
    if isinstance(downtimes, Downtimes) and sum(len(item.windows) for item in downtimes.items) > MOST_WINDOWS:
        raise NotOurs(f"The downtimes in this file repeat in more than {MOST_WINDOWS} ways; {_CONNECT}")


_CONNECT = "connect the account with its keys instead."


def _bundle(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise NotOurs(f"The file has more than {LARGEST // 1_000_000} MB, which no account takes.")
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number, parse_float=_number)
    except (ValueError, RecursionError):
        raise NotOurs("This is not a file that the checker wrote with --keep.") from None
    if not isinstance(data, dict):
        raise NotOurs("This is not a file that the checker wrote with --keep.")
    if "steps" in data and "bundle" not in data:
        raise NotOurs("This is the checker’s report (--json); send the file that it writes with --keep.")
    if data.get("bundle") != FORMAT or not isinstance(data.get("sources"), dict):
        raise NotOurs("This is not a file that the checker wrote with --keep.")
    return data


def _number(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number that the checker writes.")


def _masked(value: object) -> dict[str, object]:
    """Without credentials: the checker masked them, and a file can be edited."""
    masked = _without(value)
    assert isinstance(masked, dict)
    return masked


def _without(value: object) -> object:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, list):
        return [_without(item) for item in value]
    if isinstance(value, dict):
        return {mask(str(name)): _without(item) for name, item in value.items()}
    return value


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotOurs("The file does not say when the account was read.") from None
