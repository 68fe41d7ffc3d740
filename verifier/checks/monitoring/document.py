"""What the document shows of this section, in three parts."""

from verifier.checks.monitoring import document_downtimes, document_message, document_monitor

__all__ = ["document_downtimes", "document_message", "document_monitor"]
