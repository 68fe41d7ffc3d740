"""Addresses as people copy them, and those that lead nowhere good."""

from __future__ import annotations

import pytest

from verifier.intake.address import RepositoryAddress, is_address, parse
from verifier.intake.limits import RefusedError

MEANT = [
    ("https://github.com/alice/answers", "", ""),
    ("https://www.github.com/alice/answers/", "", ""),
    ("https://GitHub.com/alice/answers.git", "", ""),
    ("  https://github.com/alice/answers?tab=readme-ov-file#top ", "", ""),
    ("https://github.com/alice/answers@main", "main", ""),
    ("https://github.com/alice/answers@feature/tree/x", "feature/tree/x", ""),
    ("https://github.com/alice/answers/tree/main", "main", ""),
    ("https://github.com/alice/answers/tree/feature/x", "feature/x", ""),
    ("https://github.com/alice/answers/blob/main/answers.md", "main/answers.md", ""),
    (
        "https://github.com/alice/answers/blob/main/@home/my%20answers.md".replace("%20", "-"),
        "main/@home/my-answers.md",
        "",
    ),
    ("https://github.com/alice/answers/commit/0123abc", "0123abc", ""),
    ("https://github.com/alice/answers/commits/main", "main", ""),
    ("https://github.com/alice/answers/pull/12", "", "refs/pull/12/head"),
    ("https://github.com/alice/answers/pull/12/files", "", "refs/pull/12/head"),
    ("https://github.com/alice/answers/archive/refs/heads/feature/x.zip", "feature/x", ""),
    ("https://github.com/alice/answers/archive/v1.0.tar.gz", "v1.0", ""),
    ("https://github.com/alice/answers/raw/main/answers.md", "main/answers.md", ""),
    ("https://gitlab.com/alice/answers/-/tree/main", "main", ""),
    ("https://gitlab.com/alice/answers/-/archive/main/answers-main.zip", "main", ""),
    ("https://codeberg.org/alice/answers/src/branch/main/answers.md", "main/answers.md", ""),
    ("https://codeberg.org/alice/answers/src/commit/0123abc", "0123abc", ""),
    ("https://codeberg.org/alice/answers/pulls/3", "", "refs/pull/3/head"),
    ("https://gitlab.com/alice/answers/-/merge_requests/3", "", "refs/merge-requests/3/head"),
    ("https://bitbucket.org/alice/answers/src/main/answers.md", "main/answers.md", ""),
    ("https://bitbucket.org/alice/answers/src/branch/main", "branch/main", ""),
    ("https://bitbucket.org/alice/answers/pull-requests/3", "", "refs/pull-requests/3/from"),
]


@pytest.mark.parametrize(("text", "rest", "pull"), MEANT)
def test_what_an_address_means(text: str, rest: str, pull: str) -> None:
    found = parse(text)
    assert (found.path, found.rest, found.pull) == ("alice/answers", rest, pull)
    assert found.url == f"https://{found.host}/alice/answers"


def test_a_project_of_a_group_of_groups() -> None:
    expected = RepositoryAddress("https", "gitlab.com", 443, "group/team/answers", "main")
    assert parse("https://gitlab.com/group/team/answers/-/blob/main") == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("http://github.com/alice/answers", "as https", id="plain"),
        pytest.param("git@github.com:alice/answers.git", "as https", id="ssh, short"),
        pytest.param("ssh://git@github.com/alice/answers", "as https", id="ssh"),
        pytest.param("file:///etc/passwd", "as https", id="a file"),
        pytest.param("ext::sh -c id", "not the address", id="a program"),
        pytest.param("https://alice:word@github.com/alice/answers", "Leave user name", id="a password"),
        pytest.param("https://token@github.com/alice/answers", "Leave user name", id="a token"),
        pytest.param("https://example.com/alice/answers", "from github.com", id="another host"),
        pytest.param("https://github.com.example.com/alice/answers", "from github.com", id="a host that looks like it"),
        pytest.param("https://169.254.169.254/latest/meta-data", "from github.com", id="metadata"),
        pytest.param("https://github.com:8443/alice/answers", "without a port", id="a port"),
        pytest.param("https://github.com:99999/alice/answers", "not the address", id="no port"),
        pytest.param("https://[::1/alice/answers", "not the address", id="broken"),
        pytest.param("https://github.com/alice", "looks like", id="no repository"),
        pytest.param("https://github.com/", "looks like", id="nothing"),
        pytest.param("https://github.com/alice/--upload-pack=x", "looks like", id="an option"),
        pytest.param("https://github.com/alice/../bob", "looks like", id="up"),
        pytest.param("https://github.com/alice/a%0ab", "not the address", id="a line end"),
        pytest.param("https://github.com/alice/answers/tree/" + "a" * 3_000, "not the address", id="long"),
        pytest.param("https://github.com/alice/answers/pull/", "its number", id="no number"),
        pytest.param("https://github.com/alice/answers/pulls", "its number", id="the list of pull requests"),
        pytest.param("https://github.com/alice/answers/compare/main...alice:x", "looks like", id="a comparison"),
    ],
)
def test_what_is_refused_says_why_and_repeats_no_password(text: str, sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence) as refused:
        parse(text)
    assert "word" not in str(refused.value).replace("password", "")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("answers.md", False),
        ("/home/alice/fork", False),
        ("C:/fork", False),
        ("https://x/y/z", True),
        ("git@x:y/z", True),
    ],
)
def test_an_address_is_told_from_a_path(text: str, answer: bool) -> None:
    assert is_address(text) is answer


@pytest.mark.parametrize(
    ("repository", "page"),
    [
        ("https://github.com/alice/answers", "https://github.com/alice/answers/tree/0123abc"),
        ("https://gitlab.com/group/team/answers", "https://gitlab.com/group/team/answers/-/tree/0123abc"),
        ("https://bitbucket.org/alice/answers", "https://bitbucket.org/alice/answers/src/0123abc"),
        ("https://codeberg.org/alice/answers", "https://codeberg.org/alice/answers/src/commit/0123abc"),
    ],
)
def test_a_commit_has_a_page(repository: str, page: str) -> None:
    assert parse(repository).page("0123abc") == page


def test_a_stand_in_is_asked_and_never_shown() -> None:
    found = parse("https://github.com/alice/answers/pull/7", instead={"github.com": "http://127.0.0.1:8127"})
    assert found.remote == "http://127.0.0.1:8127/alice/answers.git"
    assert (found.url, found.host) == ("https://github.com/alice/answers", "github.com")
    assert parse("https://gitlab.com/alice/answers", instead={"github.com": "http://127.0.0.1:8127"}).instead == ""
