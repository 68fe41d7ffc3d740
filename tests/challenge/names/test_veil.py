"""What tells who somebody is, and what only looks like it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from challenge.names.veil import Known, Person, Veil

ADA = Person(
    "K7",
    "Candidate K7",
    names=(("Ada", "Otter"),),
    handles=("otter", "ada-otter99", "vagrant"),
    emails=("ada.otter@example.com",),
    teams=("The Beavers",),
)
WILL = Person("K8", "Candidate K8", names=(("Will", "May"),), handles=("will",))
AN = Person("K9", "Candidate K9", names=(("An", "Müller"),))
ODD = Person("K1", "Candidate K1", names=(("Zoë", "O'Brien"),))
VEIL = Veil.of([*ADA.known(), *WILL.known(), *AN.known(), *ODD.known()])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ada Otter did it", "Candidate K7 did it"),
        ("ADA\n OTTER", "Candidate K7"),
        ("Otter, Ada", "Candidate K7"),
        ("by Ada, of course", "by K7, of course"),
        ("ada-vm, ada_metric, ada2 and AdaVM", "K7-vm, K7_metric, K72 and K7VM"),
        ("mail ada.otter@example.com", "mail K7"),
        ("aotter@host", "K7@host"),
        ("https://github.com/ada-otter99/hiring", "https://github.com/K7/hiring"),
        ("the beavers won", "Candidate K7 won"),
        ("Mueller, muller and MÜLLER", "K9, K9 and K9"),
        ("Zoe\u0308 O'Brien, zoe, o'brien", "Candidate K1, K1, K1"),
        ("You will, Will May", "You will, Candidate K8"),
        ("It was Will who did it", "It was K8 who did it"),
        ("will@box:/home/will$", "K8@box:/home/K8$"),
        ("github.com/will/hiring", "github.com/K8/hiring"),
        ("so An said", "so K9 said"),
    ],
)
def test_what_tells_who_it_is_is_replaced(text: str, read: str) -> None:
    assert VEIL.text(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "An adaptor and an otterhound",
        "Will it run? It will. An hour later, an answer.",
        "12 May 2026 14:02 UTC, and May 3",
        "and, an, may, will",
        "vagrant@precise64:/home/vagrant",
        "3fada99e12345678fada99e1",
        "",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert VEIL.text(text) is text


def test_what_is_kept_stays_as_a_whole() -> None:
    veil = Veil.of([Known("Ada Reviewer", None), *ADA.known()])
    assert veil.text("Ada Reviewer looked at Ada's work") == "Ada Reviewer looked at K7's work"


def test_of_somebody_else_only_what_means_nobody_else_is_hidden() -> None:
    veil = Veil.of(ADA.whole())
    assert veil.text("Ada Otter, ada.otter@example.com, ada-otter99") == "Candidate K7, K7, K7"
    assert not veil.tells("An otter, by Ada")


def test_a_user_name_of_words_that_stand_on_every_page_spoils_none() -> None:
    one = Person("K2", "Candidate K2", names=(("Row", "Check"),), handles=("demo-candidate", "hidden-monitor-row"))
    veil = Veil.of(one.known())
    page = "Seen by Candidate K2: check this row. The candidate reads it, the monitor is hidden."
    assert veil.text(page) is page
    assert veil.text("Row Check (hidden-monitor-row)") == "Candidate K2 (K2)"


def test_the_names_of_those_who_may_be_read_go_through() -> None:
    known = [*(replace(one, of=7) for one in ADA.known()), *(replace(one, of=8) for one in WILL.known())]
    veil = Veil.of(known).without([7]).after(Veil.of([Known("Will Reviewer", None)]))
    assert veil.text("Ada Otter and Will May, says Will Reviewer") == "Ada Otter and Candidate K8, says Will Reviewer"


def test_nothing_known_hides_nothing() -> None:
    assert not Veil() and Veil().text("Ada Otter") == "Ada Otter"
