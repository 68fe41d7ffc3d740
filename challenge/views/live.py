"""What is new since an event, with a fresh ticket for the stream: for pages that come back or poll."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access, selectors
from challenge.live import events, tickets
from challenge.live.hub import Seat
from challenge.live.shown import shown
from challenge.live.stream import as_told
from challenge.live.tickets import Ticket
from challenge.models import Cohort, Submission
from challenge.rows.passes import sees_others
from challenge.selectors import watchers
from challenge.selectors.watching import PUBLIC

MOST_NEWS = 500


@require_safe
@never_cache
@login_required
def live_submission(request: HttpRequest, submission_id: int) -> JsonResponse:
    """For pages about one submission."""
    return _news(request, submission_ticket(request, access.results_for(request.user, submission_id)))


@require_safe
@never_cache
@login_required
def live_grade(request: HttpRequest, submission_id: int) -> JsonResponse:
    """For a grading page: what other reviewers decide."""
    return _news(request, desk_ticket(request, access.graded_by(request.user, submission_id)))


@require_safe
@never_cache
@login_required
def live_cohort(request: HttpRequest, key: str) -> JsonResponse:
    """For a page of the work list. shown: the ids of its lines."""
    group = access.cohort_for(request.user, key)
    shown = selectors.followed(request.user, group, request.GET.get("shown", "").split(","))
    return _news(request, cohort_ticket(request, group, shown))


@require_safe
@never_cache
@login_required
def live_contest(request: HttpRequest, key: str) -> JsonResponse:
    """For the page of who leads a contest."""
    return _news(request, lead_ticket(request, access.led_by(request.user, key)))


@require_safe
@never_cache
@login_required
def live_board(request: HttpRequest, key: str) -> JsonResponse:
    """For a board: the whole of it where the page shows another."""
    group = access.cohort_for(request.user, key)
    return _board(request, group, watchers.level_for(request.user, group))


@require_safe
@never_cache
def live_public_board(request: HttpRequest, token: str) -> JsonResponse:
    """For the board that people without an account watch."""
    return _board(request, watchers.public_cohort(token), PUBLIC)


def submission_ticket(request: HttpRequest, submission: Submission, *, after: int = 0) -> Ticket:
    """Everything of one submission, and what is for all of its cohort."""
    return Ticket(request.user.pk or 0, "submission", submission.pk, after=after, cohort=submission.cohort_id)


def desk_ticket(request: HttpRequest, submission: Submission, *, after: int = 0) -> Ticket:
    """What is decided for everybody, and what other reviewers decide on it; not this while two look, each without seeing
    the other."""
    only, user = None if sees_others(submission) else (), request.user.pk or 0
    cohort = submission.cohort_id
    return Ticket(user, "submission", submission.pk, level="desk", only=only, after=after, cohort=cohort)


def cohort_ticket(request: HttpRequest, group: Cohort, shown: tuple[int, ...], *, after: int = 0) -> Ticket:
    """Everything of the submissions that a page of the work list shows, as far as this person may follow them."""
    return Ticket(request.user.pk or 0, "cohort", group.pk, only=shown, after=after)


def lead_ticket(request: HttpRequest, group: Cohort, *, after: int = 0) -> Ticket:
    """That something moved in a contest: whoever hears it asks for the page."""
    return Ticket(request.user.pk or 0, "cohort", group.pk, level="lead", after=after)


def board_ticket(request: HttpRequest, cohort_id: int, level: str, *, after: int = 0) -> Ticket:
    """The board as this level sees it."""
    return Ticket(request.user.pk or 0, "board", cohort_id, level=level, after=after)


def _board(request: HttpRequest, group: Cohort, level: str) -> JsonResponse:
    """The same that the stream would send, and the way back into it."""
    now = shown(group, level)
    after = now.board.last_event_id
    ticket = board_ticket(request, group.pk, level, after=after)
    told = {"ticket": tickets.issue(ticket), "after": after, "digest": now.digest}
    return JsonResponse(told | ({} if request.GET.get("have") == now.digest else {"html": now.html}))


def _news(request: HttpRequest, ticket: Ticket) -> JsonResponse:
    """The same that the stream would tell, and the way back into it."""
    newest = events.last_id()
    given = request.GET.get("after", "")
    after = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else newest
    seat = Seat.of(ticket)
    found = events.read_since(after, MOST_NEWS, scope=ticket.scope, scope_id=ticket.scope_id, cohort=seat.cohort)
    wanted = [seat.told(news) for news in found if seat.wants(news)]
    return JsonResponse(
        {
            "ticket": tickets.issue(replace(ticket, after=newest)),
            "after": newest,
            "missed": len(found) == MOST_NEWS,
            "news": [as_told(one) for one in wanted],
        }
    )
