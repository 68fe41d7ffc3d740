"""Coming in, going out, and where somebody lands."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.login import perform_login, perform_password_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from challenge import selectors
from challenge.forms.door import Address, SignIn, signed_in
from challenge.forms.pages import DEMO_COHORT, DEMO_ROLES, SECOND_REVIEWER, DemoRole
from challenge.services import magic_links
from challenge.views.limits import too_often
from challenge.views.own_path import own_path
from challenge.views.posted import posted


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
    """With a password, by a link, with another site's account; in the demo also with one button a role."""
    limited = too_often(request, "login")
    if limited:
        return limited
    form = SignIn(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, name = signed_in(form), form.cleaned_data["username"]
        way_in = Login(user=user, redirect_url=own_path(request))
        return cast(HttpResponse, perform_password_login(request, {"username": name}, way_in))
    roles = [{"key": key, "label": label, "sees": sees} for key, label, sees in DEMO_ROLES]
    context = {
        "form": form,
        "address": Address(auto_id="link_%s"),
        "next": own_path(request),
        "demo_roles": roles if settings.PROOFBOARD_DEMO else [],
    }
    return render(request, "challenge/sign_in.html", context)


@never_cache
@posted("sign_in")
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Send a link that signs in. The page says the same whoever the address belongs to."""
    form = Address(request.POST, auto_id="link_%s")
    if not form.is_valid():
        context = {"form": SignIn(request), "address": form, "next": own_path(request)}
        return render(request, "challenge/sign_in.html", context)
    email = form.cleaned_data["email"]
    limited = too_often(request, "ask_for_link", key=email)
    if limited:
        return limited
    magic_links.send(email, then=own_path(request))
    context = {"email": email, "minutes": magic_links.SECONDS // 60, "next": own_path(request)}
    return render(request, "challenge/ask_for_link.html", context)


@never_cache
def come_in(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of an e-mail: its button signs in, and nothing else does."""
    try:
        if request.method != "POST":
            person, _then = magic_links.read(token)
            return render(request, "challenge/come_in.html", {"person": person})
        person, then = magic_links.use(token)
    except magic_links.NoLongerGood:
        return render(request, "challenge/come_in.html", {"person": None}, status=410)
    logout(request)
    return let_in(request, person, then or reverse("home"))


def let_in(request: HttpRequest, person: User, then: str) -> HttpResponse:
    """Sign in somebody who proved to be this person by a link in an e-mail; a second factor is still asked for."""
    record_authentication(request, person, method="code", email=person.email)
    return _enter(request, person, then)


def _enter(request: HttpRequest, person: User, then: str) -> HttpResponse:
    return cast(HttpResponse, perform_login(request, Login(user=person, redirect_url=then)))


@never_cache
@posted("sign_in")
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """The demo's buttons. Anywhere else this address does not exist."""
    form = DemoRole(request.POST)
    if not settings.PROOFBOARD_DEMO or not form.is_valid():
        raise Http404
    second = form.cleaned_data["role"] == SECOND_REVIEWER
    people = User.objects.filter(
        memberships__role="reviewer" if second else form.cleaned_data["role"],
        memberships__cohort__key=DEMO_COHORT,
        is_staff=False,
        is_superuser=False,
    )
    person = next(iter(people.order_by("pk")[int(second) :]), None)
    if person is None:
        raise Http404
    return _enter(request, person, own_path(request))


@posted("home")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Back to the door."""
    logout(request)
    return redirect("sign_in")


def old_door(request: HttpRequest) -> HttpResponse:
    """Where allauth has its own page to sign in: ours is the only one."""
    way = request.GET.get("next", "")
    return redirect(f"{reverse('sign_in')}?{urlencode({'next': way})}" if way else reverse("sign_in"))
