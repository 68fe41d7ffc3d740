from __future__ import annotations

from pathlib import Path

import pytest

from challenge.looks.at_hand import NothingThere, document_path
from challenge.models import Submission


@pytest.mark.parametrize(
    "place", ["", ".", "documents", "credential_key", "documents/../credential_key", "../x", "/etc/passwd"]
)
def test_only_what_was_handed_in_is_read_as_a_document(own_var: Path, place: str) -> None:
    (own_var / "documents").mkdir()
    (own_var / "credential_key").write_text("made up")
    with pytest.raises(NothingThere):
        document_path(Submission(document=place))


def test_a_link_out_of_the_documents_is_not_followed(own_var: Path) -> None:
    (own_var / "documents").mkdir()
    (own_var / "documents" / "K7").symlink_to(own_var)
    with pytest.raises(NothingThere):
        document_path(Submission(document="documents/K7"))


def test_a_document_below_the_folder_is_read(own_var: Path) -> None:
    (own_var / "documents" / "K7").mkdir(parents=True)
    assert document_path(Submission(document="documents/K7")) == (own_var / "documents" / "K7").resolve()
