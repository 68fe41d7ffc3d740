"""Seeds: the documented example is a seed, and a bad one is refused with its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.site import BadSeed, create_app, load_seed, load_seeds
from tests.sandbox.site.seeds import TRIAL, trial

README = Path(__file__).parents[3] / "sandbox" / "README.md"


def test_the_example_of_the_readme_is_a_seed(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    file = tmp_path / "iris.yaml"
    file.write_text(example[1], encoding="utf-8")
    create_app(load_seeds(tmp_path), state_dir=tmp_path / "state")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"nmae": 1}, "seed: unknown key nmae"),
        ({"users": []}, "users: at least one is wanted"),
        ({"api_keys": "abc"}, "api_keys: wanted a list, got 'abc'"),
        ({"hosts": [{"name": "h", "up": "yes"}]}, "hosts[0].up: wanted bool, got 'yes'"),
        ({"hosts": [{"nam": "h"}]}, "hosts[0]: unknown key nam"),
        ({"hosts": ["h"]}, "hosts[0]: wanted Host"),
        ({"series": [{"metric": "m", "every": "45"}]}, "series[0].every: wanted float, got '45'"),
        ({"series": [{"metric": "m", "every": True}]}, "series[0].every: wanted float, got True"),
        ({"series": [{"metric": "m", "every": 0}]}, "`every` must be above zero"),
        ({"series": [{"metric": "m", "since": "yesterday"}]}, "series[0].since: 'yesterday' is no time"),
        ({"series": [{"metric": "m", "host": "nobody"}]}, "the host 'nobody' is none of the hosts"),
        ({"series": [{"metric": "m", "shape": "square"}]}, "series[0].shape: square not in"),
        ({"application_keys": [{"key": "k", "owner": "x@example.com"}]}, "the owner 'x@example.com'"),
        ({"faults": [{"path": "/", "kind": "strange"}]}, "faults[0].kind: strange not in"),
        ({"monitors": [{"query": "q", "options": 3}]}, "monitors[0].options: wanted a mapping, got 3"),
        ({"spans": [{"service": "x"}]}, "spans[0]: has no start_timestamp"),
    ],
)
def test_a_bad_seed_is_refused_with_its_place(change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSeed) as refusal:
        trial(**change)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"monitors": [{"query": "nonsense"}]}, "'query' is invalid"),
        (
            {"monitors": [{"query": "avg(last_5m):avg:a{*} > 1", "options": {"thresholds": {"critical": 2}}}]},
            "Alert threshold (2.0) does not match",
        ),
        ({"downtimes_v1": [{"monitor_id": 77}]}, "Monitor 77 not found"),
        (
            {"downtimes": [{"scope": "*", "monitor_identifier": {}, "schedule": {}}]},
            "monitor_identifier must have one of",
        ),
        ({"dashboards": [{"title": "t", "widgets": [{}]}]}, "'definition' is a required property"),
    ],
)
def test_a_seed_may_hold_nothing_that_the_api_would_refuse(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSeed) as refusal:
        create_app([trial(**change)], state_dir=tmp_path)
    assert said in str(refusal.value)


@pytest.mark.parametrize("text", ["- a list", "a: [unclosed", "\x00"])
def test_a_file_that_is_no_mapping_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSeed, match=r"odd\.yaml"):
        load_seed(file)


def test_times_may_be_written_bare_in_yaml(tmp_path: Path) -> None:
    file = tmp_path / "bare.yaml"
    content = {**TRIAL, "hosts": []}
    content.pop("series")
    content["events"] = [{"text": "x", "happened": yaml.safe_load("2026-09-21T12:00:00Z")}]
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    assert str(load_seed(file).events[0].happened).startswith("2026-09-21T12:00:00")


def test_organisations_may_share_a_name_but_neither_an_id_nor_a_key(tmp_path: Path) -> None:
    with pytest.raises(BadSeed, match="the same name"):
        create_app([trial(), trial(api_keys=["other"])], state_dir=tmp_path)
    with pytest.raises(BadSeed, match="the same key"):
        create_app([trial(), trial(public_id="other")], state_dir=tmp_path)
    create_app([trial(), trial(public_id="other", api_keys=["other"])], state_dir=tmp_path)
