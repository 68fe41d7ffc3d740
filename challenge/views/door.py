"""Coming in, going out, and where somebody lands."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from challenge import selectors
from challenge.forms import DEMO_COHORT, DEMO_ROLES, DemoRole
from challenge.views.own_path import own_path


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """A candidate's own work, if there is just one; otherwise the list."""
    own = selectors.own_submission_cards(request.user)
    reviews = any(card.may_review for card in selectors.list_cohorts(request.user))
    if len(own) == 1 and not reviews:
        return redirect("steps", own[0].id)
    return redirect("cohort_list")


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """With a name and a password; in the demo also with one button a role."""
    form = AuthenticationForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(own_path(request))
    roles = [{"key": key, "label": label, "sees": sees} for key, label, sees in DEMO_ROLES]
    context = {"form": form, "next": own_path(request), "demo_roles": roles if settings.PROOFBOARD_DEMO else []}
    return render(request, "challenge/sign_in.html", context)


@never_cache
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """The demo's buttons. Anywhere else this address does not exist."""
    form = DemoRole(request.POST)
    if not settings.PROOFBOARD_DEMO or not form.is_valid():
        raise Http404
    people = User.objects.filter(
        memberships__role=form.cleaned_data["role"],
        memberships__cohort__key=DEMO_COHORT,
        is_staff=False,
        is_superuser=False,
    )
    person = people.order_by("pk").first()
    if person is None:
        raise Http404
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(own_path(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Back to the door."""
    logout(request)
    return redirect("sign_in")
