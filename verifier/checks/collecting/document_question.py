"""What the document answers to the question whether the interval can be changed without touching the Python."""

from __future__ import annotations

import re

from verifier.checks import check
from verifier.checks.words import answers_to, leaning, without_promises
from verifier.facts.document import Answers, Snippets
from verifier.verdicts import Finding, RestsOn, absent

KEY = "bonus-interval-no-python"
_YAML = r"\.?ya?ml\b|\bconfig\w*|min_collection_interval|conf\.d|\binstances?\b"
_PYTHON = r"\bpython\b|\.py\b|\bcode\b|\bcheck file\b|\bclass\b"
_SUBJECT = r"\binterval|\brhythm|\bfrequency|how often|\b45\b|\bnumber\b|\bseconds\b|\bcollection\b|\bbonus\b"
_TOUCHED = (
    r"\b(?:touch|chang|edit|modif|open|rewrit|alter|adjust)\w*|\bknows?\b|\bunchanged\b|\balone\b|\bstays?\b|\byes\b"
)
_LEFT_ALONE = r"\b(?:not|never|without|no|nothing|none|instead|rather|untouched|unchanged|stays?|same)\b|n['’]t\b"
_PYTHON_ALONE = rf"(?:{_PYTHON})[^.]{{0,80}}(?:{_LEFT_ALONE})|(?:{_LEFT_ALONE})[^.]{{0,80}}(?:{_PYTHON})"
_UNTOUCHED = (
    r"(?i:\bwithout (?:edit|chang|touch|modif)\w*[^.]{0,20}\b(?:check|python|code)\b|\bno (?:change (?:of|to|"
    r"in) )?(?:the )?(?:python|code)\b"
    r"(?: (?:is |was )?(?:need|chang|involv|touch|edit|requir|modif)\w*)|\b(?:python|code)\b[^.]{0,25}\b(?:stay\w*|stood|"
    r"remain\w*|was left|"
    r"is left|kept)\b[^.]{0,15}\b(?:untouched|unchanged|alone|as it (?:is|was)|the same)|\bnothing but (?:the )?(?:ya?ml|config\w*)\b)"
)
_ELSEWHERE = re.compile(
    r"(?i)\bmetadata\b|metrics? (?:explorer|summary)|\bcron\w*|\bflush|source code|main loop|statsd|check_freq|"
    r"(?:must|ha[sd] to|have to|needs? to)\s+(?:be\s+)?(?:modif|chang|edit)\w*[^.]{0,40}(?:python|\.py\b)(?! (?:check )?file\.?\s*$)|"
    r"(?:python|\.py)\b[^.]{0,30}\b(?:must|ha[sd] to|have to|needs? to) be (?:modif|chang|edit)"
)
_VAGUE = re.compile(
    r"(?i)user interface|\bsleep\b|\bin the ui\b|\bgui\b|not (?:possible|sure)|\bunclear\b|(?:^|[.!]\s+)\W*no\b"
)
_DENIED = re.compile(
    r"(?i)(?:^|[.!]\s+)\W*no[,.](?! (?:need|change))|(?:\bnot|n['’]t)\b[^.,;]{0,25}\b(?:possible|supported|allowed)\b|\bimpossible\b|"
    r"(?:^|[.!]\s+)\W*(?:(?:you|one|i) )?can(?:not|['’]t)\s*[.!,]"
)
_ONLY_SHOWN = re.compile(r"(?i)\bonly (?:changes?|affects?)\b|\bdoes ?n[o'’]?t (?:change|affect)\b|\bno effect\b")
_UNCHANGED = re.compile(
    r"(?i)\b(?:not|never|without|no need|no)\b[^.,;:]{0,25}\b(?:modif|chang|edit)\w*|n['’]t\b[^.,;:]{0,25}\b(?:modif|chang|edit)\w*"
)
_NOT_FOUND = re.compile(
    r"(?i)\b(?:haven['’]t|have not|did ?n['’]t|did not|could ?n['’]t|could not) f(?:ou|i)nd\b|"
    r"\bno idea\b|\bdon['’]t know\b"
)
_YES = re.compile(
    r"(?i)\b(?:yes|yep|sure|of course|certainly|naturally)\b|(?:^|[.!]\s+)\W*(?:you|one|we|i) can\s*[,.!]"
)


@check(hint="Answer in a sentence of your own, and say where you would set it.")
def document_answers_the_interval_question(answers: Answers, snippets: Snippets) -> Finding:
    """The question about the interval is answered."""
    said = (
        answers_to(answers, KEY, _YAML, _PYTHON_ALONE, _SUBJECT, _TOUCHED)
        or answers_to(answers, KEY, r"\bbonus\b", _YAML, _SUBJECT)
        or answers_to(answers, KEY, _UNTOUCHED, _YAML)
        or answers_to(answers, KEY, r"^\W*(?:yes|yep|sure|of course)\b.*\binterval\b", _YAML)
    )
    said = without_promises(said)
    shown = any(KEY in c.place.asked and "min_collection_interval" in c.text for c in snippets.items)
    text = " ".join(p.text for p in said)
    if not re.search(r"\w{2,}", text) and not shown:
        return absent("The question is not answered.", rests_on=RestsOn.WORDS)
    if _NOT_FOUND.search(text) and not re.search(r"(?i)ya?ml|min_collection", text):
        return absent("The document says that no answer was found.", rests_on=RestsOn.WORDS)
    plain = _UNCHANGED.sub(" ", text)
    yaml = shown or bool(re.search(_YAML, text, re.IGNORECASE))
    wrong = _ELSEWHERE.search(plain) or (None if yaml else _VAGUE.search(plain))
    if wrong and not (yaml and _ONLY_SHOWN.search(text)):
        return leaning("wrong", f"the answer speaks of “{wrong[0].strip(' .!')}”.", said)
    if _DENIED.search(text) and not (_YES.search(text) or re.search(_UNTOUCHED, text) or _UNCHANGED.search(text)):
        return leaning("", "The answer denies it, and names the check's YAML; a person must say.", said)
    if yaml or _YES.search(text) or re.search(_UNTOUCHED, text):
        return leaning("right", "it names the check's YAML, or says yes.", said)
    return leaning("", "There is an answer; whether it is right, a person must say.", said)
