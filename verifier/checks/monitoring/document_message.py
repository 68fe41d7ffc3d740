"""What the document shows of the monitor's message and of the mail that it sent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.checks import check
from verifier.checks.monitoring.told_monitor import DOWNTIME_KEYS, as_asked, is_of_downtime, saying, told_alike, unseen
from verifier.checks.monitoring.told_monitor import pictures as monitor_pictures
from verifier.checks.monitoring.wording import STATES, own_texts
from verifier.checks.told import (
    DENIES,
    file_words,
    generic_free,
    own,
    passage_evidence,
    picture_evidence,
    pictures_at,
    pictures_in,
    place_evidence,
)
from verifier.facts.document import Answers, Picture, Pictures, ShownMessage, ShownMonitors
from verifier.messages import MessageError, State, email_handles_in, parse_message, visible_in
from verifier.verdicts import Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE

MAIL = r"\b(?:e-?mails?|mails?|inbox|letters?)\b(?!\s*address)"
_NO_MAIL = re.compile(
    r"(?i)\b(?:never|no(?![ _-]?data)|not|n['’]t|nothing)\b[^.]{0,40}\b(?:e-?mails?|mails?|inbox)\b|\binstead of (?:the|an?) (?:e-?)?mail"
)
_HANDLE = re.compile(r"(?<![\w@.])@[\w.+-]{1,60}@[\w-]{1,60}\.\w")
_ADDRESS = re.compile(r"(?<![\w@.])[\w.+-]+@[\w-]+\.[\w.]+")
_SENT = r"\b(?:go(?:es)? to|sen[dt]s?|sending|notif\w*|receiv\w*|got|get|alert\w*|trigger\w*|arriv\w*|configured)\b"


_ONLY_SOME = re.compile(
    r"(?i)\bonly (?:\w+ ){0,4}(?:on|for|in|when)\b[^.]{0,20}\b(?:alerts?|warnings?|no[ -]?data|critical)\b(?![^.]*\b(?:and|or|also)\b)"
)


@check(hint="Your address with a leading @, outside of the conditional blocks or in each of them.")
def document_monitor_mails_in_every_state(monitors: ShownMonitors, answers: Answers, pictures: Pictures) -> Finding:
    """The monitor mails whenever it triggers."""
    return mailed_in(monitors, answers, pictures, STATES)


def mailed_in(monitors: ShownMonitors, answers: Answers, pictures: Pictures, states: Sequence[State]) -> Finding:
    """Does it mail in each of these states?"""
    for shown in reversed(monitors.messages):
        found = _mailed(shown, states)
        if found is not None:
            return found
    said = saying(
        answers,
        rf"{MAIL}.*{_SENT}|{_SENT}.*{MAIL}|\b(?:sample|example|alert|warning|monitor|the|this|these|an?|my)\b(?: \w+){{0,2}} {MAIL}[^.]*:",
    ) + as_asked(answers, MAIL)
    said += saying(
        answers,
        r"\b(?:goes|go|sent|sends|notifies)\b[^.]{0,20}\bto (?:me|my e-?mail(?: address)?|my (?:in|mail) ?box)\b",
    )
    said += [p for p in own(answers, "monitoring") if _HANDLE.search(p.text) and not DOWNTIME_KEYS & set(p.place.asked)]
    said = [p for p in said if not DENIES.search(p.text) and not _NO_MAIL.search(p.text)]
    said = [p for p in said if p.kind == "own"] or said
    some = [p for p in said if _ONLY_SOME.search(p.text)] if len(states) == len(STATES) else []
    if some and len(some) == len(said):
        return failed("The document says that only some states mail.", passage_evidence(some[-1]), rests_on=TEXT)
    if said:
        return passed("The document says that the monitor mails.", passage_evidence(said[0]), rests_on=TEXT)
    captioned = [
        p
        for p in pictures_in(pictures, "monitoring")
        if re.search(rf"(?i){MAIL}", f"{p.lead} {p.caption if len(p.caption.split()) > 1 else ''}") and _of_alert(p)
    ]
    if captioned:
        return passed("Pictures said to be alert mails stand there.", picture_evidence(captioned[0]), rests_on=PICTURE)
    return unseen(answers, pictures, "Whom the monitor notifies is not written.")


def _mailed(shown: ShownMessage, states: Sequence[State]) -> Finding | None:
    seen = place_evidence("message", shown.text, shown.place, wanted="@address in every state")
    try:
        message = parse_message(shown.text)
        reached = [bool(email_handles_in(visible_in(message, state, sometimes=True))) for state in states]
    except MessageError:
        reached = [bool(email_handles_in(shown.text))] * len(states)
    if all(reached):
        where = "every state" if len(states) == len(STATES) else " and ".join(states)
        return passed(f"An address with a leading @ stands in {where}.", seen, rests_on=TEXT)
    if any(reached) or email_handles_in(shown.text):
        missing = ", ".join(state for state, there in zip(states, reached, strict=True) if not there)
        return failed(f"No mail is sent for: {missing}.", seen, rests_on=TEXT)
    if _ADDRESS.search(shown.text):
        return failed("The address has no leading @, so nobody is notified.", seen, rests_on=TEXT)
    return None


@check(hint="`{{#is_alert}}…{{/is_alert}}`, `{{#is_warning}}…{{/is_warning}}`, `{{#is_no_data}}…{{/is_no_data}}`.")
def document_monitor_words_each_state(monitors: ShownMonitors, answers: Answers, pictures: Pictures) -> Finding:
    """The message differs for alert, warning and no data."""
    for shown in reversed(monitors.messages):
        return _worded(shown)
    said = saying(
        answers,
        r"\bdifferent (?:\w+ ){0,2}(?:messages?|texts?|e-?mails?|notifications?)|\bmessages?\b.*\b(?:based|depend\w*|"
        r"according) (?:up)?on\b|"
        r"\b(?:messages?|texts?|e-?mails?|mails?)\b[^.]{0,40}\b(?:depends?|differs?|var(?:y|ies)|changes?)\b|\b(?:texts?|"
        r"messages?) of (?:their|its) own\b|"
        r"\beach\b[^.]{0,40}\bown (?:text|message)|"
        r"\b(?:3|three|separate) (?:parts|blocks|sections|texts|branches|messages|conditions|conditionals|cases)\b(?>.*?\balert\w*\b)"
        r"(?>.*?\bwarning\b)(?>.*?\b(?:no|missing)[ _-]?data\b)|"
        r"\bis_alert\b(?>.*?\bis_warning\b)(?>.*?\bis_no_data\b)|"
        r"\b(?:created|wrote|made|added|separate|custom\w*)\b(?>.*?\bmessages?\b)"
        r"(?>.*?\balert\w*\b)(?>.*?\bwarning\b)(?>.*?\bno[ _-]?data\b)|"
        r"\b(?:messages|texts)\b[^.]{0,30}\b(?:for|in|per)\b(?>.*?\balert\w*\b)(?>.*?\bwarning\b)(?>.*?\bno[ _-]?data\b)"
        r"[^.]{0,20}\bstates\b",
    )
    said = [p for p in said if not DENIES.search(p.text)]
    said += as_asked(answers, r"severity|\bstates?\b|\bmessages?\b|conditional")
    alike = told_alike(answers)
    said = [p for p in said if p not in alike]
    if said:
        return passed("The document says that the texts differ.", passage_evidence(said[0]), rests_on=TEXT)
    if alike:
        return failed("The document says that the text is the same.", passage_evidence(alike[-1]), rests_on=TEXT)
    return unseen(answers, pictures, "The texts of the message are not written.")


def _worded(shown: ShownMessage) -> Finding:
    seen = place_evidence("message", shown.text, shown.place, wanted="a text of its own for each state")
    try:
        texts = own_texts(parse_message(shown.text))
    except MessageError as fault:
        return failed(str(fault), seen, rests_on=TEXT)
    missing = [state for state in STATES if not re.search(r"\w", texts[state])]
    if missing:
        return failed(f"No text of its own for: {', '.join(missing)}.", seen, rests_on=TEXT)
    if len(set(texts.values())) < len(STATES):
        return failed("Two states have the same text.", seen, rests_on=TEXT)
    return passed("Alert, warning and no data have texts of their own.", seen, rests_on=TEXT)


@check(hint="The whole mail, with its subject and footer.")
def document_has_a_picture_of_the_alert_mail(pictures: Pictures) -> Finding:
    """A picture of the monitor's mail stands in the document."""
    here = pictures_in(pictures, "monitoring")
    exact = pictures_at(pictures, "monitor-email-screenshot", only=True)
    named = [
        p
        for p in here
        if _of_alert(p)
        and not _NO_MAIL.search(p.lead)
        and re.search(rf"(?i){MAIL}|\btriggered\b|\b(?:alert|warning|no.?data|monitor)\b[^|]*\bnotif", _named(p))
    ]
    if named or exact:
        return passed("A picture of the mail stands there.", picture_evidence((named or exact)[0]), rests_on=PICTURE)
    shown = monitor_pictures(pictures)
    if shown:
        return unknown(
            "A picture stands there; that it is the mail is not said.", picture_evidence(shown[0]), rests_on=PICTURE
        )
    return absent("No picture of a mail stands in the document.", rests_on=TEXT)


def _named(picture: Picture) -> str:
    return " | ".join((generic_free(picture.caption), file_words(picture), picture.lead))


def _of_alert(picture: Picture) -> bool:
    """Not one that belongs to a downtime, unless its own caption says alert."""
    own = f"{picture.caption} {file_words(picture)}"
    return not is_of_downtime(picture) or (
        bool(re.search(r"(?i)\balert|\bwarn", own)) and not re.search(r"(?i)down ?time", own)
    )
