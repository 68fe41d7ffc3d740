"""What the document shows of this section, in three parts."""

from verifier.checks.visualizing import document_board, document_look, document_script

__all__ = ["document_board", "document_look", "document_script"]
