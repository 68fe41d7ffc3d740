"""What the account tells of the collected data: tags, the database, the custom metric and its points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from verifier.checks import check
from verifier.checks.hearing import LOOK_AGAIN, asleep
from verifier.facts.account import ActiveMetrics, JudgedHost, MetricPoints
from verifier.facts.base import NotLooked, NotThere
from verifier.moments import in_utc
from verifier.verdicts import Evidence, Finding, absent, failed, passed, unknown

FROM_THE_AGENT = "datadog"
# What a comma-separated line of tags becomes on the way: one tag, its commas turned to underscores.
_JOINED = re.compile(r"[^:]+:[^:]*_[^:_]+:[^:]+")
_OTHER_DATABASES = ("sqlserver", "oracle", "redis", "cassandra", "elasticsearch", "couchdb", "mariadb")
# Only this many times the gaps that are needed are looked at, the latest ones: an interval may have been corrected.
RECENT = 3
OUTLIER = 3


@check(hint="Set `tags:` in datadog.yaml and restart the Agent; tags typed in the UI do not count.")
def account_sees_tags_from_the_agent(judged: JudgedHost, *, minimum: int) -> Finding:
    """The host carries tags that its Agent sends."""
    sent: list[str] = []
    typed: list[str] = []
    for source, tags in judged.host.tags:
        own = [tag for tag in tags if not _is_host_name(tag, judged)]
        (sent if source.casefold() == FROM_THE_AGENT else typed).extend(own)
    where = "tags by source, /api/v1/hosts"
    seen = Evidence(f"tags from the Agent of {judged.host.name}", seen=_list(sent), where=where)
    joined = [tag for tag in sent if _JOINED.fullmatch(tag)]
    if joined and len(joined) == len(sent):
        return failed(f"{joined[0]} is one tag; several were joined by commas.", seen)
    if len(sent) >= minimum:
        return passed(f"The Agent sends {_list(sent)}.", seen)
    if typed:
        others = Evidence("tags from elsewhere", seen=_list(typed), where=where)
        return failed("The Agent sends no tags of its own; the ones on the host come from elsewhere.", others)
    if sent:
        return failed(f"The Agent sends {len(sent)} of {minimum} tags.", seen)
    return absent("The Agent sends no tags of its own.")


def _is_host_name(tag: str, judged: JudgedHost) -> bool:
    """`host:<its own name>` is always there."""
    key, _, value = tag.partition(":")
    own = {judged.host.name.lower(), *(alias.lower() for alias in judged.host.aliases)}
    return key.lower() == "host" and value.lower() in own


@check(hint='Fill conf.d/<database>.d/conf.yaml and restart the Agent; clicking "Install" on the tile is not enough.')
def account_receives_database_metrics(
    active: ActiveMetrics, judged: JudgedHost | NotLooked | NotThere, *, kinds: tuple[str, ...]
) -> Finding:
    """The account receives metrics of the database's integration."""
    found = {kind: [name for name in active.names if name.startswith(f"{kind}.")] for kind in kinds}
    troubles = _troubles(judged, kinds)
    for kind, names in found.items():
        if names:
            such = f"{len(names)}, such as {_list(names[:3])}"
            seen = Evidence(f"{kind} metrics", seen=such, where="/api/v1/metrics")
            note = f"The check reports now: {troubles[0]}" if troubles else ""
            return passed(f"The account receives {len(names)} metrics of {kind}.", seen, note=note)
    if troubles:
        return failed(f"The integration's check reports an error: {troubles[0]}", Evidence("check", seen=troubles[0]))
    others = [name for name in active.names if name.startswith(tuple(f"{other}." for other in _OTHER_DATABASES))]
    if others:
        return failed(f"The account receives {others[0]}, which is of none of {_list(kinds)}.")
    return absent(f"The account has received no metric of {_list(kinds)}.")


def _troubles(judged: JudgedHost | NotLooked | NotThere, kinds: Sequence[str]) -> list[str]:
    """Errors that these databases' checks report. The check `mongo` sends mongodb.*, and `postgres` postgresql.*."""
    if not isinstance(judged, JudgedHost):
        return []
    return [
        f"{name}: {message or status}"
        for name, status, message in judged.host.agent_checks
        if status.upper() == "ERROR" and any(kind.startswith(name.lower()) for kind in kinds)
    ]


@check(hint="Call `self.gauge('my_metric', value)`, with exactly this name.")
def account_receives_the_metric(points: MetricPoints, *, metric: str, type: str) -> Finding:
    """The account receives the custom metric."""
    seen = Evidence("metric", seen=points.metric, wanted=metric, where=points.host)
    if points.metric != metric:
        return failed(f"The metric is called {points.metric}, not {metric}.", seen)
    if not points.points:
        return absent(f"The account has no points of {metric} in the last days.")
    told = Evidence("type", seen=points.type or "not told", wanted=type)
    if points.type and points.type != type:
        return failed(f"{metric} is submitted as {points.type}, not as {type}.", seen, told)
    note = "" if points.type else f"Whether it is a {type} could not be read."
    return passed(f"{metric} has points, the last at {in_utc(points.points[-1][0])}.", seen, told, note=note)


@check(hint="`random.randint(0, 1000)`, called anew in every run of the check.")
def account_values_lie_within(
    points: MetricPoints, judged: JudgedHost | NotLooked | NotThere, *, low: int, high: int, minimum_points: int
) -> Finding:
    """The values are random and lie in the asked range."""
    values = [value for _, value in points.points]
    if not values:
        return absent(f"The account has no points of {points.metric} in the last days.")
    smallest, largest = min(values), max(values)
    seen = Evidence(
        f"{len(values)} values of {points.metric}",
        seen=f"{smallest:g} to {largest:g}",
        wanted=f"{low} to {high}",
        where=points.host,
    )
    if smallest < low or largest > high:
        beyond = smallest if smallest < low else largest
        return failed(f"{beyond:g} lies outside of {low} to {high}.", seen)
    if len(values) < minimum_points:
        # A point every 15 seconds to a minute is usual.
        missing = (minimum_points - len(values)) * 60
        return _so_far(f"{len(values)} of {minimum_points} values so far.", seen, judged=judged, missing=missing)
    if smallest == largest:
        return failed(f"All {len(values)} values are {smallest:g}.", seen)
    return passed(f"{len(values)} values lie between {smallest:g} and {largest:g}.", seen)


@check(hint="Set `min_collection_interval` on the instance, in the check's YAML.")
def account_sees_points_every(
    points: MetricPoints,
    judged: JudgedHost | NotLooked | NotThere,
    *,
    seconds: int,
    tolerance_seconds: int,
    minimum_gaps: int,
) -> Finding:
    """The points arrive at the asked interval."""
    if not points.points:
        return absent(f"The account has no points of {points.metric} in the last days.")
    if not 0 < points.bucket <= tolerance_seconds:
        return unknown(f"Datadog gave buckets of {points.bucket} seconds, too coarse to tell the interval.")
    times = [at for at, _ in points.points][-(RECENT * minimum_gaps + 1) :]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    kept = [gap for gap in gaps if gap <= OUTLIER * median(gaps)] if gaps else []
    if len(kept) < minimum_gaps:
        missing = (minimum_gaps - len(kept)) * seconds
        told = f"{len(kept)} of {minimum_gaps} intervals between points so far."
        return _so_far(told, judged=judged, missing=missing)
    usual = median(kept)
    left_out = f"; {len(gaps) - len(kept)} pauses left out" if len(kept) < len(gaps) else ""
    seen = Evidence(
        f"{len(kept)} intervals of {points.metric}",
        seen=f"median {usual:g} s{left_out}",
        wanted=f"{seconds} s",
        where=f"{points.host}, {in_utc(times[0])} to {in_utc(times[-1])}",
    )
    if abs(usual - seconds) > tolerance_seconds:
        return failed(f"A point arrives every {usual:g} seconds.", seen)
    near = [gap for gap in kept if abs(gap - seconds) <= tolerance_seconds]
    if 2 * len(near) <= len(kept):
        # a median may lie where no interval does: 30 and 60 seconds in turn
        return failed(f"The points arrive {min(kept):g} to {max(kept):g} seconds apart, mostly not {seconds}.", seen)
    return passed(
        f"A point arrives every {usual:g} seconds{left_out}.", seen, measured=_on_average(gaps, usual, points.bucket)
    )


def _on_average(gaps: Sequence[int], usual: float, bucket: int) -> tuple[float, float]:
    """Seconds between points over all runs of them without a pause, and by how much that may be off.

    Each gap alone is off by up to a bucket; those of a run are off by one bucket together.
    """
    steady = [abs(gap - usual) <= 2 * bucket for gap in gaps]
    runs = sum(now and not before for before, now in pairwise([False, *steady]))
    kept = [gap for gap, fits in zip(gaps, steady, strict=True) if fits]
    return sum(kept) / len(kept), bucket * runs / len(kept)


def _so_far(told: str, *seen: Evidence, judged: JudgedHost | NotLooked | NotThere, missing: int) -> Finding:
    """Time will tell, after `missing` seconds of points; from a machine that sleeps none come."""
    silent = asleep(judged)
    if silent:
        return unknown(f"{told} {silent}", *seen, wait_seconds=max(missing, LOOK_AGAIN))
    return unknown(told, *seen, wait_seconds=missing)


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
