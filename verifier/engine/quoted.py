"""Sets aside what a document only quotes of the drawn task: its reader knows the exercise's own words, and no drawn values. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from verifier.definition import Definition
from verifier.definition.model import Dealt
from verifier.documents import task
from verifier.facts.document import Answers, Passage

_WORDS = re.compile(r"[\w.$/]*\w|\$\w+")


def without_quotes(answers: Answers, definition: Definition) -> Answers:
    """Titles and tasks of rows with their drawn values, and the exercise's sentences with these in place of its own, are
    questions: who repeats them has said nothing of the work.
    """
    dealt = {one.name: one for criterion in definition.criteria for one in criterion.dealt}
    if not dealt:
        return answers
    usual = {one.name: str(one.usual) for one in definition.draws}
    told = {_plain(text) for step in definition.steps for text in (step.title, *re.split(r"(?<=\.)\s", step.task))}
    return Answers(
        tuple(
            replace(passage, kind="question") if _is_quote(passage, told, dealt, usual) else passage
            for passage in answers.items
        )
    )


def _is_quote(passage: Passage, told: set[str], dealt: dict[str, Dealt], usual: dict[str, str]) -> bool:
    if passage.kind not in ("own", "heading"):
        return False
    if _plain(passage.text) in told:
        return True
    text = passage.text
    for name, one in dealt.items():
        text = re.sub(rf"(?<![\w.]){re.escape(str(one.value))}(?!\w)", usual[name], text)
    return text != passage.text and task.kind_of(text, task.recognise(text)) != "own"


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))
