"""Makes a cohort a contest and lets submissions enter it, each with a proof tag of its own."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import Max

from challenge import vault
from challenge.models import Cohort, Contest, Entry, Submission
from challenge.rows.asked import definition_of
from challenge.services import events
from challenge.services.events import News
from verifier.definition import draw as verifier_draw

TAG = "proof:"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike (i, l, 1, o, 0): tags are typed from paper and from screens."""
LONG = 6


def make(cohort: Cohort, *, actor_id: int | None = None) -> Contest:
    """The contest of this cohort; the one there is, if there is one."""
    with transaction.atomic():
        contest, new = Contest.objects.get_or_create(cohort=cohort)
        if new:
            events.append([News("contest.made", None, cohort=cohort, actor_id=actor_id)])
    return contest


def held(cohort_id: int) -> Contest | None:
    """The contest of this cohort, if it is one, which nobody else changes until the transaction ends."""
    rows = Contest.objects.select_for_update(of=("self",), no_key=True).select_related("cohort")
    return rows.filter(cohort=cohort_id).first()


def set_account(
    contest: Contest, *, site: str, api_key: str = "", app_key: str = "", api_url: str = "", actor_id: int | None = None
) -> Contest:
    """The account that all entries share. Another site forgets the keys and the organisation of the one before."""
    with transaction.atomic():
        contest = (
            Contest.objects.select_for_update(of=("self",), no_key=True).select_related("cohort").get(pk=contest.pk)
        )
        list(contest.keys.select_for_update(no_key=True).order_by("pk"))  # before the first of them is told of
        if (contest.site, contest.api_url) != (site, api_url):
            vault.forget_contest_keys(contest, because="elsewhere", actor_id=actor_id)
            contest.sweeps.exclude(raw=b"").update(raw=b"")
            contest.organisation = ""
        contest.site, contest.api_url = site, api_url
        contest.save(update_fields=["site", "api_url", "organisation"])
        for kind, secret in (("dd_api_key", api_key), ("dd_app_key", app_key)):
            if secret:
                vault.store_key(contest, kind, secret, actor_id=actor_id)
    return contest


def enter(submission: Submission, *, hidden: bool = False, actor_id: int | None = None) -> Entry:
    """The entry of this submission; a new one gets a tag that no other has."""
    with transaction.atomic():
        contest = held(submission.cohort_id)
        there = Entry.objects.filter(submission=submission).first()
        if there is not None:
            return there
        entry = Entry.objects.create(submission=submission, tag=_free_tag(), hidden=hidden)
        made = News("entry.made", submission, actor_id=actor_id, data={"hidden": hidden})
        events.append([made, *_draw(entry, contest)])
    return entry


def draw(entry: Entry) -> Entry:
    """Give it parameters of its own, once and for good, if its contest draws and its challenge says what can be drawn."""
    with transaction.atomic():
        contest = held(entry.submission.cohort_id)
        entry = Entry.objects.select_for_update(of=("self",), no_key=True).get(pk=entry.pk)
        if news := _draw(entry, contest):
            events.append(news)
    return entry


def draw_for_all(contest: Contest) -> None:
    """After the contest began to draw, or left off: whoever is in it already gets parameters, or the usual ones again."""
    entries = Entry.objects.filter(submission__cohort__contest=contest)
    if not contest.draws:
        entries.update(drawn={}, draw_number=None)
    for entry in entries.order_by("pk") if contest.draws else ():
        draw(entry)


def _draw(entry: Entry, contest: Contest | None) -> list[News]:
    definition = definition_of(entry.submission.cohort.version)
    if contest is None or not contest.draws or not definition.draws or entry.draw_number is not None:
        return []
    if not contest.draw_seed:
        contest.draw_seed = secrets.token_hex(16)
        contest.save(update_fields=["draw_seed"])
    entry.draw_number = _next_number(contest)
    entry.drawn = verifier_draw(definition, contest.draw_seed, entry.draw_number)
    entry.save(update_fields=["draw_number", "drawn"])
    return [News("entry.drawn", entry.submission, data={"number": entry.draw_number})]


def _next_number(contest: Contest) -> int:
    """None is given twice while its entry is there."""
    last = Entry.objects.filter(submission__cohort__contest=contest).aggregate(last=Max("draw_number"))["last"]
    return 0 if last is None else last + 1


def _free_tag() -> str:
    while True:
        tag = TAG + "".join(secrets.choice(LETTERS) for _ in range(LONG))
        if not Entry.objects.filter(tag=tag).exists():
            return tag
