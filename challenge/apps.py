"""The app, and the checks that run at its start."""

from __future__ import annotations

from django.apps import AppConfig


class ChallengeConfig(AppConfig):
    name = "challenge"
    verbose_name = "Challenges"

    def ready(self) -> None:
        from challenge.site import checks  # noqa: F401  (registers; models must be loaded first)
