from __future__ import annotations

import pytest

from verifier.documents.references import Inside, Nowhere, Outside, References, is_picture

PATHS = (
    "answers.md",
    "shots/02 host map.png",
    "shots/Board.PNG",
    "shots/caf\u00e9.png",
    "img/a.png",
    "other/a.png",
    "notes/answers.md",
    "q?.png",
    "100%.png",
)


def resolved(target: str, *, document: str = "answers.md", own: str = "") -> object:
    return References(PATHS, document=document, own=own).resolve(target)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("shots/02 host map.png", "shots/02 host map.png"),
        ("shots/02%20host%20map.png", "shots/02 host map.png"),
        ("shots/02%2520host%2520map.png", "shots/02 host map.png"),
        ("shots/02+host+map.png", "shots/02 host map.png"),
        ("<shots/02 host map.png>", "shots/02 host map.png"),
        ("./shots/02  Host Map.PNG", "shots/02 host map.png"),
        ("shots/board.png", "shots/Board.PNG"),
        ("shots/board.png?raw=true", "shots/Board.PNG"),
        ("shots/Board.PNG#large", "shots/Board.PNG"),
        ("shots\\Board.PNG", "shots/Board.PNG"),
        ("/shots/Board.PNG", "shots/Board.PNG"),
        ("board.png", "shots/Board.PNG"),
        ("screens/board.png", "shots/Board.PNG"),
        ("../../../shots/Board.PNG", "shots/Board.PNG"),
        ("shots/cafe\u0301.png", "shots/caf\u00e9.png"),
        ("img/a.png", "img/a.png"),
        ("q?.png", "q?.png"),
        ("100%.png", "100%.png"),
    ],
)
def test_a_file_is_found_by_the_names_that_people_write(target: str, path: str):
    assert resolved(target) == Inside(path)


def test_a_name_is_looked_for_beside_the_document_first():
    assert resolved("../img/a.png", document="notes/answers.md") == Inside("img/a.png")
    assert resolved("shots/Board.PNG", document="notes/answers.md") == Inside("shots/Board.PNG")


def test_of_several_files_of_a_name_none_is_guessed():
    found = resolved("a.png")
    assert isinstance(found, Nowhere)
    assert "img/a.png, other/a.png" in found.why


@pytest.mark.parametrize(
    "target",
    ["nothing.png", "", "...", "C:/Users/ada/a.png", "file:///etc/passwd", "data:image/png;base64,AAAA", "http://[bad"],
)
def test_what_is_nowhere_says_why(target: str):
    found = resolved(target)
    assert isinstance(found, Nowhere)
    assert found.why.endswith(".")


@pytest.mark.parametrize(
    "target",
    [
        "https://github.com/ada/hiring/blob/main/shots/Board.PNG",
        "https://github.com/ada/hiring/blob/main/shots/board.png?raw=true",
        "https://www.github.com/Ada/Hiring/raw/feature/x/shots/Board.PNG",
        "https://raw.githubusercontent.com/ada/hiring/0123abc/shots/Board.PNG",
        "https://gitlab.com/ada/hiring/-/blob/main/shots/Board.PNG",
        "//github.com/ada/hiring/blob/main/shots/Board.PNG",
    ],
)
@pytest.mark.parametrize("own", ["", "ada/hiring"])
def test_a_page_of_the_own_repository_is_a_file_of_the_submission(target: str, own: str):
    assert resolved(target, own=own) == Inside("shots/Board.PNG")


@pytest.mark.parametrize(
    ("target", "address"),
    [
        (
            "https://github.com/eve/other/blob/main/shots/Board.PNG?raw=true",
            "https://github.com/eve/other/raw/main/shots/Board.PNG",
        ),
        (
            "https://github.com/eve/other/raw/main/a b.png",
            "https://github.com/eve/other/raw/main/a%20b.png",
        ),
        ("https://gitlab.com/eve/other/-/blob/main/x.png", "https://gitlab.com/eve/other/-/raw/main/x.png"),
        ("https://bitbucket.org/eve/other/src/main/x.png", "https://bitbucket.org/eve/other/raw/main/x.png"),
        ("http://i.example.com/x.png#y", "https://i.example.com/x.png"),
        ("https://i.example.com/x.png?size=2", "https://i.example.com/x.png?size=2"),
        ("https://github.com/ada/hiring", "https://github.com/ada/hiring"),
    ],
)
def test_what_lies_elsewhere_is_the_address_of_the_file_itself(target: str, address: str):
    assert resolved(target, own="ada/hiring") == Outside(address)


def test_links_to_pictures_are_told_by_their_name():
    assert is_picture("https://x.example/a.PNG?raw=true")
    assert is_picture("shots/a%2Ejpeg")
    assert not is_picture("https://app.datadoghq.com/dashboard/abc")
