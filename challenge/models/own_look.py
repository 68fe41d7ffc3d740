"""Looks that a candidate takes himself, and the single-use tokens that let a machine post one."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from challenge.models.submission import Submission, Target

WAYS = [
    ("machine", "on the machine itself"),
    ("container", "inside the Agent's container"),
    ("file", "as a file, without a network"),
    ("terminal", "by the terminal checker"),
]
OWN_SOURCES = [("host", "host"), ("account", "account")]


class OwnLookToken(models.Model):
    """Good to post one look of one submission, once, for a quarter of an hour. digest: sha256 of the token."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="own_look_tokens")
    digest = models.CharField(max_length=64, unique=True)
    way = models.CharField(max_length=10, choices=WAYS)
    use_sudo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token {self.pk} of submission {self.submission_id}"


class OwnLook(models.Model):
    """One answer that a candidate sent himself; every later check reads the newest one of its source.

    raw: the scrubbed answer, gzip. For the host it is what the script printed, for the account the kept facts of the
    terminal checker. name, agent_version: what it says of the machine it was run on.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="own_looks")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, null=True, blank=True, related_name="own_looks")
    source = models.CharField(max_length=10, choices=OWN_SOURCES)
    way = models.CharField(max_length=10, choices=WAYS)
    raw = models.BinaryField()
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=253, blank=True)
    agent_version = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["submission_id", "-id"]

    def __str__(self) -> str:
        return f"own look {self.pk} of submission {self.submission_id}"
