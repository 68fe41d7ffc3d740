"""Run within an installation's environment: enters a candidate of a cohort of their own, and tells how to come in, as JSON.

`python -m tests.journeys.candidate COHORT FOLDER API_URL SSH_PORT COOL_DOWN [--nothing]`
-> {"submission": id, "session": key of the cookie}
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402

from challenge.models import Cohort, DefinitionVersion, Membership, Submission  # noqa: E402
from challenge.services import documents, submissions  # noqa: E402
from challenge.sessions import SessionStore  # noqa: E402
from sandbox.hosts.keys import login_key  # noqa: E402
from sandbox.hosts.seed import load  # noqa: E402
from sandbox.site.loading import load_seed  # noqa: E402


def entered(cohort: str, folder: Path, api_url: str, port: int, cool_down: int, *, nothing: bool) -> Submission:
    """With the document, the account and the machine of this folder of the sandbox, or with nothing."""
    version = DefinitionVersion.objects.latest("pk")
    group = Cohort.objects.create(key=cohort, name=cohort, version=version, cool_down_seconds=cool_down)
    user = User.objects.create_user(f"{cohort}-candidate", first_name="Noor", last_name=cohort.title())
    Membership.objects.create(cohort=group, user=user, role="candidate")
    made = submissions.join(group, code="N1", owner=user)
    if nothing:
        return made
    account, host = load_seed(folder / "account.yaml"), load(folder / "host.yaml")
    submissions.set_account(
        made,
        site=account.site,
        api_url=api_url,
        api_key=account.api_keys[0],
        app_key=account.application_keys[0].key,
    )
    submissions.set_machine(made, address="127.0.0.1", port=port, username=host.user, key=login_key(folder.name))
    documents.take(made, folder / "submission")
    return made


def session_of(user: User) -> str:
    """A session as a sign-in would leave it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    name, folder_, url, ssh_port, seconds, *rest = sys.argv[1:]
    submission = entered(name, Path(folder_), url, int(ssh_port), int(seconds), nothing="--nothing" in rest)
    assert submission.owner is not None
    print(json.dumps({"submission": submission.pk, "session": session_of(submission.owner)}))  # noqa: T201
