"""Documents that are made to cost, or to break: each is read, within bounds, and judged. (Time is measured by `benchmarks.documents`.)"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.documents.judging import asked, exercise, judge
from verifier.documents import (
    fences,
    locate,
    parts,
    repair,
    sections,
    shown_agent,
    shown_checks,
    shown_downtimes,
    shown_queries,
    unfenced,
)
from verifier.documents.files import MAX_NAMED, File
from verifier.documents.reader import Submission, facts
from verifier.engine import judge as judge_facts
from verifier.facts import SourceState
from verifier.facts.document import (
    Answers,
    Links,
    Pictures,
    ShownAgent,
    ShownChecks,
    ShownDowntimes,
    ShownMonitors,
    ShownQueries,
    Snippets,
    SubmittedFiles,
)
from verifier.gather.document import DocumentTarget, look
from verifier.spoken import meant
from verifier.verdicts import Outcome, Source

SIZE = 40_000
ALIASES = "\n".join(
    f"  - &{after} [{','.join([f'*{before}'] * 8)}]" for before, after in zip("abcdefghij", "bcdefghijk", strict=True)
)


def much(piece: str) -> str:
    return piece * (SIZE // len(piece))


def code(text: str) -> str:
    return f"```\n{text}\n```\n"


HOSTILE = {
    "nothing": "",
    "nested quotes": much(">") + "\n" + much("> > > x\n"),
    "lists in lists": "".join(" " * depth + "- a\n" for depth in range(250)),
    "a table of thousands of rows": "|a|b|\n|-|-|\n" + much("|x|y|\n"),
    "a row of thousands of cells": "\n".join("|".join([mark] * 4_000) for mark in "a-b"),
    "a list of thousands": much("- a\n"),
    "backticks": much("`"),
    "backticks of every length": much("` `` ``` ````\n"),
    "fences in fences": "\n".join("`" * (200 - depth) + "\n![x](a.png)" for depth in range(190)),
    "brackets that nothing closes": much("["),
    "brackets like JSON, and one letter": much("[" * 1_000 + "x\n"),
    "pictures that nothing closes": much("!["),
    "thousands of pictures": much("![x](a.png)\n"),
    "pictures as tags": much("<img src=a>\n"),
    "comments that nothing closes": much("<!--"),
    "stars": much("*a "),
    "blanks": " " * SIZE + "x",
    "blank lines in code": code("min_collection_interval: 45\n" + much("\n")),
    "blanks in code": code("min_collection_interval" + much(" ") + "x"),
    "a command and blanks": much("cat a" + " " * 1_000 + "é\n"),
    "one word": much("notif"),
    "one line": much("a monitor alerts "),
    "one sentence": much("a monitor alerts at least once\n"),
    "thousands of headings": much("# Monitoring my_metric\n"),
    "thousands of sentences": much("Ab. Cd. "),
    "thousands of numbers in words": much("Seven hundred and eight thousand. "),
    "thousands of downtimes": much("Downtime Monday to Friday from 7 pm to 9 am, all day Saturday and Sunday.\n"),
    "thousands of thresholds": much("It warns at 500 and alerts at 800. "),
    "a sentence that claims it all": "# Monitoring Data\n\n"
    + much("I created a message for alert and a warning " * 20 + "\n\n"),
    "a question that asks it all": much("what anomaly ") + "?",
    "thousands of intervals": "instances:\n" + much("  - min_collection_interval: 45\n"),
    "intervals in regions of their own": code(much("min_collection_interval: 1\n\n")),
    "thousands of submissions": "class A(AgentCheck):\n" + much('  self.gauge("my_metric", randint(0, 1000))\n'),
    "brackets in Python": f"```python\nself.gauge(\n{much('(')}\n```\n",
    "a sum in Python": "```python\nx = " + much('"{a}" + ') + "1\nself.gauge('a', x)\n```\n",
    "a string that doubles": '```python\ns = "' + "{a}" * 2_000 + '"\n' + "x = s + s + s + s\n" * 500 + "```\n",
    "thousands of queries": code(much("a{} ")),
    "a query that nothing closes": "avg:my_metric{" + much("a,"),
    "thousands of monitors": code(much("avg(last_5m):avg:a{b} > 1\n")),
    "calls of curl": code(much("curl -d '{\"a\": 1}' \\\n")),
    "a tower of aliases": code("tags:\n  - &a [x, x]\n" + ALIASES),
    "tags that are no numbers": code('tags: !!int ""\nmin_collection_interval: !!timestamp x'),
    "a number that is none": code("thresholds\nno_data_timeframe: nan"),
    "a number without end": code("thresholds\nno_data_timeframe: 1e999"),
    "a downtime on five": code('{"recurrence": {"week_days": 5}, "start": 1, "end": 2}'),
    "a downtime until the end of time": code('{"recurrence": {}, "start": 1, "end": ' + "9" * 4_000 + "}"),
    "a downtime that lasts for ever": code('{"rrule": "", "duration": "' + "9" * 5_000 + 's"}'),
    "thousands of downtimes as JSON": code(much('{"rrule": 1}')),
    "JSON in JSON": code("rrule " + much('{"a":')),
    "thousands of scripts": "\n".join(f"I wrote a{number}.py." for number in range(3_000)),
    "thousands of links": "\n".join(f"[my app](https://github.com/a/b{number})" for number in range(1_000)),
    "a page of a word processor": "<html>" + much("<p><b>x</b></p>\n"),
    "message states": much("{{#is_alert}} @a\n\n"),
    "half of a character": "\ud800 alerts \udfff",
    "control characters": "a\x01\x0b\x0c\x1c\x85\u2028" * 100,
}


def read(text: str) -> dict[type, object]:
    submission = Submission("answers.md", (File("answers.md", text),), (), complete=False, leaks=())
    return dict(facts(submission))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_is_read_within_bounds(text: str) -> None:
    found = read(text)
    kinds = (
        Answers,
        Pictures,
        Links,
        Snippets,
        ShownQueries,
        ShownChecks,
        ShownAgent,
        ShownMonitors,
        ShownDowntimes,
        SubmittedFiles,
    )
    answers, pictures, links, snippets, queries, checks, agent, monitors, downtimes, files = (
        found[kind] for kind in kinds
    )
    assert isinstance(answers, Answers)
    assert isinstance(pictures, Pictures)
    assert isinstance(links, Links)
    assert len(answers.items) + len(pictures.items) + len(links.items) <= parts.MAX_PARTS
    assert sum(len(passage.text) for passage in answers.items) <= parts.MAX_PROSE
    assert isinstance(snippets, Snippets)
    assert len(snippets.items) <= parts.MAX_BLOCKS
    assert isinstance(queries, ShownQueries)
    assert len(queries.items) <= shown_queries.MAX_QUERIES
    assert isinstance(checks, ShownChecks)
    assert len(checks.intervals) <= shown_checks.MAX_INTERVALS
    assert isinstance(agent, ShownAgent)
    assert len(agent.tags) <= shown_agent.MAX_TAGS
    assert isinstance(monitors, ShownMonitors)
    assert isinstance(downtimes, ShownDowntimes)
    assert len(downtimes.items) <= shown_downtimes.MAX_DOWNTIMES
    assert isinstance(files, SubmittedFiles)
    assert len(files.named) <= MAX_NAMED


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_is_judged(text: str, tmp_path: Path) -> None:
    (tmp_path / "answers.md").write_bytes(text.encode("utf-8", "surrogatepass"))
    found = look(DocumentTarget(tmp_path / "answers.md")).facts
    assert found.state in (SourceState.READ, SourceState.PARTLY)
    judged = judge_facts(exercise(), {Source.DOCUMENT: found})
    assert len(judged.steps) == len(exercise().steps)
    assert not [finding.reason for step in judged.steps for finding in step.findings if "our fault" in finding.reason]


WARNS = "## Monitoring Data\n\n" + asked("monitor-warn-500") + "It warns at 500.\n\n"


def test_what_was_cut_passes_nothing_and_misses_nothing() -> None:
    whole, part = judge(WARNS), judge(WARNS + "- a\n" * (parts.MAX_LINES + 1))
    assert whole["monitor-warn-500"].outcome is Outcome.PASS
    assert whole["env-host"].outcome is Outcome.ABSENT
    assert part["monitor-warn-500"].outcome is Outcome.UNKNOWN
    assert part["env-host"].outcome is Outcome.UNKNOWN
    assert part["env-host"].reason.startswith("Too long to be read as a whole, so only a part was read: answers.md.")


def test_what_is_wrong_in_the_part_that_was_read_stays_wrong() -> None:
    leak = "password: hunter2hunter2\n\n"
    assert judge(leak + "- a\n" * (parts.MAX_LINES + 1))["hygiene-no-secrets"].outcome is Outcome.FAIL


@pytest.mark.parametrize(
    "more",
    [
        "- a\n" * (parts.MAX_LINES + 1),
        "a" * (parts.MAX_LINE + 1),
        "[" * (parts.MAX_BRACKETS + 1),
        "Ab. Cd. " * 900 + ("\n\n" + "Ab. Cd. " * 900) * 30,
        ("A word. " * 900 + "\n\n") * 25,
        "```\na\n```\n\n" * (parts.MAX_BLOCKS + 1),
        code("min_collection_interval: 1\n" * shown_checks.MAX_INTERVALS),
    ],
    ids=["lines", "a line", "brackets", "sentences", "words", "blocks", "intervals"],
)
def test_a_bound_that_is_reached_is_told(more: str) -> None:
    files = read(WARNS + more)[SubmittedFiles]
    assert isinstance(files, SubmittedFiles)
    assert files.cut == ("answers.md",)


def test_the_documents_of_a_submission_share_their_room() -> None:
    many = [File(f"a{number}.md", "- a\n" * 5_000) for number in range(4)]
    submission = Submission("answers.md", (File("answers.md", WARNS), *many), (), complete=True, leaks=())
    files = facts(submission)[SubmittedFiles]
    assert isinstance(files, SubmittedFiles)
    assert "answers.md" not in files.cut
    assert files.cut


def test_of_too_much_code_the_smaller_files_are_read() -> None:
    long = [File(f"a{number}.json", "[]\n" * 100_000) for number in range(4)]
    submission = Submission(
        "answers.md", (File("answers.md", WARNS), *long, File("z.py", "import os\n")), (), complete=True, leaks=()
    )
    found = facts(submission)
    snippets, files = found[Snippets], found[SubmittedFiles]
    assert isinstance(snippets, Snippets)
    assert isinstance(files, SubmittedFiles)
    assert [snippet.place.file for snippet in snippets.items] == ["a0.json", "a1.json", "a2.json", "z.py"]
    assert files.cut == ("a3.json",)


PIECES = st.sampled_from(
    ["\n", "\n\n", "```", "~~~", "```yaml\n", "# ", "> ", "- ", "1. ", "| a | b |\n", "|-|-|\n", "![x](a.png)", "![", "](", "<img src='a'",
     "<a href=b>", "<tr>", "</tr>", "<!--", "-->", "<b>", ">", "`", "**", "_", "{{#is_alert}}", "{{/is_alert}}", "@a.b", "tags:\n  - a",
     "instances:\n", "  min_collection_interval: 45\n", "class A(AgentCheck):\n", "self.gauge('my_metric', 1)", "$ curl -d '{}' \\\n",
     "avg:my_metric{*}", "monday to friday", " seven ", "half past ", " hundred and ", " 19:00 ", "Bonus: ", "Collecting Metrics",
     "?", ". ",
     "http://a.b/c.png", "\t", "\r", "\x00", "\u200b", "é", "“"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=60).map("".join)


@given(TEXTS)
@settings(deadline=None)
def test_repairs_keep_the_number_of_lines(text: str) -> None:
    text = repair.normalise(text)
    lines = text.count("\n")
    assert repair.join_tags(text).count("\n") == lines
    assert fences.split(text)[0].count("\n") == lines
    assert unfenced.split(text)[0].count("\n") == lines
    assert repair.from_html("<p>" + text).count("\n") == lines
    assert all("\n" not in repair.mend(line) for line in text.split("\n"))


@given(st.text())
def test_normalising_keeps_the_number_of_lines(text: str) -> None:
    assert repair.normalise(text).count("\n") == text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@given(TEXTS)
@settings(deadline=None)
def test_everything_that_is_located_lies_in_the_file(text: str) -> None:
    text = repair.normalise(text)
    found = locate.locate(text, "answers.md")
    places = [part.place for kind in (found.passages, found.pictures, found.links, found.codes) for part in kind]
    lines = text.count("\n") + 1
    assert all(1 <= place.first <= place.last <= lines for place in places)
    assert len({place.order for place in places}) == len(places)
    assert all(place.section in sections.STATES for place in places)


@given(TEXTS)
@settings(deadline=None)
def test_any_document_becomes_facts(text: str) -> None:
    assert Answers in read(text)


@given(
    st.lists(
        st.builds(
            sections.Part,
            TEXTS,
            st.sampled_from(["heading", "words", "code", "picture", "question"]),
            st.just(()),
            st.booleans(),
        ),
        max_size=30,
    )
)
@settings(deadline=None)
def test_each_part_has_one_section(parts: list[sections.Part]) -> None:
    found = sections.assign(parts)
    assert len(found) == len(parts)
    assert set(found) <= set(sections.STATES)


@given(st.one_of(TEXTS, st.text()))
@settings(deadline=None)
def test_any_text_can_be_meant(text: str) -> None:
    assert isinstance(meant(text), str)
