"""Tags as each Agent version reads them."""

from __future__ import annotations

import pytest

from verifier.agent_config import tags

WHERE = "/etc/datadog-agent/datadog.yaml"


@pytest.mark.parametrize(
    ("text", "expected", "form"),
    [
        pytest.param("tags:\n  - a:b\n  - c:d\n", ("a:b", "c:d"), "list", id="list"),
        pytest.param("tags:\n- a:b\n- c\n", ("a:b", "c"), "list", id="list without indent, keyless tag"),
        pytest.param("tags: ['a:b', \"c:d\"]\n", ("a:b", "c:d"), "list", id="flow list"),
        pytest.param("tags: a:b c:d\n", ("a:b", "c:d"), "string", id="string of words"),
        pytest.param("tags: a:b, c:d\n", ("a:b", "c:d"), "string", id="comma and blank"),
        pytest.param("tags: a:b,c:d\n", ("a:b,c:d",), "string", id="comma alone is one tag"),
        pytest.param("tags: a:b\nextra_tags: [c:d]\n", ("a:b", "c:d"), "string", id="extra tags are merged"),
        pytest.param("tags:\n  - a:b\n  -\n  - ''\n", ("a:b",), "list", id="empty entries are none"),
        pytest.param("tags:\n", (), "none", id="empty"),
        pytest.param("tags: []\n", (), "none", id="empty list"),
        pytest.param("# tags:\n#   - a:b\n", (), "none", id="commented out"),
        pytest.param("", (), "none", id="empty file"),
        pytest.param("api_key: x\n", (), "none", id="no tags"),
        pytest.param("hostname: a:b\n", (), "none", id="only a host name"),
        pytest.param("tags:\n  a: b\n", (), "none", id="hyphens forgotten"),
        pytest.param("Tags:\n  - a:b\n", (), "none", id="capital letter"),
        pytest.param("tags:\n\t- a:b\n", (), "none", id="tab"),
        pytest.param("- tags\n", (), "none", id="no mapping"),
        pytest.param("tags: &x [*x]\n", (), "none", id="recursive"),
    ],
)
def test_of_yaml(text, expected, form):
    read = tags.of_yaml(text, WHERE)
    assert (read.tags, read.form) == (expected, form)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("tags:\n  a: b\n", "hyphen"),
        ("Tags:\n  - a:b\n", "written Tags"),
        ("tags:\n\t- a:b\n", "not valid YAML, line 2"),
        ("a: [\n" * 3000, "is "),
    ],
)
def test_of_yaml_says_what_is_wrong(text, word):
    assert word in tags.of_yaml(text, WHERE).problem


def test_of_yaml_says_where():
    assert tags.of_yaml("a: 1\n\ntags:\n  - a:b\n", WHERE).where == f"{WHERE}:3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Main]\ntags: mytag, env:prod,role:database\n", ("mytag", "env:prod", "role:database")),
        ("[Main]\ntags = a:b\n", ("a:b",)),
        ("[Main]\n# tags: a:b\n", ()),
        ("[Main]\ntags:\n", ()),
    ],
)
def test_of_ini_splits_on_commas(text, expected):
    assert tags.of_ini(text, "/etc/dd-agent/datadog.conf").tags == expected


@pytest.mark.parametrize(
    ("values", "expected", "form"),
    [
        ({"DD_TAGS": "a:b c:d"}, ("a:b", "c:d"), "env"),
        ({"DD_TAGS": "a:b", "DD_EXTRA_TAGS": "e:f"}, ("a:b", "e:f"), "env"),
        ({"DD_TAGS": '["a:b", "c:d"]'}, ("a:b", "c:d"), "env"),
        ({"DD_TAGS": ""}, (), "none"),
        ({}, (), "none"),
    ],
)
def test_of_environment(values, expected, form):
    read = tags.of_environment(values, "container x")
    assert (read.tags, read.form) == (expected, form)
