"""A cohort that is a contest, the entries in it, and the looks at all of them at once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from challenge.models.cohort import Cohort
from challenge.models.submission import Submission

TIE_RULES = [
    ("shared", "who has as many points shares the place"),
    ("elapsed", "who needed less time since their own start is before"),
    ("clock", "who had them first is before"),
]
SWEEP_STATES = [("waiting", "waiting"), ("reading", "reading"), ("read", "read"), ("failed", "failed")]
OPEN_SWEEP = ["waiting", "reading"]
CONTEST_KEY_KINDS = [("dd_api_key", "Datadog API key"), ("dd_app_key", "Datadog application key")]


class Contest(models.Model):
    """The account is the contest's own: entries give no keys. organisation: its public id, pinned at the first sweep.

    api_url: only for a sandbox on loopback. public_token: the address of the public board; "" = there is none.
    draws: each entry gets parameters of its own; draw_seed: they and its number say which, "" = nothing was drawn yet.
    paused_at: no sweep is asked for, and the clock of the entries stands still. revealed_at: a frozen board is shown as it is now.
    """

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="contest")
    tie_rule = models.CharField(max_length=8, choices=TIE_RULES, default="shared")
    sweep_seconds = models.PositiveIntegerField(default=120)
    site = models.CharField(max_length=40, default="datadoghq.com")
    api_url = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    public_token = models.CharField(max_length=40, blank=True)
    draws = models.BooleanField(default=False)
    draw_seed = models.CharField(max_length=32, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["public_token"], condition=~Q(public_token=""), name="one_board_a_public_token"
            ),
            models.CheckConstraint(condition=Q(sweep_seconds__gte=1), name="sweeps_come_one_after_the_other"),
        ]

    def __str__(self) -> str:
        return f"contest of {self.cohort}"


class Entry(models.Model):
    """A submission in a contest. tag: what its things in the shared account carry ("proof:k7mq4x").

    hidden: on no board, and shifts no place. drawn: the parameters that were drawn for it, as the one of this number in
    its contest (None = nothing was drawn). looked_at: the time stamp of
    the last sweep that judged it. heard_at: the last sign of life of its hosts. clash: why things of it were left out.
    extra_minutes: what a lead gave it beyond the end. stood_seconds: how long the clock stood still in its own hours.
    overtime_stood_seconds: how long it stood still after the due date, in the minutes that it was given.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="entry")
    tag = models.CharField(max_length=20, unique=True)
    hidden = models.BooleanField(default=False)
    drawn = models.JSONField(default=dict, blank=True)
    draw_number = models.PositiveIntegerField(null=True, blank=True)
    extra_minutes = models.PositiveIntegerField(default=0)
    stood_seconds = models.PositiveIntegerField(default=0)
    overtime_stood_seconds = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    clash = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.submission.code} ({self.tag})"


class Sweep(models.Model):
    """One look at the shared account, for all entries. asked_at: the time stamp of all that it finds.

    Whoever holds the present `fence` may write, as for a Collection. raw: the scrubbed raw answers, gzip, of the newest
    one alone. spans: it asked for spans, which the account allows seldom. requests: how many it made.
    """

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="sweeps")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=SWEEP_STATES, default="waiting")
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    rung_at = models.DateTimeField(null=True, blank=True)
    rings = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    raw = models.BinaryField(default=bytes, blank=True)
    spans = models.BooleanField(default=False)
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest"], condition=Q(state__in=OPEN_SWEEP), name="one_open_sweep_a_contest"
            )
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="sweep_open")]

    def __str__(self) -> str:
        return f"sweep {self.pk}"


class ContestKey(models.Model):
    """A key of the contest's account, encrypted. Only `challenge.vault` writes and opens it."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=16, choices=CONTEST_KEY_KINDS)
    ciphertext = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "kind"], name="one_contest_key_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of contest {self.contest_id}"
