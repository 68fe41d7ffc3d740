"""Links into a cohort. The word in the link is kept nowhere, only its digest; each is good for one person, once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from challenge import access
from challenge.models import Cohort, Contest, Import, Invitation, Membership, Submission, Team
from challenge.services import codes, contests, events, mailing, people, submissions
from challenge.services.events import News
from challenge.site import zones
from challenge.time_box import closes_at

DAYS = 14
DAYS_AFTER_SIGNING_UP = 1


class CannotAccept(Exception):
    """Why the link does not lead in, in one sentence."""


class SignInFirst(Exception):
    """There is an account with the address that was invited; a link into a cohort opens no account."""


def invite(
    cohort: Cohort,
    email: str,
    *,
    role: str = "candidate",
    name: str = "",
    actor: AbstractBaseUser | None = None,
    days: int = DAYS,
    submission: Submission | None = None,
    team: Team | None = None,
) -> tuple[Invitation, str]:
    """The invitation, and the address of its link, which cannot be had again. Raises ValidationError.

    submission: imported work that becomes theirs when they accept. team: whom they hand in with then.
    """
    email = email.strip().lower()
    validate_email(email)
    word = secrets.token_urlsafe(32)
    invitation = Invitation(
        cohort=cohort,
        submission=submission,
        team=team,
        role=role,
        email=email,
        name=name.strip(),
        digest=_digest(word),
        created_by=actor if isinstance(actor, User) else None,
        expires_at=timezone.now() + timedelta(days=days),
    )
    invitation.full_clean()
    invitation.save()
    return invitation, mailing.absolute(reverse("accept_invitation", args=[word]))


def invite_to_imported(row: Import, actor: AbstractBaseUser | AnonymousUser, *, email: str, name: str) -> bool:
    """Invite whoever did imported work; False if the e-mail could not be sent. Raises ValidationError."""
    by = actor if isinstance(actor, User) else None
    invitation, link = invite(row.cohort, email, name=name, actor=by, submission=row.submission)
    sent = send(invitation, link)
    if sent:
        Import.objects.filter(pk=row.pk).update(invited_at=timezone.now())
    return sent


def send(invitation: Invitation, link: str, *, asked_for: bool = False) -> bool:
    """The e-mail with the link; False if it could not be sent. asked_for: the person signed up by themselves."""
    context = {"invitation": invitation, "cohort": invitation.cohort, "link": link, "asked_for": asked_for}
    with timezone.override(zones.named(invitation.cohort.time_zone)):
        text = render_to_string("challenge/mail/invitation.txt", context)
    subject = _("Join %(cohort)s") if asked_for else _("You are invited to %(cohort)s")
    return mailing.post(invitation.email, subject=subject % {"cohort": invitation.cohort.name}, text=text)


def sign_up(cohort: Cohort, email: str) -> None:
    """Send whoever owns this address a link into the cohort. Nothing else is made until they press its button."""
    invitation, link = invite(cohort, email, days=DAYS_AFTER_SIGNING_UP)
    send(invitation, link, asked_for=True)


def cohort_to_join(key: str) -> Cohort | None:
    """The cohort of this key, if anybody may join it now."""
    cohort = Cohort.objects.select_related("version__challenge", "contest").filter(key=key, sign_up=True).first()
    if cohort is None or cohort.archived_at is not None:
        return None
    now = timezone.now()
    closes = closes_at(cohort, now)
    return None if closes is not None and closes <= now else cohort


def find(word: str) -> Invitation:
    """The invitation of this link, still good. Raises CannotAccept. Changes nothing."""
    rows = Invitation.objects.select_related("cohort__version__challenge", "created_by", "team")
    invitation = rows.filter(digest=_digest(word)).first()
    if invitation is None:
        raise CannotAccept(_("This link does not lead anywhere. Look whether the whole of it was copied."))
    if invitation.used_at is not None:
        raise CannotAccept(_("This link was used already. If it was you, sign in."))
    if invitation.expires_at <= timezone.now():
        raise CannotAccept(_("This link is too old. Ask whoever invited you for a new one."))
    if invitation.cohort.archived_at is not None:
        raise CannotAccept(_("This cohort is in the archive, so nobody joins it any more."))
    return invitation


def is_open(word: str) -> bool:
    """Whether the link still leads in."""
    try:
        find(word)
    except CannotAccept:
        return False
    return True


def needs_sign_in(invitation: Invitation) -> bool:
    """Whether somebody has an account with the invited address already, or none was named."""
    return not invitation.email or people.with_address(invitation.email).exists()


def accept(word: str, user: AbstractBaseUser | None, *, name: str = "", password: str = "") -> User:
    """Join the cohort as this person, or as a new one where nobody is signed in. Of two at once one wins.

    Raises CannotAccept, SignInFirst, and ValidationError for a password that will not do.
    """
    invitation = find(word)
    with transaction.atomic():
        _hold(invitation.cohort)
        now = timezone.now()
        free = Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=now)
        if not free.update(used_at=now):
            raise CannotAccept(_("This link was used already. If it was you, sign in."))
        person = user if isinstance(user, User) else _newcomer(invitation, name, password)
        Invitation.objects.filter(pk=invitation.pk).update(used_by=person)
        if invitation.submission_id is not None:
            _hand_over(invitation.submission_id, person)
        if invitation.team_id is not None:
            _into_team(invitation.pk, person)
        else:
            join(invitation.cohort, person, invitation.role)
    return person


def join(cohort: Cohort, person: User, role: str = "candidate") -> None:
    """A member, and for a candidate the work to hand in. Raises CannotAccept: who is in a team hands in with it alone."""
    with transaction.atomic():
        _hold(cohort)
        if role == "candidate" and cohort.teams.filter(members=person).exists():
            raise CannotAccept(_("You are in a team here already."))
        Membership.objects.get_or_create(cohort=cohort, user=person, role=role)
        if role == "candidate" and not cohort.submissions.filter(owner=person).exists():
            made = codes.with_free_code(cohort, lambda code: submissions.join(cohort, code=code, owner=person))
            if Contest.objects.filter(cohort=cohort).exists():
                contests.enter(made, actor_id=person.pk)


def _hold(cohort: Cohort) -> None:
    """The cohort and its contest, as a lead who changes them holds them. Raises CannotAccept where it was archived meanwhile."""
    row = Cohort.objects.select_for_update(of=("self",), no_key=True).get(pk=cohort.pk)
    contests.held(cohort.pk)
    if row.archived_at is not None:
        raise CannotAccept(_("This cohort is in the archive, so nobody joins it any more."))


def _into_team(invitation_id: int, person: User) -> None:
    """Hand in with the team that the invitation names now: it may have been moved. Raises CannotAccept."""
    invitation = Invitation.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation_id)
    cohort, team = invitation.cohort, Team.objects.get(invitations=invitation_id)
    if cohort.submissions.filter(owner=person, withdrawn_at=None).exists():
        raise CannotAccept(_("You hand in other work here already, and one person hands in one."))
    if cohort.teams.filter(members=person).exists():
        raise CannotAccept(_("You are in a team here already."))
    if access.is_reviewer(person, cohort):
        raise CannotAccept(_("You review here, so this work cannot be yours."))
    Membership.objects.get_or_create(cohort=cohort, user=person, role="candidate")
    team.members.add(person)
    events.append([News("entry.joined", team.submissions.get(), actor_id=person.pk, data={"member": person.pk})])


def _hand_over(submission_id: int, person: User) -> None:
    """Imported work becomes this person's, in place of the placeholder, who goes. Raises CannotAccept."""
    row = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cohort", "owner")
        .get(pk=submission_id)
    )
    free = Import.objects.filter(submission=row, joined_at=None)
    if row.withdrawn_at is not None or not free.exists():
        raise CannotAccept(_("This work is somebody’s already."))
    if row.cohort.submissions.filter(owner=person).exists() or row.cohort.teams.filter(members=person).exists():
        raise CannotAccept(_("You hand in other work here already, and one person hands in one."))
    if access.is_reviewer(person, row.cohort):
        raise CannotAccept(_("You review here, so this work cannot be yours."))
    stood_in, row.owner = row.owner, person
    row.save(update_fields=["owner"])
    free.update(joined_at=timezone.now())
    if stood_in is not None:
        stood_in.delete()
    events.append([News("submission.claimed", row, actor_id=person.pk)])


def _newcomer(invitation: Invitation, name: str, password: str) -> User:
    if needs_sign_in(invitation):
        raise SignInFirst
    return people.newcomer(invitation.email, name=name or invitation.name, password=password)


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
