"""Words that take back what they tell: undone, only supposed, of somebody else, out of the manual, failed for good.

A pass that rests on such words is left to a person. Code speaks for itself; it is not doubted here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from verifier.checks.denied import denied
from verifier.checks.intended import only_intended
from verifier.checks.told import own
from verifier.facts import Fact
from verifier.facts.document import Answers, Passage
from verifier.verdicts import Finding, Outcome, RestsOn

_DO = r"(?:put|set|add|edit|use|configure|create|install|do|make|build|schedule|start|run|change|write|send)"
_DID = (
    r"(?:do|did|done|built|build|made|make|tried|try|finish(?:ed)?|start(?:ed)?"
    r"|set|add(?:ed)?|creat(?:ed|e)|taken|take|run|ran|executed)"
)
_NOT = r"(?:never|(?:did|do|have|had|could|was|were)(?: not|n[o'’]?t| n['’]t))"
_UNDONE = re.compile(
    r"(?i)\b(?:at|in) the beginning\b|\b(?:put|set|switch\w*|chang\w*|turn\w*|went|roll\w*)\b[^.;]{0,30}\bback to\b|"
    r"\b(?:took|taken)\b[^.;]{0,30}\bout again\b|\brevert\w*\b|\bundid\b|"
    r"\b(?:remov|delet|uninstall|cancel|disabl|stopp)\w*\b[^.;,]{0,30}\b(?:again|afterwards|later|in the end)\b|"
    r"\b(?:then|later|but|again)[ ,]+(?:i |we )?(?:\w+ )?(?:removed|deleted|reverted|disabled|cancell?ed|undid|turned (?:\w+ )?off)\b"
)
_SUPPOSED = re.compile(
    rf"(?i)\b(?:i|we|you|one)(?: would|['’]d) (?:\w+ly )?(?:(?:just|then|only|also) )?(?:have to|need to|{_DO})\b|"
    rf"\b(?:would|should|could) (?:be|have been|have to be|need to be) (?:{_DO}\w*|configured|set|made|built|written|done|sent)\b|"
    r"\b(?:i|we)(?: would|['’]d) (?:\w+ly )?(?:choose|pick|prefer|try|go (?:for|with))\b|"
    r"\bnext time\b|^\W*(?:usually|normally|typically)\b|\b(?:could|would|might) be (?:\d|(?:avg|sum|max|min):)"
)
_ATTEMPT = re.compile(
    r"(?i)\b(?:tried|attempted|wanted|hoped) (?:to|with|using)\b[^.;]{0,80}\b(?:but|however|yet|without success)\b"
)
_NO_SUPPOSITION = re.compile(
    r"(?i)\botherwise\b|\bas (?:i|we|you|one) would\b|\bso that\b|\bwithout (?:it|this|that)\b"
)
_OTHERS = re.compile(
    r"(?i)\b(?:my|a|our) (?:colleague|friend|co-?worker|team ?mate|flat ?mate|boss|brother|sister|partner)s?\b(?:['’]s\b|"
    r"[^.;,]{0,20}\b(?:had|has|did|set|made|built|created|installed|uses?|used|wrote|ran|runs)\b)|\b(?:his|her) own\b"
)
_MANUAL = re.compile(
    r"(?i)(?<!\bas )(?<!\bas the )\b(?:docs?|documentation|manual|tutorial|read ?me|blog)\b"
    r"[^.;]{0,30}\b(?:gives?|says?|shows?|suggests?|"
    r"recommends?|explains?|has|have)\b|\b(?:says?|according to) the (?:docs?|documentation|manual|tutorial)\b"
)
_BY_ME = re.compile(r"\bI\b|\bas (?:this|the|that)\b|(?i:\b(?:was|were) \w{2,}ed\b|\b(?:my|we|our|me)\b)")
_NOT_DONE = re.compile(
    rf"(?i)\b(?:i|we)(?: (?!could){_NOT}|['’]ve (?:never|not))(?: yet)? {_DID}\b[^.;,]{{0,15}}\b(?:this|that|it|one|so|part|any of)\b|"
    rf"\bso (?:in the end )?(?:i|we) {_NOT}(?:\s*[.,;!]|\s*$)|\bin the end (?:i|we) {_NOT}\b|"
    r"\b(?:left|leave|leaving|kept|postponed) (?:it|this|that|them)? ?(?:for|until) (?:later|another|next|tomorrow)\b|"
    rf"\b(?:i|we)(?: {_NOT}|['’]ve (?:never|not)) (?:yet )?{_DID}\b[^.;,]{{0,20}}\b(?:dash ?-?board|board|monitor|downtime|snapshot|"
    r"picture|screen ?shot)\b|\bnever (?:showed|came|appeared|arrived|registered|worked|loaded|started|connected)\b|"
    r"\b(?:always|only|just|still) (?:got|gets?|returned|returns?|gave|gives?|fails?|failed)\b[^.;]{0,30}\b(?:[45]\d\d|errors?|forbidden|"
    r"denied|timeouts?)\b|\bso (?:i|we) (?:made|built|created|did|set|added) [^.;,]{0,25}\b(?:by hand|manually|in the (?:ui|gui|app))\b"
)
_NO_PICTURE = re.compile(
    r"(?i)\bno (?:\w+ )?(?:e-?mails?|mails?|notifications?|snapshots?|dash ?boards?) (?:ever )?(?:came|arrived|was|were|is|are|reached)\b|"
    r"\b(?:can ?not|can['’]t|could ?n[o'’]?t) show (?:it|one|any|that)\b|\b(?:i|we) (?:do|did)(?: not|n['’]t) have (?:it|one|any|such)\b|"
    r"\bthis is [^.;,]{0,40} instead\b|\bshows only\b|\bonly shows\b|\bonly have\b|\bhave only\b"
)
_MENDED = re.compile(
    r"(?i)\b(?:fixed|resolved|corrected|solved|finally|eventually)\b|\b(?:then|now|afterwards|after that|since then)\b[^.;]{0,40}"
    r"\b(?:work\w*|appear\w*|show\w*|arriv\w*|report\w*|runs?|running|ok|fine|green|set|added)\b|\bit worked\b|"
    r"\buntil (?:i|we) (?:fixed|changed|restarted|set|added|corrected|found|gave|installed|opened|used)\b"
)
AHEAD = 2
"""So many sentences after it may tell that it was mended."""


def doubted(check: str, found: Finding, values: Mapping[type[Fact], object]) -> Finding:
    """The pass of a document, or unknown where its own words take it back."""
    answers = values.get(Answers)
    if found.outcome is not Outcome.PASS or found.rests_on is RestsOn.WORDS or not isinstance(answers, Answers):
        return found
    said = [passage for passage in own(answers) if passage.kind == "own"]
    for evidence in found.evidence[:1]:
        if evidence.what == "picture":
            doubt = (
                evidence.seen
                if _NO_PICTURE.search(evidence.seen) or _NOT_DONE.search(evidence.seen) or denied(check, evidence.seen)
                else ""
            )
        else:
            there = [number for number, passage in enumerate(said) if str(passage.place) == evidence.where]
            exact = [number for number in there if evidence.seen[:60] in said[number].text]
            doubt = next(
                (
                    words
                    for number in exact or there
                    if (words := _taken_back(check, said, number) or _intended(check, said[number], values))
                ),
                "",
            )
        if doubt:
            reason = f"The document's own words leave it open: “{doubt[:120]}”"
            return replace(found, outcome=Outcome.UNKNOWN, reason=reason)
    return found


def _intended(check: str, passage: Passage, values: Mapping[type[Fact], object]) -> str:
    return passage.text if only_intended(check, passage, values) else ""


def _taken_back(check: str, said: Sequence[Passage], number: int) -> str:
    """The sentence that takes back what this one tells, itself or the next; "" where it stands."""
    passage = said[number]
    after = [p for p in said[number + 1 : number + 1 + AHEAD] if p.place.section == passage.place.section]
    text = passage.text
    supposed = _SUPPOSED.search(text) and not _NO_SUPPOSITION.search(text)
    others = _OTHERS.search(text) and not re.search(r"(?i)\b(?:too|also|as well)\b", text)
    if supposed or others or (_MANUAL.search(text) and not _BY_ME.search(text)):
        return text
    if any(_MENDED.search(p.text) for p in (passage, *after)):
        return ""
    if _UNDONE.search(text) or _ATTEMPT.search(text) or _NOT_DONE.search(text) or denied(check, text):
        return text
    return next(
        (
            p.text
            for p in after[:1]
            if p.place.asked == passage.place.asked and (_NOT_DONE.search(p.text) or denied(check, p.text))
        ),
        "",
    )
