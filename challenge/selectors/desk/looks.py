"""The kept looks of one submission: which of them a finding comes from, when it was taken, and its facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.dateparse import parse_datetime

from challenge.looks.kept import facts_of
from challenge.models import Collection, Submission
from challenge.rows.asked import asked_in
from verifier.facts import SourceFacts
from verifier.subjects import Choices, narrow, wanted_by
from verifier.subjects.narrow import Values
from verifier.verdicts import Source


@dataclass
class Looks:
    """newest first. Facts are read when somebody asks for them, once."""

    collections: list[Collection]
    _facts: dict[int, SourceFacts] = field(default_factory=dict)

    def of(self, source: str, run_id: int | None) -> Collection | None:
        """The look at this source in this run; where the run did not ask it, the newest whole one before."""
        for one in self.collections:
            if one.source == source and run_id is not None and (one.run_id == run_id or self._before(one, run_id)):
                return one
        return None

    def newest(self, source: Source) -> Collection | None:
        return next((one for one in self.collections if one.source == source.value and one.state == "read"), None)

    def facts(self, collection: Collection) -> SourceFacts:
        if collection.pk not in self._facts:
            self._facts[collection.pk] = facts_of(collection)
        return self._facts[collection.pk]

    def at(self, collection: Collection) -> datetime | None:
        """When what it says was seen."""
        taken = self.facts(collection).taken_at
        return (parse_datetime(taken) if taken else None) or collection.ended_at

    def values(self, handed_in: int | None) -> tuple[Values, datetime | None]:
        """All facts with the judged objects, as of the last look at the account: that of the hand-in, if there is one."""
        account = self.of(Source.ACCOUNT, handed_in) or self.newest(Source.ACCOUNT)
        if account is None or account.state != "read":
            account = self.newest(Source.ACCOUNT)
        found = [one for one in (account, self.newest(Source.HOST), self.newest(Source.DOCUMENT)) if one]
        choices = Choices(**(account or found[0]).run.choices) if found else Choices()
        if not found:
            return {}, None
        wanted = wanted_by(asked_in(found[0].run))
        values, _judged = narrow({Source(one.source): self.facts(one) for one in found}, choices, wanted)
        return values, self.at(account) if account else None

    def _before(self, one: Collection, run_id: int) -> bool:
        return one.run_id < run_id and one.state == "read"


def looks_of(submission: Submission) -> Looks:
    """Of every check that is over. Facts are large, and fetched for the few looks that somebody asks about."""
    rows = Collection.objects.filter(run__submission=submission, run__state="finished")
    return Looks(list(rows.select_related("run", "target").defer("raw", "facts").order_by("-run_id")[:200]))
