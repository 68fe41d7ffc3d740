"""What the document shows of this section, in two parts."""

from verifier.checks.collecting import document_agent, document_check

__all__ = ["document_agent", "document_check"]
