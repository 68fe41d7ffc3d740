"""How often the custom check runs, by what the document shows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.checks import check
from verifier.checks.told import (
    affirmed,
    captions,
    passage_evidence,
    picture_evidence,
    pictures_at,
    place_evidence,
    saying,
)
from verifier.facts.document import Answers, Pictures, ShownChecks, ShownInterval, Snippets
from verifier.spoken import meant
from verifier.verdicts import Evidence, Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE


_CRONTAB = re.compile(r"(?m)^[ \t]*(?:\*|\d)[\d,/-]{0,40}(?:[ \t]{1,20}(?:\*|\d)[\d,/-]{0,40}){4}[ \t]+\S.*$")
_OTHER_TIMER = (
    r"(?<!not )(?<!instead of )(?<!rather than )(?<!without )\b(?:(?:time\.)?sleep(?:s|ing)?\b(?! (?:mode|well))|cron(?:tab|"
    r"job)?s?\b|while loop\b|"
    r"endless loop\b|systemd timer|metadata\b|metrics? summary\b)"
)
_STILL = r"\b(?:still|kept|keeps|continue[sd])\b[^.]{0,40}\b(?:10|15|20|30|60) ?s(?:ec\w*)?\b"
_IN_THE_FILE = re.compile(r"(?i)min_collection|\.ya?ml\b|\bya?ml\b|\bconf(?:ig\w*)?\b|\binstances?\b")
_WRONG_PLACE = {
    "comment": "The interval stands in a comment, where the Agent does not read it.",
    "top": "The interval stands at the top of the file, where the Agent ignores it.",
    "misspelt": "Without a blank after the hyphen this is another key.",
    "no list": "`instances` is no list, so the Agent reads no instance.",
    "sleep": "The check sleeps, and blocks others meanwhile; the interval is not set.",
    "broken": "The lines are no YAML that the Agent could read.",
}


@check(hint="Show the check's YAML, with `min_collection_interval: 45` on the instance.")
def document_sets_the_interval(
    checks: ShownChecks, answers: Answers, snippets: Snippets, pictures: Pictures, *, seconds: int
) -> Finding:
    """The document sets the asked interval where the Agent reads it."""
    shown = [interval for interval in checks.intervals if interval.level != "words"]
    if shown:
        return _judged_intervals(shown, answers, snippets, seconds)
    about_it = saying(answers, rf"\binterval|\b{seconds}\b|min_collection", "collecting")
    about_it += captions(pictures, rf"min_collection_interval|interval.*\b{seconds}\b", "collecting")
    timed = _timed_otherwise(answers, snippets)
    if timed is not None and not any(_IN_THE_FILE.search(p.text) for p in about_it):
        return failed("Something else than the check's interval keeps the time.", timed, rests_on=TEXT)
    told = [
        p
        for p in about_it
        if re.search(
            rf"(?i)min_collection_interval\W{{1,4}}(?:(?:of|is|at|to) )?{seconds}\b|\b{seconds}\s*(?:s\b|sec|-?second)|:\s*{seconds}\b|"
            rf"\bto {seconds}\b(?! ?(?:m\b|min|ms\b|milli|h\b|hour))",
            meant(affirmed(p).text),
        )
        and not re.search(
            rf"(?i)\b(?:not|n['’]t)(?: (?:be|to))? {seconds}\b|\b{seconds}\b[^.]{{0,40}}\bthen to \d", meant(p.text)
        )
    ]
    still = [
        p
        for p in saying(answers, _STILL, "collecting")
        if p in about_it or re.search(r"(?i)\b(?:check|my_?metric|it|points?|values?)\b", p.text)
    ]
    if still and (not told or still[-1].place.order >= told[-1].place.order):
        seen = passage_evidence(still[-1])
        return failed("The document says that the metric still comes at another interval.", seen, rests_on=TEXT)
    if told:
        return passed(
            f"The document says that the interval is {seconds} seconds.", passage_evidence(told[0]), rests_on=TEXT
        )
    at_step = pictures_at(pictures, "check-interval-45")
    if at_step:
        return unknown(
            "Only a picture could tell how the interval is set.", picture_evidence(at_step[0]), rests_on=PICTURE
        )
    if about_it:
        return unknown(
            "The interval is spoken of, and its value is not written.", passage_evidence(about_it[0]), rests_on=TEXT
        )
    return absent("The document does not set the interval.", rests_on=TEXT)


def _timed_otherwise(answers: Answers, snippets: Snippets) -> Evidence | None:
    """A loop that sleeps, or a crontab, in the place of the interval."""
    lines = [
        place_evidence("code", match[0].strip(), code.place)
        for code in snippets.items
        if code.place.section == "collecting" and (match := _CRONTAB.search(code.text))
    ]
    said = [p for p in saying(answers, _OTHER_TIMER, "collecting") if "bonus-interval-no-python" not in p.place.asked]
    return lines[-1] if lines else passage_evidence(said[-1]) if said else None


def _judged_intervals(shown: Sequence[ShownInterval], answers: Answers, snippets: Snippets, seconds: int) -> Finding:
    """The last one counts; a committed file comes after the document."""
    final = next((one for one in reversed(shown) if one.seconds is not None), shown[-1])
    seen = tuple(
        place_evidence("interval", one.written, one.place, wanted=f"min_collection_interval: {seconds}")
        for one in shown[-3:]
    )
    differing = (
        "" if len({one.seconds for one in shown}) == 1 else " The document shows several values; the last one counts."
    )
    if final.level in _WRONG_PLACE:
        return failed(_WRONG_PLACE[final.level], *seen, rests_on=TEXT)
    if final.seconds is None:
        return unknown("The interval's value cannot be read.", *seen, rests_on=TEXT)
    if final.seconds != seconds:
        return failed(f"The interval is {final.seconds:g} seconds.{differing}", *seen, rests_on=TEXT)
    if final.level == "init_config" and not _is_agent_5(answers, snippets):
        return failed("Under `init_config` only Agent 5 reads the interval.", *seen, rests_on=TEXT)
    return passed(f"The interval is {seconds} seconds.{differing}", *seen, rests_on=TEXT)


def _is_agent_5(answers: Answers, snippets: Snippets) -> bool:
    pattern = r"(?i)/etc/dd-agent|datadog\.conf\b|\bdd-agent\s+info|agent\s*v?(?:ersion\s*)?5\b"
    return any(re.search(pattern, code.text) for code in snippets.items) or bool(saying(answers, pattern))
