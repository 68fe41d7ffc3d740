"""What the document answers to a question whose words the definition names."""

from __future__ import annotations

import re

from verifier.checks import check
from verifier.checks.words import answers_to, leaning, without_promises
from verifier.facts.document import Answers
from verifier.verdicts import Finding, RestsOn, absent


@check(hint="Answer in a sentence of your own.")
def document_answers_a_question(answers: Answers, *, step: str, speaks_of: tuple[str, ...]) -> Finding:
    """The question is answered, in words that speak of what was asked.

    step: the key of the row. speaks_of: beginnings of words, case-blind; `metric/event` is one or the other, and a blank
    may be missing ("time board").
    """
    wanted = [_pattern(each) for each in speaks_of]
    said = without_promises(answers_to(answers, step, *wanted))
    text = " ".join(p.text for p in said)
    if not re.search(r"\w{2,}", text):
        return absent("The question is not answered.", rests_on=RestsOn.WORDS)
    names = [each.split("/")[0] for each in speaks_of]
    missing = [name for name, pattern in zip(names, wanted, strict=True) if not re.search(pattern, text, re.IGNORECASE)]
    if missing:
        return leaning("", f"There is an answer; it does not speak of {', '.join(missing)}.", said)
    return leaning("right", f"it speaks of {', '.join(names)}.", said)


def _pattern(words: str) -> str:
    """Only letters and blanks of what the definition names are taken; it is no pattern of its own."""
    parts = ["[ -]?".join(map(re.escape, each.split())) for each in words.split("/") if each.strip()]
    return rf"\b(?:{'|'.join(parts)})"
