"""What the document shows of the traced app, and says of services and resources."""

from __future__ import annotations

import re
from dataclasses import replace

from verifier.checks import check
from verifier.checks.told import (
    COULD_NOT,
    PENDING,
    UNABLE,
    captions,
    own,
    passage_evidence,
    picture_evidence,
    pictures_in,
    place_evidence,
    saying,
)
from verifier.facts.document import Answers, Passage, Pictures, ShownApps, Snippets, SubmittedFiles
from verifier.verdicts import Evidence, Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE, WORDS = RestsOn.TEXT, RestsOn.PICTURE, RestsOn.WORDS

_FIRST_TRY = re.compile(
    r"(?i)\b(?:initial(?:ly)?|first|earlier|previous) (?:attempt|try|time|go)\b|\bat first\b|\binitially\b|"
    r"\bfirst,? (?:i|we) (?:tried|used|ran|started)\b"
)
_LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")
_FAILS = re.compile(
    r"(?i)\bno traces?\b|\bdo ?n[o'’]?t (?:get|see|have|receive)\b[^.]{0,40}\btrac\w+|\bstill (?:not|no|don|have no|"
    r"can)\w*[^.]{0,60}\b(?:trac\w+|data|apm|work\w*|metrics?)|"
    rf"{COULD_NOT}[^.]{{0,80}}\b(?:trac\w+|apm|instrument\w*|ddtrace|flask|app\w*|section|portion|part|work|complete|finish)\b|"
    r"\bdid ?n[o'’]?t (?:work|get|see|show|appear|complete|finish|succeed|manage|receive|have time)\b|"
    r"\b(?:same|this|another) error\b|\bconnection refused\b|(?:did|does) ?n[o'’]?t work|\bnot (?:yet )?(?:working|reporting|"
    r"getting)\b|\btapped out\b|"
    r"\b(?:beyond|above|exceed\w*) my (?:\w+ )?(?:skills?|knowledge|abilit\w+|expertise|head)\b|\bover my head\b|"
    r"\bdid ?n[o'’]?t (?:know|understand|figure out) (?:how|where|what)\b|"
    r"(?:\bnot|n['’]t) sure (?:how|where)\b|"
    r"won['’]t be able|\bnot (?:successful|functioning)|"
    r"\b(?:stay(?:s|ed)|remain(?:s|ed)?|is still|was still|kept|keeps)\b[^.]{0,20}\b(?:empty|blank|waiting)\b|"
    r"\bwaiting for (?:traces|data)\b|\b(?:no|zero) (?:services?|spans?) (?:\w+ ){0,2}(?:show|appear|arriv|list)\w*|"
    r"\bnever (?:\w+ )?(?:show|appear|arriv|work|receiv|saw|see|got|get|reach)\w*|\bnothing (?:ever )?(?:show|appear|arriv|"
    r"c[ao]me|happen)\w*|"
    r"\b(?:find|found|figure|figured) out (?:why|what)\b(?=[^.]*\b(?:until|deadline|yet|any ?more)\b)|\bgave (?:it )?up\b|"
    r"\b(?:i|we) (?:leave|left|stopped) (?:it|this)(?: (?:there|here|at that|unfinished|undone|open))?\s*(?:[.,;!]|$)"
)
_WORKS = re.compile(
    r"(?i)(?<!no )\bservices?\b(?:(?!\b(?:not|never|no)\b|n['’]t\b)[^.]){0,30}\b(?:appeared|showed up|arrived|came up)\b|"
    r"\bsuccess\w*|\btraces?\b[^.]{0,60}\b(?:collect\w*|report\w*|receiv\w*|arriv\w*|sent|show\w*|appear\w*|visible|available)\b|"
    r"\b(?:it|app|everything|apm|all) works?\b|\bworked\b|\bnow\b[^.]{0,60}\bworking\b|\b(?:resolved|fixed|solved)\b|"
    r"\b(?:visible|appear(?:s|ed)|shows? up|listed) (?:in|under|on)\b[^.]{0,30}\b(?:apm|services?|trace)|"
    r"\b(?:see|view|shows?|here (?:is|are))\b[^.]{0,60}\b(?:apm|traces?|services?|dash ?board)\b"
)
_OTHER_LANGUAGE = r"\b(?:tomcat|java|spring|node(?:\.?js)?|express|php|laravel|\.net|c#|asp\.net)\b(?!script api)"
_SERVICE_QUESTION = ("bonus-service-vs-resource",)
_MIDDLEWARE = (
    r"\b(?:insert\w*|add\w*|us(?:ed|ing)|import\w*|includ\w*|tried|with)\b[^.]{0,60}\b(?:(?:trace ?)?middleware|patch_all)\b|"
    r"\b(?:(?:trace ?)?middleware|patch_all)\b[^.]{0,40}\b(?:insert\w*|added|used|imported)"
)
_NOT_USED = (
    r"\bwould\b|\bmix\w*\b|\bother one\b|\balternativ|\b(?:not|instead of|rather than|without|n['’]t|"
    r"or)\b[^.]{0,30}(?:manual\w*|middleware|insert)"
)


_UNTRACED = r"\b(?:did ?n[o'’]?t|did not|is not|was not|never|isn['’]t|wasn['’]t) (?:been )?(?:instrument|trac)\w*"
_NO_RUN = (
    r"(?:\b(?:or|not|no|never|without|instead(?: of)?|rather than)\b|n['’]t\b)[^.,;]{0,40}\bddtrace-run|"
    r"\bddtrace-run\b[^.,;]{0,30}(?:\b(?:not|never)\b|n['’]t\b)|\babout ddtrace-run\b"
)
_DONE = re.compile(r"\bI\b|(?i:\b(?:we|manually|inserted|added|also)\b)")


@check(hint="Show `ddtrace-run python app.py`, or the tracer in the app's code, and a trace that arrived.")
def document_instruments_the_app(apps: ShownApps, answers: Answers, pictures: Pictures, snippets: Snippets) -> Finding:
    """The document shows an app traced with Datadog APM."""
    tried = _methods(apps)
    gave_up = _last_failure(answers, snippets)
    if gave_up is not None:
        if tried or saying(
            answers,
            r"\b(?:used|ran|run|running|started|using|added)\b[^.]{0,40}\bddtrace-run\b",
            "tracing",
            but=_NO_RUN,
        ):
            return failed("By its own words the tracing did not work.", passage_evidence(gave_up), rests_on=TEXT)
        return absent("The document says that this was not completed.", passage_evidence(gave_up), rests_on=TEXT)
    if tried:
        return passed("The app is started or written with a tracer.", tried[0], rests_on=TEXT)
    other = saying(answers, _OTHER_LANGUAGE, "tracing")
    if other:
        return failed("The app is in none of the languages asked for.", passage_evidence(other[0]), rests_on=TEXT)
    linked = [app for app in apps.items if app.form == "linked"]
    said = [
        p
        for p in saying(answers, r"\binstrument\w*|\bdd-?trace\b|\btrac(?:ed|ing)\b", "tracing")
        if not re.search(rf"(?i)^\W*fully instrumented|{_UNTRACED}", p.text)
    ]
    if said and (linked or any(_WORKS.search(p.text) for p in own(answers, "tracing") if p.kind == "own")):
        return passed("The document says that the app is instrumented.", passage_evidence(said[0]), rests_on=TEXT)
    shown = pictures_in(pictures, "tracing")
    pictured = captions(pictures, r"\bddtrace-run\s+\S", "tracing")
    if pictured:
        return passed(
            "A picture is said to show the app started with a tracer.", passage_evidence(pictured[0]), rests_on=PICTURE
        )
    started = saying(
        answers,
        r"\b(?:used|ran|run|running|started|launched|using|added)\b[^.]{0,40}\bddtrace-run\b",
        "tracing",
        but=_NO_RUN,
    )
    if started and shown:
        seen = passage_evidence(started[0])
        return passed("The document says that the app was started with ddtrace-run.", seen, rests_on=TEXT)
    words = _words(answers)
    if shown:
        return unknown("Only a picture could tell how the app is traced.", picture_evidence(shown[0]), rests_on=PICTURE)
    if words or linked:
        return unknown(
            "The app is spoken of; how it is traced is not told.", *map(passage_evidence, words[:1]), rests_on=TEXT
        )
    return absent("The document shows no traced app.", rests_on=TEXT)


def _words(answers: Answers) -> list[Passage]:
    """Own words about the app."""
    return [
        p
        for p in own(answers, "tracing")
        if p.kind == "own" and p.place.asked != _SERVICE_QUESTION and not PENDING.search(p.text)
    ]


def _methods(apps: ShownApps) -> list[Evidence]:
    """Where a way of tracing is shown: commands first, then calls in code."""
    found = [place_evidence("command", command, place) for command, place in apps.runs]
    found += [place_evidence("code", ", ".join(app.manual), app.place) for app in apps.items if app.manual]
    return found


def _last_failure(answers: Answers, snippets: Snippets) -> Passage | None:
    """The last word on whether it worked, if that word is no."""
    last: Passage | None = None
    for passage in own(answers, "tracing"):
        if passage.kind != "own" or passage.place.asked == _SERVICE_QUESTION:
            continue
        if _FAILS.search(passage.text) and not (_FIRST_TRY.search(passage.text) or _LOG_LINE.search(passage.text)):
            last = passage
        elif (
            last is not None
            and _WORKS.search(passage.text)
            and not re.search(rf"(?i){UNABLE}|\bif\b|\bhopes?\b", passage.text)
        ):
            last = None
    if last is None:
        return None
    order = last.place.order
    reported = any(
        re.search(r"reported \d+ traces|Traces received: [1-9]", c.text)
        for c in snippets.items
        if c.place.order > order and not c.file
    )
    return None if reported else last


@check(
    hint="With ddtrace-run the code needs no tracer; remove `patch_all`, `TraceMiddleware` and the like.", negative=True
)
def document_uses_one_tracing_method(apps: ShownApps, answers: Answers, pictures: Pictures) -> Finding:
    """One way of tracing is used, not both."""
    runs = [place_evidence("command", command, place) for command, place in apps.runs]
    calls = [place_evidence("code", ", ".join(app.manual), app.place) for app in apps.items if app.manual]
    if not (runs and calls):  # what one of them shows, words about the other do not outweigh
        spoken = [passage_evidence(p) for p in saying(answers, r"\bddtrace-run\b", "tracing", but=_NO_RUN)]
        spoken += [passage_evidence(p) for p in captions(pictures, r"\bddtrace-run\s+\S", "tracing")]
        runs = runs if calls else runs or spoken
        told = saying(answers, _MIDDLEWARE, "tracing", but=_NOT_USED)
        inserted = [passage_evidence(p) for p in told if not apps.runs or _DONE.search(p.text)]
        calls = calls or inserted
    if runs and calls:
        return failed("Both ddtrace-run and calls in the code are used.", runs[0], calls[0], rests_on=TEXT)
    if runs or calls:
        return passed("One way of tracing is shown.", (runs or calls)[0], rests_on=TEXT)
    said = saying(
        answers, r"\b(?:using|used|chose|with)\b[^.]{0,40}\bddtrace\b[^.]{0,40}\b(?:method|command|not)\b", "tracing"
    )
    if said:
        return passed("One way of tracing is named.", passage_evidence(said[0]), rests_on=TEXT)
    words = [p for p in _words(answers) if not _FAILS.search(p.text) and not _encountered(p)]
    if words or pictures_in(pictures, "tracing"):
        return unknown("The way of tracing is not named.", *map(passage_evidence, words[:1]), rests_on=TEXT)
    return absent("No tracing is shown.", rests_on=TEXT)


def _encountered(passage: Passage) -> bool:
    return bool(re.search(r"(?i)\b(?:encountered|faced|ran into|issues?|errors?)\b", passage.text))


@check(hint="As a file of the fork or in the document; with ddtrace-run the unchanged app and the command are enough.")
def document_includes_the_app(
    apps: ShownApps, answers: Answers, files: SubmittedFiles, *, unmodified_app: str
) -> Finding:
    """The traced app is in the submission."""
    here = [app for app in apps.items if app.form in ("inline", "file") and app.framework]
    if here:
        app = next((a for a in here if a.manual), here[-1])
        seen = place_evidence("app", app.framework, app.place)
        if app.manual:
            return passed("The instrumented app is there.", seen, rests_on=TEXT)
        if apps.runs:
            finding = (failed if unmodified_app == "refuse" else passed)(
                "The app and the command that traces it are there.", seen, rests_on=TEXT
            )
            return replace(finding, rule="unmodified_app")
        if app.form == "file":
            return passed("The app is there.", seen, rests_on=TEXT, note="How it is traced is not shown.")
        if app.place.asked == ("apm-app-instrumented",) and not _words(answers):
            return absent("Only the given app stands there, copied with its question.", seen, rests_on=TEXT)
        return unknown("The app is there; how it is traced is not shown.", seen, rests_on=TEXT)
    gone = {file.place for file in files.named if file.linked and file.exists is False}
    every = [app for app in apps.items if app.form == "linked"]
    linked = [app for app in every if app.place not in gone]
    if every and not linked:
        seen = place_evidence("file", "not in the submission", every[-1].place)
        return absent("The app's file is linked, and it is not there or empty.", seen, rests_on=TEXT)
    if linked:
        return passed("The app's file is linked.", place_evidence("file", "linked", linked[-1].place), rests_on=TEXT)
    elsewhere = [app for app in apps.items if app.form == "elsewhere"]
    if elsewhere:
        return unknown(
            "The app lies in another repository.",
            place_evidence("link", "another repository", elsewhere[0].place),
            rests_on=TEXT,
        )
    return absent("The app is not in the submission.", rests_on=TEXT)
