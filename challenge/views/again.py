"""What reviewers have done over a whole cohort: checked again, and judged again from what is kept."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenge import access, selectors
from challenge.forms.again import CheckForm, ReasonForm, RuleForm
from challenge.models import Cohort
from challenge.services import rechecking, rejudging
from challenge.views.grading import person
from challenge.views.parts import by_htmx
from challenge.views.posted import posted


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def judge_cohort_again(request: HttpRequest, key: str) -> HttpResponse:
    """What the judge of today, and other rules, would say; to htmx only how far it is."""
    group = access.judged_again_by(request.user, key)
    if request.method == "POST":
        return _said(request, "judge_cohort_again", key, lambda: _ask(request, group))
    page = selectors.judge_again_page(request.user, group, number=request.GET.get("page", ""))
    context = {
        "cohort": group,
        "page": page,
        "leads": access.may_run_cohort(request.user, group),
        "here": "cohorts",
    }
    part = by_htmx(request)
    return render(request, "challenge/_rejudging.html" if part else "challenge/judge_cohort_again.html", context)


@posted("judge_cohort_again")
@login_required
def write_judging(request: HttpRequest, key: str, rejudging_id: int) -> HttpResponse:
    """Write what the preview showed."""
    group, form = access.judged_again_by(request.user, key), ReasonForm(request.POST)
    row = get_object_or_404(group.rejudgings, pk=rejudging_id)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _said(request, "judge_cohort_again", key, lambda: rejudging.apply(row, person(request), reason=reason))


@posted("judge_cohort_again")
@login_required
def drop_judging(request: HttpRequest, key: str, rejudging_id: int) -> HttpResponse:
    """Write nothing of it."""
    group = access.judged_again_by(request.user, key)
    row = get_object_or_404(group.rejudgings, pk=rejudging_id)
    return _said(request, "judge_cohort_again", key, lambda: rejudging.drop(row, person(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def check_cohort(request: HttpRequest, key: str) -> HttpResponse:
    """Have many checked, a few at a time; to htmx only how far it is."""
    group = access.judged_again_by(request.user, key)
    if request.method == "POST":
        return _said(request, "check_cohort", key, lambda: _check(request, group))
    if by_htmx(request):
        now = selectors.recheck_progress(request.user, group)
        return render(request, "challenge/_rechecking.html", {"cohort": group, "now": now})
    show, number = request.GET.get("show", ""), request.GET.get("page", "")
    page = selectors.check_page(request.user, group, show=show, number=number)
    context = {"cohort": group, "page": page, "now": page.now, "here": "cohorts"}
    return render(request, "challenge/check_cohort.html", context)


@posted("check_cohort")
@login_required
def stop_checks(request: HttpRequest, key: str) -> HttpResponse:
    """Start no more, and stop those that are on."""
    group = access.judged_again_by(request.user, key)
    last = group.rechecks.first()
    if last is not None:
        rechecking.stop(last, person(request))
    return redirect("check_cohort", key)


def _ask(request: HttpRequest, group: Cohort) -> None:
    if "step" not in request.POST:
        rules = {name.removeprefix("rule-"): str(given) for name, given in request.POST.items() if name[:5] == "rule-"}
        rejudging.ask(group, person(request), rules=rules)
        return
    form = RuleForm(request.POST)
    if not form.is_valid():
        raise rejudging.CannotRejudge(_("Write the sentence that everybody is to read of the rule."))
    offers = {offer.step: offer.rule for offer in selectors.rule_offers(request.user, group)}
    rule = offers.get(form.cleaned_data["step"])
    if rule is None:
        raise rejudging.CannotRejudge(
            _("This is not offered any more: a decision was taken back, or it is a rule now.")
        )
    wish = {**form.cleaned_data, "from": rule.upon, "to": rule.verdict}
    rejudging.ask(group, person(request), wish=wish)


def _check(request: HttpRequest, group: Cohort) -> None:
    form = CheckForm(request.POST)
    which = form.cleaned_data["which"] if form.is_valid() else ""
    ids = form.ticked() if which == "ticked" else []
    if which in ("all", "unseen"):
        ids = [row.id for row in selectors.checkable(group) if which == "all" or row.unseen]
    rechecking.ask(group, person(request), ids)


def _said(request: HttpRequest, page: str, key: str, work: Callable[[], object]) -> HttpResponse:
    """Do it, and go back to the page; what is refused is said there."""
    try:
        work()
    except (rejudging.CannotRejudge, rechecking.CannotRecheck) as why:
        messages.warning(request, str(why))
    return redirect(page, key)
