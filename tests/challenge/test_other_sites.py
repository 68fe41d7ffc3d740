"""Accounts of other sites: only where they were set up, and only for who may join anyway."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from challenge.models import Cohort
from challenge.services import invitations
from challenge.site.adapters import SocialAdapter

ROOT = Path(__file__).resolve().parents[2]

LOOK = """
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
answer = Client().get("/sign-in/")
print(answer["Content-Security-Policy"])
print(answer.content.decode())
for path in ("/accounts/github/login/", "/accounts/oidc/oidc/login/"):
    print(path, Client().get(path).status_code)
"""

GITHUB = {"PROOFBOARD_GITHUB_ID": "id", "PROOFBOARD_GITHUB_SECRET": "hidden-github"}
OIDC = {
    "PROOFBOARD_OIDC_URL": "https://login.example.org/realm/",
    "PROOFBOARD_OIDC_ID": "id",
    "PROOFBOARD_OIDC_SECRET": "hidden-oidc",
    "PROOFBOARD_OIDC_NAME": "Example & Sons",
}


def manage(var: Path, settings: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"PROOFBOARD_VAR": str(var), "PROOFBOARD_DEMO": "yes", "PROOFBOARD_HOSTS": "testserver"} | settings
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_they_are_offered_where_they_were_set_up(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("hidden-github\n")
    given = {**GITHUB, **OIDC, "PROOFBOARD_GITHUB_SECRET_FILE": str(secret)}
    del given["PROOFBOARD_GITHUB_SECRET"]
    page = manage(tmp_path / "var", given, "shell", "-c", LOOK).stdout
    assert "Go on with GitHub" in page and "Go on with Example &amp; Sons" in page
    assert "form-action 'self' https://github.com https://login.example.org" in page
    assert "/accounts/github/login/ 200" in page and "/accounts/oidc/oidc/login/ 200" in page
    assert "hidden-" not in page


def test_elsewhere_there_is_nothing_of_them(tmp_path: Path):
    page = manage(tmp_path / "var", {}, "shell", "-c", LOOK).stdout
    assert "Go on with" not in page
    policy = next(line for line in page.splitlines() if "form-action" in line)
    assert "form-action 'self'" in [directive.strip() for directive in policy.split(";")]
    assert "/accounts/github/login/ 404" in page and "/accounts/oidc/oidc/login/ 404" in page


@pytest.mark.parametrize("given", [*({name: GITHUB[name]} for name in GITHUB), {"PROOFBOARD_OIDC_ID": "id"}])
def test_half_of_it_stops_the_start_with_a_sentence(tmp_path: Path, given: dict[str, str]):
    done = manage(tmp_path / "var", given, "check")
    assert done.returncode != 0
    assert "go together" in done.stderr and "hidden-" not in done.stderr


def open_by(way: str) -> bool:
    login = SocialLogin()
    login.state["next"] = way
    return SocialAdapter().is_open_for_signup(HttpRequest(), login)


def test_an_account_is_made_only_on_the_way_to_a_cohort(cohort: Cohort):
    _row, link = invitations.invite(cohort, "new@example.org")
    way = "/" + link.split("/", 3)[3]
    assert open_by(way)
    assert not open_by(f"/sign-up/{cohort.key}/")
    for elsewhere in (
        "",
        "/",
        "/join/x/",
        "/sign-up/nothing/",
        "/accounts/signup/",
        "//evil.example",
        f"https://evil{way}",
    ):
        assert not open_by(elsewhere)
    cohort.sign_up = True
    cohort.save()
    assert open_by(f"/sign-up/{cohort.key}/")


def test_a_used_invitation_makes_no_second_account(cohort: Cohort):
    _row, link = invitations.invite(cohort, "new@example.org")
    invitations.accept(link.rstrip("/").rpartition("/")[2], None)
    assert not open_by("/" + link.split("/", 3)[3])
