"""Why two sources usually say different things about a row: one sentence for whoever has to decide. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from challenge.words import Text
from verifier.verdicts import Outcome, Source

HOST, ACCOUNT, DOCUMENT = Source.HOST, Source.ACCOUNT, Source.DOCUMENT

NOT_RESTARTED: Text = _("The Agent was not restarted after the change, or a second Agent reports the same metric.")
ANOTHER_HOST: Text = _("The account lists the host under another name, or the machine was rebuilt since.")
GONE: Text = _("It was deleted or changed after the document was written, or it stands in another organisation.")
ANOTHER_MONITOR: Text = _(
    "The document shows an earlier state of the monitor, or another monitor than the one that is judged."
)
TRACES_LATE: Text = _(
    "The app ran for a moment only, so that its traces are no longer kept, or it reports under another service."
)
USUAL: Text = _("One of the two was changed after the other was looked at.")

CAUSES: Mapping[str, Text] = {
    "agent-reporting": ANOTHER_HOST,
    "tags-agent-config": NOT_RESTARTED,
    "db-integration": NOT_RESTARTED,
    "custom-check-my-metric": NOT_RESTARTED,
    "metric-range": NOT_RESTARTED,
    "check-interval-45": NOT_RESTARTED,
    "bonus-interval-no-python": NOT_RESTARTED,
    "timeboard-api-created": GONE,
    "timeboard-metric-host": GONE,
    "timeboard-db-anomaly": GONE,
    "timeboard-rollup-hour": GONE,
    "monitor-metric-avg": ANOTHER_MONITOR,
    "monitor-warn-500": ANOTHER_MONITOR,
    "monitor-alert-800": ANOTHER_MONITOR,
    "monitor-nodata-10m": ANOTHER_MONITOR,
    "monitor-notify-email": ANOTHER_MONITOR,
    "monitor-state-messages": ANOTHER_MONITOR,
    "monitor-value-hostip": ANOTHER_MONITOR,
    "bonus-downtime-weeknights": GONE,
    "bonus-downtime-weekend": GONE,
    "apm-app-instrumented": TRACES_LATE,
    "apm-one-method": TRACES_LATE,
}
"""By the key of the row; what is not named has the usual one."""

SAYS = frozenset({Outcome.PASS.value, Outcome.FAIL.value, Outcome.ABSENT.value})


def usual_cause(step_key: str, said: Iterable[tuple[str, str]]) -> Text:
    """said: (source, outcome) of what was found. "" where no two sources differ."""
    found = [(source, outcome) for source, outcome in said if outcome in SAYS]
    differ = any(a[0] != b[0] and (a[1] == "pass") != (b[1] == "pass") for a in found for b in found)
    return CAUSES.get(step_key, USUAL) if differ else ""
