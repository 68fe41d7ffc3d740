"""What makes a cohort a contest: ties, looks, what counts, who watches, and the account that everybody shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from challenge import access
from challenge.forms.account import Address, Keys
from challenge.forms.contest import ContestSettings, with_preset
from challenge.models import Cohort, Contest
from challenge.selectors.contest_settings import account_of_contest, missing_of
from challenge.services import cohorts, contest_account, contest_policy
from challenge.services.accounts import CannotConnect
from challenge.services.cohorts import CannotChange
from challenge.views.account import example
from challenge.views.grading import person
from challenge.views.posted import posted


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@sensitive_post_parameters("api_key", "app_key")
def contest_settings(request: HttpRequest, key: str) -> HttpResponse:
    """The page; what is posted says in `do` what is to be done."""
    group = access.led_by(request.user, key)
    contest = Contest.objects.filter(cohort=group).first()
    if contest is None:
        return _found(request, group)
    contest.cohort = group
    do = ACTS.get(request.POST.get("do", "")) if request.method == "POST" else None
    return do(request, contest) if do is not None else _page(request, contest)


@posted("contest_settings")
@login_required
def forget_contest_keys(request: HttpRequest, key: str) -> HttpResponse:
    """From then on nobody is looked at, until there are keys again."""
    contest = Contest.objects.filter(cohort=access.led_by(request.user, key)).select_related("cohort").first()
    if contest is not None and contest_account.forget(contest, person(request)):
        messages.success(request, _("Forgotten. What was seen with the keys stays seen."))
    return redirect("contest_settings", key)


@posted("contest_settings")
@never_cache
@login_required
def forget_organisation(request: HttpRequest, key: str) -> HttpResponse:
    """The first press shows what will happen, the second does it."""
    group = access.led_by(request.user, key)
    account = account_of_contest(request.user, group)
    if request.POST.get("sure") != "yes" and account.organisation:
        return render(request, "challenge/forget_organisation.html", {"cohort": group, "account": account})
    contest = Contest.objects.select_related("cohort").get(cohort=group)
    if contest_account.forget_organisation(contest, person(request)):
        messages.success(request, _("Forgotten. Give keys of your own organisation, and we look again."))
    return redirect("contest_settings", key)


def _found(request: HttpRequest, group: Cohort) -> HttpResponse:
    if request.method == "POST" and request.POST.get("do") == "found":
        try:
            contest_policy.found(group, person(request))
        except CannotChange as why:
            messages.warning(request, str(why))
        return redirect("contest_settings", group.key)
    return render(request, "challenge/make_contest.html", {"cohort": group, "here": "cohorts"})


def _settings(request: HttpRequest, contest: Contest) -> HttpResponse:
    group = contest.cohort
    form = ContestSettings(contest, request.POST, held=cohorts.has_begun(group))
    if form.is_valid():
        try:
            changed = contest_policy.change(group, person(request), form.values())
        except CannotChange as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Kept.") if changed else _("Nothing was different."))
            return redirect("contest_settings", group.key)
    return _page(request, contest, form=form)


def _preset(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Ticks as the preset has them, and all else as it was typed; nothing is kept yet."""
    preset = request.POST.get("do", "").removeprefix("preset-")
    sent = with_preset(contest, request.POST, preset)
    form = ContestSettings(contest, sent, held=cohorts.has_begun(contest.cohort))
    return _page(request, contest, form=form, preset=preset)


def _address(request: HttpRequest, contest: Contest) -> HttpResponse:
    form = Address(request.POST)
    if not form.is_valid():
        return _page(request, contest, address=form)
    found = form.cleaned_data["address"]
    keys = Keys(initial={"site": found.site, "said": found.site})
    return _page(request, contest, address=form, found=found, keys=keys)


@sensitive_variables()
def _keys(request: HttpRequest, contest: Contest) -> HttpResponse:
    form = Keys(request.POST)
    if not form.is_valid():
        return _page(request, contest, keys=form)
    data = form.cleaned_data
    try:
        tested = contest_account.connect(
            contest, person(request), site=data["site"], api_key=data["api_key"], app_key=data["app_key"]
        )
    except CannotConnect as why:
        form.add_error(None, str(why))
        return _page(request, contest, keys=form)
    contest.refresh_from_db(fields=["site", "api_url", "organisation"])
    return _page(request, contest, tested=tested, said=data["said"])


ACTS: dict[str, Callable[[HttpRequest, Contest], HttpResponse]] = {
    "settings": _settings,
    "preset-account": _preset,
    "preset-everything": _preset,
    "address": _address,
    "keys": _keys,
}


def _page(request: HttpRequest, contest: Contest, **given: Any) -> HttpResponse:
    group, tested = contest.cohort, given.get("tested")
    held = cohorts.has_begun(group)
    context = {
        "cohort": group,
        "account": account_of_contest(request.user, group),
        "form": given.get("form") or ContestSettings(contest, held=held),
        "preset": given.get("preset", ""),
        "begun": held,
        "address": given.get("address") or Address(),
        "found": given.get("found"),
        "keys": given.get("keys") or Keys(initial={"site": contest.site}),
        "tested": tested,
        "said": given.get("said", ""),
        "missing": missing_of(group, tested.tried) if tested else (),
        "sandbox": bool(settings.DATADOG_INSTEAD),
        "example": example("contest"),
        "here": "cohorts",
    }
    wrong = any(given[name].errors for name in ("form", "address", "keys") if given.get(name) and given[name].is_bound)
    return render(request, "challenge/contest_settings.html", context, status=422 if wrong else 200)
