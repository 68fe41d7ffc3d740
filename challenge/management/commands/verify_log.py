"""Verifies the chain of events, and the decisions and outcomes of reviewers against it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from challenge.models import Decision, Event
from challenge.services.checking_the_log import broken_events, wrong_decisions, wrong_outcomes

MOST_TOLD = 200


class Command(BaseCommand):
    help = "Verify the record: every event follows from the one before, and every decision and outcome stands in it. Exit status 1 if not."

    def handle(self, *_args: Any, **_options: Any) -> None:
        wrong = [f"Event {pk} does not follow from the one before." for pk in islice(broken_events(), MOST_TOLD)]
        wrong += islice(wrong_decisions(), MOST_TOLD)
        wrong += islice(wrong_outcomes(), MOST_TOLD)
        if wrong:
            more = ["There may be more; the first of each kind are told."] if len(wrong) >= MOST_TOLD else []
            raise CommandError("\n".join([*wrong, *more]), returncode=1)
        last = Event.objects.order_by("-id").first()
        self.stdout.write(
            f"{Event.objects.count()} events follow from each other; {Decision.objects.count()} decisions."
        )
        if last is not None:
            self.stdout.write(f"The last is event {last.pk}, digest {last.digest}.")
