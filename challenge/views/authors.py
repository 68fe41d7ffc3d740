"""Authors write definitions: upload, look at what stands in the way, preview, publish."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from challenge import access, selectors
from challenge.forms.author import DraftForm
from challenge.forms.uploads import takes_uploads, too_large_text
from challenge.models import DefinitionDraft
from challenge.services import definitions
from challenge.services.looking_at_drafts import look
from challenge.views.grading import person


@login_required
def _too_large(request: HttpRequest, **_which: int) -> HttpResponse:
    """Nothing of it was read: the same page, with the sentence."""
    access.author(request.user)
    form = DraftForm({}, MultiValueDict())
    form.full_clean()
    form.errors.clear()
    form.add_error(None, too_large_text())
    context = {"page": selectors.challenges(person(request)), "form": form, "here": "challenges"}
    return render(request, "challenge/challenge_list.html", context, status=413)


@takes_uploads(_too_large)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def challenge_list(request: HttpRequest) -> HttpResponse:
    """Every published version, and one's own drafts; a file that is sent becomes a draft."""
    access.author(request.user)
    form = DraftForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft = DefinitionDraft.objects.create(author=person(request), **form.texts())
        return redirect("definition_draft", draft.pk)
    context = {"page": selectors.challenges(person(request)), "form": form, "here": "challenges"}
    return render(request, "challenge/challenge_list.html", context, status=422 if form.errors else 200)


@takes_uploads(_too_large)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def definition_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The text, what stands in the way of publishing it, and how its rows will look."""
    draft = access.draft_for(request.user, draft_id)
    form = DraftForm(request.POST or None, request.FILES or None, initial={"source": draft.source})
    if request.method == "POST" and form.is_valid():
        return _done(request, draft, form)
    context = {"draft": draft, "form": form, "page": selectors.draft_page(draft), "here": "challenges"}
    return render(request, "challenge/definition_draft.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
@login_required
def definition_version(request: HttpRequest, version_id: int) -> HttpResponse:
    """A published version as it stands for good."""
    access.author(request.user)
    page = selectors.version_page(version_id)
    return render(request, "challenge/definition_version.html", {"page": page, "here": "challenges"})


def _done(request: HttpRequest, draft: DefinitionDraft, form: DraftForm) -> HttpResponse:
    if "drop" in request.POST:
        draft.delete()
        return redirect("challenge_list")
    texts = form.texts()
    draft.source = texts["source"]
    draft.trials = texts["trials"] or draft.trials
    draft.saved_at = timezone.now()
    draft.save()
    if "publish" not in request.POST:
        return redirect("definition_draft", draft.pk)
    if problems := look(draft).problems:
        messages.warning(request, _("Not published: %s") % problems[0])
        return redirect("definition_draft", draft.pk)
    try:
        version = definitions.publish_draft(draft, person(request))
    except definitions.NotReady as why:
        messages.warning(request, _("Not published: %s") % why)
        return redirect("definition_draft", draft.pk)
    messages.success(request, _("%s is published. Cohorts go on with the version they have.") % version.label)
    return redirect("definition_version", version.pk)
