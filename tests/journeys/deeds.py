"""Run within an installation's environment: candidates of a journey's own, and what becomes of their sandbox.

`candidate KEY SEED [API_URL SSH_PORT]`  a cohort KEY with practice in private, a candidate with the document of the seed
                               (and its account and machine, where it is told where they answer), and a reviewer
`ends CODE API_URL PORT`       the account answers at API_URL from now on, the machine is gone, another document is there
`stands CODE`                  step -> the verdict that counts, as words and as numbers (more is better)
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402

from challenge.counts import standings_of  # noqa: E402
from challenge.models import AccountLink, Cohort, DefinitionVersion, Membership, Submission  # noqa: E402
from challenge.services import documents, submissions  # noqa: E402
from sandbox.demo.parts import CANDIDATES  # noqa: E402
from sandbox.hosts.keys import login_key  # noqa: E402
from sandbox.hosts.seed import load_all  # noqa: E402
from sandbox.site.loading import load_seed  # noqa: E402
from verifier.verdicts import Verdict  # noqa: E402


def candidate(key: str, seed: str, api_url: str = "", ssh_port: str = "") -> dict[str, Any]:
    version = DefinitionVersion.objects.get()
    cohort = Cohort.objects.create(key=key, name=f"Cohort {key}", version=version)
    people = {role: _member(cohort, role) for role in ("candidate", "reviewer")}
    submission = submissions.join(cohort, code=key.upper(), owner=people["candidate"])
    documents.take(submission, CANDIDATES / seed / "submission")
    if api_url:
        account = load_seed(CANDIDATES / seed / "account.yaml")
        app_key = account.application_keys[0].key
        submissions.set_account(
            submission, site=account.site, api_url=api_url, api_key=account.api_keys[0], app_key=app_key
        )
        host = next(one for one in load_all(CANDIDATES) if one.name == seed)
        submissions.set_machine(
            submission, address="127.0.0.1", port=int(ssh_port), username=host.user, key=login_key(host.name)
        )
    return {"id": submission.pk, "sessions": {role: _session(user) for role, user in people.items()}}


def ends(code: str, api_url: str, port: str) -> bool:
    submission = Submission.objects.get(code=code)
    AccountLink.objects.filter(submission=submission).update(api_url=api_url)
    submission.targets.filter(primary=True).update(port=int(port))
    documents.take(submission, CANDIDATES / "S4" / "submission")
    return True


def stands(code: str) -> dict[str, Any]:
    pk = Submission.objects.get(code=code).pk
    found = {key: row.look.verdict for key, row in standings_of([pk]).get(pk, {}).items() if row.look}
    return {key: [verdict, Verdict(verdict).badness] for key, verdict in found.items()}


def _member(cohort: Cohort, role: str) -> User:
    name = f"{cohort.key}-{role}"
    user = User.objects.create_user(name, email=f"{name}@example.com", first_name=role.capitalize())
    Membership.objects.create(cohort=cohort, user=user, role=role)
    return user


def _session(user: User) -> str:
    """Signed in already: how somebody comes in is another journey's matter."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


DEEDS: dict[str, Callable[..., Any]] = {"candidate": candidate, "ends": ends, "stands": stands}

if __name__ == "__main__":
    deed, *words = sys.argv[1:]
    print(json.dumps(DEEDS[deed](*words)))  # noqa: T201
