"""A candidate's own hand on the Datadog account: keys that are tried before they are kept, and an account read at home."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenge import access, vault
from challenge.access import Person
from challenge.database import let_go
from challenge.looks import kept
from challenge.models import AccountLink, Event, OwnLook, Submission
from challenge.services import choosing, events, own_looks, runs, submissions
from challenge.services.events import News
from challenge.services.purging import purge_at
from verifier import recording
from verifier.gather.account import AccountTarget
from verifier.gather.keys import UNREACHED, Tried, try_keys
from verifier.gather.own_account import NotOurs, own_account
from verifier.verdicts import Source

MOST, WITHIN = 10, timedelta(minutes=10)
OWN_LOOKS_KEPT = 5
SHARED = gettext_lazy(
    "This contest has one account that everybody shares: no keys of yours are taken, and none are needed."
)
IDS = {"board": re.compile(r"[a-z0-9]{3}-[a-z0-9]{3}-[a-z0-9]{3}|\d{1,19}"), "monitor": re.compile(r"\d{1,19}")}


class CannotConnect(Exception):
    """Nothing was tried or taken; the message is one sentence for the candidate."""


@dataclass(frozen=True)
class Tested:
    """site: where the keys were tried. kept: they are stored now. pinned: the organisation they should have opened, "" = did.

    stored: no key was given, so that the stored ones were tried; they stay, whatever it came to.
    """

    site: str
    kept: bool
    tried: Tried = field(default_factory=Tried)
    pinned: str = ""
    stored: bool = False

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def is_shared(submission: Submission) -> bool:
    """Whether the account is one for all of its contest, so that nobody connects an own one."""
    return hasattr(submission.cohort, "contest")


def connect(submission: Submission, actor: Person, *, site: str, api_key: str = "", app_key: str = "") -> Tested:
    """Try these keys, and keep them unless Datadog refuses them. A blank one stands for the stored one of this site.

    The network is asked between two transactions, for seconds. Raises PermissionDenied and CannotConnect.
    """
    link = _may(submission, actor)
    api_url = (link.api_url if link and link.site == site else "") or settings.DATADOG_INSTEAD
    same = link if link and (link.site, link.api_url) == (site, api_url) else None
    keys = _whole(submission, actor, same, site, {"dd_api_key": api_key, "dd_app_key": app_key})
    pinned = "" if link is None else link.organisation if same else link.pins.get(site, "")
    tested = tried(site, api_url, keys, pinned=pinned, stored=not (api_key or app_key))
    if tested.kept:
        submissions.set_account(submission, site=site, api_key=api_key, app_key=app_key, api_url=api_url, actor=actor)
    return tested


def tried(site: str, api_url: str, keys: Mapping[str, str], *, pinned: str, stored: bool) -> Tested:
    """What a test of both keys comes to; `kept` says whether they may be. Datadog is asked, outside of any transaction."""
    let_go()
    found = try_keys(AccountTarget(keys["dd_api_key"], keys["dd_app_key"], site, api_url))
    if found.refused and found.refused != UNREACHED:
        return Tested(site, kept=False, tried=found, stored=stored)
    if pinned and found.organisation and found.organisation != pinned:
        return Tested(site, kept=False, tried=found, pinned=pinned, stored=stored)
    return Tested(site, kept=True, tried=found)


def note_test(tests: QuerySet[Event], news: News) -> None:
    """A test begins, and is told. tests: the earlier events of the same keys. Raises CannotConnect where there were many."""
    if tests.filter(kind="keys.tested", at__gt=timezone.now() - WITHIN).count() >= MOST:
        raise CannotConnect(_("Keys were tested many times in the last minutes; wait ten minutes and test again."))
    with transaction.atomic():
        events.append([news])


def choose(submission: Submission, actor: Person, *, subject: str, object_id: str) -> None:
    """Have this board or monitor judged from now on. Raises PermissionDenied and CannotConnect."""
    if not access.may_connect(actor, submission):
        raise PermissionDenied("This submission is not yours.")
    if subject not in IDS or not IDS[subject].fullmatch(object_id):
        raise CannotConnect(_("This is no dashboard or monitor of an account."))
    if not access.may_choose_judged(actor, submission):
        raise CannotConnect(_("You have handed in, so only a reviewer can change what is judged."))
    choosing.choose(submission, actor, {subject: object_id})


def take_from_home(submission: Submission, actor: Person, content: bytes) -> OwnLook:
    """Keep an account that the terminal checker read, and check the rows by it. Raises PermissionDenied, CannotConnect."""
    link = _may(submission, actor, tries=False)
    if own_looks.sent_too_often(submission, Source.ACCOUNT):
        raise CannotConnect(str(own_looks.TOO_OFTEN))
    digest = hashlib.sha256(content).hexdigest()
    if own_looks.is_newest(submission, Source.ACCOUNT, digest):
        raise CannotConnect(_("This is the file that you sent last, so nothing new began. Run the checker once more."))
    try:
        found = own_account(content, now=timezone.now())
    except NotOurs as why:
        raise CannotConnect(str(why)) from why
    if found.sandbox and not settings.PROOFBOARD_DEMO and not (link and link.api_url):
        raise CannotConnect(_("This file tells of the sandbox and not of Datadog; run the checker without --api-url."))
    raw = json.dumps(kept.storable(recording.to_json(found.facts))).encode()
    with transaction.atomic():
        look = OwnLook.objects.create(
            submission=submission,
            source="account",
            way="terminal",
            raw=kept.pack(raw),
            digest=digest,
        )
        old = (
            submission.own_looks.filter(source="account").order_by("-pk").values_list("pk", flat=True)[OWN_LOOKS_KEPT:]
        )
        OwnLook.objects.filter(pk__in=list(old)).delete()
        events.append([News("own-look.received", submission, actor_id=actor.pk, data={"source": "account"})])
    with suppress(runs.CannotStart):  # then the next check reads it
        runs.start(submission, actor, sources=[Source.ACCOUNT], purpose="own-run")
    return look


def _may(submission: Submission, actor: Person, *, tries: bool = True) -> AccountLink | None:
    """The link there is, where this person may connect something now."""
    if not access.may_connect(actor, submission):
        raise PermissionDenied("This submission is not yours.")
    if is_shared(submission):
        raise CannotConnect(str(SHARED))
    over = purge_at(submission)
    if over is not None and over <= timezone.now():
        raise CannotConnect(_("The time of this work is over, so no keys are kept any more."))
    if tries:
        earlier = Event.objects.filter(submission_id=submission.pk)
        note_test(earlier, News("keys.tested", submission, actor_id=actor.pk))
    return AccountLink.objects.filter(submission=submission).first()


def _whole(
    submission: Submission, actor: Person, same: AccountLink | None, site: str, given: dict[str, str]
) -> dict[str, str]:
    """Both keys: those that were given, and the stored ones in place of blanks. same: the link, if it leads there too."""
    blank = [kind for kind, key in given.items() if not key]
    if not blank:
        return given
    stored = list(submission.credentials.filter(target=None, kind__in=blank)) if same else []
    if len(stored) < len(blank):
        raise CannotConnect(
            _("Give both keys of %(site)s: none are kept for this site yet.") % {"site": site}
            if not stored and not same
            else _("One key is missing, and none of its kind is kept yet: give both.")
        )
    try:
        return given | vault.open_all(stored, actor_id=actor.pk)
    except vault.CannotOpen:
        raise CannotConnect(_("The stored keys cannot be read any more; give both again.")) from None
