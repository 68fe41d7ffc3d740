"""What the document shows of this section, in parts."""

from verifier.checks.collecting import (
    document_agent,
    document_check,
    document_database,
    document_interval,
    document_question,
)

__all__ = ["document_agent", "document_check", "document_database", "document_interval", "document_question"]
