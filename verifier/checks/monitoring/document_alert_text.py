"""What the document shows of the value and the host in the alert."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.checks import check
from verifier.checks.monitoring.told_monitor import of_metric, saying, told_alike, unseen
from verifier.checks.told import PENDING, own, passage_evidence, place_evidence
from verifier.checks.visualizing.told_queries import accepted_metrics
from verifier.facts.document import Answers, Pictures, ShownChecks, ShownMessage, ShownMonitor, ShownMonitors
from verifier.messages import Message, MessageError, parse_message, variables_in, visible_in
from verifier.queries import MonitorQuery, leaves, restricted_to
from verifier.verdicts import Evidence, Finding, RestsOn, absent, failed, passed

TEXT = RestsOn.TEXT


@check(hint="`{{value}}` and `{{host.ip}}` in the alert text, and the monitor grouped by host.")
def document_monitor_tells_value_and_host(
    monitors: ShownMonitors, answers: Answers, checks: ShownChecks, pictures: Pictures, *, metric: str
) -> Finding:
    """The alert names the value and the host's IP."""
    empty = saying(
        answers,
        r"\bip\b[^.]{0,60}\b(?:not|n['’]t|blank|empty|missing|unavailable)\b|\b(?:not|n['’]t|blank|empty|"
        r"missing)\b[^.]{0,40}\b(?:host )?ip\b|\bname of the host instead\b|\bhost ?name\b[^.]{0,40}\binstead\b",
        but=r"\bnow\b|\bfixed\b|first version|\bat first\b|\bsolved\b|\bthen it was\b",
    )
    ours = of_metric(monitors, accepted_metrics(metric, checks))
    for shown in reversed(monitors.messages):
        found = _tells(shown, ours)
        if found.outcome.value == "pass" and empty:
            return failed(
                "The document itself says that the IP does not show.",
                passage_evidence(empty[0]),
                *found.evidence,
                rests_on=TEXT,
            )
        return found
    named = [p for p in own(answers, "monitoring") if "{{" in p.text and not PENDING.search(p.text)]
    for passage in reversed(named):
        there = variables_in(passage.text)
        if {"value", "host.ip"} <= set(there) and not empty:
            seen = passage_evidence(passage)
            return passed("The document says that value and IP are in the alert.", seen, rests_on=TEXT)
        other = [name for name in there if name.startswith("host.") and name != "host.ip"]
        if "value" in there and other and "host.ip" not in there:
            said = f"The alert names the value and {other[0]}, not the IP."
            return failed(said, passage_evidence(passage), rests_on=TEXT)
        if told_alike(answers) and ("value" in there) != ("host.ip" in there):
            said = f"The alert names the {'value' if 'value' in there else 'IP'} only."
            return failed(said, passage_evidence(passage), rests_on=TEXT)
    filled = saying(answers, r"\bfilled in\b[^.]{0,40}\bvalue\b|\bvalue\b[^.]{0,40}\bfilled in\b")
    both = [p for p in saying(answers, r"\bvalue\b") if re.search(r"(?i)\bip\b", p.text)] + filled
    if empty:
        return failed("The document itself says that the IP does not show.", passage_evidence(empty[0]), rests_on=TEXT)
    if both:
        return passed("The document says that value and IP are in the alert.", passage_evidence(both[0]), rests_on=TEXT)
    return unseen(answers, pictures, "The text of the alert is not written.")


def _tells(shown: ShownMessage, ours: Sequence[tuple[ShownMonitor, MonitorQuery]]) -> Finding:
    seen = place_evidence("message", shown.text, shown.place, wanted="{{value}} and {{host.ip}} in the alert")
    try:
        message = parse_message(shown.text)
    except MessageError:
        message = Message(())
    text = visible_in(message, "alert", sometimes=True) if message.pieces else _alert_block(shown.text)
    there = variables_in(text)
    value, address = "value" in there, "host.ip" in there
    if not value and not address:
        return absent("Neither the value nor the host's IP is in the text of the alert.", seen, rests_on=TEXT)
    if not value or not address:
        return failed(f"The alert names the {'value' if value else 'IP'} only.", seen, rests_on=TEXT)
    return _filled(seen, ours)


def _filled(seen: Evidence, ours: Sequence[tuple[ShownMonitor, MonitorQuery]]) -> Finding:
    """Whether the IP can be filled in, where the query is shown too."""
    if not ours:
        return passed("The alert names the value and the host's IP.", seen, rests_on=TEXT)
    shown, query = ours[-1]
    leaf = leaves(query.query)[0]
    asked = place_evidence("query", shown.query, shown.place, wanted="by {host}")
    if "host" in leaf.by:
        return passed(
            "The alert names the value and the host's IP, and the monitor is grouped by host.",
            seen,
            asked,
            rests_on=TEXT,
        )
    if restricted_to(leaf.scope, "host") is not None:
        return passed(
            "The alert names the value and the host's IP.",
            seen,
            asked,
            rests_on=TEXT,
            note="Not grouped by host: see the e-mail.",
        )
    return failed("Without a host in the query the IP stays empty.", seen, asked, rests_on=TEXT)


def _alert_block(text: str) -> str:
    match = re.search(r"\{\{\s*#\s*is_alert\s*\}\}(.*?)(?:\{\{\s*[#/]\s*is_(?!alert_)|\Z)", text, re.DOTALL)
    return re.sub(r"\{\{\s*([\w.]+)\s*\}\}", r"{{\1}}", match[1] if match else text)
