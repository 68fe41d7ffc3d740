"""What the document shows of looking at the board: the five minutes, the snapshot, the anomaly graph in words."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from verifier.checks import check
from verifier.checks.linked_boards import foreign, is_foreign
from verifier.checks.told import (
    BOARD,
    UNABLE,
    about,
    file_words,
    is_asked,
    passage_evidence,
    picture_evidence,
    pictures_at,
    pictures_in,
    place_evidence,
    saying,
)
from verifier.facts import NotLooked, NotThere
from verifier.facts.account import Boards
from verifier.facts.document import Answers, Link, Links, Passage, Picture, Pictures
from verifier.spoken import meant
from verifier.verdicts import Evidence, Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE, WORDS = RestsOn.TEXT, RestsOn.PICTURE, RestsOn.WORDS

_FRAME = r"time ?-?(?:frame|span|range|window)|\b(?:5|five)[- ]?min"
_OTHER_FRAME = (
    r"\b(?:past|last) (?:\d+ (?:hours?|days?|weeks?)|hour|day|week)\b(?! into)|\b(?:past|last) (?:1|15|"
    r"30|45|60) ?min|\b(?:15|30|45|60) ?m(?:in\w*)? (?:button|preset|option|view)\b|\bhour instead\b|\b(?:used|took|chose|"
    r"went with|left (?:it )?at)\b[^.]{0,20}\b(?:(?:1|one|an|2|4|24) ?h(?:ours?)?|(?:15|30|45|60) ?min\w*)\b"
)
_LIMIT = r"\b(?:lowest|smallest|shortest|minimum|least|limited to|starts at)\b"
_TAKEN = re.compile(r"(?i)\b(?:so|went with|left|instead|chose|took|used|is on|is at|this is)\b")
_NO_FRAME = re.compile(
    r"(?i)e-?mail|data worth|worth of data|\bbucket\b|roll-?up[^.]*\bhour|\bhour[^.]*roll-?up|\bsums?\b|\bevaluat"
)
_FRAME_SET = re.compile(r"(?i)\btime ?-?(?:frame|span|range)\b[^.;]{0,40}\b(?:set|chosen|selected|changed|is)\b")
_BUT = re.compile(r"(?i)[;,]?\s\b(?:but|however|yet)\b\s")
NEAR = 6


@check(hint="A link with from_ts and to_ts five minutes apart, or a picture with the time frame visible.")
def document_shows_the_board_over(
    links: Links, answers: Answers, pictures: Pictures, known: Boards | NotLooked | NotThere, *, seconds: int
) -> Finding:
    """The board is shown over the asked time."""
    minutes = seconds // 60
    for link in links.items:
        if BOARD.match(link.target) and span(link) == seconds:
            if is_foreign(link, known):
                return foreign(link)
            return passed(
                f"A link opens the board over exactly {minutes} minutes.", _link_evidence(link), rests_on=TEXT
            )
    amount = rf"\b{minutes}[- ]?(?:m\b|mins?\b|minutes?\b)"
    told = [
        p
        for p in saying(answers, rf"{amount}|{_OTHER_FRAME}", "visualizing")
        if p.kind == "own" and (not _NO_FRAME.search(p.text) or _FRAME_SET.search(p.text))
    ]
    said = [p for p in told if re.search(rf"(?i){amount}", meant(p.text)) and _this(p, amount)]
    confused = [p for p in said if re.search(rf"(?i)roll-?up[^.]*{amount}", meant(p.text))]
    if confused:
        return failed(
            "The rollup was set to that time, not the board's time frame.", passage_evidence(confused[0]), rests_on=TEXT
        )
    gave_up = saying(
        answers, rf"(?:{UNABLE}|no way)[^.]{{0,80}}(?:{_FRAME})|(?:{_FRAME})[^.]{{0,40}}{UNABLE}", "visualizing"
    )
    other = [p for p in told if re.search(rf"(?i){_OTHER_FRAME}", meant(p.text)) and p not in said]
    limited = [p for p in saying(answers, rf"{_LIMIT}.*\b(?:hours?|min(?:ute)?s?)\b", "visualizing") if p not in said]
    taken = [p for p in other + limited if _TAKEN.search(p.text)]
    if (other or taken) and not said and (taken or not (gave_up or limited)):
        other = taken or other
        return failed(
            "The document says that the board shows another time.", passage_evidence(other[-1]), rests_on=TEXT
        )
    if (gave_up or limited) and not said:
        return absent(
            "The document says that the time frame could not be set.",
            passage_evidence((gave_up or limited)[0]),
            rests_on=TEXT,
        )
    if said:
        return _claimed(said[0], pictures)
    captioned = [
        p
        for p in pictures_in(pictures, "visualizing", "collecting", "")
        if re.search(rf"(?i){amount}", meant(f"{p.caption} {p.name.replace('_', ' ')} {file_words(p)}"))
    ]
    if captioned:
        return passed(
            f"A picture said to show {minutes} minutes stands there.", picture_evidence(captioned[0]), rests_on=PICTURE
        )
    elsewhen = [
        link for link in links.items if "timeboard-5min" in link.place.asked and span(link) not in (None, seconds)
    ]
    if elsewhen:
        return failed("The link opens the board over another time.", _link_evidence(elsewhen[-1]), rests_on=TEXT)
    at_step = pictures_at(pictures, "timeboard-5min")
    if at_step:
        return unknown("Only a picture could tell the time frame.", picture_evidence(at_step[0]), rests_on=PICTURE)
    opened = [p for p in pictures_in(pictures, "visualizing") if re.search(r"(?i)dash ?board list", p.lead)]
    if opened:
        return unknown(
            "The board is shown as opened from the list; its time frame is not told.",
            picture_evidence(opened[0]),
            rests_on=PICTURE,
        )
    named = [
        p
        for p in answers.items
        if p.kind == "heading" and p.place.section == "visualizing" and re.search(rf"(?i){amount}", meant(p.text))
    ]
    if named:
        return unknown("A heading names the time; nothing shows it set.", passage_evidence(named[0]), rests_on=TEXT)
    return absent("Nothing shows the board's time frame.", rests_on=TEXT)


def _claimed(said: Passage, pictures: Pictures) -> Finding:
    near = [p for p in pictures_in(pictures, "visualizing") if 0 < p.place.order - said.place.order <= NEAR]
    evidence = [passage_evidence(said), *map(picture_evidence, near[:1])]
    if near:
        return passed("The document says so, and a picture follows.", *evidence, rests_on=PICTURE)
    return replace(passed("The document says so in words only.", *evidence, rests_on=WORDS), lean="right")


def span(link: Link) -> float | None:
    """Seconds between the two ends in a board's link; None = it names no time."""
    given = parse_qs(urlsplit(link.target.replace("&amp;", "&")).query)
    ends = []
    for name in ("from_ts", "to_ts"):
        value = given.get(name, [""])[0]
        if not re.fullmatch(r"\d{10,13}(?:\.\d+)?", value):
            return None
        ends.append(float(value) / (1000 if float(value) > 1e11 else 1))
    return round(ends[1] - ends[0], 3)


def _this(passage: Passage, amount: str) -> bool:
    """Is the time told of as taken, at least by the last clause that names it?"""
    text = meant(passage.text)
    if not _not_this(text, amount):
        return True
    clauses = [clause for clause in _BUT.split(text) if re.search(rf"(?i){amount}", clause)]
    return len(clauses) > 1 and not _not_this(clauses[-1], amount)


def _not_this(text: str, amount: str) -> bool:
    """Is the time only named to say that it was not taken?"""
    return bool(
        re.search(
            rf"(?i)\b(?:no|not|instead of|rather than|than)\b(?: the| for| past| last){{0,3}} {amount}|"
            rf"\b(?:do|does|did|is|was) ?n[o'’]t\b (?:show|cover|set)\w*(?: the| for| past| last)* {amount}|"
            rf"\b(?:was|were|is|are|do|does|did)(?: not|n['’]t)(?: \w+){{0,2}} (?:for|of|with) {amount}|"
            rf"{amount}[^.]{{0,20}}\bthen (?:(?:back|it) )?to (?:the )?(?:{_OTHER_FRAME})|"
            rf"{amount}[^.]{{0,40}}{UNABLE}|{UNABLE}[^.]{{0,40}}{amount}|"
            rf"{amount}[^.;,]{{0,40}}(?:\b(?:not|missing)\b|n['’]t\b)(?! (?:only|just))|\bscreen ?board (?:instead|for (?:this|that|it))\b|"
            rf"\bin {amount} (?:would|there would|you)|looked[^.]{{0,40}}{amount}[^.]{{0,40}}\bbut\b|dots in {amount}",
            text,
        )
    )


def _link_evidence(link: Link) -> Evidence:
    return place_evidence("link", link.target, link.place)


@check(hint="Show the mail, or the comment with the @ in it.")
def document_has_a_picture_of_the_snapshot(pictures: Pictures, answers: Answers) -> Finding:
    """A picture of the snapshot, or of its mail, stands in the document."""
    words = re.compile(
        r"(?i)snap ?shot|@|notation|mention|(?:sen[td]|shar\w+)\b[^|.]{0,20} (?:to|with) (?:my|your)self|annotat"
    )
    here = pictures_in(pictures, "visualizing")
    named = [
        p
        for p in here
        if words.search(_own_words(p))
        and not re.search(r"(?i)(?:snap ?shot|screen ?shot) of (?:the |my )?(?:code|script|json)", about(p))
    ]
    if named:
        return passed("A picture of the snapshot stands there.", picture_evidence(named[0]), rests_on=PICTURE)
    only = pictures_at(pictures, "snapshot-at-mention", only=True)
    at_step = pictures_at(pictures, "snapshot-at-mention")
    if only or len(at_step) > 1:
        return passed(
            "A picture stands where the snapshot is asked for.",
            picture_evidence((only or at_step)[0]),
            rests_on=PICTURE,
        )
    if at_step:
        return unknown("The picture there could serve two steps.", picture_evidence(at_step[0]), rests_on=PICTURE)
    said = saying(answers, r"snap ?shot", "visualizing", but=UNABLE)
    if said and is_asked(answers, "snapshot-at-mention"):
        return unknown("The snapshot is spoken of; no picture shows it.", passage_evidence(said[0]), rests_on=TEXT)
    return absent("No picture of a snapshot stands in the document.", rests_on=TEXT)


def _own_words(picture: Picture) -> str:
    return about(picture)
