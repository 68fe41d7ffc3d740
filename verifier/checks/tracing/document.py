"""What the document shows of this section, in two parts."""

from verifier.checks.tracing import document_app, document_dashboard

__all__ = ["document_app", "document_dashboard"]
