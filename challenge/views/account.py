"""Connect the Datadog account: where it is, the keys to it, or what was read of it at home."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

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
from challenge.forms.account import Address, FromHome, Keys
from challenge.models import Submission
from challenge.selectors.account import account_page, missing_scopes
from challenge.services import accounts, submissions
from challenge.services.accounts import CannotConnect, Tested
from challenge.views.posted import posted
from verifier.gather.keys import Tried

if TYPE_CHECKING:
    from sandbox.site.seed import OrganisationSeed

LAST_TEST = "account_test"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@sensitive_post_parameters("api_key", "app_key")
def connect_account(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The page; what is posted says in `do` what is to be done."""
    submission = access.owned_for(request.user, submission_id)
    if accounts.is_shared(submission):
        return _shared(request, submission)
    if request.method == "POST":
        do = ACTS.get(request.POST.get("do", ""))
        if do is not None:
            return do(request, submission)
    return _page(request, submission, tested=_last_test(request, submission_id))


@posted("connect_account")
@never_cache
@login_required
def forget_keys(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The first press shows what will happen, the second does it."""
    submission = access.owned_for(request.user, submission_id)
    if request.POST.get("sure") != "yes":
        page = account_page(request.user, submission)
        return render(request, "challenge/forget_keys.html", {"page": page, "submission": page.submission})
    number = submissions.forget_keys(submission, request.user, machines=request.POST.get("machines") == "yes")
    messages.success(
        request,
        _("Forgotten. What was seen with the keys stays seen.") if number else _("There was nothing to forget."),
    )
    return redirect("connect_account", submission_id)


def _shared(request: HttpRequest, submission: Submission) -> HttpResponse:
    """In a contest nothing is asked for, and nothing that is sent is taken."""
    if request.method == "POST":
        messages.error(request, str(accounts.SHARED))
        return redirect("connect_account", submission.pk)
    page = account_page(request.user, submission)
    return render(request, "challenge/shared_account.html", {"page": page, "submission": page.submission})


def _read_address(request: HttpRequest, submission: Submission) -> HttpResponse:
    form = Address(request.POST)
    if not form.is_valid():
        return _page(request, submission, address=form)
    found = form.cleaned_data["address"]
    return _page(
        request, submission, address=form, found=found, keys=Keys(initial={"site": found.site, "said": found.site})
    )


@sensitive_variables()
def _connect(request: HttpRequest, submission: Submission) -> HttpResponse:
    form = Keys(request.POST)
    if not form.is_valid():
        return _page(request, submission, keys=form)
    data = form.cleaned_data
    try:
        tested = accounts.connect(
            submission, request.user, site=data["site"], api_key=data["api_key"], app_key=data["app_key"]
        )
    except CannotConnect as why:
        form.add_error(None, str(why))
        return _page(request, submission, keys=form)
    if not tested.kept:
        return _page(request, submission, keys=form, tested=tested, said=data["said"])
    request.session[LAST_TEST] = {"submission": submission.pk, "tested": tested.to_json()}
    return redirect("connect_account", submission.pk)


def _choose(request: HttpRequest, submission: Submission) -> HttpResponse:
    try:
        accounts.choose(
            submission, request.user, subject=request.POST.get("subject", ""), object_id=request.POST.get("id", "")
        )
        messages.success(request, _("Taken. This is what is judged now."))
    except CannotConnect as why:
        messages.error(request, str(why))
    return redirect("connect_account", submission.pk)


def _from_home(request: HttpRequest, submission: Submission) -> HttpResponse:
    form = FromHome(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, submission, home=form)
    try:
        accounts.take_from_home(submission, request.user, form.cleaned_data["file"].read())
    except CannotConnect as why:
        form.add_error("file", str(why))
        return _page(request, submission, home=form)
    messages.success(
        request, _("Taken as your own run, and a check reads it now. Only the account was taken from the file.")
    )
    return redirect("connect_account", submission.pk)


ACTS: dict[str, Callable[[HttpRequest, Submission], HttpResponse]] = {
    "address": _read_address,
    "keys": _connect,
    "choose": _choose,
    "home": _from_home,
}


def _page(request: HttpRequest, submission: Submission, **given: Any) -> HttpResponse:
    page = account_page(request.user, submission)
    tested: Tested | None = given.get("tested")
    usual = {"site": page.site or "datadoghq.com"}
    context = {
        "page": page,
        "submission": page.submission,
        "address": given.get("address") or Address(),
        "found": given.get("found"),
        "keys": given.get("keys") or Keys(initial=usual),
        "home": given.get("home") or FromHome(),
        "tested": tested,
        "said": given.get("said", ""),
        "missing": missing_scopes(page, tested.tried) if tested else (),
        "sandbox": bool(settings.DATADOG_INSTEAD),
        "example": example("candidates/S1"),
    }
    return render(request, "challenge/connect_account.html", context)


def example(folder: str) -> OrganisationSeed | None:
    """In the demo, an organisation of the stand-in whose keys may be given."""
    if not (settings.PROOFBOARD_DEMO and settings.DATADOG_INSTEAD):
        return None
    from sandbox.site.loading import load_seed  # an installation for real has none

    return load_seed(settings.BASE_DIR / "sandbox" / folder / "account.yaml")


def _last_test(request: HttpRequest, submission_id: int) -> Tested | None:
    """What the test of a moment ago came to, shown once."""
    kept = request.session.pop(LAST_TEST, None)
    if not isinstance(kept, dict) or kept.get("submission") != submission_id:
        return None
    told = kept["tested"]
    tried = {name: _tuples(value) for name, value in told["tried"].items()}
    return Tested(told["site"], told["kept"], Tried(**tried), told["pinned"])


def _tuples(value: Any) -> Any:
    """As they were before the session made lists of them."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
