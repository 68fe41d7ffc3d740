"""What happened to a candidate's secrets and who looked at the work, in words and newest first; for the candidate alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenge import access
from challenge.access import Person
from challenge.models import Event, Run, Submission
from challenge.selectors.heads import SubmissionView, submission_view

PER_PAGE = 50
SECRETS = {
    "ssh_key": gettext_lazy("the SSH key"),
    "ssh_password": gettext_lazy("the SSH password"),
    "dd_api_key": gettext_lazy("the API key"),
    "dd_app_key": gettext_lazy("the application key"),
}
OF_THE_ACCOUNT = ("dd_api_key", "dd_app_key")
BECAUSE = {
    "asked": gettext_lazy("as you asked"),
    "retention": gettext_lazy("by itself, because their time was over"),
    "elsewhere": gettext_lazy("because the account or the machine became another one"),
}
OWN_SOURCES = {"host": gettext_lazy("your machine"), "account": gettext_lazy("your account")}


@dataclass(frozen=True)
class Line:
    """One thing that happened. run_id: the check that it belongs to, None: to none."""

    at: datetime
    text: str
    run_id: int | None = None


@dataclass(frozen=True)
class AccessLog:
    """lines: of this page. There may be two of them for one moment."""

    submission: SubmissionView
    lines: tuple[Line, ...]
    page: Page[Event]


def access_log(user: Person, submission: Submission, number: str = "") -> AccessLog:
    """One page of the record. Hidden unless the submission is this person's own."""
    if not access.may_read_own(user, submission):
        raise access.Hidden("This is for the candidate alone.")
    events = Event.objects.filter(submission_id=submission.pk, kind__in=KINDS).order_by("-id")
    page = Paginator(events, PER_PAGE).get_page(number)
    shown = list(page.object_list)
    people = User.objects.in_bulk({event.actor_id for event in shown if event.actor_id})
    runs = Run.objects.select_related("started_by").in_bulk({event.run_id for event in shown if event.run_id})
    lines = [
        _line(list(same), user, people, runs)
        for _key, same in groupby(shown, key=lambda event: (event.kind, event.run_id, event.actor_id, event.at))
    ]
    return AccessLog(submission_view(user, submission, None), tuple(lines), page)


def _line(events: list[Event], user: Person, people: Mapping[int, User], runs: Mapping[int, Run]) -> Line:
    """Events of one act: a check opens both keys of an account at once."""
    first = events[0]
    who = _who(first.actor_id, user, people)
    secrets = _secrets(event.data.get("secret", "") for event in events)
    if first.kind == "secret.used":
        return Line(first.at, _used(events, who, secrets, user, runs), first.run_id)
    told = {
        "secret.stored": lambda: _("%(who)s stored %(secrets)s.") % {"who": who, "secrets": secrets},
        "secret.replaced": lambda: _("%(who)s replaced %(secrets)s.") % {"who": who, "secrets": secrets},
        "keys.forgotten": lambda: (
            _("Forgotten %(because)s: %(secrets)s.")
            % {
                "because": BECAUSE.get(first.data.get("because", ""), BECAUSE["asked"]),
                "secrets": _secrets(first.data.get("secrets", ())),
            }
        ),
        "keys.tested": lambda: _("%(who)s tested keys of the account.") % {"who": who},
        "own-look.received": lambda: (
            _("%(who)s sent what was read of %(source)s.")
            % {"who": who, "source": OWN_SOURCES.get(first.data.get("source", "host"), OWN_SOURCES["host"])}
        ),
        "machine.confirmed": lambda: _("%(who)s said that the machine is the right one.") % {"who": who},
        "machine.retired": lambda: _("%(who)s put the machine aside.") % {"who": who},
        "account.changed": lambda: (
            _("%(who)s changed the site of the account; organisation %(organisation)s was looked at before.")
            % {"who": who, "organisation": first.data.get("organisation", "")}
        ),
        "account.pinned-again": lambda: _("%(who)s accepted that the keys open another organisation.") % {"who": who},
        "pictures.opened": lambda: _("%(who)s opened the pictures.") % {"who": who},
        "results.opened": lambda: _("%(who)s opened the results.") % {"who": who},
    }
    return Line(first.at, told[first.kind](), first.run_id)


KINDS = (
    *("secret.used", "secret.stored", "secret.replaced", "keys.forgotten", "keys.tested", "own-look.received"),
    *(
        "machine.confirmed",
        "machine.retired",
        "account.changed",
        "account.pinned-again",
        "pictures.opened",
        "results.opened",
    ),
)


def _used(events: list[Event], who: str, secrets: str, user: Person, runs: Mapping[int, Run]) -> str:
    run_id, at_account = events[0].run_id, events[0].data.get("secret") in OF_THE_ACCOUNT
    if events[0].data.get("by") == "sweeps":
        return _("The contest's looks at the machine used %(secrets)s; this is told once a day.") % {"secrets": secrets}
    if run_id is None:
        return _("A test that %(who)s asked for used %(secrets)s.") % {"who": _within(who), "secrets": secrets}
    run = runs.get(run_id)
    asked = _("by itself")
    if run is not None and run.started_by is not None:
        asked = _("asked for by %(who)s") % {
            "who": _within(_who(run.started_by_id, user, {run.started_by.pk: run.started_by}))
        }
    values = {"number": run_id, "asked": asked, "secrets": secrets}
    if at_account:
        return _("Check %(number)s, %(asked)s, read your account with %(secrets)s.") % values
    return _("Check %(number)s, %(asked)s, looked at your machine with %(secrets)s.") % values


def _who(actor_id: int | None, user: Person, people: Mapping[int, User]) -> str:
    if actor_id is None:
        return _("The program")
    if actor_id == user.pk:
        return _("You")
    person = people.get(actor_id)
    return person.get_full_name() or person.get_username() if person else _("Somebody who is not here any more")


def _within(who: str) -> str:
    """As it stands within a sentence: a name stays a name."""
    return (
        who[:1].lower() + who[1:]
        if who in (_("You"), _("The program"), _("Somebody who is not here any more"))
        else who
    )


def _secrets(kinds: Iterable[str]) -> str:
    """The secrets in words, each once, in the order of the table."""
    given = set(kinds)
    named = [str(name) for kind, name in SECRETS.items() if kind in given]
    return get_text_list(named, _("and")) if named else _("nothing")
