from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from challenge.models import Submission, Summary


def said(*words: str) -> str:
    out = StringIO()
    call_command("rebuild_summaries", *words, stdout=out)
    return out.getvalue()


def test_it_says_how_many_said_something_else(submission: Submission, other_submission: Submission) -> None:
    assert said() == "0 of 2 submissions said something else.\n"
    Summary.objects.filter(pk=submission.pk).update(needs=9)
    assert said("autumn", "--missing") == "0 of 0 submissions said something else.\n"
    assert said("autumn") == "1 of 2 submissions said something else.\n"
    Summary.objects.filter(pk=submission.pk).delete()
    assert said("--missing") == "1 of 1 submissions said something else.\n"


def test_a_cohort_that_is_not_there_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="no cohort winter"):
        said("winter")
