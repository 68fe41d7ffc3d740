"""What the document shows of this section, in parts."""

from verifier.checks.visualizing import (
    document_board,
    document_clone,
    document_look,
    document_question,
    document_script,
)

__all__ = ["document_board", "document_clone", "document_look", "document_question", "document_script"]
