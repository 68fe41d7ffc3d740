"""Pages that explain: what the words mean, and what a check reads. Open to everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from challenge import words as table
from verifier.probes import host
from verifier.probes.account.registry import MINIMAL_SCOPES
from verifier.script import compose

EXAMPLE_NONCE = "0" * 32
"""Stands in the shown script where each look has a random one of its own."""


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Browsers ask for it at this address, whatever the page links."""
    return redirect(static("img/favicon.svg"))


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Every word that a row can carry, with its mark."""
    return render(request, "challenge/words.html", {"words": table.VERDICTS.values()})


@require_safe
def what_we_read(request: HttpRequest) -> HttpResponse:
    """Each file and command of the look at a machine, the script itself, and the account's scopes."""
    script = compose(EXAMPLE_NONCE, host.PROBES)
    context = {"lines": host.what_we_read(), "script": script, "scopes": MINIMAL_SCOPES, "here": "what_we_read"}
    return render(request, "challenge/what_we_read.html", context)
