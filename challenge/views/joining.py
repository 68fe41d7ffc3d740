"""Into a cohort: by an invitation, or where anybody may join."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from challenge import selectors
from challenge.forms.door import Address, Newcomer
from challenge.models import Cohort, Invitation
from challenge.services import invitations
from challenge.site import zones
from challenge.views.door import let_in
from challenge.views.limits import too_often


@never_cache
@sensitive_post_parameters("password")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What it is about; only the button joins. The link alone opens no account that there is already."""
    limited = too_often(request, "join", opening_too=True)
    if limited:
        return limited
    try:
        invitation = invitations.find(token)
        form = Newcomer(_sent(request), initial={"name": invitation.name})
        if request.method == "POST" and form.is_valid():
            return _join(request, token, form)
    except invitations.CannotAccept as why:
        return render(request, "challenge/accept_invitation.html", {"why_not": str(why)}, status=410)
    except invitations.SignInFirst:
        form = Newcomer()
    except ValidationError as fault:
        form.add_error("password", fault)
    with _zone(request, invitation.cohort):
        return render(request, "challenge/accept_invitation.html", _context(request, invitation, form))


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _join(request: HttpRequest, token: str, form: Newcomer) -> HttpResponse:
    """As the person who is signed in, or as a new one who is signed in by it."""
    known = request.user if request.user.is_authenticated else None
    person = invitations.accept(token, known, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
    if known is None:
        return let_in(request, person, reverse("home"))
    messages.success(request, _("You have joined."))
    return redirect("home")


def _context(request: HttpRequest, invitation: Invitation, form: Newcomer) -> dict[str, object]:
    cohort = invitation.cohort
    return _about(cohort) | {
        "invitation": invitation,
        "form": form,
        "sign_in_first": not request.user.is_authenticated and invitations.needs_sign_in(invitation),
        "here_path": request.path,
    }


def _about(cohort: Cohort) -> dict[str, object]:
    return {"cohort": cohort, "asked": selectors.what_is_asked(cohort)}


@never_cache
def sign_up(request: HttpRequest, key: str) -> HttpResponse:
    """Where a cohort lets anybody join: by a link that proves the address, or at once for who is signed in."""
    cohort = invitations.cohort_to_join(key)
    if cohort is None:
        raise Http404
    form = Address(_sent(request))
    context = _about(cohort) | {"form": form, "here_path": request.path}
    if request.method == "POST" and request.user.is_authenticated:
        try:
            invitations.join(cohort, request.user)
        except invitations.CannotAccept as why:
            messages.warning(request, str(why))
        return redirect("home")
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        limited = too_often(request, "ask_for_link", key=email)
        if limited:
            return limited
        invitations.sign_up(cohort, email)
        context["sent_to"] = email
    with _zone(request, cohort):
        return render(request, "challenge/sign_up.html", context)


def _zone(request: HttpRequest, cohort: Cohort) -> timezone.override:
    """Somebody without an account reads in the zone of the cohort."""
    own = request.user.is_authenticated
    return timezone.override(timezone.get_current_timezone() if own else zones.named(cohort.time_zone))
