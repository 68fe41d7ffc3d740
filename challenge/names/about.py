"""Whom a page speaks of: to candidates of their own work ("You say so"), to everybody else of the candidate ("Claimed").

A page about a submission, or a run of it, is its owner's own; any other page, such as a list or the words themselves, is
own to whoever hands something in. Asked only where such a word is shown, and once a request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise, lazy

from challenge import access
from challenge.models import Submission

_asks: ContextVar[Callable[[], bool] | None] = ContextVar("of whom a page speaks", default=None)


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Words that a request shows are said of the right one."""

    def speaking(request: HttpRequest) -> HttpResponseBase:
        known: list[bool] = []

        def of_others() -> bool:
            if not known:
                known.append(_of_others(request))
            return known[0]

        before = _asks.set(of_others)
        try:
            return get_response(request)
        finally:
            _asks.reset(before)

    return speaking


def said_of(own: str | Promise, others: str | Promise) -> str | Promise:
    """Both ways to say it; which of them is read is decided when it is shown."""

    def told() -> str:
        asks = _asks.get()
        return str(others if asks is not None and asks() else own)

    return lazy(told, str)()


@contextmanager
def others() -> Iterator[None]:
    """What is written here speaks of others, whoever reads it."""
    before = _asks.set(lambda: True)
    try:
        yield
    finally:
        _asks.reset(before)


def _of_others(request: HttpRequest) -> bool:
    if not request.user.is_authenticated:
        return False
    told = request.resolver_match.kwargs if request.resolver_match else {}
    own = Submission.objects.filter(access.own_submissions(request.user))
    if "submission_id" in told:
        own = own.filter(pk=told["submission_id"])
    elif "run_id" in told:
        own = own.filter(runs__pk=told["run_id"])
    elif "key" in told:
        own = own.filter(cohort__key=told["key"])
    return not own.exists()
