"""What is asked: a challenge, its published versions, and their sections, steps and criteria.

The YAML file is the source; these rows are its copy for pages, so a published version never changes.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class PublishedIsReadOnly(Exception):
    """A published definition was about to be changed. A change is a new version."""


class Challenge(models.Model):
    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class DefinitionVersion(models.Model):
    """`label` is "name@sequence+digest"; `source` is the YAML it was made of.

    trials: the file by which every check of it was seen to pass and to fail (`verifier.gate`), "" = none was asked for.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="versions")
    label = models.CharField(max_length=120, unique=True)
    sequence = models.PositiveIntegerField()
    source = models.TextField()
    trials = models.TextField(blank=True)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["challenge_id", "sequence", "published_at"]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise PublishedIsReadOnly(f"{self.label} is published; publish a new version instead.")
        super().save(*args, **kwargs)


class DefinitionDraft(models.Model):
    """A definition that an author works on, as text. Nothing goes by it until it is published."""

    source = models.TextField(blank=True)
    trials = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="definition_drafts")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Section(models.Model):
    version = models.ForeignKey(DefinitionVersion, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField()
    title = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="section_once_a_version")]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    version = models.ForeignKey(DefinitionVersion, on_delete=models.CASCADE, related_name="steps")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="steps")
    key = models.SlugField()
    title = models.CharField(max_length=200)
    task = models.TextField(blank=True)
    hint = models.TextField(blank=True)
    points = models.PositiveSmallIntegerField(default=1)
    bonus = models.BooleanField(default=False)
    required = models.BooleanField(default=True)
    judge = models.CharField(max_length=8, default="machine")  # or "person"
    needs = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="step_once_a_version")]

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField()
    title = models.CharField(max_length=200, blank=True)
    observers = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["step_id", "position"]
        verbose_name_plural = "criteria"
        constraints = [models.UniqueConstraint(fields=["step", "key"], name="criterion_once_a_step")]

    def __str__(self) -> str:
        return self.key
