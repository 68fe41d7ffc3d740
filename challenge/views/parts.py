"""What live pages share: the panel that carries their ticket, and which parts htmx asked for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from challenge.live import tickets
from challenge.live.stream import PATH
from challenge.models import Cohort, Submission
from challenge.views.live import desk_ticket, lead_ticket, submission_ticket

MOST_PARTS = 1_000
KEPT = ("show", "run", "as", "q", "sort", "density", "page")
"""What of a page's address its parts must know too."""


@dataclass(frozen=True)
class LivePanel:
    """What static/js/proofboard.js needs to follow a page.

    join: tells what is new and gives a fresh ticket. parts: gives the changed parts. key: which
    field of the news names a part of this page ("rows" or "submission").
    """

    join: str
    parts: str
    key: str
    ticket: str
    after: int
    stream: str = PATH


def live_panel(request: HttpRequest, *, join: str, key: str, ticket: tickets.Ticket) -> LivePanel:
    """The panel of the page that is being asked for; its parts have the page's own address."""
    kept = urlencode({name: request.GET[name] for name in KEPT if name in request.GET})
    parts = f"{request.path}?{kept}" if kept else request.path
    return LivePanel(join=join, parts=parts, key=key, ticket=tickets.issue(ticket), after=ticket.after)


def submission_panel(request: HttpRequest, submission: Submission, *, after: int) -> LivePanel:
    """For every page about one submission."""
    ticket = submission_ticket(request, submission, after=after)
    return live_panel(request, join=reverse("live_submission", args=[submission.pk]), key="rows", ticket=ticket)


def lead_panel(request: HttpRequest, group: Cohort, *, after: int) -> LivePanel:
    """For the page of who leads a contest."""
    join, ticket = reverse("live_contest", args=[group.key]), lead_ticket(request, group, after=after)
    return live_panel(request, join=join, key="submission", ticket=ticket)


def desk_panel(request: HttpRequest, submission: Submission, *, after: int) -> LivePanel:
    """For a grading page."""
    join = reverse("live_grade", args=[submission.pk])
    return live_panel(request, join=join, key="rows", ticket=desk_ticket(request, submission, after=after))


def by_htmx(request: HttpRequest) -> bool:
    """Whether a script on the page asks for its parts, and not a person for the page."""
    return request.headers.get("HX-Request") == "true"


def asked_parts(request: HttpRequest) -> frozenset[str] | None:
    """The parts htmx wants replaced; None means all."""
    given = request.GET.get("changed")
    return None if given is None else frozenset(given.split(",")[:MOST_PARTS])
