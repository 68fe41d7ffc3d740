"""What a candidate may want to look at before handing in, found in facts of the document that are kept. Pure; blocks nothing.

Each function gives the things of one kind, `()` where there are none or where the facts do not tell. `services` and
pages of reviewers use none of this: it is for the candidate alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenge.works import seen
from challenge.works.seen import Values
from verifier.checks.told import BOARD
from verifier.checks.visualizing.document_look import span
from verifier.engine.pictures import ELSEWHERE, MISSING, listed
from verifier.facts.document import (
    Answers,
    Leaks,
    Links,
    Place,
    SubmittedFiles,
)

FIVE_MINUTES = 300
STEP_OF_TIME = "timeboard-5min"


@dataclass(frozen=True)
class Thing:
    """kind: the group it stands in. where: file:line, "" = nowhere in particular. how: what to do about it.
    row: the key of the row that it is, "" = none."""

    kind: str
    title: str
    why: str
    where: str = ""
    how: str = ""
    row: str = ""

    @property
    def told(self) -> tuple[str, str, str]:
        """What is said of it: the same of several things is said once, with all their places."""
        return self.title, self.why, self.how


def leaked(values: Values) -> tuple[Thing, ...]:
    """Secrets that stand in the open: which kind, where, and what to revoke; never the value."""
    leaks = seen.fact(values, Leaks)
    found = {(leak.kind, str(leak.place), leak.commit): leak for leak in (leaks.items if leaks else ())}
    return tuple(
        Thing(
            "leak",
            _("%(kind)s in the open") % {"kind": leak.kind[:1].upper() + leak.kind[1:]},
            _("Whoever can read the repository can use it; in commit %(commit)s it stands in the history.")
            % {"commit": leak.commit[:10]}
            if leak.commit
            else _("Whoever can read your files can use it."),
            str(leak.place),
            _revoke(leak.kind, in_history=bool(leak.commit)),
        )
        for leak in found.values()
    )


def lost_pictures(values: Values) -> tuple[Thing, ...]:
    """Pictures that the document shows and that are not in the submission."""
    return tuple(
        Thing(
            "missing",
            picture.target,
            _("The document shows it, and no file of this name is in the submission."),
            picture.where,
            _(
                "Commit the file, or correct its name: letters, case, folder and ending. Or add it to the row in the page."
            ),
        )
        for picture in listed(values, ())
        if picture.state == MISSING
    )


def pictures_elsewhere(values: Values) -> tuple[Thing, ...]:
    """Pictures under other addresses, as one thing: they are fetched at the hand-in, and not before."""
    away = [picture for picture in listed(values, ()) if picture.state == ELSEWHERE]
    if not away:
        return ()
    return (
        Thing(
            "missing",
            ngettext("%(count)s picture lies elsewhere", "%(count)s pictures lie elsewhere", len(away))
            % {"count": len(away)},
            _("They are fetched when you hand in, and have not been fetched yet: %(names)s.")
            % {"names": ", ".join(picture.target[:80] for picture in away[:3]) + ("…" if len(away) > 3 else "")},
            ", ".join(picture.where for picture in away[:6]) + ("…" if len(away) > 6 else ""),
            _("Open each in a private window. What asks for a sign-in there cannot be fetched; commit it instead."),
        ),
    )


def unused_pictures(values: Values) -> tuple[Thing, ...]:
    """Pictures in the submission that no text shows."""
    files = seen.fact(values, SubmittedFiles)
    return tuple(
        Thing(
            "unused",
            path,
            _("It is in the submission, and no text shows it, so nobody knows what it is about."),
            path,
            _("Show it where it answers something, or leave it out."),
        )
        for path in (files.unused_pictures if files else ())
    )


def unanswered(values: Values, titles: Mapping[str, str], settled: Collection[str] = ()) -> tuple[Thing, ...]:
    """Questions of the exercise that stand in the document with nothing under them. settled: rows that need no words any more."""
    answers = seen.fact(values, Answers)
    quoted: dict[str, Place] = {}
    for passage in answers.items if answers else ():
        if passage.kind == "question":
            for key in passage.place.asked:
                quoted.setdefault(key, passage.place)
    answered = set(seen.answered(values))
    return tuple(
        Thing(
            "unanswered",
            titles[key],
            _("The question is quoted, and nothing stands under it."),
            str(place),
            _("Write below it what you did, or show it in a picture."),
        )
        for key, place in quoted.items()
        if key in titles and key not in answered and key not in settled
    )


def text_against_file(values: Values) -> tuple[Thing, ...]:
    """What the text says of an interval, a metric or a threshold, and a file of the submission otherwise."""
    return tuple(
        Thing(
            "differs",
            what,
            _("The text says %(told)s, and the file says %(shown)s.") % {"told": told, "shown": shown},
            f"{told_at}, {shown_at}",
            _("Bring both to the same: the file is what runs, and the text is what people read."),
        )
        for what, told, told_at, shown, shown_at in seen.differences(values)
    )


def wrong_time(values: Values, settled: Collection[str] = ()) -> tuple[Thing, ...]:
    """Links to the Timeboard that open it over another time than five minutes, where none opens it over those."""
    links = seen.fact(values, Links)
    spans = [
        (link, seconds)
        for link in (links.items if links else ())
        if link.place.section == "visualizing" and BOARD.match(link.target) and (seconds := span(link)) is not None
    ]
    if STEP_OF_TIME in settled or any(seconds == FIVE_MINUTES for _link, seconds in spans):
        return ()
    return tuple(
        Thing(
            "time",
            _("A link opens the board over %(time)s") % {"time": _length(seconds)},
            _("Its from_ts and to_ts are %(time)s apart; five minutes are asked for.") % {"time": _length(seconds)},
            str(link.place),
            _("Set the board to the past 5 minutes, pause it, and copy the address again."),
        )
        for link, seconds in spans
    )


def _length(seconds: float) -> str:
    if seconds < 0:
        return _("a time that ends before it begins")
    minutes = seconds / 60
    if minutes < 120:
        return ngettext("%(count)g minute", "%(count)g minutes", round(minutes)) % {"count": round(minutes, 1)}
    hours = minutes / 60
    return (
        _("%(count)g hours") % {"count": round(hours, 1)}
        if hours < 48
        else _("%(count)g days") % {"count": round(hours / 24, 1)}
    )


def _revoke(kind: str, *, in_history: bool) -> str:
    """What to make useless, and where."""
    ways = {
        "API key": _("Revoke it in Datadog (Organization Settings, API Keys) and make a new one."),
        "application key": _("Revoke it in Datadog (Organization Settings, Application Keys) and make a new one."),
        "password": _("Change it where it is used: the database, the machine or the service."),
        "private key": _("Take its public half out of `authorized_keys` on every machine, and make a new pair."),
        "token": _("Revoke it at the service that gave it (GitHub: Settings, Developer settings; Slack: your apps)."),
    }
    how = ways.get(kind, _("Make it useless where it is used, and make a new one."))
    if in_history:
        return f"{how} {_('Deleting the file does not help: it stays in the history of the repository.')}"
    return f"{how} {_('Then write a placeholder instead; what was pushed once stays readable in the history.')}"
