"""What a candidate is given of everything that is kept: nothing of what reviewers have not said yet."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from challenge.models import StandingRow, Submission
from challenge.selectors import export
from challenge.services import deciding
from challenge.services.runs import start
from tests.challenge.conftest import People
from tests.challenge.services.looks import UBUNTU, give

pytestmark = pytest.mark.django_db


def test_it_does_not_tell_what_a_reviewer_decided_and_has_not_said(
    submission: Submission, people: People, handed_in: None
) -> None:
    submission.refresh_from_db()
    give(start(submission, people.reviewer, ["env-host"]), "host", UBUNTU)
    deciding.decide(submission, people.reviewer, "env-host", "override", verdict="fail", reason="Not theirs.")
    assert StandingRow.objects.get(submission=submission).latest["env-host"] == "fail"
    packed = b"".join(export.zipped(people.candidate, submission))
    archive = zipfile.ZipFile(io.BytesIO(packed))
    more = json.loads(archive.read("work/more.json"))
    assert more and not {"standingrow", "rejudgingline", "decision", "review"} & set(more)
    assert b"Not theirs." not in b"".join(archive.read(name) for name in archive.namelist())
