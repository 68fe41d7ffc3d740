"""A group of people who do one challenge, with its dates and its policy."""

from __future__ import annotations

from django.db import models

from challenge.models.challenge import DefinitionVersion

VISIBLE_TO = [("candidate", "the candidate alone"), ("coach", "the candidate and the reviewers")]
PASSES = [(1, "one reviewer"), (2, "two reviewers, each without seeing the other")]
CLAIMS = [("full", "full points"), ("half", "half the points"), ("none", "no points")]


def usual_outcomes() -> dict[str, str]:
    """What a grade may come to: key -> the cohort's word for it, in the order of the form."""
    return {"advance": "Advance", "discuss": "Discuss", "decline": "Decline"}


class Cohort(models.Model):
    """`rules` are the house rules as name -> choice; what is not named has the definition's default.

    points: step -> what it is worth here, 0 = it does not count; what is not named has the definition's points.
    own_rules: step -> {"from": verdict, "to": verdict, "because": text}, rules of this cohort that no check knows.
    excused: step -> why the row is excused for everybody. Who decided either, and when: `CohortDecision`.
    names_hidden: reviewers see no names until their first pass is finished. hold_hours: how long a reviewer who took
    a submission has it. shows_outcome: candidates read the outcome with their feedback. archived_at: nothing changes any
    more, and lists leave it out.
    """

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    version = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="cohorts")
    practice_visible_to = models.CharField(max_length=12, choices=VISIBLE_TO, default="candidate")
    claims = models.CharField(max_length=4, choices=CLAIMS, default="full")
    rules = models.JSONField(default=dict, blank=True)
    sign_up = models.BooleanField(default=False, help_text="Whoever knows the address may join by themselves.")
    time_box_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Hours from “Start my time” to the end; none: the due date alone counts."
    )
    retention_days = models.PositiveSmallIntegerField(
        default=30, help_text="Days after the due date or the hand-in until keys and machines are forgotten."
    )
    cool_down_seconds = models.PositiveIntegerField(default=0)
    has_board = models.BooleanField(default=False, help_text="Ranks are for contests, not for hiring.")
    names_hidden = models.BooleanField(default=False)
    first_passes = models.PositiveSmallIntegerField(choices=PASSES, default=1)
    hold_hours = models.PositiveSmallIntegerField(default=48)
    outcomes = models.JSONField(default=usual_outcomes, blank=True)
    shows_outcome = models.BooleanField(default=False, help_text="Candidates read the outcome with their feedback.")
    points = models.JSONField(default=dict, blank=True)
    own_rules = models.JSONField(default=dict, blank=True)
    excused = models.JSONField(default=dict, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    opens_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    freezes_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
