"""Looks at a candidate's machine over SSH, or reads what an earlier look or their own run kept.

Never raises for the world's faults: what could not be looked at says why, fact by fact.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from verifier import scrub
from verifier.facts import Fact, NotLooked, NotThere, SourceFacts, SourceState
from verifier.facts.host import HostFact
from verifier.gather.reading import Clock, Reading, Report, ignore, iso
from verifier.probes.host import Answers, HostProbe, probes_for
from verifier.script import Asked, Ended, Event, Section, compose, mask, nonce_of, sections, written
from verifier.script.compose import GREETING
from verifier.ssh import CouldNotLookError, Deadlines, Login, connected, not_run
from verifier.ssh.connection import TAIL
from verifier.verdicts import How, Source

CUT_SHORT = "The answer of the machine ended before this was read."
SHORTEST = 6
PIECE = 65_536
NOT_OURS = "This is not the output of our script: its first line is missing."
ANOTHER_DAYS = "This is the output of a script from another time. Fetch the script anew and run that one."
BROKE_OFF = "The script began and told nothing: its output broke off. Run it again."


class NotOursError(Exception):
    """What was sent is not what our script prints. The text is one sentence for a candidate."""


@dataclass
class HostTarget:
    """A machine, and how to get in. Prints without its secrets."""

    user: str
    address: str
    port: int = 22
    key: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    host_key: str = ""
    allow: tuple[str, ...] = ()
    sudo: bool = False
    deadline: float = 45.0

    @property
    def origin(self) -> str:
        return f"{self.user}@{self.address}" + (f":{self.port}" if self.port != 22 else "")


def look(
    target: HostTarget,
    *,
    report: Report = ignore,
    now: Clock = time.time,
    only: frozenset[type[HostFact]] | None = None,
) -> Reading:
    """One connection, one script; `report` is called each time a probe's sections are complete."""
    probes = probes_for(only)
    nonce = secrets.token_hex(16)
    gathered = _Gathered(probes, How.SSH, target.origin, now)
    login = Login(target.user, target.address, target.port, target.key, target.password, target.host_key,
                  tuple(target.allow))  # fmt: skip
    host_key, raw, heard = "", [f"{GREETING} {nonce}\n"], bytearray()
    try:
        with connected(login, _deadlines(target.deadline)) as host:
            host_key = host.host_key
            script = compose(nonce, probes, sudo=target.sudo)
            for event in sections(_overheard(host.answers(script), heard), nonce):
                event = _scrubbed(event, _unsaid(target))
                raw.append(written(event, nonce))
                if gathered.take(event):
                    report(gathered.so_far())
                if gathered.ended:  # whatever else holds the line open was left there by the login shell
                    break
            if len(raw) == 1:
                said = (bytes(heard) + b"\n" + host.complaint).decode("utf-8", "replace")
                gathered.reason = not_run(host.status, _calm(said, _unsaid(target)))
    except CouldNotLookError as fault:
        gathered.reason, host_key = str(fault), host_key or fault.host_key
    return Reading(gathered.at_the_end(), "".join(raw).encode() if len(raw) > 1 else b"", host_key)


def read(raw: bytes, *, how: How = How.SSH, now: Clock = time.time) -> SourceFacts:
    """The facts of a kept answer or of a file of the candidate's own run, whatever an editor did to its line ends."""
    text = _decoded(raw)
    nonce = nonce_of(text)
    gathered = _Gathered(probes_for(None), how, "", now)
    if not nonce:
        gathered.reason = NOT_OURS
        return gathered.at_the_end()
    for event in sections(_pieces(text), nonce):
        gathered.take(_scrubbed(event))
    return gathered.at_the_end()


def own_nonce(raw: bytes) -> str:
    """The random number that an own run's output names ("" = it is none of ours)."""
    return nonce_of(_decoded(raw))


def take_own_run(raw: bytes, nonce: str) -> tuple[bytes, SourceFacts]:
    """What a candidate sent, scrubbed once more and fit to be kept, and its facts. Raises NotOursError.

    Only the frames of this nonce are kept; whatever stands around them is dropped.
    """
    text = _decoded(raw)
    found = nonce_of(text)
    if found != nonce:
        raise NotOursError(ANOTHER_DAYS if found else NOT_OURS)
    events = (_scrubbed_twice(event) for event in sections(_pieces(text), nonce))
    kept = "".join([f"{GREETING} {nonce}\n", *(written(event, nonce) for event in events)]).encode()
    facts = read(kept, how=How.OWN_RUN)
    if facts.state is SourceState.NOT_READ:
        raise NotOursError(BROKE_OFF)
    return kept, facts


def _pieces(text: bytes) -> Iterator[bytes]:
    """The reader copies what is left of a piece with every line."""
    return (text[at : at + PIECE] for at in range(0, len(text), PIECE))


@dataclass
class _Gathered:
    """Facts so far. A probe is read once, when all it asked for has arrived."""

    probes: Sequence[HostProbe]
    how: How
    origin: str
    now: Clock
    reason: str = ""
    ended: bool = False
    answers: Answers = field(default_factory=Answers)
    values: dict[type[Fact], Fact | NotLooked | NotThere] = field(default_factory=dict)

    def take(self, event: Event) -> bool:
        """Whether more is known now."""
        if isinstance(event, Section):
            self.answers.add(event)
            return False
        if isinstance(event, Ended):
            self.ended = True
            return False
        self.answers.asked.add(event.key)
        ready = [probe for probe in self.probes if probe.fact not in self.values and self._complete(probe)]
        for probe in ready:
            self.values[probe.fact] = _read(probe, self.answers)
        return bool(ready)

    def _complete(self, probe: HostProbe) -> bool:
        return all(ask.key in self.answers.asked for ask in probe.asks)

    def so_far(self) -> SourceFacts:
        return self._facts(SourceState.READING, "", dict(self.values))

    def at_the_end(self) -> SourceFacts:
        reason = "" if self.ended else self.reason or CUT_SHORT
        values = dict(self.values)
        for probe in self.probes:
            values.setdefault(probe.fact, NotLooked(reason or CUT_SHORT))
        state = _state(values.values(), anything=bool(self.answers.sections))
        if state is SourceState.PARTLY and not reason:
            reason = next(value.reason for value in values.values() if isinstance(value, NotLooked))
        return self._facts(state, reason, values)

    def _facts(
        self, state: SourceState, reason: str, values: dict[type[Fact], Fact | NotLooked | NotThere]
    ) -> SourceFacts:
        return SourceFacts(Source.HOST, self.how, state, reason, iso(self.now), self.origin, values)


def _read(probe: HostProbe, answers: Answers) -> Fact | NotLooked | NotThere:
    """A reader that stumbles over hostile output must not end the run."""
    try:
        return probe.read(answers)
    except Exception:  # whatever it is, it is ours: the candidate's row is "could not look"
        return NotLooked("What the machine said of this could not be understood.")


def _state(values: Iterable[Fact | NotLooked | NotThere], *, anything: bool) -> SourceState:
    unread = [isinstance(value, NotLooked) for value in values]
    if not anything or all(unread):
        return SourceState.NOT_READ
    return SourceState.PARTLY if any(unread) else SourceState.READ


def _overheard(pieces: Iterable[bytes], heard: bytearray) -> Iterator[bytes]:
    """The pieces, with the end of what was said kept in `heard`."""
    for piece in pieces:
        heard[:] = (bytes(heard) + piece)[-TAIL:]
        yield piece


def _scrubbed(event: Event, password: str = "") -> Event:
    if isinstance(event, Asked | Ended):
        return event
    argument, text, errors = (_calm(one, password) for one in (event.argument, event.text, event.errors))
    return Section(event.key, argument, text, event.status, errors, event.truncated)


def _scrubbed_twice(event: Event) -> Event:
    """By the rules for machines, and by those for whatever people write: nobody saw the script run."""
    event = _scrubbed(event)
    if isinstance(event, Asked | Ended):
        return event
    argument, text, errors = (
        scrub.mask(one).replace(scrub.DOT, "x") for one in (event.argument, event.text, event.errors)
    )
    return Section(event.key, argument, text, event.status, errors, event.truncated)


def _calm(text: str, password: str) -> str:
    return mask(text.replace(password, "x" * len(password)) if password else text)


def _unsaid(target: HostTarget) -> str:
    """The password, which a machine that has heard it might repeat; not one that is any word of every path there."""
    known = (target.user, target.address, "vagrant", "password")
    return "" if len(target.password) < SHORTEST or target.password in known else target.password


def _deadlines(total: float) -> Deadlines:
    usual = Deadlines()
    return Deadlines(min(usual.connect, total), min(usual.banner, total), min(usual.auth, total),
                     min(usual.command, total), total)  # fmt: skip


def _decoded(raw: bytes) -> bytes:
    """Line ends, byte order marks and the UTF-16 that a Windows redirection writes."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = raw.decode("utf-16", "replace").encode()
    return raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
