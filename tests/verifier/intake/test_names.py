"""Whatever a member is called, its file lies below the folder, or it is refused."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.intake.limits import RefusedError
from verifier.intake.names import Taken, safe

PIECES = st.lists(
    st.sampled_from(["..", ".", "/", "\\", "a", "B", "C:", "__MACOSX", "._x", "\x00", "\n", "\udcff", "…", " "])
    | st.text(max_size=4)
)


@given(PIECES)
def test_no_name_leads_out(pieces: list[str]) -> None:
    try:
        path = safe("".join(pieces), depth=30)
    except (RefusedError, UnicodeEncodeError):
        return
    if path is not None:
        root = Path("/private/folder")
        assert not path.is_absolute()
        assert (root / path).resolve().is_relative_to(root)
        assert (root / path).resolve() != root


@pytest.mark.parametrize(
    ("names", "clash"),
    [
        pytest.param(["a/b.md", "a/c.md"], False, id="side by side"),
        pytest.param(["Shots/a.png", "shots/b.png"], False, id="a folder written in two ways"),
        pytest.param(["Shots/a.png", "shots/A.png"], True, id="a file written in two ways"),
        pytest.param(["a", "a/b"], True, id="a file, then a folder"),
        pytest.param(["a/b", "a"], True, id="a folder, then a file"),
        pytest.param(["stra\u00dfe.md", "STRASSE.md"], True, id="a sharp s"),
    ],
)
def test_two_of_one_name(names: list[str], clash: bool) -> None:
    taken = Taken()

    def add_all() -> None:
        for name in names:
            taken.add(PurePosixPath(name), folder=False)

    if clash:
        with pytest.raises(RefusedError, match="same name"):
            add_all()
    else:
        add_all()
