"""The net below `challenge.names.naming`: whatever a reviewer is answered of submissions whose names they must not see yet is
veiled here, so that a new page, table or header that forgets to ask leaks nothing.

Text is veiled, pictures are shown by their view alone, and any other kind of file is refused: an archive cannot be read
from here. A view that has veiled what it packs says so with `response.headers[VEILED] = "1"`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from challenge import access, sealed
from challenge.access import Person
from challenge.models import Cohort, Membership, Run, Submission
from challenge.names import naming, own_words, veiled
from challenge.names.veil import Veil

VEILED = "X-Proofboard-Veiled"
"""Said by a view that packs what cannot be read from here; never sent."""

HTML = ("text/html", "application/xhtml+xml", "image/svg+xml", "application/xml", "text/xml")
UNTOUCHED = ("text/css", "text/javascript", "application/javascript")
IN_WORDS = ("summary", "reason", "question", "text")
"""What is sent under these is typed and never one of our values, so nothing in it is opened: it is given back as it came."""
ADDRESSES = ("location", "hx-redirect", "hx-location", "hx-push-url", "hx-replace-url", "content-location")
OWN_HEADERS = (
    "content-type",
    "content-length",
    "content-security-policy",
    "set-cookie",
    "vary",
    "cache-control",
    "etag",
)


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Opens what was sealed on the way in, and veils what goes out."""

    def with_veil(request: HttpRequest) -> HttpResponseBase:
        cohorts = _hiding(request.user)
        typed = _typed(request) if cohorts else veiled.NOTHING
        if cohorts:
            _open(request)
        response = get_response(request)
        packed = VEILED in response.headers
        if packed:
            del response.headers[VEILED]
        if not cohorts or not request.user.is_authenticated:
            return _unmarked(response)
        about, veil = _veil_of(request, cohorts)
        if not veil:
            return _unmarked(response)
        return _covered(request, response, veil, may_pack=packed or about in _seen(request.user, about), typed=typed)

    return with_veil


def veil_of_mail(user: Person) -> Veil:
    """What this person must not read in an e-mail."""
    cohorts = _hiding(user)
    return naming.veil(user, cohorts) if cohorts else Veil()


def _veil_of(request: HttpRequest, cohorts: list[int]) -> tuple[int | None, Veil]:
    """Which submission the page is about, if it is about one, and what must not be read on it: names of its cohort;
    of all cohorts where it belongs to none.
    """
    told: dict[str, Any] = request.resolver_match.kwargs if request.resolver_match else {}
    about: int | None = told.get("submission_id")
    if "run_id" in told:
        about = Run.objects.filter(pk=told["run_id"]).values_list("submission_id", flat=True).first()
    of_page = Cohort.objects.filter(pk__in=cohorts)
    if about is not None:
        of_page = of_page.filter(submissions__pk=about)
    elif "key" in told:
        of_page = of_page.filter(key=told["key"])
    return about, naming.veil(request.user, list(of_page.values_list("pk", flat=True)), about=about)


def _seen(user: Person, about: int | None) -> list[int]:
    """The submission, where this person may know who hands it in."""
    rows = Submission.objects.filter(pk=about or 0).select_related("cohort", "team")
    return [row.pk for row in rows if access.may_see_name(user, row)]


def _hiding(user: Person) -> list[int]:
    """Cohorts that hide names, of those this person may review in."""
    if not user.is_authenticated:
        return []
    cohorts = Cohort.objects.filter(names_hidden=True)
    if not getattr(user, "is_superuser", False):
        roles = Membership.objects.filter(user_id=user.pk, role__in=access.SEES_ALL)
        cohorts = cohorts.filter(pk__in=roles.values("cohort_id"))
    return list(cohorts.values_list("pk", flat=True))


def _typed(request: HttpRequest) -> veiled.Typed:
    """What was sent as it came; nothing that was sealed, for that is opened on the way in and stays unread."""
    if sealed.MARK in request.META.get("QUERY_STRING", "") or not _is_about_a_cohort(request.path_info):
        return veiled.NOTHING
    sent = request.POST if request.method == "POST" else request.GET
    given = {key: [str(value) for value in several] for key, several in sent.lists()}
    opens = any(sealed.MARK in value for several in given.values() for value in several)
    return veiled.NOTHING if opens else given


def _open(request: HttpRequest) -> None:
    """Of what is sent, only where it is about a cohort: elsewhere, as in one's own name, nothing sealed is waited for, and
    it could be read there.
    """
    if sealed.MARK in request.path_info:
        request.path_info = sealed.open_all(request.path_info)
        request.path = sealed.open_all(request.path)
    if not _is_about_a_cohort(request.path_info):
        return
    if sealed.MARK in request.META.get("QUERY_STRING", ""):
        request.GET = _opened(request.GET)  # type: ignore[assignment]
    if request.method == "POST" and any(
        sealed.MARK in value for _key, several in request.POST.lists() for value in several
    ):
        request.POST = _opened(request.POST)  # type: ignore[assignment]


def _is_about_a_cohort(path: str) -> bool:
    try:
        return not resolve(path).kwargs.keys().isdisjoint(("submission_id", "run_id", "key"))
    except Resolver404:
        return False


def _opened(given: QueryDict) -> QueryDict:
    made = given.copy()
    for key, values in given.lists():
        if key not in IN_WORDS:
            made.setlist(key, [sealed.open_all(str(value)) for value in values])
    return made


def _covered(
    request: HttpRequest,
    response: HttpResponseBase,
    veil: Veil,
    *,
    may_pack: bool,
    typed: veiled.Typed = veiled.NOTHING,
) -> HttpResponseBase:
    kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    for name, value in list(response.headers.items()):
        if name.lower() in ADDRESSES:
            address = veiled.address(veil, value)
            response.headers[name] = "/" if address is None else address
        elif name.lower() not in OWN_HEADERS and (clean := veiled.header(veil, value)) != value:
            response.headers[name] = clean
    if kind in UNTOUCHED or (kind.startswith("image/") and kind not in HTML) or (may_pack and not _is_text(kind)):
        return response
    if not _is_text(kind):
        return response if _is_empty(response) else render(request, "404.html", status=404)
    if isinstance(response, StreamingHttpResponse):
        _cover_stream(response, veil, kind)
    elif isinstance(response, HttpResponse) and response.content:
        text = response.content.decode(response.charset, "replace")
        open_to_it, own = own_words.taken_out(text)
        clean = veiled.html(veil, open_to_it, typed) if kind in HTML else _clean(veil, open_to_it, kind)
        _replace(response, text, own_words.put_back(clean, own))
    return response


def _unmarked(response: HttpResponseBase) -> HttpResponseBase:
    """Without the marks of what the reader wrote, which nobody is to see."""
    if isinstance(response, HttpResponse) and own_words.OPEN.encode() in response.content:
        text = response.content.decode(response.charset, "replace")
        _replace(response, text, own_words.put_back(*own_words.taken_out(text)))
    return response


def _replace(response: HttpResponse, text: str, clean: str) -> None:
    if clean != text:
        response.content = clean.encode(response.charset, "replace")
        if "Content-Length" in response.headers:
            response.headers["Content-Length"] = str(len(response.content))


def _clean(veil: Veil, text: str, kind: str) -> str:
    if kind in HTML:
        return veiled.html(veil, text)
    return veiled.data(veil, text) if kind.endswith("json") else veil.text(text)


def _is_text(kind: str) -> bool:
    return kind.startswith("text/") or kind in HTML or kind.endswith(("json", "csv"))


def _is_empty(response: HttpResponseBase) -> bool:
    return isinstance(response, HttpResponse) and not response.content


def _cover_stream(response: StreamingHttpResponse, veil: Veil, kind: str) -> None:
    """Line by line; a page or JSON as a whole, because a mark may go over several lines."""
    lines, charset = _Lines(veil, kind, response.charset), response.charset
    parts: Any = response.streaming_content
    if response.is_async:

        async def later() -> AsyncIterator[bytes]:
            async for part in parts:
                yield lines.veiled(part).encode(charset)
            yield lines.rest().encode(charset)

        response.streaming_content = later()
    else:

        def now() -> Iterator[bytes]:
            for part in parts:
                yield lines.veiled(part).encode(charset)
            yield lines.rest().encode(charset)

        response.streaming_content = now()


class _Lines:
    """Gives what was sent so far up to its last whole line, and keeps what follows."""

    def __init__(self, veil: Veil, kind: str, charset: str) -> None:
        self._veil, self._kind, self._charset, self._kept = veil, kind, charset, b""
        self._whole = kind in HTML or kind.endswith("json")

    def veiled(self, part: bytes) -> str:
        self._kept += part
        if self._whole or b"\n" not in self._kept:
            return ""
        ready, _, self._kept = self._kept.rpartition(b"\n")
        return self._clean(ready + b"\n")

    def rest(self) -> str:
        return self._clean(self._kept)

    def _clean(self, text: bytes) -> str:
        return _clean(self._veil, text.decode(self._charset, "replace"), self._kind)
