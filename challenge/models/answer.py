"""What a candidate writes in the pages instead of in the document, and what people say to each other about a row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from challenge.models.submission import Submission

AUDIENCES = [("reviewers", "the reviewers"), ("candidate", "the candidate and the reviewers")]


class WrittenAnswer(models.Model):
    """An answer to one step, as Markdown. It counts beside the document, as a part of it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="written_answers")
    step_key = models.SlugField()
    text = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["submission_id", "id"]
        constraints = [models.UniqueConstraint(fields=["submission", "step_key"], name="one_written_answer_a_step")]

    def __str__(self) -> str:
        return f"answer to {self.step_key} of submission {self.submission_id}"


class WrittenPicture(models.Model):
    """A picture dropped or pasted in the page, drawn anew without its metadata. path: below VAR. step_key "" = any."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="written_pictures")
    step_key = models.SlugField(blank=True)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=300)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["submission_id", "id"]

    def __str__(self) -> str:
        return f"picture {self.pk} of submission {self.submission_id}"


class Comment(models.Model):
    """A question or an answer about a row ("" = about all of it). audience: who may read it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="comments")
    step_key = models.SlugField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    audience = models.CharField(max_length=10, choices=AUDIENCES, default="candidate")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["submission_id", "id"]

    def __str__(self) -> str:
        return f"comment {self.pk} on submission {self.submission_id}"
