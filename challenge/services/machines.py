"""Which machine is looked at: confirmed, rebuilt, replaced, or the wrong one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenge import access, vault
from challenge.access import Person
from challenge.looks import kept
from challenge.models import Collection, OwnLook, Run, Submission, Target
from challenge.services import events
from challenge.services.events import News
from challenge.services.locking import changed, lock
from challenge.services.settling import settle
from verifier import recording
from verifier.facts import SourceFacts, SourceState
from verifier.verdicts import Source

WRONG = "This look was at the wrong machine, so it does not count."


class CannotChange(Exception):
    """It cannot be done now; the message is one sentence for the candidate."""


def waits_for_a_word(submission: Submission) -> Target | None:
    """A machine of an own run that does not count until the candidate says that it is his."""
    return submission.targets.filter(primary=False, retired_at=None, kind="own-run").order_by("-pk").first()


def of_own_run(submission: Submission, name: str) -> Target:
    """The machine that an own run was on: the present one if there is none of another name, else one kept aside.

    Called within the transaction that keeps the look.
    """
    present = submission.targets.filter(primary=True).first()
    if present is None:
        return Target.objects.create(submission=submission, kind="own-run", primary=True, name=name)
    if present.kind == "own-run" and _same(present, name):
        return present
    aside = waits_for_a_word(submission)
    if aside is not None and _same(aside, name):
        return aside
    if aside is not None:
        aside.own_looks.all().delete()
        aside.delete()
    return Target.objects.create(submission=submission, kind="own-run", name=name)


def confirm(submission: Submission, target: Target, actor: Person) -> bool:
    """ "This is mine." One that was kept aside becomes the machine that is looked at: then True, and a check is due."""
    _own(submission, actor)
    with transaction.atomic():
        Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
        target = _locked(submission, target)
        news = []
        moved = not target.primary
        if moved:
            present = submission.targets.filter(primary=True).first()
            if present is not None:
                news.append(retire(present, "replaced", actor))
            target.primary = True
        if moved or target.confirmed_at is None:
            target.confirmed_at = timezone.now()
            target.save(update_fields=["primary", "confirmed_at"])
            news.append(News("machine.confirmed", submission, actor_id=actor.pk, data={"target": target.pk}))
        events.append(news)
    return moved


def wrong(submission: Submission, target: Target, actor: Person) -> None:
    """ "Wrong machine." What it showed is deleted, and the checks it was part of are judged without it."""
    _own(submission, actor)
    with transaction.atomic():
        row = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
        at_it = list(submission.runs.filter(collections__target=target).order_by("pk").values_list("pk", flat=True))
        beside = _went_by(submission, at_it)
        held = {run_id: lock(run_id) for run_id in sorted(at_it + beside)}
        target = _locked(submission, target)
        if target.confirmed_at is not None and target.primary:
            raise CannotChange(_("You confirmed that this machine is yours. If it is another one now, say so instead."))
        if target.primary and (row.hand_in_asked_at or row.handed_in_at):
            raise CannotChange(_("You have handed in, so what was seen stays. Tell a reviewer about the machine."))
        if _others_saw(target):
            raise CannotChange(_("A reviewer has checked this machine, so what was seen stays. Tell them about it."))
        news = [retire(target, "wrong", actor)]
        OwnLook.objects.filter(target=target).delete()
        for run_id in at_it:
            _forget_look(held[run_id], target)
        for run_id in beside:
            changed(held[run_id])
        events.append(news)
    for run_id in at_it + beside:
        settle(run_id)


def rebuilt(submission: Submission, actor: Person) -> None:
    """ "I rebuilt my machine." What was seen stays with its dates; the next look pins the key of the new one."""
    _own(submission, actor)
    with transaction.atomic():
        Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
        looks = submission.runs.filter(collections__target__primary=True).order_by("pk")
        for run_id in list(looks.values_list("pk", flat=True)):
            lock(run_id)  # what was seen moves to another row
        present = submission.targets.select_for_update(no_key=True).filter(primary=True).first()
        if present is None:
            raise CannotChange(_("There is no machine yet."))
        if present.looked_at is None:
            raise CannotChange(_("This machine was not looked at yet, so there is nothing of before to set aside."))
        if present.kind == "own-run":
            events.append([retire(present, "rebuilt", actor)])
            return
        events.append([_history(present, actor)])


def retire(target: Target, because: str, actor: Person | None = None) -> News:
    """Look at it no more, and forget how to get in. Called within a transaction, which appends the news."""
    target.primary, target.retired_at, target.retired_because = False, timezone.now(), because
    target.save(update_fields=["primary", "retired_at", "retired_because"])
    vault.forget(target.credentials.all(), because="elsewhere", actor_id=actor.pk if actor is not None else None)
    return _retired(target, actor)


def forget_secrets(submission: Submission, actor: Person) -> int:
    """Delete the key and the password of the machine, in an archive too. Returns how many there were."""
    if not access.may_read_own(actor, submission):
        raise PermissionDenied("This submission is not yours.")
    return vault.forget(submission.credentials.filter(target__primary=True), because="asked", actor_id=actor.pk)


def _history(present: Target, actor: Person) -> News:
    """The machine as it was becomes a row of its own; the row with the address and the way in begins anew."""
    was = Target.objects.get(pk=present.pk)
    was.pk, was.primary, was.retired_at, was.retired_because = None, False, timezone.now(), "rebuilt"
    was.save(force_insert=True)
    Collection.objects.filter(target=present).update(target=was)
    present.host_key = present.name = present.agent_version = ""
    present.looked_at = present.confirmed_at = None
    present.save(update_fields=["host_key", "name", "agent_version", "looked_at", "confirmed_at"])
    return _retired(was, actor)


def _went_by(submission: Submission, at_it: list[int]) -> list[int]:
    """The checks of single sources that go by what a machine had shown before them, in the checks `at_it`."""
    if not at_it:
        return []
    beside = submission.runs.filter(pk__gt=min(at_it)).exclude(state="cancelled").exclude(scope=[])
    return list(beside.exclude(collections__source="host").order_by("pk").values_list("pk", flat=True))


def _forget_look(run: Run, target: Target) -> None:
    nothing = SourceFacts(Source.HOST, kept.how_of(run.collections.get(target=target)), SourceState.NOT_READ, WRONG)
    collection = run.collections.select_for_update(no_key=True).get(target=target)
    collection.facts, collection.facts_schema = recording.to_json(nothing), recording.SCHEMA
    collection.raw, collection.host_key, collection.reason = b"", "", WRONG
    if collection.state != "cancelled":
        collection.state = "failed"
    collection.fence += 1
    collection.ended_at, collection.lease_until = collection.ended_at or timezone.now(), None
    collection.save()
    changed(run)


def _retired(target: Target, actor: Person | None) -> News:
    data = {"target": target.pk, "because": target.retired_because}
    return News("machine.retired", target.submission, actor_id=actor.pk if actor is not None else None, data=data)


def _others_saw(target: Target) -> bool:
    """Did a check that somebody else than an owner started look at it?"""
    looks = target.collections.filter(state__in=("reading", "read")).exclude(run__started_by=None)
    starters = (look.run.started_by for look in looks.select_related("run__started_by"))
    return any(not access.is_owner(one, target.submission) for one in starters if one is not None)


def _locked(submission: Submission, target: Target) -> Target:
    found = submission.targets.select_for_update(no_key=True).filter(pk=target.pk, retired_at=None).first()
    if found is None:
        raise CannotChange(_("This machine is not looked at any more."))
    return found


def _same(target: Target, name: str) -> bool:
    return target.name.casefold() == name.casefold()


def _own(submission: Submission, actor: Person) -> None:
    if not access.may_connect(actor, submission):
        raise PermissionDenied("This submission is not yours.")
