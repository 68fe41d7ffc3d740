"""What the bundle of a hand-in tells: where every row stands, and the head of it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from challenge.models import AccountLink, Contest, Import, Judgment, Run, Submission
from challenge.names.naming import real_name
from challenge.rows.asked import definition_of, drawn_for
from challenge.rows.counts import Standing
from challenge.selectors.rows import points_of, steps_asked
from challenge.time_box import ends_at
from verifier import recording
from verifier.cli.bundle import Bundle, dump
from verifier.documents.files import File
from verifier.facts import SourceFacts, SourceState
from verifier.facts.document import Origin
from verifier.scoring import Claims
from verifier.subjects import Choices
from verifier.verdicts import Source


@dataclass(frozen=True)
class Material:
    """All that is frozen but the pictures. run: the last look, None = there was nothing to look at. facts: run id -> facts.

    beside: run id -> the facts that a check of single sources was weighed with. document: its facts, as the last check
    that could read it has them. texts: its files, masked.
    """

    submission: Submission
    run: Run | None
    facts: Mapping[int, Mapping[Source, SourceFacts]]
    runs: Mapping[int, Run]
    standing: Mapping[str, Standing]
    beside: Mapping[int, Mapping[Source, SourceFacts]]
    document: SourceFacts | None
    texts: tuple[File, ...]

    @property
    def commit(self) -> str:
        """Of the document; "" where it did not come through Git."""
        origin = self.document.values.get(Origin) if self.document else None
        return origin.commit if isinstance(origin, Origin) else self.submission.document_commit


def is_late(submission: Submission) -> bool:
    """Handed in after the end of the time there was; what counts is when the button was pressed.

    Of imported work nobody here knows when it was done.
    """
    end, asked = ends_at(submission, timezone.now()), submission.hand_in_asked_at
    late = bool(end and asked and asked > end)
    return late and not Import.objects.filter(submission=submission).exists()


def bundle_of(known: Material, run_id: int) -> bytes:
    run = known.runs[run_id]
    bundle = Bundle(
        definition=run.version.label,
        claims=Claims(run.claims),
        rules=run.rules,
        choices=Choices(**run.choices),
        drawn=run.drawn,
        sources=known.facts[run_id],
        sandbox=_in_sandbox(known.submission),
        beside=known.beside.get(run_id, {}),
    )
    return dump(bundle).encode()


def _in_sandbox(submission: Submission) -> bool:
    """Its account, or of an entry the contest's, is one of the sandbox."""
    contest = Contest.objects.filter(cohort__submissions__entry__submission=submission).first()
    account = contest or AccountLink.objects.filter(submission=submission).first()
    return bool(account and account.api_url)


def verdicts_of(known: Material) -> dict[str, Any]:
    shown = {row.look.id for row in known.standing.values() if row.look}
    judgments = {row.pk: row for row in Judgment.objects.filter(pk__in=shown)}
    steps = []
    for step in steps_asked(known.submission):
        row = known.standing.get(step.key)
        judged = judgments.get(row.look.id) if row and row.look else None
        told = {"key": step.key, "title": step.title, "max": step.points, "bonus": step.bonus}
        if judged is None:
            steps.append({**told, "verdict": ""})
            continue
        names = ("verdict", "points", "reason", "note", "findings", "seen")
        first = row.first_proved_at if row else None
        steps.append(
            {
                **told,
                **{name: getattr(judged, name) for name in names},
                "run": judged.run_id,
                "at": judged.at,
                "first_proved_at": first,
            }
        )
    return {"steps": steps}


def head_of(known: Material) -> dict[str, Any]:
    submission, run = known.submission, known.run
    version = run.version if run else submission.cohort.version
    verdicts = {key: row.look.verdict for key, row in known.standing.items() if row.look}
    tally = points_of(submission, known.standing)
    rules = {rule.name: rule.default for rule in definition_of(version).house_rules} | (run.rules if run else {})
    drawn_now = run.drawn if run else drawn_for(submission, version)
    return {
        "cohort": submission.cohort.key,
        "code": submission.code,
        "by": real_name(submission),
        "asked_at": submission.hand_in_asked_at,
        "looked_at": run.ended_at if run else None,
        "ended_because": run.ended_because if run else "",
        "due_at": ends_at(submission, submission.hand_in_asked_at or timezone.now()),
        "late": is_late(submission),
        "run": run.pk if run else None,
        "definition": version.label,
        "engine": run.engine if run else "",
        "facts_schema": recording.SCHEMA,
        "rules": rules,
        "claims": run.claims if run else submission.cohort.claims,
        "choices": run.choices if run else submission.choices,
        **({"drawn": drawn_now} if drawn_now else {}),
        "judged": run.judged if run else {},
        "document": {
            "kind": submission.document_kind,
            "address": submission.document_url,
            "commit": known.commit,
            "taken_at": submission.document_taken_at,
        },
        "points": tally.earned,
        "max": tally.max,
        "bonus": tally.bonus_earned,
        "counts": dict(sorted(Counter(verdicts.get(step.key, "") for step in steps_asked(submission)).items())),
        "sources": [_source(known, source) for source in Source],
    }


def _source(known: Material, source: Source) -> dict[str, Any]:
    """How far the last look at a source came. reason "" = it was looked at as a whole."""
    facts = known.facts[known.run.pk].get(source) if known.run else None
    if facts is None:
        return {
            "source": source.value,
            "state": "not-asked",
            "reason": "It was not given.",
            "taken_at": "",
            "origin": "",
        }
    whole = facts.state is SourceState.READ
    return {
        "source": source.value,
        "state": facts.state.value,
        "reason": "" if whole else facts.reason or "It could not be looked at.",
        "taken_at": facts.taken_at,
        "origin": facts.origin,
    }
