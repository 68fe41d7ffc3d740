"""The page of a candidate's machine: what is looked at, how, and what was before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from challenge import access
from challenge.access import Person
from challenge.looks import at_hand
from challenge.models import Collection, Submission, Target
from challenge.models.run import QUIET
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.progress import RunProgress, run_progress
from challenge.selectors.rows import open_runs
from challenge.services import machines
from verifier.probes.host import PROBES
from verifier.script import Command, File, Files


@dataclass(frozen=True)
class SecretView:
    """A stored secret, without itself. kind: a key of CREDENTIAL_KINDS."""

    kind: str
    stored_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class MachineView:
    """address: "user@host:port", "" for an own run. how: "ssh" or "own-run". because: why it is looked at no more.

    state: of the last look, a key of words.SOURCE_STATES, "" = none yet; reason: why it, or a part of it, could not be
    looked at. may_be_wrong: "wrong machine" can still be said.
    """

    id: int
    name: str
    agent_version: str
    address: str
    how: str
    looked_at: datetime | None
    confirmed_at: datetime | None
    host_key: str
    retired_at: datetime | None
    because: str
    state: str = ""
    reason: str = ""
    may_be_wrong: bool = False


@dataclass(frozen=True)
class LoginView:
    """The way in over SSH; never a secret."""

    address: str
    port: int
    username: str
    use_sudo: bool
    secrets: tuple[SecretView, ...]


@dataclass(frozen=True)
class MachinePage:
    """now: the machine that is looked at. asked: one that an own run was on, and that waits for the candidate's word.

    before: those that were reached once, and are looked at no more.
    """

    submission: SubmissionView
    now: MachineView | None
    asked: MachineView | None
    before: tuple[MachineView, ...]
    login: LoginView | None
    progress: RunProgress | None
    with_sudo: tuple[str, ...]


def machine_page(user: Person, submission: Submission) -> MachinePage:
    """For the candidate alone: Hidden for everybody else."""
    if not access.may_read_own(user, submission):
        raise access.Hidden("This is for the candidate alone.")
    running = open_runs([submission.pk]).get(submission.pk)
    latest = submission.runs.exclude(QUIET).order_by("-pk").first()
    target = submission.targets.filter(primary=True).first()
    aside = machines.waits_for_a_word(submission)
    before = submission.targets.exclude(retired_at=None).exclude(looked_at=None).order_by("-retired_at", "-pk")
    return MachinePage(
        submission=submission_view(user, submission, running),
        now=_present(submission, target) if target else None,
        asked=_view(aside) if aside else None,
        before=tuple(_view(one) for one in before),
        login=_login(target) if target and target.kind == "ssh" else None,
        progress=run_progress(user, latest) if latest else None,
        with_sudo=with_sudo(),
    )


def with_sudo() -> tuple[str, ...]:
    """What the script reads through sudo where that is allowed: files that are closed to the user, and some commands."""
    asks = [ask for probe in PROBES for ask in probe.asks]
    told = [ask.told for ask in asks if isinstance(ask, File | Files) or (isinstance(ask, Command) and ask.sudo)]
    return tuple(dict.fromkeys(thing for things in told for thing in things))


def _present(submission: Submission, target: Target) -> MachineView:
    last = (
        Collection.objects.filter(target=target, source="host").exclude(state="cancelled").order_by("-run_id").first()
    )
    if last is None and at_hand.machine(submission) is None:
        return _view(target)
    reason = str((last.facts or {}).get("reason", "")) or last.reason if last else ""
    handed_in = submission.hand_in_asked_at or submission.handed_in_at
    return _view(
        target,
        state=last.state if last else "",
        reason=reason,
        may_be_wrong=target.confirmed_at is None and not handed_in,
    )


def _view(target: Target, *, state: str = "", reason: str = "", may_be_wrong: bool = False) -> MachineView:
    return MachineView(
        id=target.pk,
        name=target.name,
        agent_version=target.agent_version,
        address=str(target) if target.kind == "ssh" else "",
        how=target.kind,
        looked_at=target.looked_at,
        confirmed_at=target.confirmed_at,
        host_key=target.host_key,
        retired_at=target.retired_at,
        because=target.retired_because,
        state=state,
        reason=reason,
        may_be_wrong=may_be_wrong,
    )


def _login(target: Target) -> LoginView:
    stored = target.credentials.order_by("kind").values_list("kind", "created_at", "opened_at")
    return LoginView(
        address=target.address,
        port=target.port,
        username=target.username,
        use_sudo=target.use_sudo,
        secrets=tuple(SecretView(*row) for row in stored),
    )
