"""What reviewers have done over a whole cohort: judged again from what is kept, and checked again.

Both are work of many parts that goes on without whoever asked; their rows say how far it is.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from challenge.models.cohort import Cohort
from challenge.models.run import Run
from challenge.models.submission import Submission

REJUDGING_STATES = [
    ("asked", "asked"),
    ("looking", "looking"),
    ("ready", "ready"),
    ("applying", "applying"),
    ("applied", "applied"),
    ("dropped", "dropped"),
]
AT_WORK = ["asked", "looking", "applying"]
"""States in which a worker is to go on."""
UNDECIDED = [*AT_WORK, "ready"]

LINE_STATES = [
    ("same", "nothing changes"),
    ("differs", "something changes"),
    ("applied", "written"),
    ("left", "left out"),
]
WANTED_STATES = [
    ("waiting", "waiting"),
    ("started", "started"),
    ("left", "left out"),
    ("stopped", "stopped"),
]


class Rejudging(models.Model):
    """What a cohort would come to with the judge of today, and with other rules: a preview, then written or dropped.

    wish: a row, what it stands at and what it is to count as, of which it is to be found out which rule would do so.
    rules: house rules as name -> choice that are to hold instead. own_rules: the cohort's own that are to be added.
    engine: the judge whose words the lines are. Whoever holds the present `fence` may write, nobody else. tries: since
    the last line was written.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="rejudgings")
    state = models.CharField(max_length=10, choices=REJUDGING_STATES, default="asked")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    wish = models.JSONField(default=dict, blank=True)
    rules = models.JSONField(default=dict, blank=True)
    own_rules = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)
    engine = models.CharField(max_length=40, blank=True)
    total = models.PositiveIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    rings = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(state__in=UNDECIDED), name="one_open_rejudging_a_cohort"
            )
        ]

    def __str__(self) -> str:
        return f"rejudging {self.pk} of cohort {self.cohort_id}"


class RejudgingLine(models.Model):
    """One submission of it. basis: what it was judged by; another one, and nothing of the line is written.

    rows: what turns, for people. runs: run -> what is to be written of it (`services.judging.Told`).
    reworded: rows of which only the words change. why: of a line that was left out, a key of `words.LEFT_OUT`.
    """

    rejudging = models.ForeignKey(Rejudging, on_delete=models.CASCADE, related_name="lines")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="rejudging_lines")
    state = models.CharField(max_length=8, choices=LINE_STATES)
    why = models.SlugField(blank=True)
    basis = models.CharField(max_length=64, blank=True)
    rows = models.JSONField(default=list, blank=True)
    runs = models.JSONField(default=dict, blank=True)
    reworded = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["rejudging_id", "submission_id"]
        constraints = [models.UniqueConstraint(fields=["rejudging", "submission"], name="one_line_a_submission")]

    def __str__(self) -> str:
        return f"submission {self.submission_id} in rejudging {self.rejudging_id}"


class Recheck(models.Model):
    """A reviewer has many submissions of a cohort checked, so many at once. ended_at: none of them is to be started."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="rechecks")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["cohort"], condition=Q(ended_at=None), name="one_open_recheck_a_cohort")
        ]

    def __str__(self) -> str:
        return f"recheck {self.pk} of cohort {self.cohort_id}"


class WantedCheck(models.Model):
    """One submission of it. why: of one that was left out, a key of `words.LEFT_OUT`."""

    recheck = models.ForeignKey(Recheck, on_delete=models.CASCADE, related_name="wanted")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="wanted_checks")
    state = models.CharField(max_length=8, choices=WANTED_STATES, default="waiting")
    why = models.SlugField(blank=True)
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["recheck_id", "id"]
        constraints = [models.UniqueConstraint(fields=["recheck", "submission"], name="one_wanted_check_a_submission")]

    def __str__(self) -> str:
        return f"submission {self.submission_id} in recheck {self.recheck_id}"
