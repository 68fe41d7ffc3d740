"""The page before the hand-in: what was found, what was not, and what nobody has looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from challenge.looks import kept
from challenge.models import Collection, Judgment, Submission
from challenge.selectors import things_before
from challenge.selectors.before import SECRETS
from tests.plausible import Plausible
from verifier import recording
from verifier.gather.document import DocumentTarget, look

Knock = Callable[[str], Client]
KEY = "0123456789abcdef" * 2


@pytest.fixture
def mine(life: Plausible) -> Submission:
    return life.submissions["C1"]


def saw(submission: Submission, folder: Path, **files: str | bytes) -> None:
    """The last check read these files."""
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    facts = look(DocumentTarget(folder, b"key")).facts
    run = submission.runs.order_by("-pk")[0]
    row = Collection.objects.get(run=run, source="document")
    row.facts, row.state = kept.storable(recording.to_json(facts)), "read"
    row.save()


def page(client: Client, submission: Submission) -> str:
    return client.get(f"/submissions/{submission.pk}/before/").content.decode()


def group(html: str, kind: str) -> str:
    found = re.search(rf'<(section|li) [^>]*\bid="{kind}">(.*?)</\1>', html, re.DOTALL)
    assert found
    return found[2]


def test_a_secret_is_told_to_the_candidate_without_its_value(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    saw(mine, tmp_path, answers__md=f"# Visualizing\n\n`DD_API_KEY={KEY}`\n")
    html = page(knock("owner"), mine)
    told = group(html, "leak")
    assert "API key in the open" in told and "answers.md:3" in told and "Organization Settings" in told
    assert KEY not in html and KEY[-4:] + "<" not in html


def test_what_is_said_of_several_secrets_is_said_once_with_every_place(
    mine: Submission, knock: Knock, tmp_path: Path
) -> None:
    saw(mine, tmp_path, answers__md=f"`DD_API_KEY={KEY}`\n\nAgain:\n\n`DD_API_KEY={KEY[::-1]}`\n")
    told = group(page(knock("owner"), mine), "leak")
    assert "(2)" in told and "answers.md:1<" in told and "answers.md:5<" in told
    assert told.count("Organization Settings") == 1


def test_nobody_else_reads_it(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    saw(mine, tmp_path, answers__md=f"`DD_API_KEY={KEY}`\n")
    for role in ("reviewer", "other", "watcher", "stranger"):
        assert knock(role).get(f"/submissions/{mine.pk}/before/").status_code == 404


def test_every_kind_is_there_with_its_number(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    saw(mine, tmp_path, answers__md="![gone](gone.png)\n", extra__png=b"\x89PNG\r\n\x1a\n\x00\x00")
    html = page(knock("owner"), mine)
    assert "gone.png" in group(html, "missing") and "extra.png" in group(html, "unused")
    assert "No key, password or token stands in your files." in group(html, "leak")
    assert "No key, password or token stands in your files." in group(html, "in-order")
    assert f"<strong>{len(things_before(mine))} things</strong>" in html
    assert "Rows not as asked" in html and "It is set up, and one thing differs" in group(html, "fail")


def test_what_has_not_been_looked_at_says_so(life: Plausible, knock: Knock) -> None:
    fresh = life.submissions["C5"]
    client = Client()
    client.force_login(fresh.owner)
    html = page(client, fresh)
    assert "not connected, so nothing is known of it" in html
    assert group(html, "not-known").count("<li") == 8
    assert "In order" not in html and "Check now, then come back" in html
    assert things_before(fresh) == ()


def test_when_it_was_looked_at_is_told_with_its_zone(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    saw(mine, tmp_path, answers__md="Hello.\n")
    assert re.search(r"last looked at <time[^>]+>[^<]+<span class=.zone.>UTC", page(knock("owner"), mine))


def test_a_scope_that_lacks_names_its_rows(life: Plausible, knock: Knock) -> None:
    theirs = life.submissions["C2"]
    run = theirs.runs.order_by("-pk")[0]
    judgment = run.judgments.filter(verdict="unknown").first()
    assert judgment is not None
    judgment.findings = [
        {**finding, "source": "account", "reason": "The application key lacks monitors_read."}
        for finding in judgment.findings
    ]
    judgment.save()
    told = group(page(knock("other"), theirs), "scope")
    assert "monitors_read" in told and judgment.step.title in told


def verdict(submission: Submission, key: str, said: str) -> None:
    """Every check came to this about a row."""
    assert Judgment.objects.filter(run__submission=submission, step__key=key).update(verdict=said)


def test_every_row_not_as_asked_is_told_here_as_it_is_at_home(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    saw(mine, tmp_path, answers__md="Hello.\n")
    mine.runs.order_by("-pk")[0].judgments.filter(verdict="fail").update(verdict="pass")
    verdict(mine, SECRETS, "fail")
    told = group(page(knock("owner"), mine), "fail")
    assert "No keys or passwords" in told and f"/submissions/{mine.pk}/steps/{SECRETS}/" in told
    saw(mine, tmp_path, answers__md=f"`DD_API_KEY={KEY}`\n")
    told = group(page(knock("owner"), mine), "fail")
    assert "No keys or passwords" not in told and "But for the secrets above" in told


def test_rows_that_nobody_found_or_could_look_at_are_named_with_a_way_to_them(mine: Submission, knock: Knock) -> None:
    verdict(mine, "metric-range", "absent")
    verdict(mine, "check-interval-45", "unknown")
    count = len(things_before(mine))
    html = page(knock("owner"), mine)
    for said, title, key in (
        ("absent", "Nothing found", "metric-range"),
        ("unknown", "Could not look", "check-interval-45"),
    ):
        told = group(html, said)
        assert title in told and f"/submissions/{mine.pk}/steps/{key}/" in told
    assert f"<strong>{count} thing" in html


def test_after_the_hand_in_it_is_over_but_for_secrets(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    saw(mine, tmp_path, answers__md=f"`DD_API_KEY={KEY}`\n\n![gone](gone.png)\n")
    mine.hand_in_asked_at = timezone.now()
    mine.save()
    html = page(knock("owner"), mine)
    assert "this is over" in html and "Check again, then come back" not in html
    assert "API key in the open" in group(html, "leak")
    assert "gone.png" not in html and "Nothing here keeps you from handing in" not in html
