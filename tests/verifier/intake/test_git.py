"""How Git is run: without this machine's settings and secrets, to one judged address, and without leaving anything behind."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.verifier.intake.forge import Forge, Repository
from tests.verifier.intake.readings import KEY, fetched, leaks, words
from verifier.facts import SourceState
from verifier.gather.document import RepositoryTarget, look
from verifier.intake.git import Git
from verifier.intake.limits import Limits


def test_hooks_links_filters_and_submodules_do_nothing(forge: Forge, answers: Repository, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# The secret garden\n")
    os.symlink(secret, answers.path / "board.md")
    commit = answers.git("rev-parse", "HEAD")
    answers.git("update-index", "--add", "--cacheinfo", f"160000,{commit},inner")
    modules = '[submodule "inner"]\n\tpath = inner\n\turl = file:///etc\n'
    answers.commit(__gitattributes="*.md filter=evil\n*.png filter=lfs\n", __gitmodules=modules)
    answers.git("update-index", "--add", "--cacheinfo", f"160000,{commit},inner")
    answers.git("commit", "--quiet", "--message", "Inner")
    reading = fetched(forge)
    assert "garden" not in reading.raw.decode()
    assert leaks(reading).unread == ("inner/ (a submodule)",)
    assert not any("etc" in path for path in forge.asked)


def test_settings_and_secrets_of_this_machine_do_not_reach_git(
    forge: Forge, answers: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitconfig").write_text('[url "https://127.0.0.1:1/"]\n\tinsteadOf = http://127.0.0.1\n')
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / ".gitconfig"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("DD_API_KEY", KEY)
    assert words(fetched(forge)) == "Main"
    said = Git(tmp_path, Limits(), time.monotonic() + 10).run("-c", "alias.told=!env", "told", most=100_000)
    assert said.status == 0
    assert KEY.encode() not in said.text
    assert b"proxy" not in said.text


def test_without_git_the_sentence_says_so(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "Git is not installed" in fetched(forge).facts.reason


def test_a_git_that_cannot_keep_to_one_address_is_not_used(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\necho git version 2.36.9\n")
    (tmp_path / "git").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert "older than 2.37" in fetched(forge).facts.reason
    assert forge.asked == []


def test_nothing_stays_behind(
    forge: Forge, answers: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    assert fetched(forge).facts.state is SourceState.READ
    assert fetched(forge, packed_bytes=1).facts.state is SourceState.NOT_READ
    assert list((tmp_path / "temporary").iterdir()) == []


def test_git_connects_to_the_address_that_was_judged(forge: Forge, answers: Repository) -> None:
    """The name has no address but the one that the guard was given."""
    rules = replace(forge.rules(), hosts=("code.example",), lookup=lambda name: ["127.0.0.1"])
    target = RepositoryTarget(f"http://code.example:{forge.port}/alice/answers", rules=rules)
    assert words(look(target)) == "Main"
