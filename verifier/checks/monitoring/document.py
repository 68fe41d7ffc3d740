"""What the document shows of this section, in parts."""

from verifier.checks.monitoring import (
    document_alert_text,
    document_alerting,
    document_downtimes,
    document_message,
    document_monitor,
    document_no_data,
)

__all__ = [
    "document_alert_text",
    "document_alerting",
    "document_downtimes",
    "document_message",
    "document_monitor",
    "document_no_data",
]
