"""A candidate whose name stands everywhere it can, in a cohort that hides names, and what an answer tells of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from challenge.models import (
    Collection,
    Comment,
    InterviewQuestion,
    Judgment,
    Run,
    Submission,
    Target,
    WrittenAnswer,
)
from challenge.services import practising
from challenge.services.answers import add_picture
from tests import images
from tests.plausible import Plausible
from tests.verifier.likeness.texts import CURL
from verifier import recording
from verifier.documents.files import File
from verifier.documents.reader import Submission as Document
from verifier.documents.reader import facts
from verifier.facts import SourceFacts, SourceState
from verifier.verdicts import How, Source

Knock = Callable[[str], Client]

NEEDLES = ("marigold", "quillfeather", "quill-99", "mq-forge", "inkwell")
"""First and last name, user name, the forge's user, the local part of the e-mail; each is found within longer words too."""

TELLING = (
    "I am Marigold Quillfeather (MARIGOLD.QUILLFEATHER), quill-99 on this machine, https://github.com/mq-forge/hiring, "
    "inkwell@example.org, marigold-vm, `quillfeather_metric` and MarigoldVM."
)


def blinded_life(life: Plausible) -> Plausible:
    """Names are hidden, and the owner's name stands everywhere it can."""
    life.cohort.names_hidden = True
    life.cohort.save()
    who = life.candidate
    who.first_name, who.last_name, who.username, who.email = (
        "Marigold",
        "Quillfeather",
        "quill-99",
        "inkwell@example.org",
    )
    who.save()
    EmailAddress.objects.create(user=who, email="inkwell@example.org", verified=True)
    row = life.submissions["C1"]
    row.document_kind, row.document_url = "fork", "https://github.com/mq-forge/hiring-engineers"
    row.choices, row.feedback_draft = {"host": "marigold-vm"}, TELLING
    row.save()
    row.account.organisation = "Quillfeather GmbH"
    row.account.save()
    Target.objects.filter(submission=row).update(username="quill-99", name="marigold-vm")
    _in_the_checks(row)
    practising.add(life.cohort)
    add_picture(row, who, "check-interval-45", name="map.png", data=images.png())
    add_picture(row, who, "check-interval-45", name="marigold.png", data=images.png())
    WrittenAnswer.objects.create(submission=row, step_key="final-creative", text=TELLING)
    colleague = User.objects.create_user("colleague")
    for author in (who, colleague):
        Comment.objects.create(submission=row, step_key="check-interval-45", author=author, text=TELLING)
    InterviewQuestion.objects.create(submission=row, author=colleague, text=TELLING[:500])
    life.submissions["C1"] = Submission.objects.get(pk=row.pk)
    return life


def _in_the_checks(row: Submission) -> None:
    shots = (("shots/marigold-map.png", 100),)
    for code in ("C1", "C2"):
        text = f"# Answers\n\n{TELLING}\n\n![map of Marigold](shots/marigold-map.png)\n\n{CURL.replace('kestrel', 'quill-99')}"
        values = facts(Document("answers.md", (File("answers.md", text),), shots, complete=True, leaks=()))
        document = SourceFacts(
            Source.DOCUMENT, How.DOCUMENT, SourceState.READ, values=values, origin="marigold/answers.md"
        )
        newest = Collection.objects.filter(
            run__submission__cohort=row.cohort, run__submission__code=code, source="document"
        )
        for kept in newest:
            kept.facts, kept.reason = recording.to_json(document), TELLING
            kept.save()
    for judgment in Judgment.objects.filter(run__submission=row):
        judgment.reason = TELLING
        told = {"what": TELLING, "seen": "marigold-vm", "wanted": "", "where": "https://github.com/mq-forge/x"}
        judgment.findings = [dict(one, reason=TELLING, evidence=[told], note=TELLING) for one in judgment.findings]
        judgment.save()
    for run in Run.objects.filter(submission=row):
        run.judged = {"host": {"name": "marigold-vm", "id": "marigold-vm", "because": TELLING, "others": []}}
        run.ended_because = TELLING[:100]
        run.save()


def body(answer: HttpResponse) -> str:
    if answer.streaming:
        return b"".join(answer).decode("utf-8", "replace")
    return answer.content.decode("utf-8", "replace")


def told(answer: HttpResponse) -> str:
    """Everything of an answer that somebody could read, however it is written."""
    text = "\n".join([*(f"{name}: {value}" for name, value in answer.headers.items()), body(answer)])
    return "\n".join([text, unescape(text), unquote(text), json.dumps(text)]).casefold()


def leaks(answer: HttpResponse) -> list[str]:
    text = told(answer)
    return [text[max(0, text.index(one) - 60) : text.index(one) + 40] for one in NEEDLES if one in text]
