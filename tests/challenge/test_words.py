"""The one table of words: every verdict has a word, a mark and a colour, and no two look alike."""

from __future__ import annotations

import dataclasses
import re
from itertools import combinations

import pytest

from challenge import words
from challenge.selectors import FindingView
from challenge.templatetags.words import finding_word
from tests.plausible import ROOT
from verifier.scoring import Claims
from verifier.verdicts import How, Outcome, RestsOn, Source, Verdict

CSS = (ROOT / "static/css/proofboard.css").read_text()
MARKS = (ROOT / "static/img/marks.svg").read_text()


def test_every_verdict_has_a_word() -> None:
    assert set(words.VERDICTS) == {verdict.value for verdict in Verdict}


@pytest.mark.parametrize(
    ("kind", "table"),
    [(Source, words.SOURCES), (How, words.HOW), (Outcome, words.OUTCOMES), (RestsOn, words.RESTS_ON)],
)
def test_every_kind_of_provenance_has_a_word(kind: type, table: dict) -> None:
    assert set(table) == {member.value for member in kind}


@pytest.mark.parametrize("word", [*words.VERDICTS.values(), words.NOT_LOOKED, words.LOOKING], ids=lambda w: w.key)
def test_a_word_has_a_mark_and_a_class(word: words.Word) -> None:
    assert f'<symbol id="{word.icon}"' in MARKS
    assert f".{word.css} " in CSS or f".{word.css}," in CSS


def test_no_two_verdicts_share_a_word_or_a_mark() -> None:
    table = [*words.VERDICTS.values(), words.NOT_LOOKED]
    assert len({word.label for word in table}) == len({word.icon for word in table}) == len(table)
    drawings = {word.icon: re.search(rf'id="{word.icon}".*?</symbol>', MARKS)[0] for word in table}
    bodies = [drawing.split(">", 1)[1] for drawing in drawings.values()]
    assert all(one != other for one, other in combinations(bodies, 2))


def test_waiting_tells_until_when() -> None:
    assert words.verdict_text("wait", "14:32") == "Wait until 14:32"
    assert words.verdict_text("wait") == "Wait"


@pytest.mark.parametrize(
    ("others", "told"), [(0, "board X"), (1, "board X (not judged: 1 other)"), (3, "board X (not judged: 3 others)")]
)
def test_what_was_not_judged_is_counted(others: int, told: str) -> None:
    assert words.judged_text("board X", others) == told


def test_the_six_are_counted_even_at_zero_and_the_others_only_if_there_are_any() -> None:
    shown = [one.word.key for one in words.tally({"review": 2, "": 1})]
    assert shown == ["pass", "claimed", "fail", "unknown", "wait", "absent", "review", "none"]


def test_what_is_being_looked_at_is_counted_apart_and_leads_nowhere() -> None:
    *_, looking, unseen = words.tally({"looking": 3, "": 1})
    assert [(one.word.key, one.number, one.leads_to_rows) for one in (looking, unseen)] == [
        ("looking", 3, False),
        ("none", 1, False),
    ]


PAIRS = [
    (name, ground)
    for ground in ("surface", "paper", "sunken")
    for name in ("ink", "muted", "action", *(word.key for word in words.VERDICTS.values()))
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(name: str, ground: str, scheme: str) -> None:
    tokens = _tokens(scheme)
    assert _contrast(tokens[name], tokens[ground]) >= 4.5


def _tokens(scheme: str) -> dict[str, str]:
    light, dark = CSS.split("@media (prefers-color-scheme: dark)")[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark.split("/* ---- ground")[0]))
    return found


def _contrast(one: str, other: str) -> float:
    brighter, darker = sorted((_brightness(one), _brightness(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _brightness(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("outcome", "rests_on", "label"),
    [
        ("fail", "words", "A person reads this"),
        ("pass", "words", "A person reads this"),
        ("absent", "words", "Nothing found"),
        ("fail", "text", "Not as asked"),
    ],
)
def test_no_program_calls_an_answer_in_words_wrong(outcome: str, rests_on: str, label: str) -> None:
    fields = dict.fromkeys((field.name for field in dataclasses.fields(FindingView)), "")
    assert finding_word(FindingView(**fields | {"outcome": outcome, "rests_on": rests_on})).label == label


def test_sources_are_named_within_a_sentence() -> None:
    assert words.sources_text(["document"]) == "the document"
    assert words.sources_text(["host", "account"]) == "the machine and the Datadog account"


@pytest.mark.parametrize("claims", Claims)
def test_points_are_told_in_the_same_words_on_pages_and_in_a_terminal(claims: Claims) -> None:
    assert str(words.POINTS_COUNT[claims]) == claims.told
