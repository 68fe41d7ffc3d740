"""What a candidate may want to look at before the hand-in: a table for each kind of thing."""

from __future__ import annotations

import pytest

from challenge.works import things
from challenge.works.scopes import one_more_scope
from challenge.works.seen import Values
from challenge.works.things import Thing
from tests.challenge.conftest import DEFINITION
from verifier.definition import load_text
from verifier.documents.files import File
from verifier.documents.reader import Submission, facts
from verifier.facts.document import Place, ShownLeak

STEPS = load_text(DEFINITION.read_text("utf-8"))
TITLES = {step.key: step.title for step in STEPS.steps}
BOARD = "https://app.datadoghq.com/dash/123?from_ts=1700000000000&to_ts="


def document(text: str, *pictures: str, **files: str) -> Values:
    """pictures: those that were committed. files: name (with __ for the dot) -> text."""
    read = [File("answers.md", text), *(File(name.replace("__", "."), content) for name, content in files.items())]
    listed = tuple((name, 1_000) for name in pictures)
    return facts(Submission("answers.md", tuple(read), listed, complete=True, leaks=()))


def leaks(*items: ShownLeak) -> Values:
    return facts(Submission("answers.md", (File("answers.md", ""),), (), complete=True, leaks=items))


def told(found: tuple[Thing, ...]) -> list[tuple[str, str]]:
    return [(thing.title, thing.where) for thing in found]


NOTHING_READ: Values = {}


@pytest.mark.parametrize(
    "find",
    [
        things.leaked,
        things.lost_pictures,
        things.pictures_elsewhere,
        things.unused_pictures,
        lambda values: things.unanswered(values, TITLES),
        things.text_against_file,
        things.wrong_time,
    ],
)
def test_where_nothing_was_read_nothing_is_said(find) -> None:
    assert find(NOTHING_READ) == ()
    assert find(document("")) == ()


@pytest.mark.parametrize(
    ("kind", "commit", "how"),
    [
        ("API key", "", "API Keys"),
        ("application key", "", "Application Keys"),
        ("password", "", "Change it"),
        ("private key", "", "authorized_keys"),
        ("token", "abcdef0123456789", "stays in the history"),
        ("a kind of tomorrow", "", "Make it useless"),
    ],
)
def test_a_secret_is_told_with_its_place_and_what_to_revoke(kind: str, commit: str, how: str) -> None:
    (thing,) = things.leaked(leaks(ShownLeak(kind, "digest", False, Place("board.py", 3, 3), commit)))
    assert thing.where == "board.py:3"
    assert how in thing.how
    assert ("abcdef0123" in thing.why) == bool(commit)


def test_the_same_secret_in_one_place_is_told_once() -> None:
    leak = ShownLeak("API key", "digest", False, Place("board.py", 3, 3))
    assert len(things.leaked(leaks(leak, leak))) == 1


@pytest.mark.parametrize(
    ("text", "committed", "lost"),
    [
        ("![map](map.png)", ("map.png",), []),
        ("![map](Map.PNG)", ("shots/map.png",), []),
        ("![map](map.png)", ("other.png",), [("map.png", "answers.md:1")]),
        ("\n![map](gone/map.png?raw=true)", ("other.png",), [("gone/map.png?raw=true", "answers.md:2")]),
        ("![map](https://example.org/map.png)", ("other.png",), []),
    ],
)
def test_pictures_that_are_not_there(text: str, committed: tuple[str, ...], lost: list[tuple[str, str]]) -> None:
    assert told(things.lost_pictures(document(text, *committed))) == lost


@pytest.mark.parametrize(
    ("text", "title", "where"),
    [
        ("![a](https://example.org/a.png)", "1 picture lies elsewhere", "answers.md:1"),
        (
            "![a](https://example.org/a.png)\n\n![b](https://example.org/b.png)",
            "2 pictures lie elsewhere",
            "answers.md:1, answers.md:3",
        ),
    ],
)
def test_pictures_elsewhere_are_one_thing(text: str, title: str, where: str) -> None:
    assert told(things.pictures_elsewhere(document(text))) == [(title, where)]


@pytest.mark.parametrize(
    ("text", "committed", "unused"),
    [
        ("![map](map.png)", ("map.png", "extra.png"), [("extra.png", "extra.png")]),
        ("[map](shots/MAP.png)", ("shots/map.png",), []),
        ("", ("a.png",), [("a.png", "a.png")]),
    ],
)
def test_pictures_that_no_text_shows(text: str, committed: tuple[str, ...], unused: list[tuple[str, str]]) -> None:
    assert told(things.unused_pictures(document(text, *committed))) == unused


QUESTION = "* Change your check's collection interval so that it only submits the metric once every 45 seconds.\n"


@pytest.mark.parametrize(
    ("text", "settled", "open_"),
    [
        pytest.param(QUESTION, (), ["check-interval-45"], id="alone"),
        pytest.param(QUESTION + "\nI set it in the YAML.\n", (), [], id="answered in words"),
        pytest.param(QUESTION + "\n![there](a.png)\n", (), [], id="answered by a picture"),
        pytest.param(QUESTION + "\n```yaml\nmin_collection_interval: 45\n```\n", (), [], id="answered by code"),
        pytest.param(QUESTION + "\n[my file](check.py)\n", (), [], id="answered by a link"),
        pytest.param(QUESTION, ("check-interval-45",), [], id="proved without words"),
        pytest.param("I set the interval.\n", (), [], id="never quoted"),
        pytest.param(
            QUESTION + "\nDone.\n\n**Bonus Question** Can you change the collection interval without modifying the "
            "Python check file you created?\n",
            (),
            ["bonus-interval-no-python"],
            id="the next one",
        ),
    ],
)
def test_questions_with_nothing_under_them(text: str, settled: tuple[str, ...], open_: list[str]) -> None:
    found = things.unanswered(document(f"# Collecting Metrics\n\n{text}", "a.png"), TITLES, settled)
    assert [thing.title for thing in found] == [TITLES[key] for key in open_]


CHECK = "class A(AgentCheck):\n    def check(self, instance):\n        self.gauge('{}', random.randint(0, 1000))\n"
YAML = "init_config:\n\ninstances:\n  - min_collection_interval: {}\n"


@pytest.mark.parametrize(
    ("text", "files", "whys"),
    [
        pytest.param("I set the interval to 45 seconds.", {"my_metric__yaml": YAML.format(45)}, [], id="the same"),
        pytest.param(
            "I set min_collection_interval to 45 seconds.",
            {"my_metric__yaml": YAML.format(15)},
            ["The text says 45 s, and the file says 15 s."],
            id="45 in words and 15 in the file",
        ),
        pytest.param(
            "First I set min_collection_interval to 15 seconds.\n\nThen I set min_collection_interval to 45 seconds.",
            {"my_metric__yaml": YAML.format(15)},
            [],
            id="both in words",
        ),
        pytest.param("I set the interval.", {"my_metric__yaml": YAML.format(15)}, [], id="no number in words"),
        pytest.param("I set min_collection_interval to 45 seconds.", {}, [], id="no file"),
        pytest.param(
            f"```python\n{CHECK.format('my_metric')}```",
            {"my_check__py": CHECK.format("other")},
            ["The text says my_metric, and the file says other."],
            id="another metric",
        ),
    ],
)
def test_text_against_file(text: str, files: dict[str, str], whys: list[str]) -> None:
    found = things.text_against_file(document(f"# Collecting Metrics\n\n{text}\n", **files))
    assert [thing.why for thing in found] == whys
    assert all("answers.md:" in thing.where and ", my_" in thing.where for thing in found)


@pytest.mark.parametrize(
    ("ends", "settled", "titles"),
    [
        pytest.param(["1700000300000"], (), [], id="five minutes"),
        pytest.param(["1700003600000"], (), ["A link opens the board over 60 minutes"], id="an hour"),
        pytest.param(["1700000240000"], (), ["A link opens the board over 4 minutes"], id="four minutes"),
        pytest.param(["1700014400000"], (), ["A link opens the board over 4 hours"], id="four hours"),
        pytest.param(["1700604800000"], (), ["A link opens the board over 7 days"], id="a week"),
        pytest.param(["1700003600000", "1700000300000"], (), [], id="another link does"),
        pytest.param(["1700003600000"], ("timeboard-5min",), [], id="proved elsewhere"),
        pytest.param([""], (), [], id="no time in it"),
    ],
)
def test_links_over_another_time(ends: list[str], settled: tuple[str, ...], titles: list[str]) -> None:
    links = "\n\n".join(f"[my timeboard]({BOARD}{end})" for end in ends)
    found = things.wrong_time(document(f"# Visualizing Data\n\nThis is my timeboard.\n\n{links}\n"), settled)
    assert [thing.title for thing in found] == titles


LACKS = "The application key lacks monitors_read."


def said(source: str, reason: str) -> dict[str, str]:
    return {"source": source, "reason": reason}


@pytest.mark.parametrize(
    ("rows", "scopes"),
    [
        ([], []),
        ([("Warning", [said("account", LACKS)])], [("monitors_read", "1 row could prove itself: “Warning”.")]),
        (
            [("Warning", [said("account", LACKS)]), ("Alert", [said("account", LACKS), said("account", LACKS)])],
            [("monitors_read", "2 rows could prove themselves: “Warning”, “Alert”.")],
        ),
        ([("Warning", [said("document", LACKS)])], []),
        ([("Warning", [said("account", "Datadog did not answer in time.")])], []),
        (
            [("Both", [said("account", LACKS), said("account", "The application key lacks dashboards_read.")])],
            [
                ("dashboards_read", "1 row could prove itself: “Both”."),
                ("monitors_read", "1 row could prove itself: “Both”."),
            ],
        ),
    ],
)
def test_rows_that_one_more_scope_would_show(
    rows: list[tuple[str, list[dict[str, str]]]], scopes: list[tuple[str, str]]
) -> None:
    assert [(thing.title, thing.why) for thing in one_more_scope(rows)] == scopes


def test_of_many_rows_a_few_are_named() -> None:
    (thing,) = one_more_scope([(f"Row {number}", [said("account", LACKS)]) for number in range(9)])
    assert thing.why.endswith("“Row 5” and 3 more.")
