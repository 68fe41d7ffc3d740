from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import environment as env


@pytest.mark.parametrize(("given", "meant"), [("yes", True), ("1", True), ("On", True), ("no", False), ("", False)])
def test_a_flag_is_yes_or_no(monkeypatch: pytest.MonkeyPatch, given: str, meant: bool):
    monkeypatch.setenv("A_FLAG", given)
    assert env.flag("A_FLAG", default=not meant) is meant


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("A_FLAG", "perhaps", lambda: env.flag("A_FLAG", default=True)),
        ("A_NUMBER", "many", lambda: env.number("A_NUMBER", default=1, least=0, most=9)),
        ("A_NUMBER", "10", lambda: env.number("A_NUMBER", default=1, least=0, most=9)),
        ("NETWORKS", "10.0.0.0/99", lambda: env.networks("NETWORKS")),
        ("FORGES", "github.com=http://10.0.0.1:80", lambda: env.forges("FORGES", "")),
        ("FORGES", "github.com=http://127.0.0.1", lambda: env.forges("FORGES", "")),
        ("FORGES", "github.com=http://localhost.example.com:80", lambda: env.forges("FORGES", "")),
        ("FORGES", "github.com=https://127.0.0.1:80/x", lambda: env.forges("FORGES", "")),
        ("FORGES", "https://github.com", lambda: env.forges("FORGES", "")),
        ("DATADOG", "https://api.datadoghq.com", lambda: env.stand_in("DATADOG")),
        ("DATADOG", "http://10.0.0.1:80", lambda: env.stand_in("DATADOG")),
        ("DATADOG", "http://127.0.0.1", lambda: env.stand_in("DATADOG")),
        ("A_SECRET_FILE", "/nowhere/at/all", lambda: env.secret("A_SECRET")),
    ],
)
def test_nonsense_raises(monkeypatch: pytest.MonkeyPatch, name: str, value: str, read):
    monkeypatch.setenv(name, value)
    with pytest.raises(env.Nonsense, match=name):
        read()


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "secret").write_text("made up\n")
    monkeypatch.setenv("A_SECRET_FILE", str(tmp_path / "secret"))
    assert env.secret("A_SECRET") == "made up"


def test_a_secret_given_twice_is_nonsense_and_is_not_repeated(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("A_SECRET", "made up")
    monkeypatch.setenv("A_SECRET_FILE", "/somewhere")
    with pytest.raises(env.Nonsense) as raised:
        env.secret("A_SECRET")
    assert "made up" not in str(raised.value)


def test_a_kept_secret_is_made_once_and_is_ours_alone(tmp_path: Path):
    path = tmp_path / "var" / "key"
    first = env.kept_secret(path)
    assert env.kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_first_uses_at_once_agree(tmp_path: Path):
    path = tmp_path / "own" / "key"
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: env.kept_secret(path), range(8)))
    assert len(made) == 1
    assert [found.name for found in path.parent.iterdir()] == ["key"]


def test_a_forge_may_have_a_stand_in_on_this_machine_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FORGES", "GitHub.com=http://127.0.0.1:8127/ gitlab.com")
    assert env.forges("FORGES", "") == {"github.com": "http://127.0.0.1:8127", "gitlab.com": ""}
