"""The candidate's machine: run the look oneself, bring its output, or give a way in over SSH."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from challenge import access, selectors
from challenge.forms.machine import MachineLogin, OwnFile, OwnLines
from challenge.live import events
from challenge.models import Submission
from challenge.services import look_tokens, machines, own_looks, runs
from challenge.services import submissions as service
from challenge.views.parts import by_htmx, submission_panel
from challenge.views.posted import posted
from verifier.script import can_post_to, pasted_line
from verifier.verdicts import Source

TEXT = "text/plain; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def connect_machine(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Which machine is looked at; to a press of the button, lines to paste, which are shown this once."""
    submission = access.owned_for(request.user, submission_id)
    if request.method != "POST":
        return _page(request, submission)
    form = OwnLines(request.POST)
    if not form.is_valid() or not _may_post(request):
        return _page(request, submission, lines_form=form)
    made = look_tokens.make_lines(submission, request.user, use_sudo=form.cleaned_data["use_sudo"])
    lines = {
        place: pasted_line(
            request.build_absolute_uri(reverse("own_look_script", args=[token])),
            container=form.cleaned_data["container"] if place == "container" else "",
        )
        for place, token in made.tokens.items()
    }
    script = reverse("own_look_script", args=[made.tokens["here"]])
    return _page(request, submission, lines_form=form, lines=lines, expires_at=made.expires_at, script=script)


@posted("connect_machine")
@login_required
def machine_script(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The script as a file, for a machine without a network."""
    submission = access.owned_for(request.user, submission_id)
    script = look_tokens.make_file(submission, request.user, use_sudo="use_sudo" in request.POST)
    headers = {"Content-Disposition": 'attachment; filename="look.sh"', "Cache-Control": "no-store"}
    return HttpResponse(script, content_type=TEXT, headers=headers)


@posted("connect_machine")
@login_required
def machine_file(request: HttpRequest, submission_id: int) -> HttpResponse:
    """What the script printed, dropped on the page."""
    submission = access.owned_for(request.user, submission_id)
    form = OwnFile(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, submission, file_form=form)
    try:
        own_looks.take_file(submission, request.user, form.read())
    except look_tokens.NotTaken as why:
        form.add_error("output", str(why))
        return _page(request, submission, file_form=form)
    messages.success(request, _("The look is taken. What it shows is being judged now."))
    return redirect("connect_machine", submission_id)


@posted("connect_machine")
@login_required
def machine_ssh(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Keep the way in, and try it at once: a check begins, and the page tells what came of it."""
    submission = access.owned_for(request.user, submission_id)
    form = MachineLogin(request.POST)
    if not form.is_valid():
        return _page(request, submission, login_form=form)
    try:
        target = service.set_machine(submission, **form.cleaned_data)
    except ValidationError as fault:
        form.add_error(None, fault.messages)
        return _page(request, submission, login_form=form)
    if not target.credentials.exists():
        messages.warning(request, _("The address is kept. To look at the machine, a key or a password is needed too."))
        return redirect("connect_machine", submission_id)
    try:
        runs.start(submission, request.user, sources=[Source.HOST])
        messages.success(request, _("The way in is kept. A check tries it; how it ends stands below."))
    except runs.CannotStart as why:
        messages.warning(request, _("The way in is kept. %(why)s") % {"why": why})
    return redirect("connect_machine", submission_id)


@posted("connect_machine")
@login_required
def machine_forget(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Delete the stored key and password of the machine."""
    submission = access.owned_for(request.user, submission_id)
    if machines.forget_secrets(submission, request.user):
        messages.success(request, _("The key and the password of the machine are deleted."))
    return redirect("connect_machine", submission_id)


@posted("connect_machine")
@login_required
def machine_confirm(request: HttpRequest, submission_id: int, target_id: int) -> HttpResponse:
    """ "Yes, this is mine." """
    submission = access.owned_for(request.user, submission_id)
    target = get_object_or_404(submission.targets, pk=target_id)
    try:
        if machines.confirm(submission, target, request.user):
            own_looks.start_check(submission)
    except machines.CannotChange as why:
        messages.warning(request, str(why))
    return redirect("connect_machine", submission_id)


@posted("connect_machine")
@login_required
def machine_wrong(request: HttpRequest, submission_id: int, target_id: int) -> HttpResponse:
    """ "Wrong machine." """
    submission = access.owned_for(request.user, submission_id)
    target = get_object_or_404(submission.targets, pk=target_id)
    try:
        machines.wrong(submission, target, request.user)
        messages.success(request, _("Nothing of that machine counts. Connect the right one."))
    except machines.CannotChange as why:
        messages.warning(request, str(why))
    return redirect("connect_machine", submission_id)


@posted("connect_machine")
@login_required
def machine_rebuilt(request: HttpRequest, submission_id: int) -> HttpResponse:
    """ "I rebuilt my machine." """
    submission = access.owned_for(request.user, submission_id)
    try:
        machines.rebuilt(submission, request.user)
        messages.success(request, _("What was seen stays, with its dates. The next look is at the new machine."))
    except machines.CannotChange as why:
        messages.warning(request, str(why))
    return redirect("connect_machine", submission_id)


@require_safe
@never_cache
def own_look_script(request: HttpRequest, token: str) -> HttpResponse:
    """The script that a pasted line runs; always a script, for `sh` reads the answer."""
    post_to = request.build_absolute_uri(reverse("own_look_post", args=[token]))
    return HttpResponse(look_tokens.script_for(token, post_to=post_to), content_type=TEXT)


@csrf_exempt
@require_POST
@never_cache
def own_look_post(request: HttpRequest, token: str) -> HttpResponse:
    """Where the script posts its answer. The token is all that it needs; one sentence for the terminal comes back."""
    try:
        look = own_looks.receive(token, _body(request))
    except look_tokens.NotTaken as why:
        return HttpResponse(f"{why}\n", content_type=TEXT, status=why.status)
    said = _("Thank you, the look at %(name)s is taken. Your page shows what came of it.") % {"name": look.name or "?"}
    return HttpResponse(f"{said}\n", content_type=TEXT)


def _body(request: HttpRequest) -> bytes:
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:12]) > own_looks.LARGEST:
        raise own_looks.too_large()
    return request.read(own_looks.LARGEST + 1)


def _may_post(request: HttpRequest) -> bool:
    return can_post_to(request.build_absolute_uri("/"))


def _page(request: HttpRequest, submission: Submission, **more: Any) -> HttpResponse:
    after = events.last_id()
    page = selectors.machine_page(request.user, submission)
    here, login = reverse("connect_machine", args=[submission.pk]), page.login
    kept = {"address": login.address, "port": login.port, "username": login.username} if login else {}
    context = {
        "page": page,
        "submission": page.submission,
        "progress": page.progress,
        "live": replace(submission_panel(request, submission, after=after), parts=here),
        "lines_form": OwnLines(),
        "file_form": OwnFile(),
        "login_form": MachineLogin(initial=kept | ({"use_sudo": login.use_sudo} if login else {})),
        "may_post": _may_post(request),
    }
    if by_htmx(request):
        return render(request, "challenge/_machine_changed.html", context)
    return render(request, "challenge/connect_machine.html", context | more)
