"""Datadog's metric queries and monitor queries, read with a grammar.

    text -> parsing -> tree -> asking (which metrics, under which functions), scopes (which hosts)
                            -> rewriting (formulas, template variables), rendering (text again)

No IO, no clock. What reads text raises `QueryError`, whose text is a sentence, and nothing else.
"""

from verifier.queries.asking import Placement, Rollup, functions_around, leaves, leaves_under, placements
from verifier.queries.parsing import parse_formula, parse_metric_query, parse_monitor_query, parse_scope
from verifier.queries.rendering import render, render_scope
from verifier.queries.rewriting import TemplateVariable, expand, with_variables
from verifier.queries.scopes import (
    EVERYWHERE,
    AllOf,
    AnyOf,
    Filter,
    Not,
    Scope,
    filters,
    is_everywhere,
    restricted_to,
    variables,
)
from verifier.queries.tree import (
    Arithmetic,
    Call,
    Change,
    Expression,
    Formula,
    Leaf,
    MetricQuery,
    MonitorQuery,
    Name,
    Negation,
    Number,
    Option,
    QueryError,
    Text,
)

__all__ = [
    "EVERYWHERE",
    "AllOf",
    "AnyOf",
    "Arithmetic",
    "Call",
    "Change",
    "Expression",
    "Filter",
    "Formula",
    "Leaf",
    "MetricQuery",
    "MonitorQuery",
    "Name",
    "Negation",
    "Not",
    "Number",
    "Option",
    "Placement",
    "QueryError",
    "Rollup",
    "Scope",
    "TemplateVariable",
    "Text",
    "expand",
    "filters",
    "functions_around",
    "is_everywhere",
    "leaves",
    "leaves_under",
    "parse_formula",
    "parse_metric_query",
    "parse_monitor_query",
    "parse_scope",
    "placements",
    "render",
    "render_scope",
    "restricted_to",
    "variables",
    "with_variables",
]
