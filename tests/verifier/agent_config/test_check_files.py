"""Check configuration as each Agent version reads it."""

from __future__ import annotations

import pytest

from verifier.agent_config.check_files import name_of_code, name_of_config, settings, together

INSTANCE = "init_config:\n\ninstances:\n  - min_collection_interval: 45\n"
INIT = "init_config:\n  min_collection_interval: 45\ninstances: [{}]\n"


@pytest.mark.parametrize(
    ("text", "major", "intervals", "where"),
    [
        pytest.param(INSTANCE, 7, (45.0,), "instance", id="instance"),
        pytest.param("instances: [{min_collection_interval: 45}]", 7, (45.0,), "instance", id="flow"),
        pytest.param("instances:\n  - host: x\n    min_collection_interval: 45\n", 6, (45.0,), "instance", id="beside"),
        pytest.param("instances: [{}]", 7, (15.0,), "", id="default"),
        pytest.param("instances:\n  - {}\n  - min_collection_interval: 45\n", 7, (15.0, 45.0), "instance", id="two"),
        pytest.param("min_collection_interval: 45\ninstances: [{}]", 7, (15.0,), "top", id="top of the file"),
        pytest.param(INIT, 7, (15.0,), "init_config", id="init_config on 7"),
        pytest.param(INIT, 5, (45.0,), "init_config", id="init_config on 5"),
        pytest.param(
            "init_config:\n  min_collection_interval: 45\ninstances:\n  - min_collection_interval: 30\n",
            5, (30.0,), "instance", id="instance wins on 5",
        ),
        pytest.param("instances:\n  - -min_collection_interval: 45\n", 7, (15.0,), "misspelt", id="hyphen too many"),
        pytest.param("instances:\n  - 'min_collection_interval ': 45\n", 7, (15.0,), "misspelt", id="blank too many"),
    ],
)  # fmt: skip
def test_intervals(text, major, intervals, where):
    read = settings(text, major=major)
    assert (read.intervals, read.written_where, read.problem) == (intervals, where, "")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("", "no `instances:`", id="empty"),
        pytest.param("init_config:\n", "no `instances:`", id="no instances"),
        pytest.param("instances:\n", "no list", id="empty instances"),
        pytest.param("instances: []\n", "no list", id="no entry"),
        pytest.param("instances: min_collection_interval: 45\n", "not valid YAML, line 1", id="on one line"),
        pytest.param("instances:\n  min_collection_interval: 45\n", "no list", id="hyphen forgotten"),
        pytest.param("instances:\n  -min_collection_interval: 45\n", "no list", id="blank after the hyphen forgotten"),
        pytest.param("instances:\n  - host: x\n     port: 1\n", "not valid YAML, line 3", id="one column too deep"),
        pytest.param("instances:\n  - text\n", "no mapping", id="text instead of keys"),
        pytest.param("instances: [{min_collection_interval: '45'}]", "no whole number", id="quoted number"),
        pytest.param("instances: [{min_collection_interval: 0}]", "no whole number", id="zero"),
        pytest.param("instances: [{min_collection_interval: -45}]", "no whole number", id="negative"),
        pytest.param("instances: [{min_collection_interval: 45.5}]", "no whole number", id="fraction"),
        pytest.param("instances: [{min_collection_interval: fast}]", "no whole number", id="word"),
        pytest.param("- - - -" * 5000, "", id="deep"),
        pytest.param("\x00", "YAML", id="control character"),
    ],
)
def test_problems(text, word):
    read = settings(text)
    assert read.problem
    assert word in read.problem


def test_a_problem_never_quotes_a_value():
    read = settings("instances:\n  - password: 'hunter2\n    host: x\n")
    assert "hunter2" not in read.problem


def test_the_line_of_the_key_is_told():
    read = settings(INSTANCE)
    assert (read.line, read.written) == (4, "45")


@pytest.mark.parametrize(("written", "seconds"), [("45", 45.0), ("045", 37.0), ("055", 45.0), ("0o55", 15.0)])
def test_a_number_that_begins_with_0_is_octal(written, seconds):
    assert settings(f"instances:\n  - min_collection_interval: {written}\n").intervals == (seconds,)


def test_the_instances_of_all_files_of_a_check_count():
    other = settings("instances:\n  - {}\n")
    assert together([settings(INSTANCE), other]).intervals == (45.0, 15.0)
    assert together([settings(INSTANCE), settings("instances: 3")]).problem


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/etc/datadog-agent/conf.d/my_metric.yaml", "my_metric"),
        ("/etc/datadog-agent/conf.d/my_metric.yml", "my_metric"),
        ("/etc/datadog-agent/conf.d/mysql.d/conf.yaml", "mysql"),
        ("/etc/datadog-agent/conf.d/mysql.d/any_name.yaml", "mysql"),
        ("/etc/datadog-agent/conf.d/mysql.d/auto_conf.yaml", ""),
        ("/etc/datadog-agent/conf.d/mysql.d/conf.yaml.example", ""),
        ("/etc/datadog-agent/conf.d/mysql/conf.yaml", ""),
        ("/etc/dd-agent/conf.d/mysql.yaml", "mysql"),
        ("conf.yaml", "conf"),
    ],
)
def test_name_of_config(path, name):
    assert name_of_config(path) == name


def test_name_of_code():
    assert name_of_code("/etc/datadog-agent/checks.d/my_metric.py") == "my_metric"
