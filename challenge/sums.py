"""What people wrote, as one sum that its event carries, so that a word that is changed later is found.

The sum tells nothing by itself: it is made with a salt of the submission, which goes when the work is deleted.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from challenge.models import Comment, Decision, InterviewQuestion, Review, Submission, WrittenAnswer

OF_A_DECISION = (
    "id",
    "review_id",
    "submission_id",
    "step_key",
    "kind",
    "verdict",
    "upon",
    "reason",
    "bulk",
    "settles",
    "undoes_id",
    "at",
)
OF_A_REVIEW = (
    "id",
    "submission_id",
    "reviewer_id",
    "state",
    "rubric",
    "outcome",
    "summary",
    "knows_person",
    "edition",
    "saved_at",
    "finished_at",
)
OF_FEEDBACK = ("id", "feedback", "feedback_released_at")
OF_A_DRAFT = ("id", "feedback_draft", "feedback_edition")
OF_A_QUESTION = ("id", "submission_id", "step_key", "text", "at")
OF_A_COMMENT = ("id", "submission_id", "step_key", "audience", "text", "at")
OF_AN_ANSWER = ("submission_id", "step_key", "text", "updated_at")
OF_AN_OUTCOME = ("id", "outcome", "outcome_reason", "graded_at")


def salted(row: Submission) -> Submission:
    """The row, held by who calls this in a transaction, with its salt."""
    if not row.salt:
        row.salt = secrets.token_hex(16)
        Submission.objects.filter(pk=row.pk).update(salt=row.salt)
    return row


def of_decision(salt: str, row: Decision) -> str:
    return _sum(salt, {name: getattr(row, name) for name in OF_A_DECISION})


def of_review(salt: str, row: Review) -> str:
    return _sum(salt, {name: getattr(row, name) for name in OF_A_REVIEW})


def of_feedback(row: Submission) -> str:
    return _sum(row.salt, {name: getattr(row, name) for name in OF_FEEDBACK})


def of_draft(row: Submission) -> str:
    return _sum(row.salt, {name: getattr(row, name) for name in OF_A_DRAFT})


def of_question(salt: str, row: InterviewQuestion) -> str:
    """Without its author, whose account may go; the event names them."""
    return _sum(salt, {name: getattr(row, name) for name in OF_A_QUESTION})


def of_comment(salt: str, row: Comment) -> str:
    """Without its author, as above."""
    return _sum(salt, {name: getattr(row, name) for name in OF_A_COMMENT})


def of_answer(salt: str, row: WrittenAnswer) -> str:
    return _sum(salt, {name: getattr(row, name) for name in OF_AN_ANSWER})


def of_outcome(row: Submission) -> str:
    return _sum(row.salt, {name: getattr(row, name) for name in OF_AN_OUTCOME})


def _sum(salt: str, told: Mapping[str, Any]) -> str:
    text = json.dumps(
        told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=lambda moment: moment.isoformat()
    )
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
