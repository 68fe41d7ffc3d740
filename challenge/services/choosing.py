"""Which machine, dashboard, monitor, service and metric are judged: what a person picked, else the best match."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from challenge import access
from challenge.access import Person
from challenge.looks import kept
from challenge.models import Run, Submission
from challenge.services import events, queueing, runs
from challenge.services.events import News
from challenge.words import SUBJECTS
from verifier.facts import Fact, SourceFacts
from verifier.facts.account import AccountHosts, Boards, CandidateMetrics, Monitors, TracedServices
from verifier.verdicts import Source

LONGEST = 200


class CannotChoose(Exception):
    """The choice makes no sense; the message is one sentence."""


def choose(submission: Submission, actor: Person, choices: Mapping[str, str]) -> tuple[str, ...]:
    """Take these choices over, "" = the best match. Returns the subjects whose choice changed.

    What was seen is then judged anew; where the last look did not see what was chosen, a check is started or queued.
    """
    if not access.may_choose_judged(actor, submission):
        raise PermissionDenied("What is judged cannot be changed by you now.")
    for subject, choice in choices.items():
        if subject not in SUBJECTS or len(choice) > LONGEST or not choice.isprintable():
            raise CannotChoose(gettext("That is nothing that could be judged."))
    with transaction.atomic():
        row = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
        after = {name: choice for name, choice in {**row.choices, **choices}.items() if choice}
        changed = tuple(name for name in SUBJECTS if after.get(name, "") != row.choices.get(name, ""))
        if not changed:
            return ()
        row.choices = after
        row.save(update_fields=["choices"])
        events.append([News("judged.chosen", row, actor_id=actor.pk, data={"subjects": list(changed)})])
    submission.choices = after
    _judge_anew(submission, actor, changed)
    return changed


def seen_objects(facts: Mapping[Source, SourceFacts]) -> dict[str, list[tuple[str, str]]]:
    """Subject -> (id, name) of everything of its kind in the account, as a look saw it."""
    account = facts.get(Source.ACCOUNT)
    values: Mapping[type[Fact], object] = account.values if account else {}
    hosts, boards, monitors = values.get(AccountHosts), values.get(Boards), values.get(Monitors)
    services, metrics = values.get(TracedServices), values.get(CandidateMetrics)
    points = metrics.items if isinstance(metrics, CandidateMetrics) else ()
    return {
        "host": [(host.name, host.name) for host in hosts.items] if isinstance(hosts, AccountHosts) else [],
        "board": [(one.id, one.title or one.id) for one in boards.items if one.read]
        if isinstance(boards, Boards)
        else [],
        "monitor": [(str(one.id), one.name or str(one.id)) for one in monitors.items]
        if isinstance(monitors, Monitors)
        else [],
        "service": [(one.name, one.name) for one in services.items] if isinstance(services, TracedServices) else [],
        "metric": [(name, name) for name in dict.fromkeys(one.metric for one in points)],
    }


def _judge_anew(submission: Submission, actor: Person, changed: tuple[str, ...]) -> None:
    facts = kept.newest_facts(submission.pk, submission.cohort.version)
    seen = seen_objects(facts)
    wanted = {subject: submission.choices[subject] for subject in changed if subject in submission.choices}
    if any(choice not in {id_ for id_, _name in seen[subject]} for subject, choice in wanted.items()):
        try:
            queueing.start_or_queue(submission, actor)
        except runs.CannotStart:  # with nothing to look at there is nothing to judge
            return
        return
    for run in _to_judge(submission):
        others = {subject: choice for subject, choice in run.choices.items() if subject not in changed}
        runs.judge_kept(run, actor, choices=others | wanted)


def _to_judge(submission: Submission) -> list[Run]:
    """The last whole check and what came after it, oldest first, and every sweep: what stands now rests on them."""
    finished = submission.runs.filter(state="finished").order_by("pk")
    whole = finished.filter(scope=[]).last()
    since = Q(pk__gte=whole.pk) if whole is not None else Q(pk=None)
    return list(finished.filter(since | Q(purpose="sweep")))
