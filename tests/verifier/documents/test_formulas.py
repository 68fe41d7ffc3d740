"""Formulas with the queries that they name put in."""

from __future__ import annotations

import pytest

from verifier.documents.formulas import composed

TERRAFORM = """request {
  formula { formula_expression = "anomalies(q, 'basic', 2)" }
  query {
    metric_query {
      name  = "q"
      query = "avg:mysql.a{*}"
    }
  }
}"""
TWICE = """requests=[Request(formulas=[F(formula="f(a)")], queries=[Q(name="a", query="x{*}")])]
requests=[Request(queries=[Q(name="a", query="y{*}")], formulas=[F(formula="f(a)")])]"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(TERRAFORM, [(1, "anomalies(avg:mysql.a{*}, 'basic', 2)")], id="Terraform"),
        pytest.param(TWICE, [(0, "f(x{*})"), (1, "f(y{*})")], id="each request has its own names"),
        pytest.param('{"name": "a", "query": "x{*}", "formula": "a"}', [], id="a bare name is the query itself"),
        pytest.param('{"formula": "f(a)"}', [], id="no query"),
        pytest.param("a formula is a formula", [], id="no code"),
    ],
)
def test_composed(code: str, expected: list[tuple[int, str]]) -> None:
    assert list(composed(code)) == expected
