"""What a lead decides for a cohort: dates, rules, points, and who belongs to it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from challenge import access, selectors
from challenge.forms.cohort import CohortSettings, Invite, NewCohort
from challenge.selectors.cohorts import is_contest
from challenge.selectors.for_all import decided_for_all
from challenge.selectors.known import known_by
from challenge.services import cohorts, invitations
from challenge.views.grading import person
from challenge.views.posted import posted


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def cohort_settings(request: HttpRequest, key: str) -> HttpResponse:
    """One form; what candidates were promised stands once somebody has begun."""
    group = access.led_by(request.user, key)
    form = CohortSettings(request.POST or None, instance=access.led_by(request.user, key))
    if begun := cohorts.has_begun(group):
        form.hold(cohorts.PROMISED)
    if request.method == "POST" and form.is_valid():
        try:
            changed = cohorts.change(group, person(request), form.values())
        except cohorts.CannotChange as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Kept.") if changed else _("Nothing was different."))
            return redirect("cohort_settings", key)
    for_all = decided_for_all(request.user, group)
    context = {"cohort": group, "form": form, "begun": begun, "for_all": for_all, "here": "cohorts"}
    context["contest"] = is_contest(group)
    return render(request, "challenge/cohort_settings.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def copy_cohort(request: HttpRequest, key: str) -> HttpResponse:
    """Another cohort with the same policy and reviewers, without dates and candidates."""
    group = access.led_by(request.user, key)
    form = NewCohort(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = cohorts.make(person(request), like=group, **form.cleaned_data)
        except ValidationError as why:
            form.add_error(None, why.messages)
        else:
            return redirect("cohort_settings", made.key)
    context = {"cohort": group, "form": form, "here": "cohorts"}
    return render(request, "challenge/copy_cohort.html", context, status=422 if form.errors else 200)


@posted("cohort_settings")
@login_required
def archive_cohort(request: HttpRequest, key: str) -> HttpResponse:
    """Into the archive, or out of it."""
    group = access.led_by(request.user, key)
    cohorts.archive(group, person(request), archived="open" not in request.POST)
    return redirect("cohort_settings", key)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def cohort_people(request: HttpRequest, key: str) -> HttpResponse:
    """Who belongs to it, and a link for one more."""
    group = access.led_by(request.user, key)
    form = Invite(request.POST or None, initial={"role": "candidate"})
    if request.method == "POST" and form.is_valid():
        invitation, link = invitations.invite(group, actor=person(request), **form.cleaned_data)
        if invitations.send(invitation, link):
            messages.success(request, _("An e-mail with the link is on its way to %s.") % invitation.email)
        else:
            messages.warning(request, _("The e-mail could not be sent. Give them this link: %s") % link)
        return redirect("cohort_people", key)
    context = {
        "cohort": group,
        "form": form,
        "members": selectors.cohort_members(request.user, group),
        "here": "cohorts",
    }
    return render(request, "challenge/cohort_people.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
@login_required
def known_people(request: HttpRequest, key: str) -> HttpResponse:
    """Which reviewers said of whose work that they know the person."""
    group = access.led_by(request.user, key)
    context = {"cohort": group, "known": known_by(request.user, group), "here": "cohorts"}
    return render(request, "challenge/known_people.html", context)


@posted("cohort_people")
@login_required
def let_go(request: HttpRequest, key: str, membership_id: int) -> HttpResponse:
    """Take a role away."""
    group = access.led_by(request.user, key)
    if not group.memberships.filter(pk=membership_id).exists():
        raise Http404("Nobody here has this role.")
    try:
        cohorts.let_go(group, person(request), membership_id)
    except cohorts.CannotChange as why:
        messages.warning(request, str(why))
    return redirect("cohort_people", key)
