"""What the document shows of the downtimes."""

from __future__ import annotations

import re
from dataclasses import replace

from verifier.checks import check
from verifier.checks.monitoring.told_monitor import DOWNTIME
from verifier.checks.told import (
    about,
    file_words,
    generic_free,
    own,
    passage_evidence,
    picture_evidence,
    pictures_in,
    place_evidence,
)
from verifier.facts.document import Answers, Passage, Picture, Pictures, ShownDowntime, ShownDowntimes
from verifier.verdicts import Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE

KEYS = frozenset({"bonus-downtime-weeknights", "bonus-downtime-weekend", "bonus-downtime-email"})
_SEVEN_PM = r"(?:\b0?7(?::00)?\s*p\.?\s?m\b|\b19[:.h]?00\b|\b19 ?h\b)"
_NINE_AM = r"(?:\b0?9(?::00)?\s*a\.?\s?m\b|\b0?9[:.h]00\b)"
_CLOCK = re.compile(r"(?i)\b\d{1,2}(?::\d\d)?\s*[ap]\.?\s?m\b|\b\d{1,2}:\d\d\b")
_WEEKDAYS = (
    r"(?i)\bm(?:on)?(?:day)?s?\s*(?:-|–|to|thru|through|until)\s*f(?:ri)?(?:days?)?\b|week[ -]?(?:day|night)s?\b|working days?\b|"
    r"business days?\b|"
    r"\bdaily\b|\bevery (?:day|night)\b|\bnight(?:ly|time)?s?\b|each (?:day|night)"
)
_WEEKEND = r"(?i)\bsat(?:urday)?s?\b|\bsun(?:day)?s?\b|week-?ends?\b"
_WHOLE = (
    r"(?i)\ball[ -]day|\bfull[ -]day|\bwhole|\bentire|\bcomplete|\b(?:2|two) (?:full |whole )?days\b|\b48 ?h|\b24 ?h|\b0?0:00|"
    r"\b12:0[01] ?a|midnight|"
    r"\ball (?:of )?(?:saturday|weekend)|\bsat(?:urday)?\b.{0,40}\b(?:until|till|to|through)\b.{0,20}\b(?:sun|mon)(?:day)?\b|all weekend"
)


@check(hint="Weekly on Monday to Friday, starts 19:00, lasts 14 hours, aimed at this monitor only.")
def document_downtime_covers_weeknights(
    downtimes: ShownDowntimes, answers: Answers, pictures: Pictures, *, daily: str
) -> Finding:
    """A downtime covers the nights of the week."""
    nights = [d for d in downtimes.items if d.days and set(d.days) - {5, 6}]
    if nights:
        return _nights(nights[-1], daily)
    told = [p for p in _own(answers) if re.search(_WEEKDAYS, p.text)]
    right = [
        p
        for p in told
        if re.search(rf"(?i){_SEVEN_PM}", p.text) and re.search(rf"(?i){_NINE_AM}|\b14 ?-?h(?:ou)?r?s?\b", p.text)
    ]
    if right:
        return passed("The document says 7 pm to 9 am on weeknights.", passage_evidence(right[0]), rests_on=TEXT)
    other = [p for p in told if len(_CLOCK.findall(p.text)) >= 2]
    if other:
        return failed("The document gives other hours for the weeknights.", passage_evidence(other[0]), rests_on=TEXT)
    return _open(answers, pictures, "The hours and days of the weeknights are not written.")


def _nights(downtime: ShownDowntime, daily: str) -> Finding:
    seen = place_evidence(
        "downtime", f"days {downtime.days}, minute {downtime.start_minute}, {downtime.minutes} minutes", downtime.place
    )
    if (downtime.start_minute, downtime.minutes) != (19 * 60, 14 * 60):
        return failed("The downtime is not from 7 pm to 9 am.", seen, rests_on=TEXT)
    if not downtime.aimed:
        return failed("The downtime is not aimed at this monitor only.", seen, rests_on=TEXT)
    if downtime.days == tuple(range(7)):
        finding = (failed if daily == "refuse" else passed)("The downtime repeats daily.", seen, rests_on=TEXT)
        return replace(finding, rule="nightly_daily")
    if downtime.days != tuple(range(5)):
        return failed("The downtime is not on Monday to Friday.", seen, rests_on=TEXT)
    return passed("The downtime covers 7 pm to 9 am, Monday to Friday.", seen, rests_on=TEXT)


@check(hint="Weekly on Saturday and Sunday, starts 00:00, lasts one day, aimed at this monitor only.")
def document_downtime_covers_the_weekend(downtimes: ShownDowntimes, answers: Answers, pictures: Pictures) -> Finding:
    """A downtime covers Saturday and Sunday."""
    ends = [d for d in downtimes.items if d.days and not set(d.days) - {5, 6}]
    if ends:
        final = ends[-1]
        seen = place_evidence(
            "downtime", f"days {final.days}, minute {final.start_minute}, {final.minutes} minutes", final.place
        )
        whole = (
            final.minutes is not None and final.minutes >= (2880 if final.days == (5,) else 1439) and final.days[0] == 5
        )
        if whole and final.aimed:
            return passed("The downtime covers the weekend.", seen, rests_on=TEXT)
        return failed("The downtime does not cover the whole weekend, or not this monitor only.", seen, rests_on=TEXT)
    told = [p for p in _own(answers) if re.search(_WEEKEND, p.text)]
    right = [p for p in told if re.search(_WHOLE, p.text)]
    if right:
        return passed("The document says all of Saturday and Sunday.", passage_evidence(right[0]), rests_on=TEXT)
    other = [p for p in told if len(_CLOCK.findall(p.text)) >= 2 and not re.search(_WEEKDAYS, p.text)]
    if other:
        return failed(
            "The document gives hours that leave a part of the weekend open.", passage_evidence(other[0]), rests_on=TEXT
        )
    return _open(answers, pictures, "The hours of the weekend are not written.")


@check(hint="Write your address with a leading @ into the downtime's message.")
def document_has_a_picture_of_the_downtime_mail(pictures: Pictures) -> Finding:
    """A picture of the downtime's mail stands in the document."""
    here = _pictures(pictures)
    exact = [p for p in here if p.place.asked == ("bonus-downtime-email",)]
    mail = r"(?i)\b(?:e-?mails?|mails?|notif\w*|messages?|inbox|receiv\w*)\b(?!\s*address)|\bstarted\b"
    named = [p for p in here if re.search(mail, _named(p)) and not _only_alert(p)]
    if named or exact:
        return passed(
            "A picture of the downtime's mail stands there.", picture_evidence((named or exact)[0]), rests_on=PICTURE
        )
    vague = [p for p in here if not p.lead]
    if vague:
        return unknown(
            "Pictures stand there; that one is the mail is not said.", picture_evidence(vague[0]), rests_on=PICTURE
        )
    return absent("No picture of a downtime's mail stands in the document.", rests_on=TEXT)


def _named(picture: Picture) -> str:
    lead = re.sub(r"(?i)silenc\w+(?: \w+)? (?:e-?mail )?(?:alert )?notifications?", "", picture.lead)
    return " | ".join((generic_free(picture.caption), file_words(picture), lead))


def _only_alert(picture: Picture) -> bool:
    own = f"{picture.caption} {file_words(picture)}"
    return bool(re.search(r"(?i)\balert|\bwarn", own)) and not DOWNTIME.search(about(picture))


def _own(answers: Answers) -> list[Passage]:
    """Own words about downtimes; lists under an introduction count with it."""
    return [
        p for p in own(answers, "monitoring")
        if (KEYS & set(p.place.asked) or DOWNTIME.search(p.text)) and "{{" not in p.text
    ]  # fmt: skip


def _pictures(pictures: Pictures) -> list[Picture]:
    return [p for p in pictures_in(pictures, "monitoring") if KEYS & set(p.place.asked) or DOWNTIME.search(about(p))]


def _open(answers: Answers, pictures: Pictures, reason: str) -> Finding:
    shown = _pictures(pictures)
    if shown:
        return unknown(f"{reason} Only a picture could tell.", picture_evidence(shown[0]), rests_on=PICTURE)
    said = [p for p in _own(answers) if p.kind == "own"]
    if said:
        return unknown(reason, passage_evidence(said[0]), rests_on=TEXT)
    return absent("The document does not speak of downtimes.", rests_on=TEXT)
