"""Numbers, times of the day and days of the week as people say them, in one spelling that a pattern can look for.

"Seven in the evening until nine the next morning, Monday through Friday" -> "7 pm until 9 am, Monday through Friday".
"""

from __future__ import annotations

import re
from functools import lru_cache

from text_to_num import alpha2digit

_LONGEST = 2_000
_APART = re.compile(r"(?i)\b(hundred|thousand)(?=\s+and\b)")
_SPELT = re.compile(
    r"(?i)\b(?:three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|"
    r"hundred|thousand|zero)\b"
)
_HALF = re.compile(r"(?i)\bhalf past (\d{1,2})\b")
_HOUR = r"(?<![\d:.])(?P<hour>1[0-2]|0?[1-9])(?P<minutes>:[0-5]\d)?(?:\s*o['’]?clock)?\s*(?:,\s*)?"
_EVENING = re.compile(rf"(?i)\b{_HOUR}(?:in|at|of) (?:the )?(?:evenings?|night|afternoons?)\b")
_MORNING = re.compile(
    rf"(?i)\b{_HOUR}(?:(?:in|of|on) (?:the )?(?:(?:next|following) )?mornings?\b|(?:the )?(?:next|following) mornings?\b|"
    r"the mornings? after\b|(?:next|following) day\b)"
)
_THOUSANDS = re.compile(r"(?<![\d,])(\d{1,3}),(\d{3})\b(?!,?\d)")
_EACH_DAY = re.compile(r"(?i)\b(?:noon|mid-?day)\b")
_MIDNIGHT = re.compile(r"(?i)\bmid-?night\b")


@lru_cache(maxsize=8_192)
def meant(text: str) -> str:
    """The sentence with its numbers and times as digits. Longer texts than a paragraph are cut."""
    text = text[:_LONGEST]
    if _SPELT.search(text):
        text = alpha2digit(_APART.sub(r"\1,", text), "en")
    text = _THOUSANDS.sub(r"\1\2", text)
    text = _HALF.sub(r"\1:30", text)
    text = _EVENING.sub(r"\g<hour>\g<minutes> pm", text)
    text = _MORNING.sub(r"\g<hour>\g<minutes> am", text)
    return _MIDNIGHT.sub("00:00", _EACH_DAY.sub("12:00 pm", text)).replace("pm pm", "pm")
