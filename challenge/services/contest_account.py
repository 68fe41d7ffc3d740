"""The read-only account that all entries of a contest share: its keys are tried before they are kept."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from challenge import access, vault
from challenge.models import Contest, Event
from challenge.services import cohorts, contests, events, sweep_leases
from challenge.services.accounts import CannotConnect, Tested, note_test, tried
from challenge.services.contest_policy import locked
from challenge.services.events import News


def connect(contest: Contest, actor: User, *, site: str, api_key: str = "", app_key: str = "") -> Tested:
    """As `accounts.connect`: try them, keep them unless Datadog refuses them; a blank one stands for the stored one."""
    _refuse(contest, actor)
    api_url = (contest.api_url if contest.site == site else "") or settings.DATADOG_INSTEAD
    same = (contest.site, contest.api_url) == (site, api_url)
    given = {"dd_api_key": api_key, "dd_app_key": app_key}
    keys = _whole(contest, actor, given, same=same)
    pinned = contest.organisation if same else ""
    tested = tried(site, api_url, keys, pinned=pinned, stored=not (api_key or app_key))
    if tested.kept:
        contests.set_account(contest, site=site, api_key=api_key, app_key=app_key, api_url=api_url, actor_id=actor.pk)
    return tested


def forget(contest: Contest, actor: User) -> int:
    """Forget both keys: nobody is looked at any more. Returns how many there were."""
    if not access.may_run_cohort(actor, contest.cohort):
        raise PermissionDenied("Only a lead changes a contest.")
    return vault.forget_contest_keys(contest, because="asked", actor_id=actor.pk)


def forget_organisation(contest: Contest, actor: User) -> bool:
    """It was the wrong one: forget it, its keys, and what was read of it. The next look with other keys pins anew.

    What was proved stays; a look that is on writes nothing more. False: none was pinned. Raises CannotChange.
    """
    with transaction.atomic():
        contest = locked(cohorts.locked(contest.cohort, actor))
        if not contest.organisation:
            return False
        act = contest.acts.create(kind="unpinned", reason=contest.organisation, by=actor)
        contest.organisation = ""
        contest.save(update_fields=["organisation"])
        vault.forget_contest_keys(contest, because="elsewhere", actor_id=actor.pk)
        sweep_leases.stop(contest, sweep_leases.WRONG_ONE)
        contest.sweeps.exclude(raw=b"").update(raw=b"")
        told = {"act": act.pk}
        events.append([News("contest.unpinned", None, actor_id=actor.pk, data=told, cohort=contest.cohort)])
    return True


def _refuse(contest: Contest, actor: User) -> None:
    if not access.may_run_cohort(actor, contest.cohort):
        raise PermissionDenied("Only a lead changes a contest.")
    if access.is_archived(contest.cohort):
        raise CannotConnect(_("This cohort is in the archive; open it again first."))
    earlier = Event.objects.filter(cohort_id=contest.cohort_id, submission_id=None)
    note_test(earlier, News("keys.tested", None, actor_id=actor.pk, cohort=contest.cohort))


def _whole(contest: Contest, actor: User, given: dict[str, str], *, same: bool) -> dict[str, str]:
    """Both keys: those that were given, and the stored ones in place of blanks."""
    blank = [kind for kind, key in given.items() if not key]
    if not blank:
        return given
    try:
        stored = vault.open_keys(contest, actor_id=actor.pk) if same else {}
    except vault.CannotOpen:
        raise CannotConnect(_("The stored keys cannot be read any more; give both again.")) from None
    if any(kind not in stored for kind in blank):
        raise CannotConnect(_("One key is missing, and none of its kind is kept yet: give both."))
    return given | {kind: stored[kind] for kind in blank}
