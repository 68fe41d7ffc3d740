"""What the document shows of this section, in two parts."""

from verifier.checks.visualizing import document_board, document_look

__all__ = ["document_board", "document_look"]
