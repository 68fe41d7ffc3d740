"""One verification: the run, its collections (one a source), and what each step came to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from challenge.models.challenge import DefinitionVersion, Step
from challenge.models.submission import Submission, Target

RUN_STATES = [
    ("waiting", "waiting"),
    ("running", "running"),
    ("finished", "finished"),
    ("cancelled", "cancelled"),
]
OPEN_RUN = ["waiting", "running"]

COLLECTION_STATES = [
    ("waiting", "waiting"),
    ("reading", "reading"),
    ("read", "read"),
    ("failed", "failed"),
    ("cancelled", "cancelled"),
]
QUIET = Q(purpose="sweep", state__in=OPEN_RUN)
"""A sweep's look at a machine that is on: nobody waits for it, and it tells nothing before it has found something."""
OPEN_COLLECTION = ["waiting", "reading"]

PURPOSES = [
    ("check", "a check"),
    ("re-check", "a check that a reviewer had done on many"),
    ("own-run", "the candidate's own run"),
    ("hand-in", "the last look at the hand-in"),
    ("sweep", "a look at all entries of a contest"),
]

SOURCES = [("host", "host"), ("account", "account"), ("document", "document")]

VERDICTS = [
    (word, word) for word in ("fail", "disagree", "absent", "blocked", "unknown", "wait", "review", "claimed", "pass")
]


class Run(models.Model):
    """One verification of a submission. scope: the asked step keys, [] = all.

    policy, rules and choices are kept as they were, so that the run can be judged again as it was.
    facts_version counts what changed of what it is judged by; the judgments are those of judged_version.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="runs")
    version = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=RUN_STATES, default="waiting")
    purpose = models.CharField(max_length=8, choices=PURPOSES, default="check")
    scope = models.JSONField(default=list, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="runs"
    )
    ended_because = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    rejudged_at = models.DateTimeField(null=True, blank=True)

    claims = models.CharField(max_length=4, default="full")
    rules = models.JSONField(default=dict, blank=True)
    drawn = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    judged = models.JSONField(default=dict, blank=True)
    points = models.FloatField(null=True, blank=True)
    max = models.FloatField(null=True, blank=True)
    engine = models.CharField(max_length=40, blank=True)
    facts_version = models.PositiveIntegerField(default=0)
    judged_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(state__in=OPEN_RUN),
                name="one_open_run_a_submission",
            )
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_RUN

    @property
    def is_quiet(self) -> bool:
        """As QUIET says."""
        return self.purpose == "sweep" and self.is_open

    @property
    def is_looked_at(self) -> bool:
        """A source of it is still to be read to its end."""
        return self.collections.filter(state__in=OPEN_COLLECTION).exists()

    @property
    def seconds(self) -> float | None:
        """How long it took, from asking to the end."""
        return (self.ended_at - self.created_at).total_seconds() if self.ended_at else None


def runs_on() -> models.QuerySet[Run]:
    """The runs that are on and that somebody may wait for: no quiet ones, which make way."""
    return Run.objects.filter(state__in=OPEN_RUN).exclude(QUIET)


class Collection(models.Model):
    """One source's part of a run. Whoever holds the present `fence` may write, nobody else.

    raw: the scrubbed raw answer, gzip. facts: what the readers made of it, with a schema number.
    target: the machine that was looked at (None for other sources, and for looks from before machines were kept apart).
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="collections")
    target = models.ForeignKey(Target, on_delete=models.SET_NULL, null=True, blank=True, related_name="collections")
    source = models.CharField(max_length=10, choices=SOURCES)
    state = models.CharField(max_length=10, choices=COLLECTION_STATES, default="waiting")
    reason = models.CharField(max_length=500, blank=True)
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    rings = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(null=True, blank=True)
    facts_schema = models.PositiveSmallIntegerField(null=True, blank=True)
    raw = models.BinaryField(default=bytes, blank=True)
    host_key = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["run_id", "id"]
        constraints = [models.UniqueConstraint(fields=["run", "source"], name="one_collection_a_source")]
        indexes = [models.Index(fields=["state", "lease_until"], name="collection_open")]

    def __str__(self) -> str:
        return f"{self.source} of run {self.run_id}"


class Judgment(models.Model):
    """What one step came to in one run. provisional: the run was still on when it was written.

    seen: "criterion/source" -> pass, fail, absent or wait, of the sources that may prove it and did look.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="judgments")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="judgments")
    verdict = models.CharField(max_length=10, choices=VERDICTS)
    points = models.FloatField(default=0)
    max = models.FloatField(default=0)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)
    findings = models.JSONField(default=list)
    seen = models.JSONField(default=dict, blank=True)
    again_at = models.DateTimeField(null=True, blank=True)
    provisional = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["run_id", "step_id"]
        constraints = [models.UniqueConstraint(fields=["run", "step"], name="one_judgment_a_step")]

    def __str__(self) -> str:
        return f"{self.verdict} in run {self.run_id}"
