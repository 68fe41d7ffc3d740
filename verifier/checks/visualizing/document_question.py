"""What the document answers to the question about the anomaly graph."""

from __future__ import annotations

import re

from verifier.checks import check
from verifier.checks.told import UNABLE
from verifier.checks.words import answers_to, leaning, without_promises
from verifier.facts.document import Answers
from verifier.verdicts import Finding, RestsOn, absent

KEY = "bonus-anomaly-graph"
LEAST_WORDS = 4
_BAND = r"\b(?:bands?|gr[ae]y|shad(?:ed?|ing|ow)|ribbon|zone|corridor|area|range|red|bounds?|(?:anomal|abnormal)\w*)\b"
_EXPECTED = (
    r"expect|\bnormal|predict|histor|\bpast\b|previous|deviat|outli|abnormal|\busual|unusual|unexpect|behav|trend|baseline|forecast|differ|"
    r"should (?:be|land|go)|did before|\bbefore\b|recent"
)
_LINE = r"\b(?:line|metric|graph|points?|values?|rate|data|queries|algorithm)\b"
_OTHER_THING = re.compile(r"(?i)evaluation preview|historical view|not enough (?:data|history)")
_PEERS = re.compile(
    r"(?i)\b(?:all|other|the other|between|among|several) (?:the )?(?:hosts|machines|servers|peers|groups)\b|"
    r"\bpeers\b|\bfrom (?:his|its|the) "
    r"(?:colleagues|neighbou?rs|siblings)\b"
)
_NO_HISTORY = re.compile(
    r"(?i)(?:\b(?:not|never)|n['’]t|\bwithout) (?:\w+ly )?(?:look|us|consider|tak|car|know|depend|rely|learn|need)\w*\b"
    r"[^.,;]{0,25}\b(?:histor\w*|past|previous|earlier)\b"
)
_FAILURES = re.compile(r"(?i)\b(?:errors?|failures?|crash\w*|goes down|is down)\b")


@check(hint="Say what the band is made of, and what lies outside of it on your own graph.")
def document_answers_the_anomaly_question(answers: Answers) -> Finding:
    """The question about the anomaly graph is answered."""
    found = answers_to(answers, KEY, _BAND, _EXPECTED, _LINE, r"anomal|abnormal|algorithm|\bbands?\b|deviation|histor")
    said = [
        p for p in without_promises(found) if not re.match(rf"(?i).*(?:(?:{UNABLE})\b.*\banswer|\bno answer\b)", p.text)
    ]
    text = " ".join(p.text for p in said)
    if len(re.findall(r"\w+", text)) < LEAST_WORDS:
        return absent("The question is not answered.", rests_on=RestsOn.WORDS)
    if _OTHER_THING.search(text):
        return leaning("wrong", "it describes something else than the graph.", said)
    if _PEERS.search(text) and not re.search(r"(?i)histor|\bpast\b|previous|predict|forecast", text):
        return leaning("wrong", "it compares with other hosts, which is what outlier detection does.", said)
    if _NO_HISTORY.search(text):
        return leaning("", "It says that the past plays no part; a person must say.", said)
    if re.search(rf"(?i){_EXPECTED}|\bbands?\b|\brange\b", text):
        return leaning("right", "it speaks of what is expected from the past.", said)
    if _FAILURES.search(text):
        return leaning("wrong", "the graph shows what is unusual, not what fails.", said)
    return leaning("", "There is an answer; whether it is right, a person must say.", said)
