"""One picture by its address: every way that documents point at one, and every way that a host can misbehave."""

from __future__ import annotations

import pytest

from sandbox.forge.repositories import commit, path_of
from sandbox.forge.server import Forge
from verifier.intake.limits import RefusedError
from verifier.intake.pictures import direct, fetch_picture
from verifier.intake.web import Web, get

PICTURE = b"\x89PNG\r\n\x1a\n not really"
OWN = "https://github.com/demo-s0/hiring-engineers"


@pytest.fixture
def web(forge: Forge) -> Web:
    commit(path_of(forge.root, "demo-s0", "hiring-engineers"), {"shots/a b.png": PICTURE}, "A picture")
    return Web(hosts=("github.com",), instead={"github.com": forge.base}, most=1_000_000, seconds=2, read=2)


@pytest.mark.parametrize(
    "address",
    [
        f"{OWN}/blob/main/shots/a%20b.png",
        f"{OWN}/blob/main/shots/a b.png?raw=true",
        f"{OWN}/raw/main/shots/a%20b.png",
        "https://raw.githubusercontent.com/demo-s0/hiring-engineers/main/shots/a%20b.png",
        "https://www.github.com/demo-s0/hiring-engineers/blob/main/shots/a%20b.png#L1",
    ],
)
def test_every_way_to_point_at_a_picture_leads_to_it(web: Web, address: str) -> None:
    got = fetch_picture(address, web)
    assert (got.body, got.content_type) == (PICTURE, "image/png")
    assert got.address.startswith("https://raw.githubusercontent.com/")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing", "missing or private"),
        ("busy", r"takes no more questions until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"),
        ("broken", "status 502"),
        ("inside", "by https"),
        ("elsewhere", "not on the list"),
        ("loop", "without an end"),
        ("page", "a page, and not"),
        ("empty", "empty"),
        ("short", "broke off"),
        ("large", "larger than 1 MB"),
        ("endless", "larger than 1 MB"),
        ("silent", "in time"),
        ("trickle", "in time"),
    ],
)
def test_a_host_that_misbehaves_costs_one_sentence(web: Web, name: str, sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        fetch_picture(f"https://raw.githubusercontent.com/demo-faults/files/main/{name}.png", web)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://github.com/a/b.png", "https"),
        ("https://github.com:8443/a/b.png", "https"),
        ("https://word@github.com/a/b.png", "user name"),
        ("https://example.com/b.png", "not on the list"),
        ("https://githubusercontent.com.example.com/b.png", "not on the list"),
        ("https://xgithubusercontent.com/b.png", "not on the list"),
        ("https://127.0.0.1/b.png", "not on the list"),
        ("https://github.com/a\r\nHost: x", "no address"),
        ("https://[::1/b.png", "no address"),
        ("file:///etc/passwd", "no address"),
        ("pictures/a.png", "no address"),
        ("https://github.com/" + "a" * 5_000, "no address"),
    ],
)
def test_an_address_that_leads_nowhere_good_is_not_asked(web: Web, forge: Forge, address: str, sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        fetch_picture(address, web)
    assert forge.asked == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:10.0.0.7"])
def test_a_host_of_the_list_with_a_private_address_is_not_asked(address: str) -> None:
    with pytest.raises(RefusedError, match="we do not connect there"):
        get("https://i.imgur.com/a.png", Web(lookup=lambda _name: [address]))


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("https://gitlab.com/g/t/r/-/blob/main/a.png", "https://gitlab.com/g/t/r/-/raw/main/a.png"),
        ("https://bitbucket.org/o/r/src/main/a.png?at=main", "https://bitbucket.org/o/r/raw/main/a.png"),
        ("https://codeberg.org/o/r/src/branch/main/a.png", "https://codeberg.org/o/r/raw/branch/main/a.png"),
        ("https://imgur.com/AbC12xy", "https://i.imgur.com/AbC12xy.png"),
        ("https://github.com/blob/blob/blob/main/a.png", "https://github.com/blob/blob/raw/main/a.png"),
        ("https://i.ibb.co/abc/a.png?x=1", "https://i.ibb.co/abc/a.png?x=1"),
    ],
)
def test_the_page_that_shows_a_file_is_known(page: str, file: str) -> None:
    assert direct(page) == file
