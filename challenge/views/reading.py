"""Pages that explain: what the words mean, and what a check reads. Open to everybody."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from challenge import words as table

PROBES = "verifier.probes.host"


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Every word that a row can carry, with its mark."""
    return render(request, "challenge/words.html", {"words": table.VERDICTS.values(), "here": "words"})


@require_safe
def what_we_read(request: HttpRequest) -> HttpResponse:
    """Each file and command of the look at a machine, made from the look itself."""
    groups = import_module(PROBES).what_we_read() if find_spec(PROBES) else ()
    return render(request, "challenge/what_we_read.html", {"groups": groups, "here": "what_we_read"})
