"""Who somebody is to a cohort. The person itself is Django's user."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from challenge.models.cohort import Cohort

MAIL_KINDS = [
    ("receipt", "The receipt of your hand-in"),
    ("feedback", "Your feedback is there"),
    ("answer", "Somebody answered your question"),
    ("reminder", "Your time or your trial ends soon"),
]

ROLES = [
    ("reviewer", "reviewer"),
    ("lead", "lead"),
    ("candidate", "candidate"),
    ("viewer", "viewer"),
]


class Membership(models.Model):
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=ROLES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "user", "role"], name="membership_once_a_role")]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.cohort_id}"


class Profile(models.Model):
    """What somebody told us of themselves. time_zone: an IANA name, "" = that of the cohort."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    time_zone = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"profile of {self.user_id}"


class MailRefused(models.Model):
    """A kind of e-mail that somebody turned off."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_refused")
    kind = models.CharField(max_length=12, choices=MAIL_KINDS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_refused_once")]

    def __str__(self) -> str:
        return f"no {self.kind} to {self.user_id}"


class Invitation(models.Model):
    """A link into a cohort, good for one person, once. digest: sha256 of its token, which is kept nowhere.

    submission: one that was imported; whoever accepts becomes its owner in place of the placeholder. team: whoever accepts
    hands in with it.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    submission = models.ForeignKey(
        "Submission", on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    team = models.ForeignKey("Team", on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    role = models.CharField(max_length=12, choices=ROLES, default="candidate")
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.cohort_id}"
