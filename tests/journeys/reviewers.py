"""Run within an installation's environment: `reviewers KEY hidden|hidden-too|open` enters a cohort KEY that asks for two first passes,
with a checked candidate, two reviewers and a lead. Prints the sessions, and who the candidate is.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import User
from django.utils import timezone

from challenge.models import Cohort, DefinitionVersion, Membership, Submission
from challenge.services import practising
from challenge.services.answers import add_picture, version_of, write
from tests import images, plausible
from tests.journeys.deeds import session_of

PEOPLE = {
    "first": ("reviewer", "Fay", "First"),
    "second": ("reviewer", "Sam", "Second"),
    "lead": ("lead", "Lea", "Lead"),
    "candidate": ("candidate", "Marigold", "Quillfeather"),
}


def main(key: str, names: str) -> dict[str, str]:
    now = timezone.now()
    cohort = Cohort.objects.create(
        key=key,
        name=f"Cohort {key}",
        version=DefinitionVersion.objects.latest("pk"),
        names_hidden=names.startswith("hidden"),
        first_passes=2,
        due_at=now + timedelta(days=5),
    )
    people = {who: _person(cohort, who) for who in PEOPLE}
    submission = Submission.objects.create(cohort=cohort, code="K7", owner=people["candidate"])
    write(
        submission,
        people["candidate"],
        "final-creative",
        "I, Marigold Quillfeather, would put it on marigold-vm.",
        seen=version_of(None),
    )
    add_picture(submission, people["candidate"], "final-creative", name="marigold.png", data=images.png(640, 400))
    plausible._run(submission, plausible.MIXES["C2"], at=now - timedelta(minutes=9), special=True)
    Submission.objects.filter(pk=submission.pk).update(handed_in_at=now, hand_in_asked_at=now)
    practising.add(cohort)
    return {"submission": str(submission.pk), **{who: session_of(user) for who, user in people.items()}}


def _person(cohort: Cohort, who: str) -> User:
    role, first, last = PEOPLE[who]
    user = User.objects.create_user(f"{cohort.key}-{who}", first_name=first, last_name=last)
    Membership.objects.create(cohort=cohort, user=user, role=role)
    return user


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
