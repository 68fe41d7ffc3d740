"""Verifies the chain of events, and what reviewers decided and wrote against it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge.evidence_file import NoEvidence, anchored
from challenge.models import Decision, Event
from challenge.services import anchors
from challenge.services import checking_what_was_said as said
from challenge.services import checking_what_was_written as written
from challenge.services.checking_the_log import broken_events, wrong_decisions, wrong_excuses, wrong_outcomes

MOST_TOLD = 200


class Command(BaseCommand):
    help = (
        "Verify the record: every event follows from the one before, what reviewers decided and wrote is as its event says, "
        "and what was noted of the record is still there. Exit status 1 if not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor", default="", help="the anchor that was printed before: was anything cut off since?"
        )
        parser.add_argument(
            "--evidence", type=Path, help="an evidence zip of this installation, whose event must be there"
        )

    def handle(self, *_args: Any, anchor: str = "", evidence: Path | None = None, **_options: Any) -> None:
        wrong = [*_cut_off(anchor, evidence)]
        for kind in _checks():
            wrong += islice(kind, MOST_TOLD)
        if wrong:
            more = ["There may be more; the first of each kind are told."] if len(wrong) >= MOST_TOLD else []
            raise CommandError("\n".join([*wrong, *more]), returncode=1)
        last = Event.objects.order_by("-id").first()
        self.stdout.write(
            f"{Event.objects.count()} events follow from each other; {Decision.objects.count()} decisions."
        )
        if before := written.before() + said.before():
            self.stdout.write(
                f"{before} of them were written before this was chained: their words are held by nothing."
            )
        if last is not None:
            self.stdout.write(f"The last is event {last.pk}, digest {last.digest}.")
            self.stdout.write(
                f"Note this anchor elsewhere, and give it with --anchor the next time: {anchors.anchor()}"
            )


def _checks() -> Iterator[Iterator[str]]:
    yield (f"Event {pk} does not follow from the one before." for pk in broken_events())
    yield wrong_decisions()
    yield wrong_outcomes()
    yield wrong_excuses()
    yield written.without_sums()
    yield written.wrong_passes()
    yield written.wrong_feedback()
    yield written.wrong_reasons()
    yield said.without_sums()
    yield said.wrong_questions()
    yield said.wrong_comments()
    yield said.wrong_answers()
    yield said.wrong_drafts()


def _cut_off(anchor: str, evidence: Path | None) -> list[str]:
    try:
        told = anchors.missing(anchor) if anchor else []
        return told + (anchors.held(*anchored(evidence)) if evidence else [])
    except (anchors.NoAnchor, NoEvidence) as why:
        raise CommandError(str(why)) from why
