from __future__ import annotations

import pytest

from challenge.contest.pasted_entries import MOST_LINES, pasted


def test_a_line_names_a_team_and_one_address_alone_is_an_entry_of_its_own() -> None:
    otter, ann = pasted(" Otter :  Ann@example.com; bob@example.com\n\ncid@example.com\n")
    assert (otter.number, otter.name, otter.emails, otter.fault) == (
        1,
        "Otter",
        ("ann@example.com", "bob@example.com"),
        "",
    )
    assert (ann.number, ann.name, ann.emails, ann.fault) == (3, "cid", ("cid@example.com",), "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Otter:", "no e-mail address after the name"),
        ("a@example.com, b@example.com", "a colon before the addresses"),
        ("Otter: ann", "“ann” is no e-mail address"),
        ("Otter: a@example.com, A@example.com", "twice in this line"),
        ("Otter: " + ", ".join(f"a{n}@example.com" for n in range(21)), "20 people at most"),
        (": a@example.com", "1 to 60 letters"),
        ("O" * 61 + ": a@example.com", "1 to 60 letters"),
        ("Ot\u202eter: a@example.com", "nobody can see"),
    ],
)
def test_a_bad_line_is_told_in_one_sentence(line: str, said: str) -> None:
    (row,) = pasted(line)
    assert said in row.fault


@pytest.mark.parametrize(
    "other", ["Puff1n", "PUFFlN", "puffin", "Рuffin", "Puffin..", "“Puffin”", "Puffin …", "-Puffin"]
)
def test_a_name_that_looks_like_another_from_far_away_is_refused(other: str) -> None:
    """Also beside a team that is there."""
    first, second = pasted(f"Puffin: a@example.com\n{other}: b@example.com")
    assert first.fault == "" and second.fault == f"“{other}” looks like “Puffin” in line 1."
    (late,) = pasted(f"{other}: b@example.com", existing=["Puffin"])
    assert late.fault == f"“{other}” looks like “Puffin”, which is there already."


def test_names_that_nobody_takes_for_one_another_stand_beside_each_other() -> None:
    names = ("Team 1", "Team 2", "Team 10", "Team 11", "C", "C#", "C++", "Puffin", "Puffins", "Muffin", "1.1", "11")
    rows = pasted("\n".join(f"{name}: a{n}@example.com" for n, name in enumerate(names)))
    assert [row.fault for row in rows] == [""] * len(names)
    (nothing,) = pasted("...: a@example.com")
    assert "1 to 60 letters" in nothing.fault


@pytest.mark.parametrize("other", ["OTTER", "O t t e r", "0tter", "Оtter", "Ötter"])
def test_a_name_that_looks_like_another_is_refused(other: str) -> None:
    first, second = pasted(f"Otter: a@example.com\n{other}: b@example.com")
    assert first.fault == "" and second.fault == f"“{other}” looks like “Otter” in line 1."
    (alone,) = pasted(f"{other}: b@example.com", existing=["Otter"])
    assert alone.fault == f"“{other}” looks like “Otter”, which is there already."


def test_a_team_that_is_there_may_stand_in_the_list_once() -> None:
    first, second = pasted("Otter: a@example.com\nOtter: b@example.com", existing=["Otter"])
    assert first.fault == "" and second.fault == "“Otter” stands in line 1 already."


def test_an_address_stands_in_one_line() -> None:
    _first, second = pasted("Otter: a@example.com\nLynx: a@example.com")
    assert second.fault == "a@example.com stands in line 1 already."


def test_a_list_without_end_is_not_read_to_the_end() -> None:
    assert len(pasted("\n".join(f"a{n}@example.com" for n in range(MOST_LINES + 5)))) == MOST_LINES
