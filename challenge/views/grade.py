"""The grade of a submission: rubric, outcome and summary; as text; and the papers that were handed in with it."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access
from challenge.forms.review import GradeForm
from challenge.models import Submission
from challenge.names.blinded import VEILED
from challenge.selectors.desk import desk
from challenge.services import opened, reviewing
from challenge.views.grading import desk_context, person
from challenge.views.parts import by_htmx
from challenge.views.posted import posted
from challenge.works.showing import paper_bytes


@posted("grade")
@login_required
def save_grade(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Keep the grade, and finish it where that button was pressed."""
    submission, form = access.graded_by(request.user, submission_id), GradeForm(request.POST)
    try:
        if not form.is_valid():
            raise reviewing.CannotReview(gettext("This could not be saved: the summary may be too long."))
        reviewing.save(submission, person(request), rubric=form.rubric(), **form.cleaned_data)
        if "finish" in request.POST:
            reviewing.finish(submission, person(request))
    except (reviewing.CannotReview, reviewing.SavedBefore) as why:
        return _kept(request, submission, form, str(why), before=isinstance(why, reviewing.SavedBefore))
    return _saved(request, submission, gettext("Finished.") if "finish" in request.POST else gettext("Saved."))


@posted("grade")
@login_required
def grade_again(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Open a finished grade again."""
    submission = access.graded_by(request.user, submission_id)
    try:
        reviewing.open_again(submission, person(request))
    except reviewing.CannotReview as why:
        return _saved(request, submission, str(why))
    return _saved(request, submission, gettext("It is open again."))


@require_safe
@never_cache
@login_required
def grade_text(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The whole grade as plain text, to be pasted elsewhere."""
    submission = access.graded_by(request.user, submission_id)
    opened.results_opened(submission, request.user)
    context = {"desk": desk(request.user, submission)}
    return render(request, "challenge/grade.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
@login_required
def paper(request: HttpRequest, submission_id: int, name: str) -> HttpResponse:
    """A PDF as it was handed in: only ever a download, never shown by the browser here. It may show a name, so where names
    are hidden it opens with the pictures, by the same press.
    """
    submission = access.graded_by(request.user, submission_id)
    data = paper_bytes(submission, name)
    if data is None or opened.pictures_covered(request.user, submission):
        raise Http404("There is no such paper.")
    opened.results_opened(submission, request.user)
    told = f'attachment; filename="{submission.code}-{_plain(name)}"'
    headers = {"Content-Disposition": told, "Content-Security-Policy": "default-src 'none'; sandbox"}
    headers |= {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
    return HttpResponse(data, content_type="application/octet-stream", headers=headers | {VEILED: "1"})


def _plain(name: str) -> str:
    """A file name without what a header or a file system could take for something else."""
    stem = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in PurePosixPath(name).stem)
    return f"{stem[:60] or 'paper'}.pdf"


def _saved(request: HttpRequest, submission: Submission, said: str) -> HttpResponse:
    if not by_htmx(request):
        return redirect(reverse("grade", args=[submission.pk]) + "#grade-form")
    context = desk_context(request, Submission.objects.get(pk=submission.pk), said=said, form=True)
    return render(request, "challenge/_grade_changed.html", context)


def _kept(request: HttpRequest, submission: Submission, form: GradeForm, text: str, *, before: bool) -> HttpResponse:
    """Nothing was saved: what is saved stands beside what was typed."""
    typed = {"rubric": form.rubric(), "outcome": request.POST.get("outcome", ""), "before": before}
    typed |= {"summary": request.POST.get("summary", ""), "text": text}
    context = desk_context(request, submission, said=text, typed=typed, form=True)
    if by_htmx(request):
        return render(request, "challenge/_grade_changed.html", context)
    return render(request, "challenge/grade.html", context, status=409)
