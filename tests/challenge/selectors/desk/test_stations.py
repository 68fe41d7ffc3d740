"""Each row that needs a person has one place of its own: at the picture its finding goes by, else at its passage."""

from __future__ import annotations

from dataclasses import replace

from challenge.rows.decided import Decided, OwnRule, grade
from challenge.selectors.desk.passages import PassageView
from challenge.selectors.desk.rows import DatedFinding, DeskRow
from challenge.selectors.desk.stations import next_open, open_keys, stations_of
from challenge.selectors.evidence import EvidenceLine, FindingView
from challenge.selectors.grading import GradedRow
from challenge.selectors.pictures import PictureView
from challenge.selectors.steps import StepView

PASSAGE = PassageView("answers.md", 3, 5, "I did.", cut=False)
EMPTY = StepView(
    **dict.fromkeys(("key", "title", "task", "hint", "section", "reason", "note", "decided_by", "verdict"), ""),
    **dict.fromkeys(("points", "max", "more_evidence"), 0),
    **dict.fromkeys(("bonus", "required", "by_person", "in_progress"), False),
    **dict.fromkeys(("evidence", "sources", "needs"), ()),
    **dict.fromkeys(("at", "run_id", "again_at", "first_proved_at", "last_proved_at", "could_not_look_at"), None),
)


def row(
    key: str, verdict: str = "claimed", *, goes_by: str = "", passages: tuple[PassageView, ...] = (), decided: str = ""
) -> DeskRow:
    decision = Decided(1, key, decided, 1, upon=verdict) if decided else None
    graded = GradedRow(replace(EMPTY, key=key, verdict=verdict), grade(verdict, 0, 1, decision))
    line = EvidenceLine("picture", "", "", goes_by)
    finding = FindingView(key, key, "document", "document", "pass", "picture", "", "", "", "", (line,))
    found = (DatedFinding(finding, None, ""),) if goes_by else ()
    return DeskRow(graded, found, passages, "", False, (), (), (), None, "", False)


def picture(name: str, *keys: str, file: bool = True) -> PictureView:
    return PictureView(
        name, name, name if file else "", f"answers.md:{name}", "", "there", tuple((key, key) for key in keys)
    )


def test_a_row_has_its_place_at_the_picture_its_finding_goes_by_and_is_repeated_at_others() -> None:
    rows = [row("a", goes_by="answers.md:2"), row("b")]
    first, second = stations_of(rows, [picture("1", "a", "b"), picture("2", "a")])
    assert [(one.id, one.also) for one in first.rows] == [("row-b", False), ("also-1-a", True)]
    assert [(one.id, one.also) for one in second.rows] == [("row-a", False)]


def test_what_stands_by_itself_is_on_no_desk_and_its_pictures_neither() -> None:
    assert stations_of([row("a", "pass"), row("b", "fail")], [picture("1", "a", "b")]) == ()


def test_what_a_rule_of_the_cohort_leaves_to_a_person_is_on_the_desk() -> None:
    left = grade("fail", 0, 1, None, OwnRule("fail", "claimed", "The manual was wrong."))
    one = row("a", "fail")
    (station,) = stations_of([replace(one, graded=replace(one.graded, grade=left))], [])
    assert open_keys([station]) == ["a"]
    assert station.claims == ()


def test_rows_that_no_picture_settles_come_after_the_pictures_and_share_a_passage() -> None:
    rows = [row("a", passages=(PASSAGE,)), row("b", passages=(PASSAGE,)), row("c"), row("d")]
    with_picture, shared, alone = stations_of(rows, [picture("1", "d")])
    assert with_picture.picture is not None
    assert ([one.row.key for one in shared.rows], shared.passages) == (["a", "b"], (PASSAGE,))
    assert [one.row.key for one in alone.rows] == ["c"]


def test_a_picture_that_is_not_here_is_named_at_its_row() -> None:
    (station,) = stations_of([row("a", goes_by="answers.md:1")], [picture("1", "a", file=False)])
    assert station.picture is None
    assert [one.target for one in station.rows[0].unseen] == ["1"]


def test_the_next_open_row_follows_and_begins_again_at_the_front() -> None:
    stations = stations_of([row("a"), row("b", decided="confirm"), row("c")], [picture("1", "b", "c")])
    assert open_keys(stations) == ["c", "a"]
    assert [next_open(stations, key) for key in ("b", "c", "a", "")] == ["c", "a", "c", "c"]


def test_only_open_claims_are_confirmed_at_once() -> None:
    rows = [row("a"), row("b", "review"), row("c", decided="confirm"), row("d")]
    (station,) = stations_of(rows, [picture("1", "a", "b", "c", "d")])
    assert [one.key for one in station.claims] == ["a", "d"]
