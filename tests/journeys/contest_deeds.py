"""What a journey needs done in a contest by somebody else, or by the clock; offered among the deeds."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from challenge.models import Cohort, Entry, Membership, Submission, Sweep, Team
from challenge.selectors.for_all import excuse_preview, taking_back_preview
from challenge.services import contest_acts, events, for_all
from challenge.services.events import News


def plays(key: str, *, team: str, minutes: int = 180) -> list[str]:
    """Two leads, a reviewer and a member of the team of a contest that ends in so many minutes; gives their user names."""
    cohort = Cohort.objects.get(key=key)
    Cohort.objects.filter(pk=cohort.pk).update(
        due_at=timezone.now() + timedelta(minutes=minutes), practice_visible_to="coach"
    )
    names = []
    for who, role in (("lead", "lead"), ("second", "lead"), ("reviewer", "reviewer"), ("member", "candidate")):
        user = User.objects.create_user(f"{key}-{who}", first_name=who.title())
        Membership.objects.create(cohort=cohort, user=user, role=role)
        names.append(user.username)
    Team.objects.get(cohort=cohort, name=team).members.add(user)
    return names


def acts(key: str, name: str, *given: int, **more: object) -> None:
    """The second lead does what is one of `contest_acts`."""
    cohort, lead = Cohort.objects.get(key=key), User.objects.get(username=f"{key}-second")
    getattr(contest_acts, name)(cohort, lead, *given, **more)


def freezes(key: str) -> None:
    """The moment of the freeze has come."""
    Cohort.objects.filter(key=key).update(freezes_at=timezone.now())
    with transaction.atomic():
        events.append(
            [News("cohort.changed", None, data={"fields": ["freezes_at"]}, cohort=Cohort.objects.get(key=key))]
        )


def is_swept(key: str, *, clash: str = "", of: int = 0) -> None:
    """A look at everybody has ended; what `of` has may carry another's tag."""
    now, cohort = timezone.now(), Cohort.objects.get(key=key)
    with transaction.atomic():
        sweep = Sweep.objects.create(contest=cohort.contest, asked_at=now, ended_at=now, state="read")
        Entry.objects.filter(submission__cohort=cohort).update(looked_at=now, heard_at=now, clash="")
        news = [News("sweep.read", None, data={"sweep": sweep.pk}, cohort=cohort, effective_at=now)]
        if of:
            Entry.objects.filter(submission=of).update(clash=clash)
            news.insert(0, News("entry.clash", Submission.objects.get(pk=of), data={"clash": clash.split()}))
        events.append(news)


def excuses(key: str, step: str, *, back: bool = False) -> None:
    """The second lead excuses a row for everybody, or takes that back."""
    cohort, lead = Cohort.objects.get(key=key), User.objects.get(username=f"{key}-second")
    if back:
        seen = taking_back_preview(lead, cohort, "excuse", step).digest
        for_all.take_back(cohort, lead, "excuse", step, reason="It can be done.", seen=seen)
    else:
        for_all.excuse(cohort, lead, step, reason="Nobody could.", seen=excuse_preview(lead, cohort, step).digest)


def second_lead(key: str) -> None:
    """Somebody leads this cohort from another window."""
    user = User.objects.create_user(f"{key}-second", first_name="Second")
    Membership.objects.create(cohort=Cohort.objects.get(key=key), user=user, role="lead")
