"""What the account tells of how the judged monitor alerts: for whom, under which name, with which link."""

from __future__ import annotations

import re

from verifier.checks import check
from verifier.checks.monitoring.account import mails_in, parsed, query_evidence, watching, where
from verifier.checks.told import DASHBOARD_IN
from verifier.facts.account import JudgedMetric, Monitor
from verifier.messages import MessageError, State, parse_message, visible_in
from verifier.queries import placements
from verifier.verdicts import Evidence, Finding, absent, failed, passed

# What the site calls a monitor that was given no name.
_NAME_OF_THE_SITE = re.compile(r"(?:\[Auto\]|\*\*.+\*\* over \*\*).*", re.DOTALL)


@check(hint='`max(last_5m):…` is "at least once", `avg(last_5m):…` is "on average".')
def account_monitor_watches_the_metric(
    monitor: Monitor, metric: JudgedMetric, *, over_time: str, window_seconds: int
) -> Finding:
    """The monitor watches the custom metric as asked."""
    return watching(monitor, metric, over_time, window_seconds)


@check(hint="Choose “Multi Alert”, for each host: the query ends in `by {host}`.")
def account_monitor_alerts_for_each(monitor: Monitor, *, tag: str) -> Finding:
    """The monitor alerts for each host by itself."""
    query = parsed(monitor)
    if isinstance(query, Finding):
        return query
    seen = query_evidence(monitor, f"… by {{{tag}}}")
    by = sorted({name for place in placements(query.query) for name in place.leaf.by})
    if by == [tag]:
        return passed(f"The monitor alerts for each {tag}.", seen)
    if by:
        return failed(f"The monitor alerts for each {' and '.join(by)}.", seen)
    return failed("The monitor alerts once for everything.", seen)


@check(hint="Name the monitor after what it watches and what that means.")
def account_monitor_has_a_name(monitor: Monitor) -> Finding:
    """The monitor has a name that somebody gave it. Whether it describes, a person says."""
    name = monitor.name.strip()
    seen = Evidence("name", seen=name, where=where(monitor))
    if not name:
        return absent("The monitor has no name.")
    if _NAME_OF_THE_SITE.fullmatch(name):
        return failed("The name is the one that the site makes up.", seen)
    return passed("Somebody named the monitor.", seen)


@check(hint="Put the address of your dashboard into the monitor's message.")
def account_monitor_links_a_board(monitor: Monitor) -> Finding:
    """The monitor's message links a dashboard."""
    try:
        text = visible_in(parse_message(monitor.message), "alert")
    except MessageError:
        text = monitor.message
    seen = Evidence("message", seen=text.strip()[:2000], wanted="https://…/dashboard/…", where=where(monitor))
    if not text.strip():
        return absent("The monitor has no message.")
    found = DASHBOARD_IN.search(text)
    if found is None:
        return failed("The alert's message has no link to a dashboard.", seen)
    return passed("The alert's message links a dashboard.", Evidence("link", seen=found[0], where=where(monitor)))


@check(hint="Your address with a leading @ in the monitor's message.")
def account_monitor_mails_on(monitor: Monitor, *, states: tuple[State, ...]) -> Finding:
    """The monitor mails somebody in the states that were asked for."""
    return mails_in(monitor, states)
