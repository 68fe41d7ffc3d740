"""What the document answers to the question about services and resources."""

from __future__ import annotations

import re

from verifier.checks import check
from verifier.checks.words import answers_to, leaning, without_promises
from verifier.facts.document import Answers
from verifier.verdicts import Finding, RestsOn, absent

KEY = "bonus-service-vs-resource"
LEAST_WORDS = 6
LEAST_SAID = 3
"""Fewer words from "resource" on say nothing: what it is stands before it ("queries are the resources")."""
_DEFINES = (
    r"\bresources?\b[^.;]{0,25}?(?:\b(?:is|are|means?|refers?|represents?|stands?|e\.g|such as|for (?:example|instance)|"
    r"would be|can be)\b|[:=–-])"
)
_RESOURCE = re.compile(r"(?i)\bresources?\b")
_ACTION = re.compile(
    r"(?i)\bactions?\b|\bquer(?:y|ies)\b|\bend ?-?points?\b|\brequests?\b|\burls?\b|\broutes?\b|\bcalls?\b|\bfunctions?\b|\bmethods?\b|"
    r"\bpaths?\b|\bapi\b|\bcomponents?\b|\boperations?\b|\bhandlers?\b|\bpages?\b|\bjobs?\b|\bask(?:s|ed|ing)?\b|\bkinds? of work\b|"
    r"\bstatements?\b|\b(?:GET|POST|PUT|SELECT|INSERT)\b|\btasks?\b|\bpieces? of work\b"
)
_ONE_OF_THESE = re.compile(r"(?i)\bresources?\b[^.]{0,30}\b(?:one|each|any) of (?:these|them|those)\b")
_HARDWARE = re.compile(
    r"(?i)\bservers?\b|\bhosts?\b|\bhardware\b|\bcpu\b|\bmemory\b|\bram\b|\bdisks?\b|\bprocessors?\b|\bmachines?\b|"
    r"\binfrastructure\b|\b(?:using|uses|used) up\b|\bconsum\w+"
)
_ONLY_WORDS = re.compile(
    r"(?i)software artifact|deployment artifact|independently (?:developed|deployed)|\bcloud resources?\b"
)


@check(hint="Answer in your own words, with one example of each from your app.")
def document_answers_the_service_question(answers: Answers) -> Finding:
    """The question about service and resource is answered."""
    said = without_promises(answers_to(answers, KEY, r"\bservices?\b", r"\bresources?\b", _DEFINES))
    first = next((n for n, p in enumerate(said) if re.search(r"(?i)\bservices?\b|\bresources?\b", p.text)), len(said))
    said = said[first:]
    text = " ".join(p.text for p in said)
    if len(re.findall(r"\w+", text)) < LEAST_WORDS:
        return absent("The question is not answered.", rests_on=RestsOn.WORDS)
    if reason := _mistaken(text):
        return leaning("wrong", f"{reason}.", said)
    if not _ACTION.search(_of_resources(text)) and not (_ONE_OF_THESE.search(text) and _ACTION.search(text)):
        return leaning("", "There is an answer; whether it is right, a person must say.", said)
    return leaning("right", "a service does a job, a resource is one of its actions.", said)


def _of_resources(text: str) -> str:
    """The sentences about resources from that word on, with the one after the last of them (an example, mostly)."""
    sentences = re.split(r"(?<=[.!?;])\s+", text)
    found = [(number, at.start()) for number, one in enumerate(sentences) if (at := _RESOURCE.search(one))]
    about = [sentences[n][start if len(sentences[n][start:].split()) >= LEAST_SAID else 0 :] for n, start in found]
    after = [sentences[number + 1] for number, _ in found[-1:] if number + 1 < len(sentences)]
    return " ".join([*about, *after])


def _mistaken(text: str) -> str:
    """What is usually wrong about an answer; "" when nothing of it is found."""
    resource = _of_resources(text)
    if not resource or not re.search(r"(?i)\bservices?\b", text):
        return "it speaks of only one of the two"
    if re.search(
        r"(?i)\bservices?\b (?:is|are) (?:a |the )?metrics?\b(?! that (?:groups?|counts?))", text
    ) and not _ACTION.search(resource):
        return "a service is no metric"
    hardware = _HARDWARE.search(resource)
    action = _ACTION.search(resource)
    if hardware and (not action or hardware.start() < action.start()):
        return "a resource is no server and nothing that is used up"
    if _ONLY_WORDS.search(text):
        return "it defines the words, not what APM means by them"
    return ""
