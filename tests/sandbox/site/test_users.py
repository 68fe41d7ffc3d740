"""People of an organisation: listed, filtered, invited, disabled; and the organisation itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sandbox.site import running
from tests.sandbox.site.asking import ask
from tests.sandbox.site.seeds import NOW, trial

USERS = [
    {"email": "iris@example.com", "name": "Iris Example"},
    {"email": "ada@example.com", "name": "Ada Example", "status": "Disabled"},
    {"email": "new@example.org", "name": "New Person", "status": "Pending", "roles": []},
]


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    with running([trial(users=USERS)], state_dir=tmp_path, now=lambda: NOW) as url:
        yield url


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, ["iris", "ada", "new"]),
        ({"filter": "example.com"}, ["iris", "ada"]),
        ({"filter": "NEW PERSON"}, ["new"]),
        ({"filter[status]": "Active"}, ["iris"]),
        ({"filter[status]": "Pending,Disabled"}, ["ada", "new"]),
        ({"page[size]": 2}, ["iris", "ada"]),
        ({"page[size]": 2, "page[number]": 1}, ["new"]),
        ({"page[size]": 1000}, ["iris", "ada", "new"]),
    ],
)
def test_who_is_listed(base: str, params: dict[str, str], found: list[str]) -> None:
    body = ask(base, "GET", f"/api/v2/users?{urlencode(params)}").body
    assert [user["attributes"]["email"].partition("@")[0] for user in body["data"]] == found
    assert body["meta"]["page"]["total_count"] == 3


def test_roles_are_included_once_with_their_permissions_and_only_where_somebody_has_one(base: str) -> None:
    kinds = [each["type"] for each in ask(base, "GET", "/api/v2/users").body["included"]]
    assert kinds.count("roles") == 1
    assert set(kinds) == {"roles", "permissions"}
    assert ask(base, "GET", "/api/v2/users?filter=new").body["included"] == []


@pytest.mark.parametrize("query", ["page[size]=0", "page[number]=-1", "page[size]=all"])
def test_a_page_that_is_refused(base: str, query: str) -> None:
    assert ask(base, "GET", f"/api/v2/users?{query}").status == 400


def test_an_organisation_sees_itself_and_no_other(base: str) -> None:
    own = ask(base, "GET", "/api/v1/org/fa1e0001").body["org"]
    assert own == ask(base, "GET", "/api/v1/org").body["orgs"][0]
    assert ask(base, "GET", "/api/v1/org/fa1e0002").status == 403
