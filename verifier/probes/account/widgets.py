"""The graphs of a dashboard, flat, with every query text from every place where one can hide.

`requests` is a list, or an object of named requests (hostmap, scatterplot); a request has `q`, or
`queries` that `formulas` put functions around, or one `query`; groups hold widgets of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from verifier.facts.account import Widget
from verifier.probes.account.shape import obj, objs, text
from verifier.queries import QueryError, expand, render

DEPTH = 4
WIDGETS_MAX = 400
_TRACE_WIDGETS = frozenset({"trace_service", "servicemap", "service_map", "topology_map", "service_summary"})
_TRACE_SOURCES = frozenset(
    {"apm_metrics", "apm_resource_stats", "apm_dependency_stats", "spans", "trace_stream", "apm_issue_stream"}
    | {"service_map"}
)
_MACHINE_WIDGETS = frozenset({"hostmap", "check_status"})
_METRIC_SOURCES = frozenset({"metrics", ""})


def read_widgets(items: object) -> tuple[Widget, ...]:
    """The widgets of a board of today, or the graphs of a legacy one."""
    return tuple(_widgets(items, DEPTH))[:WIDGETS_MAX]


def _widgets(items: object, depth: int) -> Iterator[Widget]:
    for item in objs(items):
        definition = obj(item.get("definition")) or obj(item.get("tile_def")) or item
        inner = definition.get("widgets")
        source = obj(definition.get("source_widget_definition"))
        if depth and isinstance(inner, list):
            yield from _widgets(inner, depth - 1)
        elif depth and source:
            yield from _widgets([{"definition": source}], depth - 1)
        else:
            yield _widget(item, definition)


def _widget(item: Mapping[str, object], definition: Mapping[str, object]) -> Widget:
    kind = text(definition.get("type")) or text(definition.get("viz")) or text(item.get("type"))
    requests = tuple(_requests(definition.get("requests")))
    queries = dict.fromkeys(query for request in requests for query in _queries(request))
    title = definition.get("title") or item.get("title") or item.get("title_text")
    return Widget(
        type=kind,
        title=text(title),
        queries=tuple(queries),
        apm=kind in _TRACE_WIDGETS or any(_is_of_traces(request) for request in requests),
        infrastructure=kind in _MACHINE_WIDGETS,
    )


def _requests(requests: object) -> Iterator[Mapping[str, object]]:
    if isinstance(requests, dict):
        requests = [requests, *requests.values()]
    yield from objs(requests)


def _queries(request: Mapping[str, object]) -> Iterator[str]:
    if text(request.get("q")):
        yield text(request["q"])
    named = {text(query.get("name")): text(query.get("query")) for query in _metric_queries(request)}
    formulas = [text(formula.get("formula")) for formula in objs(request.get("formulas"))]
    if any(formulas):
        # What a formula does not name is not drawn, and what it does is drawn as the formula says.
        yield from (_expanded(formula, named) for formula in formulas if formula)
    else:
        yield from (query for query in named.values() if query)


def _metric_queries(request: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    for query in _data_queries(request):
        if text(query.get("data_source")) in _METRIC_SOURCES:
            yield query


def _data_queries(request: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    return (*objs(request.get("queries")), *objs([request.get("query")]))


def _expanded(formula: str, named: Mapping[str, str]) -> str:
    """The formula with its queries put in. One that cannot be read keeps its text, with the queries beside it."""
    try:
        return render(expand(formula, named))
    except QueryError:
        beside = "; ".join(f"{name} = {query}" for name, query in named.items())
        return f"{formula} [{beside}]"


def _is_of_traces(request: Mapping[str, object]) -> bool:
    sources = {text(query.get("data_source")) for query in _data_queries(request)}
    return bool(sources & _TRACE_SOURCES) or isinstance(request.get("apm_query"), dict)
