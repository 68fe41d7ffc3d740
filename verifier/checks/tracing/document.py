"""What the document shows of this section, in parts."""

from verifier.checks.tracing import document_app, document_dashboard, document_question

__all__ = ["document_app", "document_dashboard", "document_question"]
