"""What somebody tells of themselves, and which e-mails they get."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from challenge import selectors
from challenge.forms.door import Myself
from challenge.services import profiles


@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """One form; passwords, addresses and the second factor have pages of their own."""
    page = selectors.myself(request.user)
    initial = {"name": page.name, "time_zone": page.time_zone, "mails": page.mails}
    form = Myself(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        profiles.change(request.user, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("me")
    return render(request, "challenge/me.html", {"page": page, "form": form, "here": "me"})
