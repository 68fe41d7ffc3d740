"""What the document shows of the downtimes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from verifier.checks import check
from verifier.checks.monitoring.told_downtimes import NIGHTS, NO_MAIL_CAME, NOT_YET, WEEKEND, Told, talk, windows
from verifier.checks.monitoring.told_monitor import DOWNTIME, DOWNTIME_KEYS
from verifier.checks.told import (
    about,
    file_words,
    generic_free,
    last,
    own,
    passage_evidence,
    picture_evidence,
    pictures_in,
    place_evidence,
)
from verifier.facts.document import Answers, Picture, Pictures, ShownDowntime, ShownDowntimes
from verifier.verdicts import Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE

SEVEN_PM, NINE_AM, DAY = 19 * 60, 9 * 60, 24 * 60
_TO_SUNDAY = re.compile(
    r"(?i)\bsat\w*\.?,? (?:at )?(?:0?0:00|12:?0?0? ?am)\W+(?:\w+ )?sun\w*\.?,? (?:at )?(?:0?0:00|12:?0?0? ?am)"
)
_WEEKDAY = re.compile(r"(?i)\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:days?)?\b")
_TO_THURSDAY = re.compile(
    r"(?i)\bm(?:o|on|onday)?s?\.?\s*(?:-|–|—|to|thru|through|until|till)\s*th(?:u|urs?|ursday)?s?\b"
)
_EVERY_DAY = re.compile(r"(?i)\bdaily\b|\b(?:every|each) (?:single )?(?:day|night|evening)\b")
_TO_MONDAY = re.compile(r"(?i)\b(?:fri|sat)\w*\b.*\b(?:to|until|till|through|-|–)\s*mon(?:day)?\b")


@check(hint="Weekly on Monday to Friday, starts 19:00, lasts 14 hours, aimed at this monitor only.")
def document_downtime_covers_weeknights(
    downtimes: ShownDowntimes, answers: Answers, pictures: Pictures, *, daily: str
) -> Finding:
    """A downtime covers the nights of the week."""
    nights = [d for d in downtimes.items if d.days and set(d.days) - {5, 6}]
    if nights:
        return _nights(nights[-1], daily)
    told = [window for window in windows(talk(answers, pictures)) if window.days == "nights"]
    final = last(window for window in told if window.timed)
    if final is not None:
        return _told_nights(final, without_friday=_leaves_friday(final, windows(talk(answers, pictures))))
    return left_open(answers, pictures, "The hours and days of the weeknights are not written.", NIGHTS)


def _leaves_friday(final: Told, told: Sequence[Told]) -> bool:
    """Does it name the days from Monday on without the last, and does no other window begin on Friday evening?"""
    named = {day.lower() for day in _WEEKDAY.findall(final.text)}
    short = _TO_THURSDAY.search(final.text) or (len(named) >= 3 and not named & {"fri", "sat", "sun"})
    friday = any(re.search(r"(?i)\bfri", one.text) and one.start == SEVEN_PM for one in told)
    return bool(short) and not friday


def _told_nights(final: Told, *, without_friday: bool) -> Finding:
    seen = passage_evidence(final.passage)
    if without_friday:
        return failed("The days that are named leave Friday out.", seen, rests_on=TEXT)
    if final.of_all:
        return failed("The document says that it silences all monitors.", seen, rests_on=TEXT)
    if (
        final.start == SEVEN_PM
        and (NINE_AM if final.end is None else final.end) == NINE_AM
        and final.minutes in (None, 14 * 60, DAY)
    ):
        return passed("The document says 7 pm to 9 am on weeknights.", seen, rests_on=TEXT)
    return failed("The document gives other hours for the weeknights.", seen, rests_on=TEXT)


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
        return _weekend(ends[-1])
    told = [window for window in windows(talk(answers, pictures)) if window.days == "weekend"]
    final = last(window for window in told if _is_whole(window) is not None)
    if final is not None:
        seen = passage_evidence(final.passage)
        if final.of_all:
            return failed("The document says that it silences all monitors.", seen, rests_on=TEXT)
        days = {day for window in told if _is_whole(window) for day in window.end_days}
        if (_is_whole(final) and len(days) == 2) or _beside_nights(final, windows(talk(answers, pictures))):
            return passed("The document says all of Saturday and Sunday.", seen, rests_on=TEXT)
        return failed("The document gives hours that leave a part of the weekend open.", seen, rests_on=TEXT)
    return left_open(answers, pictures, "The hours of the weekend are not written.", WEEKEND)


def _weekend(downtime: ShownDowntime) -> Finding:
    seen = place_evidence(
        "downtime", f"days {downtime.days}, minute {downtime.start_minute}, {downtime.minutes} minutes", downtime.place
    )
    least = 2 * DAY if downtime.days == (5,) else DAY - 1
    if downtime.days[0] == 5 and downtime.minutes is not None and downtime.minutes >= least and downtime.aimed:
        return passed("The downtime covers the weekend.", seen, rests_on=TEXT)
    return failed("The downtime does not cover the whole weekend, or not this monitor only.", seen, rests_on=TEXT)


def _is_whole(told: Told) -> bool | None:
    """Does what is told cover Saturday and Sunday? None: that is not told."""
    if told.once or _TO_SUNDAY.search(told.text):
        return False
    from_saturday = re.search(r"(?i)\bfri", told.text) is None
    if _TO_MONDAY.search(told.text) and from_saturday and told.start is not None and told.start > NINE_AM:
        return False
    if told.whole or _TO_MONDAY.search(told.text) or (told.minutes is not None and told.minutes >= 2 * DAY):
        return True
    if told.minutes == DAY or (told.start is not None and told.end in (told.start, DAY, DAY - 1)):
        return told.both_days
    return False if told.timed else None


def _beside_nights(final: Told, told: Sequence[Told]) -> bool:
    """From Saturday morning to Sunday evening, where a nightly downtime of every day covers the rest."""
    daily = any(
        one.days == "nights" and (one.start, one.end) == (SEVEN_PM, NINE_AM) and _EVERY_DAY.search(one.text)
        for one in told
    )
    ends = final.start is not None and final.end is not None and final.start <= NINE_AM and final.end >= SEVEN_PM
    return daily and ends and len(final.end_days) == 2


@check(hint="Write your address with a leading @ into the downtime's message.")
def document_has_a_picture_of_the_downtime_mail(pictures: Pictures) -> Finding:
    """A picture of the downtime's mail stands in the document."""
    every = _pictures(pictures)
    none = [p for p in every if NO_MAIL_CAME.search(p.lead)]
    here = [p for p in every if p not in none]
    exact = [p for p in here if p.place.asked == ("bonus-downtime-email",)]
    mail = r"(?i)\b(?:e-?mails?|mails?|mail ?box|notices?|announc\w*|notif\w*|messages?|inbox|receiv\w*)\b(?!\s*address)|\bstarted\b"
    named = [p for p in here if re.search(mail, _named(p)) and not _only_alert(p)]
    if none and not named:
        return absent("The document says that no mail came.", picture_evidence(none[-1]), rests_on=TEXT)
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


def _pictures(pictures: Pictures) -> list[Picture]:
    """Those that are asked for or speak of downtimes, and what goes on beside them on the same line."""
    found: list[Picture] = []
    for picture in pictures_in(pictures, "monitoring"):
        goes_on = bool(found) and (found[-1].place.file, found[-1].place.last) == (
            picture.place.file,
            picture.place.first,
        )
        goes_on = goes_on or (bool(found) and _is_its_mail(picture, found[-1]))
        if DOWNTIME_KEYS & set(picture.place.asked) or DOWNTIME.search(about(picture)) or goes_on:
            found.append(picture)
    return found


def _is_its_mail(picture: Picture, before: Picture) -> bool:
    """Does it follow one of a downtime, under the same heading, as "the mail about it"?"""
    said = f"{picture.lead} {picture.caption} {file_words(picture)}"
    return (
        picture.heading == before.heading
        and re.search(r"(?i)\b(?:e-?mails?|mails?|notif\w*)\b", said) is not None
        and re.search(r"(?i)\balert|\bwarn|\bmonitor|\btrigger|\bno data\b", said) is None
    )


def left_open(answers: Answers, pictures: Pictures, reason: str, days: re.Pattern[str]) -> Finding:
    """What can be said where no hours are written."""
    undone = [
        p
        for p in own(answers)
        if NOT_YET.search(p.text)
        and (days.search(p.text) or (DOWNTIME.search(p.text) and not (NIGHTS.search(p.text) or WEEKEND.search(p.text))))
    ]
    if undone:
        return absent("The document says that it was not done.", passage_evidence(undone[0]), rests_on=TEXT)
    shown = _pictures(pictures)
    if shown:
        return unknown(f"{reason} Only a picture could tell.", picture_evidence(shown[0]), rests_on=PICTURE)
    said = [p for p in talk(answers, pictures) if p.kind == "own" and not NOT_YET.search(p.text)]
    other = WEEKEND if days is NIGHTS else NIGHTS
    if any(days.search(p.text) or not other.search(p.text) for p in said):
        return unknown(reason, passage_evidence(said[0]), rests_on=TEXT)
    return absent("The document does not speak of it.", rests_on=TEXT)
