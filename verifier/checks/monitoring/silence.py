"""When the judged monitor is silent in every week, and by which downtimes."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from verifier.checks.monitoring.aims import Aim, aim_of
from verifier.facts import NotLooked, NotThere
from verifier.facts.account import Downtime, Downtimes, JudgedHost, Monitor
from verifier.facts.host import OperatingSystem
from verifier.schedules import (
    OFFICE,
    Recurrence,
    describe,
    intruding,
    minutes_between,
    missing,
    silent_minutes,
    start_days,
)
from verifier.verdicts import Evidence, Finding, absent, failed, unknown

# What is silent here was meant for weekdays, even at the wrong hours; a weekend may well last until Monday morning.
WEEKDAYS_ONLY = minutes_between(range(5), 9 * 60, 24 * 60)
WEEKEND_DAYS_ONLY = minutes_between((5, 6), 9 * 60, 19 * 60)
_OVER = frozenset({"ended", "canceled"})
MOST_SHOWN = 20  # of what is silent, in one evidence: nobody reads more, and each costs as much as a week has minutes
MOST_WINDOWS = 100  # of all downtimes that concern the monitor: each becomes a set of the minutes of a week
TOO_MANY = f"More than {MOST_WINDOWS} downtimes concern this monitor, too many to tell when it is silent."
SOON = timedelta(days=14)  # the first night of a new downtime is at most a week ahead
_EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class Quiet:
    """One recurrence of one downtime. minutes of every week; problem: why there are none."""

    downtime: Downtime
    minutes: frozenset[int]
    daily: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Silence:
    """What silences the monitor alone, what silences all monitors, and what cannot be told.

    unseen: why nothing can be told at all; "" = it was looked at as a whole.
    """

    aimed: tuple[Quiet, ...]
    broad: tuple[Quiet, ...]
    unclear: tuple[Downtime, ...]
    caveat: str = ""
    unseen: str = ""

    @property
    def minutes(self) -> frozenset[int]:
        return _union(self.aimed)

    @property
    def minutes_not_daily(self) -> frozenset[int]:
        return _union(quiet for quiet in self.aimed if not quiet.daily)

    def has_one_meant_for(self, wanted: Set[int], *, not_for: Set[int], slack: int) -> bool:
        """Is one recurrence there for these minutes, and not just for everything?"""
        return any(q.minutes & wanted and not intruding(q.minutes, not_for, slack=slack) for q in self.aimed)

    def evidence(self, wanted: str) -> tuple[Evidence, ...]:
        return tuple(_evidence(quiet, wanted) for quiet in (*self.aimed, *self.broad)[:MOST_SHOWN])


def silence_of(downtimes: Downtimes, monitor: Monitor, judged: JudgedHost | NotLooked | NotThere) -> Silence:
    """Every downtime of the account, seen from the judged monitor and its group of the judged host."""
    hosts = frozenset(judged.names) if isinstance(judged, JudgedHost) else None
    today = datetime.fromtimestamp(downtimes.asked_at, UTC).date()
    by_aim: dict[Aim, list[Downtime]] = {aim: [] for aim in Aim}
    for downtime in downtimes.items:
        by_aim[aim_of(downtime, monitor, hosts)].append(downtime)
    if sum(_windows(downtime) for aim in (Aim.THIS, Aim.EVERYTHING) for downtime in by_aim[aim]) > MOST_WINDOWS:
        return Silence((), (), (), unseen=TOO_MANY)
    caveat = "" if downtimes.complete else downtimes.caveat or "Not every downtime could be read."
    return Silence(
        aimed=tuple(quiet for downtime in by_aim[Aim.THIS] for quiet in _quiets(downtime, today)),
        broad=tuple(quiet for downtime in by_aim[Aim.EVERYTHING] for quiet in _quiets(downtime, today)),
        unclear=tuple(by_aim[Aim.UNCLEAR]),
        caveat=caveat,
    )


def lacks(silence: Silence, wanted: Set[int], marks: Set[int], name: str, *, slack: int) -> Finding | None:
    """The finding where the monitor is not silent as wanted; None where it is.

    marks: minutes that only a downtime meant for this touches.
    """
    if silence.unseen:
        return unknown(silence.unseen)
    open_minutes = missing(silence.minutes, wanted, slack=slack)
    if not open_minutes:
        return None
    everything = silence.minutes | _union(silence.broad)
    if not missing(everything, wanted, slack=slack):
        return failed("The downtime silences every monitor, not only this one.", *silence.evidence("this monitor"))
    if silence.unclear:
        return unknown(f"Whether the downtime {silence.unclear[0].id} aims at this monitor cannot be told.")
    if silence.caveat:
        return unknown(f"No downtime that was seen covers {name}. {silence.caveat}")
    if everything & marks:
        return failed(f"The monitor is not silent {', '.join(open_minutes)}.", *silence.evidence(name))
    without = [quiet for quiet in silence.aimed if quiet.problem]
    if without:
        return failed(without[0].problem, *silence.evidence(name))
    return absent(f"No downtime of the monitor covers {name}.")


def nights(
    silence: Silence, wanted: Set[int], marks: Set[int], name: str, seen: Iterable[Evidence], *, slack: int
) -> Finding | None:
    """As `lacks`; also where it is silent as wanted, but in working hours too."""
    lacking = lacks(silence, wanted, marks, name, slack=slack)
    office = intruding(silence.minutes, OFFICE, slack=slack) if lacking is None else ()
    if office:
        return failed(f"The monitor is silent in working hours too: {', '.join(office)}.", *seen)
    return lacking


def zone_note(silence: Silence, system: OperatingSystem | NotLooked | NotThere) -> str:
    """A remark where the downtimes count in another zone than the machine does."""
    zones = {quiet.downtime.timezone for quiet in silence.aimed if quiet.minutes}
    own = system.timezone if isinstance(system, OperatingSystem) else ""
    if not own or {_zone(zone) for zone in zones} <= {_zone(own)}:
        return ""
    return f"The downtime counts in {', '.join(sorted(zones))}, the machine in {own}."


def _zone(name: str) -> str:
    return "UTC" if name in ("Etc/UTC", "UCT", "Zulu", "Etc/UCT") else name


def _windows(downtime: Downtime) -> int:
    """How many findings `_quiets` makes of it."""
    return 1 if downtime.status.lower() in _OVER else max(1, len(downtime.windows))


def _quiets(downtime: Downtime, today: date) -> list[Quiet]:
    if downtime.status.lower() in _OVER:
        return [Quiet(downtime, frozenset(), problem=f"The downtime has {_over(downtime.status.lower())}.")]
    found = []
    for window in downtime.windows:
        if window.start[:10] > (today + SOON).isoformat():
            found.append(
                Quiet(downtime, frozenset(), problem=f"The downtime does not begin before {window.start[:10]}.")
            )
            continue
        recurrence = Recurrence(window.start, window.duration, window.rule)
        week = silent_minutes([recurrence], now=today)
        daily = start_days(recurrence, now=today) == _EVERY_DAY
        found.append(Quiet(downtime, week.minutes, daily, " ".join(week.left_out)))
    if not found:
        found.append(Quiet(downtime, frozenset(), problem=downtime.problem or "The downtime does not repeat."))
    return found


def _over(status: str) -> str:
    return "been canceled" if status == "canceled" else "ended"


def _union(quiets: Iterable[Quiet]) -> frozenset[int]:
    return frozenset().union(*(quiet.minutes for quiet in quiets))


def _evidence(quiet: Quiet, wanted: str) -> Evidence:
    downtime = quiet.downtime
    aim = f"monitor {downtime.monitor_id}" if downtime.monitor_id else ", ".join(downtime.monitor_tags) or "*"
    return Evidence(
        f"downtime of {aim}",
        seen=quiet.problem or f"{describe(quiet.minutes)} ({downtime.timezone})",
        wanted=wanted,
        where=f"downtime {downtime.id}",
    )
