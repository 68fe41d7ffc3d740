from __future__ import annotations

import pytest

from tests.verifier.documents.judging import levels_outcome


def code(text: str) -> str:
    return f"```\n{text}\n```"


MAX = "max(last_5m):avg:test.support.random{*} by {host} > 0.9"
LINK = "https://app.datadoghq.com/dashboard/abc-def-ghi"


@pytest.mark.parametrize(
    ("said", "step", "wanted"),
    [
        (code(MAX), "monitor-at-least-once", "pass"),
        (code(MAX.replace("max(", "avg(")), "monitor-at-least-once", "fail"),
        (code(MAX.replace("5m", "15m")), "monitor-at-least-once", "fail"),
        ("The monitor alerts above 0.90 at least once during 5 minutes.", "monitor-at-least-once", "pass"),
        ("The monitor alerts above 0.90 on average over the last 5 minutes.", "monitor-at-least-once", "fail"),
        ("I made a monitor.", "monitor-at-least-once", "unknown"),
        (code(MAX), "monitor-alert-90", "pass"),
        (code(MAX.replace("0.9", "0.09")), "monitor-alert-90", "fail"),
        ("The alert threshold is .90.", "monitor-alert-90", "pass"),
        ("The alert threshold is 0.95.", "monitor-alert-90", "fail"),
        (code(MAX), "bonus-multi-alert", "pass"),
        (code(MAX.replace(" by {host}", "")), "bonus-multi-alert", "fail"),
        (code(MAX.replace("{host}", "{env}")), "bonus-multi-alert", "fail"),
        ("The monitor is a multi alert by host.", "bonus-multi-alert", "pass"),
        ("The monitor is a simple alert.", "bonus-multi-alert", "fail"),
        (code(f"{{{{#is_alert}}}}See {LINK}{{{{/is_alert}}}} @ada@candidate.example"), "monitor-message-link", "pass"),
        (code("{{#is_alert}}High{{/is_alert}} @ada@candidate.example"), "monitor-message-link", "fail"),
        ("The message of the monitor has a link to the dashboard.", "monitor-message-link", "pass"),
        (code("{{#is_alert}}High @ada@candidate.example{{/is_alert}}"), "monitor-notify-email", "pass"),
        (
            code("{{#is_warning}}High @ada@candidate.example{{/is_warning}}{{#is_alert}}x{{/is_alert}}"),
            "monitor-notify-email",
            "fail",
        ),
        ("A downtime silences it from 7pm to 9am daily.", "bonus-downtime-nightly", "pass"),
        ("A downtime silences it from 7pm to 9am, Monday to Friday.", "bonus-downtime-nightly", "fail"),
        ("A downtime silences it from 8pm to 9am daily.", "bonus-downtime-nightly", "fail"),
        ("I scheduled a downtime.", "bonus-downtime-nightly", "unknown"),
        ("The monitor is blue.", "bonus-downtime-nightly", "absent"),
    ],
)
def test_what_a_document_tells_of_the_alerts(said: str, step: str, wanted: str) -> None:
    assert levels_outcome(f"# Alerting on your data\n\nThe monitor:\n\n{said}\n", step) == wanted
