"""The stand-in Agent by its parts: what it reads, when it runs checks, and what they submit."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sandbox.agent import settings
from sandbox.agent.checks import Ran, Runner, Sample, runner
from sandbox.agent.schedule import Scheduled, make_up

KEY = f"api_key: {'fa1e' * 8}\n"
CHECK = """import random
from datadog_checks.base import AgentCheck

class MyMetric(AgentCheck):
    def check(self, instance):
        {body}
"""


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("tags: [env:lab, role:web]\n", ("env:lab", "role:web")),
        ("tags: env:lab role:web\n", ("env:lab", "role:web")),
        ("tags: env:lab,role:web\n", ("env:lab,role:web",)),
        ("tags:\n  env: lab\n", ()),
        ("# tags: [env:lab]\n", ()),
    ],
)
def test_tags_are_read_as_the_agent_reads_them(tmp_path: Path, text: str, tags: tuple[str, ...]):
    (tmp_path / "datadog.yaml").write_text(KEY + text)
    assert settings.load(tmp_path).tags == tags


@pytest.mark.parametrize("text", ["", "tags:\n\t- a:b\n", f"{KEY}  x: [\n", "- a list\n"])
def test_without_a_key_or_with_no_yaml_it_does_not_start(tmp_path: Path, text: str):
    (tmp_path / "datadog.yaml").write_text(text)
    with pytest.raises(settings.CannotStartError, match="Error: "):
        settings.load(tmp_path)


@pytest.mark.parametrize(
    ("body", "samples", "error"),
    [
        ("self.gauge('my_metric', 7, tags=['a:b'])", [Sample("my_metric", 7.0, ("a:b",), "gauge")], ""),
        ("self.count('my_metric', 7)", [Sample("my_metric", 7.0, (), "count")], ""),
        ("self.gauge('my_metric', '7')", [Sample("my_metric", 7.0, (), "gauge")], ""),
        ("self.guage('my_metric', 7)", [], "has no attribute 'guage'"),
    ],
)
def test_a_custom_check_is_run_by_the_real_base(tmp_path: Path, body: str, samples: list[Sample], error: str):
    code = tmp_path / "my_metric.py"
    code.write_text(CHECK.format(body=body))
    ran = runner("my_metric", str(code), {}, {}).run()
    assert list(ran.samples) == samples
    assert (error in ran.error) if error else not ran.error


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("class MyMetric(AgentCheck):\n    pass\n", "unable to import module 'my_metric': name 'AgentCheck'"),
        ("def check():\npass\n", "unable to import module 'my_metric': expected an indented block"),
        ("value = 3\n", "could not find a valid check class in module 'my_metric'"),
    ],
)
def test_what_is_no_check_is_not_loaded(tmp_path: Path, code: str, problem: str):
    (tmp_path / "my_metric.py").write_text(code)
    assert runner("my_metric", str(tmp_path / "my_metric.py"), {}, {}).load_problem.startswith(problem)


def _sleeper(seconds: float) -> Runner:
    def run() -> Ran:
        time.sleep(seconds)
        return Ran((Sample("my_metric", 1.0),))

    return Runner("my_metric", run)


@pytest.mark.parametrize(
    ("every", "sleep", "times"),
    [(45, 0, [0, 45, 90]), (15, 45, [45, 90]), (60, 20, [20, 80])],
)
def test_a_past_that_is_made_up_has_the_runs_it_would_have_had(every: float, sleep: float, times: list[float]):
    stamped = make_up(Scheduled("my_metric:1", _sleeper(sleep), every, due=1_000.0), until=1_100.0)
    assert [at - 1_000 for at, _ in stamped] == times


def test_a_database_that_is_not_there_is_an_error_and_no_value():
    asked = runner("postgres", None, {}, {"host": "127.0.0.1", "port": 1, "username": "datadog"})
    ran = asked.run()
    assert not ran.samples
    assert "onnection" in ran.error


def test_a_database_that_is_not_played_says_so():
    assert runner("mysql", None, {}, {}).run().error == "sandbox: this stand-in does not ask mysql"
