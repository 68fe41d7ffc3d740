"""A candidate's work on a challenge, and where it can be looked at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from challenge.models.cohort import Cohort
from challenge.models.team import Team

DOCUMENT_KINDS = [("fork", "a fork or a pull request"), ("upload", "an upload")]
TARGET_KINDS = [("ssh", "SSH"), ("own-run", "the candidate's own run")]
CREDENTIAL_KINDS = [
    ("ssh_key", "SSH private key"),
    ("ssh_password", "SSH password"),
    ("dd_api_key", "Datadog API key"),
    ("dd_app_key", "Datadog application key"),
]


class Submission(models.Model):
    """Owned by a person or by a team, never by both.

    document: a folder or file below VAR/documents (relative to VAR), where the document and its files lie; "" = none.
    document_kind, document_url, document_commit, document_taken_at: where it came from, and the commit that was taken.
    started_at: "Start my time" was pressed. trial_ends_on: the last day of the Datadog trial, as the candidate says.
    queued_at, queued_scope, queued_by: one check that waits for the end of the cool-down; its steps and sources.
    hand_in_asked_at: the button was pressed, and the last look is on. handed_in_at: that look is over, and what it saw
    is frozen in `bundle` (a folder below VAR/bundles) with this digest. withdrawn_at: deleted on the candidate's word.
    hand_in_fence, hand_in_lease_until: who finishes the hand-in, as for a Collection. receipt: what the hand-in came to,
    as `selectors.receipt` reads it.
    feedback_draft: what the reviewers are writing; feedback_edition rises with each save of it. feedback_release_on: the
    day it is released by itself; feedback_with_outcome: it is released by itself when the submission is graded.
    not_asked: keys of rows that the text this candidate got did not ask for. outcome, graded_at: what the grade came to;
    outcome_reason: why, where two reviewers differed.
    choices: what the candidate or reviewer picked to be judged, as subject -> id. salt: of the sums that events carry.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="submissions")
    code = models.CharField(max_length=12)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="submissions"
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="submissions")
    document = models.CharField(max_length=300, blank=True)
    document_kind = models.CharField(max_length=8, choices=DOCUMENT_KINDS, blank=True)
    document_url = models.CharField(max_length=500, blank=True)
    document_commit = models.CharField(max_length=64, blank=True)
    document_taken_at = models.DateTimeField(null=True, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    trial_ends_on = models.DateField(null=True, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    queued_scope = models.JSONField(default=list, blank=True)
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hand_in_asked_at = models.DateTimeField(null=True, blank=True)
    hand_in_run = models.ForeignKey("Run", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    hand_in_fence = models.PositiveIntegerField(default=0)
    hand_in_lease_until = models.DateTimeField(null=True, blank=True)
    hand_in_rung_at = models.DateTimeField(null=True, blank=True)
    hand_in_rings = models.PositiveIntegerField(default=0)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    receipt = models.JSONField(default=dict, blank=True)
    bundle = models.CharField(max_length=300, blank=True)
    bundle_digest = models.CharField(max_length=64, blank=True)
    feedback = models.TextField(blank=True)
    feedback_released_at = models.DateTimeField(null=True, blank=True)
    feedback_draft = models.TextField(blank=True)
    feedback_edition = models.PositiveIntegerField(default=0)
    feedback_release_on = models.DateField(null=True, blank=True)
    feedback_with_outcome = models.BooleanField(default=False)
    not_asked = models.JSONField(default=list, blank=True)
    outcome = models.SlugField(blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)
    outcome_reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    salt = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        ordering = ["cohort_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "code"], name="submission_code_once_a_cohort"),
            models.UniqueConstraint(fields=["cohort", "owner"], name="submission_once_an_owner"),
            models.UniqueConstraint(fields=["cohort", "team"], name="submission_once_a_team"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, team__isnull=True) | Q(owner__isnull=True, team__isnull=False),
                name="submission_of_a_person_or_a_team",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Target(models.Model):
    """A machine of the submission. host_key: "SHA256:…", pinned at the first look ("" = not yet).

    name, agent_version, looked_at: what the last look saw. confirmed_at: the candidate said "this is my machine".
    retired_at, retired_because: "rebuilt" or "replaced", and what it showed stays; or "wrong", and nothing of it counts.
    An own run on another machine than the primary one makes a second target, which waits for the candidate's word.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="targets")
    kind = models.CharField(max_length=8, choices=TARGET_KINDS, default="ssh")
    primary = models.BooleanField(default=False)
    address = models.CharField(max_length=253, blank=True)
    port = models.PositiveIntegerField(default=22)
    username = models.CharField(max_length=64, blank=True)
    host_key = models.CharField(max_length=120, blank=True)
    use_sudo = models.BooleanField(default=False)
    name = models.CharField(max_length=253, blank=True)
    agent_version = models.CharField(max_length=40, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_because = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["submission_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["submission"], condition=Q(primary=True), name="one_primary_target"),
            models.CheckConstraint(condition=Q(port__gte=1, port__lte=65535), name="target_port_is_a_port"),
        ]

    def __str__(self) -> str:
        if self.kind == "own-run":
            return self.name or "a machine without a name"
        return f"{self.username}@{self.address}:{self.port}"


class AccountLink(models.Model):
    """The Datadog account of a submission. organisation: its public id, pinned at the first look.

    pins: site (and api_url) -> organisation, of the sites that it was on before.
    api_url: only for a sandbox on loopback; otherwise the site says where the API is.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="account")
    site = models.CharField(max_length=40, default="datadoghq.com")
    api_url = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    pins = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.site


class Credential(models.Model):
    """A secret, encrypted. Only `challenge.vault` writes and opens it.

    SSH secrets belong to a target, Datadog keys to the submission.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="credentials")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, null=True, blank=True, related_name="credentials")
    kind = models.CharField(max_length=16, choices=CREDENTIAL_KINDS)
    ciphertext = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "kind"], condition=Q(target__isnull=True), name="one_key_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["target", "kind"], condition=Q(target__isnull=False), name="one_secret_a_target"
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=False, kind__in=["ssh_key", "ssh_password"])
                | Q(target__isnull=True, kind__in=["dd_api_key", "dd_app_key"]),
                name="ssh_secret_belongs_to_a_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of submission {self.submission_id}"
