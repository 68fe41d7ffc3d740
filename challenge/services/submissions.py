"""What a candidate hands over to be looked at: the document, the machine, the account."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from challenge import vault
from challenge.access import Person
from challenge.models import AccountLink, Cohort, Submission, Target, Team
from challenge.services import events, machines
from challenge.services.events import News


def join(cohort: Cohort, *, code: str, owner: AbstractBaseUser | None = None, team: Team | None = None) -> Submission:
    """A submission of this person or team; the one there is, if there is one."""
    with transaction.atomic():
        mine = {"cohort": cohort, "owner_id": owner.pk if owner else None, "team": team}
        submission, new = Submission.objects.get_or_create(**mine, defaults={"code": code})
        if new:
            events.append([News("submission.joined", submission, actor_id=owner.pk if owner else None)])
    return submission


def set_machine(
    submission: Submission,
    *,
    address: str,
    username: str,
    port: int = 22,
    key: str = "",
    password: str = "",
    host_key: str = "",
    use_sudo: bool = False,
) -> Target:
    """The machine to look at over SSH. Another address, port or user is another machine: its key is pinned anew.

    What was seen of the one before stays, with its dates.

    host_key: "SHA256:…" where it is known beforehand; "" = that of the first look. Raises ValidationError.
    """
    news = []
    with transaction.atomic():
        _hold(submission)
        before = submission.targets.select_for_update(of=("self",), no_key=True).filter(primary=True).first()
        _hold_secrets(submission)
        if before is not None and (before.address, before.port, before.username) != (address, port, username):
            news = [machines.retire(before, "replaced")]
            before = None
        target = before or Target(submission=submission, primary=True)
        target.kind, target.address, target.port = "ssh", address, port
        target.username, target.use_sudo = username, use_sudo
        target.host_key = host_key or target.host_key
        target.clean_fields(exclude=["submission"])
        target.save()
        for kind, secret in (("ssh_key", key), ("ssh_password", password)):
            if secret:
                vault.store(submission, kind, secret, target=target)
        events.append(news)
    return target


def set_account(
    submission: Submission,
    *,
    site: str,
    api_key: str = "",
    app_key: str = "",
    api_url: str = "",
    actor: Person | None = None,
) -> AccountLink:
    """The Datadog account to look at. Another site forgets the keys; who comes back finds the pinned organisation again."""
    by = actor.pk if actor is not None else None
    news: list[News] = []
    with transaction.atomic():
        _hold(submission)
        there = AccountLink.objects.select_for_update(of=("self",), no_key=True).filter(submission=submission).first()
        _hold_secrets(submission)
        link = there or AccountLink(submission=submission)
        if (link.site, link.api_url) != (site, api_url):
            vault.forget(submission.credentials.filter(target=None), because="elsewhere", actor_id=by)
            if link.organisation:
                news.append(News("account.changed", submission, actor_id=by, data={"organisation": link.organisation}))
                link.pins = {**link.pins, f"{link.site} {link.api_url}".strip(): link.organisation}
            link.organisation = link.pins.get(f"{site} {api_url}".strip(), "")
        link.site, link.api_url = site, api_url
        link.save()
        for kind, secret in (("dd_api_key", api_key), ("dd_app_key", app_key)):
            if secret:
                vault.store(submission, kind, secret, actor_id=by)
        events.append(news)
    return link


def pin_again(submission: Submission, actor: AbstractBaseUser | None = None) -> bool:
    """Accept whatever organisation the keys open at the next look. False: none was pinned. actor None: an operator."""
    with transaction.atomic():
        forgotten = (
            AccountLink.objects.filter(submission=submission).exclude(organisation="").update(organisation="", pins={})
        )
        if forgotten:
            events.append([News("account.pinned-again", submission, actor_id=actor.pk if actor is not None else None)])
    return bool(forgotten)


def forget_keys(
    submission: Submission, actor: Person | None = None, *, machines: bool = True, because: str = "asked"
) -> int:
    """Delete the stored Datadog keys, and the machines' secrets too. Returns how many there were.

    What was seen with them stays seen. A check that is on goes on with those that it has opened. actor None: the program.
    """
    stored = submission.credentials.all() if machines else submission.credentials.filter(target=None)
    with transaction.atomic():
        _hold(submission)
        _hold_secrets(submission)
        return vault.forget(stored, because=because, actor_id=actor.pk if actor is not None else None)


def _hold(submission: Submission) -> None:
    """Of two who change it at once, the second finds what the first made."""
    Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)


def _hold_secrets(submission: Submission) -> None:
    """All of them before the first is told of: who opens them holds them all, and tells of it then."""
    list(submission.credentials.select_for_update(of=("self",), no_key=True).order_by("pk"))
