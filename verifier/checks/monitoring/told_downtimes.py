"""The downtimes as people tell them: in sentences, lists, tables and captions. No judgment of any step here.

"Both only for this monitor: Mo-Fr from 7 pm, 14 hours; Sa from midnight, two days" holds two windows. Each keeps the
sentence it was told in; hours that stand without days belong to the days that were named last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from verifier.checks.monitoring.told_monitor import DOWNTIME, DOWNTIME_KEYS
from verifier.checks.told import PENDING, affirmed, captioned, own
from verifier.facts.document import Answers, Passage, Pictures
from verifier.spoken import meant

_DAY = r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
_TO = r"\s*(?:-|–|—|to|thru|through|until|till|bis|\.\.)\s*"
NIGHTS = re.compile(
    rf"(?i)\bm(?:o|on|onday)?s?\.?{_TO}(?:f(?:r|ri|riday)?|th(?:u|urs?|ursday)?)s?\b|week[ -]?(?:day|night)s?\b|\b(?:working|business|"
    rf"work) ?(?:days?|nights?|week)\b|"
    r"\bmo(?:n(?:day)?)?s?\b[ ,/&|]+tu(?:e(?:s(?:day)?)?)?s?\b|\bdaily\b|\b(?:every|each) (?:single )?(?:day|night|"
    r"evening)\b|\ball (?:nights|evenings)\b|"
    r"\b(?:week)?nights\b|\bnightly\b|\bevenings\b|\bnighttimes?\b|\* \* (?:1-5|mon-fri)\b|\bout[- ]of[- ]hours\b|"
    r"\bafter[- ]hours\b|\bovernight\b"
)
WEEKEND = re.compile(
    r"(?i)\bsat(?:urday)?s?\b|\bsa\b(?=[ ,.&+/-])|\bsun(?:day)?s?\b|\bweek-?ends?\b|\* \* (?:6|0|6,0|0,6|sat)\b|"
    r"\bfri(?:day)?\b.{0,40}\bmon(?:day)?\b"
)
_CLOCK = re.compile(
    r"(?i)(?<![\d.:$])(?P<hour>[01]?\d|2[0-4])(?:[:.h](?P<minute>[0-5]\d))?\s*(?P<half>[ap])\.?\s?m\b\.?|"
    r"(?<![\d.:])(?P<hour24>[01]?\d|2[0-4])[:h](?P<minute24>[0-5]\d)|(?<![\d.:])(?P<hourh>19|21|22)\s?h\b"
)
_PLAIN = re.compile(
    r"(?<![\d.:/-])(?P<first>[01]?\d|2[0-4])\s*(?:-|–|to|until|till)\s*(?P<last>[01]?\d|2[0-4])(?!\s*(?:h|d|m|%|:))\b"
)
_FOUR = r"([01]\d|2[0-4])([0-5]\d)(?: ?h(?:ou)?rs?| ?h)?"
_MILITARY = re.compile(rf"(?i)(?<![\d.:/-]){_FOUR}\s?(?:-|–|—|to|until|till)\s?{_FOUR}\b(?![:/-])")
_LENGTH = re.compile(
    r"(?i)(?<![\w.:])(?P<number>\d{1,4}|one|two|a|1\.5)[ -]?(?P<unit>h(?:ou)?rs?|h|days?|d|minutes?|mins?)\b"
)
_WHOLE = re.compile(
    r"(?i)\ball[ -](?:day|weekend|of)\b|\bfull(?:[ -]days?)?\b|\bwhole\b|\bentire\w*|\bcomplete(?:ly)?\b|\b24/7\b|"
    r"\bround the clock\b|\ball (?:saturday|sunday)"
)
_ALL_WEEKEND = re.compile(r"(?i)\b(?:all|whole|entire|full|complete|through(?:out)?)(?: the| of the)? week-?end\b")
_ONCE = re.compile(
    r"(?i)\b(?:only|just) (?:for )?(?:this|the coming|next|that)(?: coming)? weekend|\bthis coming weekend only|\bone[- ]?(?:time|off)\b|"
    r"\b(?:no|without|not|n['o’]t bother with) (?:a )?(?:recurr\w*|repeat\w*)|\bdoes not (?:recur|repeat)"
)
NOT_YET = re.compile(
    rf"{PENDING.pattern}|"
    r"(?i:(?:\b(?:not|never)|n['’]t)\b[^.;]{0,30}\b(?:yet|written|made|done|set|finish\w*|get to)\b|"
    r"n['’]t (?:get|got) (?:around )?to (?:do |set |the )|\bnot get (?:around )?to (?:do |set |the )|"
    r"\b(?:not|n['’]t do|without) (?:for |on )?the (?:second|other|week-?ends?|nights?)\b|"
    r"\bwould have\b|\bskipped\b|\bforgot(?:ten)? (?:to|about)\b|\bleft open\b|\bran out of\b)"
)
NO_MAIL_CAME = re.compile(
    r"(?i)\b(?:got|received|saw|had|have|there (?:is|was)|came) no (?:such )?(?:e-?mails?|mails?|notifications?)\b|"
    r"\b(?:never|(?:did|have|was|were|has)(?: not|n['’]t)) (?:\w+ )?(?:get|got|gotten|receive[ds]?|sent|notified|come|came|"
    r"arrived?|seen?)\b"
    r"[^.]{0,40}\b(?:e-?mails?|mails?|notifications?|inbox)\b(?! (?:at|during|while|over|when|any ?more))|"
    r"\b(?:e-?mails?|mails?|notifications?)\b[^.]{0,30}\b(?:never|(?:did|was|has)(?: not|n['’]t)) (?:\w+ )?(?:c[ao]me|arrived?|sent)\b"
)
_ALL_MONITORS = re.compile(
    r"(?i)(?<!not for )(?<!not )(?<!instead of )(?<!rather than )\b(?:all|every)(?: (?:of )?(?:the|my|our))? monitors?\b|"
    r"\bmonitor (?:field|name)s? (?:was |is )?(?:left )?empty\b|\bwithout (?:choosing|naming|selecting) (?:a|the) monitor\b"
)
_ASKS = re.compile(
    r"(?i)\b(?:task|exercise|challenge|question|requirement)s? (?:asks?|asked|wants?|wanted|says?|said|is|was)\b"
)
_SUPPOSED = re.compile(r"(?i)(?:^|[;,.] ?)if\b|\bin real life\b|\bwould\b|\bcould\b|['’]d (?:let|set|use|make)\b")
_CUT = re.compile(r"[.;,:()|/]\s|\s(?:and|while|plus|b\)|2\)|[-–—])\s|\s(?=(?:b|2)[).])")
_UNITS = {"h": 60, "d": 1440, "m": 1}
MOST = 200
LEAST_WORDS = 4
"""So few words with a part of the week in them are the name of a downtime."""
_OWN_WORD = re.compile(r"(?i)\bdown ?-?times?\b|silenc|maintenance|\bmut(?:e|ed|ing)\b|week ?(?:day|night)s?")
LONGEST = 800


@dataclass(frozen=True)
class Told:
    """One window. days: "nights" or "weekend"; start, end: minutes of the day; minutes: its length; None = not told."""

    days: str
    start: int | None
    end: int | None
    minutes: int | None
    text: str
    passage: Passage

    @property
    def whole(self) -> bool:
        """All of the day or days."""
        return bool(_WHOLE.search(self.text))

    @property
    def both_days(self) -> bool:
        """Does it speak of Saturday and Sunday?"""
        if re.search(
            r"(?i)\bsa(?:t(?:urday)?)?s?\b.*\bsu(?:n(?:day)?)?s?\b|\bsa\W{1,3}so\b|[ ,](?:6,0|0,6)\b", self.text
        ):
            return True
        return not re.search(r"(?i)\bsat|\bsun|\* 6\b", self.text)

    @property
    def end_days(self) -> frozenset[str]:
        """The days of the weekend that it names; both where it names the weekend, or none alone."""
        alone = re.search(r"(?i)\b(?:only|just|except)\b[^.;,]{0,20}\bs(?:at|un)", self.text)
        named = frozenset(
            name[:2].lower() for name in re.findall(r"(?i)\b(?:sa|su)(?:t|n)?(?:urday|day)?s?\b", self.text)
        )
        if (
            not named
            or re.search(r"(?i)\bsa\W{1,3}so\b", self.text)
            or (self.minutes or 0) >= 2 * 1440
            or (not alone and re.search(r"(?i)\bfri|\bmon(?:day)?\b", self.text))
            or (not alone and len(named) == 1 and _ALL_WEEKEND.search(self.text))
        ):
            return frozenset({"sa", "su"})
        return named

    @property
    def of_all(self) -> bool:
        """Does its sentence say that it silences whatever there is, not this monitor only?"""
        return bool(_ALL_MONITORS.search(self.passage.text))

    @property
    def once(self) -> bool:
        return bool(_ONCE.search(self.text))

    @property
    def timed(self) -> bool:
        """Do its hours stand there?"""
        return self.start is not None and (self.end is not None or self.minutes is not None)


def talk(answers: Answers, pictures: Pictures) -> list[Passage]:
    """Own words about downtimes, with what follows them in the same breath, and what pictures of them say."""
    found = []
    on = False
    for passage in own(answers):
        asked = bool(DOWNTIME_KEYS & set(passage.place.asked))
        speaks = _speaks(passage.text)
        here = passage.place.section == "monitoring"
        if passage.kind == "heading":
            on = asked or speaks
        else:
            on = asked or (here and (on or speaks)) or bool(re.search(r"(?i)\bdown ?-?times?\b", passage.text))
        if on and "{{" not in passage.text:
            found.append(passage)
    found += [
        p
        for p in captioned(pictures)
        if DOWNTIME_KEYS & set(p.place.asked)
        or (p.place.section == "monitoring" and (DOWNTIME.search(p.text) or NIGHTS.search(p.text)))
    ]
    return sorted(found, key=lambda passage: passage.place.order)[:MOST]


def _speaks(text: str) -> bool:
    """Of downtimes by a word of their own, or of a part of the week with its hours: not of somebody's weekend."""
    if not DOWNTIME.search(text):
        return False
    said = meant(text)
    hours = any(pattern.search(said) for pattern in (_CLOCK, _PLAIN, _MILITARY, _LENGTH, _WHOLE))
    return hours or _OWN_WORD.search(text) is not None or len(text.split()) <= LEAST_WORDS


def windows(passages: Sequence[Passage]) -> list[Told]:
    """The windows that are told, in their order."""
    found: list[Told] = []
    days = ""
    for passage in passages:
        if passage.kind == "heading" and not DOWNTIME.search(passage.text):
            days = ""
        if any(pattern.search(passage.text) for pattern in (NOT_YET, _SUPPOSED, _ASKS)):
            continue
        for text, named in _clauses(_MILITARY.sub(r"\1:\2 - \3:\4", meant(affirmed(passage).text[:LONGEST]))):
            days = named or days
            window = _read(text, days, passage)
            if named:
                found.append(window)
            elif days and found and (window.start is not None or window.minutes is not None):
                found[-1] = _continued(found[-1], window)
    return found


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """A sentence, cut between the days of one kind and those of the other; with the kind, "" where no days are named."""
    marks = sorted(
        [(match.start(), match.end(), "nights") for match in NIGHTS.finditer(text)]
        + [(match.start(), match.end(), "weekend") for match in WEEKEND.finditer(text)]
    )
    marks = [
        mark for mark in marks if not any(o[0] <= mark[0] < o[1] and o != mark and o[2] == "weekend" for o in marks)
    ]
    if not marks:
        yield text, ""
        return
    begin = 0
    for (_, end, kind), (start, _, following) in pairwise(marks):
        if kind != following:
            cuts = [match.start() for match in _CUT.finditer(text, end, start + 1)]
            cut = cuts[-1] if cuts else start
            yield text[begin:cut], kind
            begin = cut
    yield text[begin:], marks[-1][2]


def _read(text: str, days: str, passage: Passage) -> Told:
    times = [_minute(match) for match in _CLOCK.finditer(text)]
    if not times and (plain := _PLAIN.search(_LENGTH.sub(" ", text))):
        times = [int(plain["first"]) * 60, int(plain["last"]) * 60]
    lengths = [_length(match) for match in _LENGTH.finditer(_CLOCK.sub(" ", text))]
    start, end = (*times, None, None)[:2]
    return Told(days, start, end, max(lengths, default=None), text, passage)


def _continued(before: Told, more: Told) -> Told:
    """What was told of some days, with the hours that the next sentence gives."""
    if before.timed or before.passage.place.section != more.passage.place.section:
        return before
    times = [time for time in (before.start, before.end, more.start, more.end) if time is not None]
    start, end = (*times, None, None)[:2]
    minutes = before.minutes if before.minutes is not None else more.minutes
    return Told(before.days, start, end, minutes, f"{before.text} | {more.text}", more.passage)


def _minute(match: re.Match[str]) -> int:
    if match["hourh"]:
        return int(match["hourh"]) * 60
    if match["hour24"]:
        return int(match["hour24"]) * 60 + int(match["minute24"] or 0)
    hour = int(match["hour"]) % 12 if int(match["hour"]) <= 12 else int(match["hour"]) - 12
    return (hour + (12 if match["half"].lower() == "p" else 0)) * 60 + int(match["minute"] or 0)


def _length(match: re.Match[str]) -> int:
    number = {"one": 1, "a": 1, "two": 2}.get(match["number"].lower())
    return int(float(match["number"]) if number is None else number) * _UNITS[match["unit"][0].lower()]
