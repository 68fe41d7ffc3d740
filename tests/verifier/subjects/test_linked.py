"""Ids in links, whatever the site and the age of the link."""

import pytest

from verifier.facts.document import Link, Links, Place, ShownQueries, ShownQuery, ShownScript, ShownScripts
from verifier.facts.linked import BoardScript
from verifier.subjects import linked

HERE = Place("answers.md", 4, 4)


@pytest.mark.parametrize(
    ("target", "boards", "monitors"),
    [
        ("https://app.datadoghq.com/dashboard/abc-d3f-9hi/my-board?from_ts=1&to_ts=2", ("abc-d3f-9hi",), ()),
        ("https://app.datadoghq.eu/dash/1234/my-board", ("1234",), ()),
        ("https://us3.datadoghq.com/screen/77", ("77",), ()),
        ("https://app.datadoghq.com/monitors/4321", (), (4321,)),
        ("https://app.datadoghq.com/monitors#4321/edit", (), (4321,)),
        ("https://p.datadoghq.com/sb/abc-def", (), ()),
        ("https://docs.datadoghq.com/api/latest/dashboards/", (), ()),
        ("https://app.datadoghq.com/dashboard/lists", (), ()),
    ],
)
def test_ids_in_a_link(target, boards, monitors):
    found = linked.objects(Links((Link(target, "", HERE),)))
    assert (found.boards, found.monitors) == (boards, monitors)


def test_a_script_keeps_its_own_queries_and_a_bare_definition_is_no_script():
    shown = ShownScripts((ShownScript("curl", "POST", 1, HERE, "Mine"), ShownScript("definition", "", 2, HERE)))
    queries = ShownQueries(
        (
            ShownQuery("avg:a{*}", "board", 1, HERE),
            ShownQuery("avg:b{*}", "board", 2, HERE),
            ShownQuery("x", "prose", 1, HERE),
        )
    )
    assert linked.scripts(shown, queries).items == (BoardScript("Mine", ("avg:a{*}",), "curl", "answers.md:4"),)
