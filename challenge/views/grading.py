"""A reviewer works through the rows of a submission: pictures, passages, decisions, and taking them back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access, selectors
from challenge.forms.review import ASK, DecideForm, rows_seen
from challenge.live import events
from challenge.models import Submission
from challenge.selectors.desk import desk, next_open
from challenge.services import deciding, opened, reviewing
from challenge.views.parts import asked_parts, by_htmx, desk_panel
from challenge.views.posted import posted
from challenge.words import decision_text, overrides, somebody_decided


@require_safe
@never_cache
@login_required
def grade(request: HttpRequest, submission_id: int) -> HttpResponse:
    """What needs a person first; what stands by itself is folded. To htmx the rows that another reviewer decided."""
    submission = access.graded_by(request.user, submission_id)
    if by_htmx(request):
        return _others_decided(request, submission, asked_parts(request) or frozenset())
    opened.results_opened(submission, request.user)
    after = events.last_id()
    context = desk_context(request, submission, live=desk_panel(request, submission, after=after))
    return render(request, "challenge/grade.html", context)


@posted("grade")
@login_required
def decide(request: HttpRequest, submission_id: int, step_key: str) -> HttpResponse:
    """One decision on one row, or a question for the interview that leaves it as it is."""
    submission, form = access.graded_by(request.user, submission_id), DecideForm(request.POST)
    try:
        said = _decide(submission, person(request), step_key, form)
    except (reviewing.CannotReview, deciding.DecidedBefore) as why:
        typed = {name: request.POST.get(name, "") for name in ("question", "reason", "verdict")}
        trouble = {"key": step_key, "text": str(why), "typed": typed}
        return _refused(request, submission, trouble)
    return _decided(request, submission, {step_key}, said, after=step_key)


@posted("grade")
@login_required
def confirm_many(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The claims that were on screen are shown, all at once."""
    submission = access.graded_by(request.user, submission_id)
    try:
        made = deciding.confirm_many(submission, person(request), rows_seen(request.POST.getlist("seen")))
    except reviewing.CannotReview as why:
        messages.warning(request, str(why))
        return _decided(request, submission, set(), "")
    text = ngettext("%(number)s claim: shown.", "%(number)s claims: shown.", len(made)) % {"number": len(made)}
    keys = {one.step_key for one in made}
    return _decided(request, submission, keys, text, after=made[-1].step_key if made else "")


@posted("grade")
@login_required
def undo_decision(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Take back this reviewer's newest decision, or the one that was named; after a finish, the finish."""
    submission = access.graded_by(request.user, submission_id)
    only = request.POST.get("decision", "")
    number = int(only) if only.isascii() and only.isdigit() and len(only) < 19 else None
    if not only and reviewing.is_finished(submission, person(request)):
        reviewing.open_again(submission, person(request))
        return _decided(request, submission, set(), gettext("It is open again."), form=True)
    taken = deciding.undo(submission, person(request), number)
    if taken is None:
        return _decided(request, submission, set(), gettext("There is nothing to take back."))
    keys = deciding.taken_with(taken)
    return _decided(request, submission, keys, gettext("Taken back."), choose=taken.step_key)


def desk_context(request: HttpRequest, submission: Submission, **more: Any) -> dict[str, Any]:
    """What the page and its parts are drawn from."""
    shown = desk(request.user, submission)
    context = {"desk": shown, "page": shown.page, "review": shown.page.review, "submission": shown.page.submission}
    offers = selectors.rule_offers(request.user, submission.cohort)
    leads = access.may_run_cohort(request.user, submission.cohort)
    context["names_hidden"] = submission.cohort.names_hidden
    return context | {"overrides": overrides(), "offers": offers, "leads": leads} | more


def person(request: HttpRequest) -> User:
    """Who is signed in, behind `login_required`."""
    assert isinstance(request.user, User)
    return request.user


def _decide(submission: Submission, user: User, step_key: str, form: DecideForm) -> str:
    if not form.is_valid():
        raise reviewing.CannotReview(gettext("This is no decision."))
    given = form.cleaned_data
    if given["kind"] == ASK:
        text = given["question"] or _question(submission, step_key)
        deciding.ask_and_leave(submission, user, step_key, text, known=given["known"])
        return gettext("Noted for the interview.")
    made = deciding.decide(
        submission,
        user,
        step_key,
        given["kind"],
        verdict=given["verdict"] if given["kind"] == "override" else "",
        reason=given["reason"],
        known=given["known"],
    )
    return str(decision_text(made.kind))


def _question(submission: Submission, step_key: str) -> str:
    title = submission.cohort.version.steps.filter(key=step_key).values_list("title", flat=True).first()
    return gettext("“%(title)s”: how did you do it, and how do you know that it works?") % {"title": title or step_key}


def _decided(
    request: HttpRequest,
    submission: Submission,
    keys: set[str],
    said: str,
    *,
    after: str = "",
    choose: str = "",
    form: bool = False,
) -> HttpResponse:
    """The parts that changed; without a script the page again, at the next row that needs somebody."""
    if by_htmx(request):
        context = desk_context(request, Submission.objects.get(pk=submission.pk), said=said, form=form)
        return render(request, "challenge/_grade_changed.html", context | {"changed": context["desk"].changed(keys)})
    if said:
        messages.info(request, said)
    key = choose or (next_open(desk(request.user, submission).stations, after) if after else "")
    return redirect(reverse("grade", args=[submission.pk]) + (f"#row-{key}" if key else "#head"))


def _others_decided(request: HttpRequest, submission: Submission, keys: frozenset[str]) -> HttpResponse:
    """What somebody else decided or took back meanwhile, where this reviewer may see it."""
    context = desk_context(request, submission)
    changed = context["desk"].changed(set(keys))
    told = [somebody_decided(row.by, row.graded.step.title, row.kind) for row in context["desk"].by_others(keys)]
    return render(request, "challenge/_grade_changed.html", context | {"changed": changed, "said": " ".join(told)})


def _refused(request: HttpRequest, submission: Submission, trouble: dict[str, Any]) -> HttpResponse:
    """Nothing was written: what there is now stands beside what was typed."""
    context = desk_context(request, submission, said=trouble["text"], trouble=trouble)
    if by_htmx(request):
        changed = context["desk"].changed({trouble["key"]})
        return render(request, "challenge/_grade_changed.html", context | {"changed": changed})
    return render(request, "challenge/grade.html", context, status=409)
