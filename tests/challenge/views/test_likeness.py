"""The page on which a reviewer reads what submissions share."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from pytest_django.asserts import assertNotContains

from challenge import access, selectors
from challenge.models import Cohort, Collection, Submission
from challenge.selectors import likeness
from tests.plausible import Plausible
from tests.verifier.likeness.texts import CURL, STORY, work
from verifier import recording
from verifier.facts import SourceFacts, SourceState
from verifier.verdicts import How, Source

EVIL = "</pre><script>alert(1)</script>"


def hand_in(submission: Submission, text: str) -> Collection:
    """The document of the newest check is this."""
    row = Collection.objects.filter(run__submission=submission, source="document").latest("pk")
    facts = SourceFacts(Source.DOCUMENT, How.DOCUMENT, SourceState.READ, values=work(text))
    row.facts = recording.to_json(facts)
    row.save()
    return row


@pytest.fixture
def page(life: Plausible, knock: Callable[[str], Client]) -> Callable[[], str]:
    return lambda: unescape(knock("reviewer").get(f"/cohorts/{life.cohort.key}/likeness/").content.decode())


def test_two_that_share_a_script_stand_side_by_side(life: Plausible, page: Callable[[], str]) -> None:
    hand_in(life.submissions["C1"], f"Hello there.\n\n{CURL}")
    hand_in(life.submissions["C2"], CURL)
    hand_in(life.submissions["C3"], STORY)
    shown = page()
    assert "3 documents compared" in shown
    assert "share 1 passage, " in shown
    assert shown.count('"Cloudberries per kestrel hour"') == 2
    assert "<b>Ada Otter</b> answers.md:4-7" in shown and "<b>Hal Heron</b> answers.md:2-5" in shown
    assert "gull" not in shown and "Lin Lynx" not in shown


def test_that_nobody_shares_anything_is_said(life: Plausible, page: Callable[[], str]) -> None:
    assert "There are not two documents to compare yet." in page()
    hand_in(life.submissions["C1"], CURL)
    hand_in(life.submissions["C2"], STORY)
    assert "Nobody shares anything unusual." in page()
    assert "3 without a document that was read" in page()


def test_what_they_wrote_is_shown_and_never_run(life: Plausible, knock: Callable[[str], Client]) -> None:
    for code in ("C1", "C2"):
        hand_in(life.submissions[code], CURL.replace("kestrel hour", f"kestrel {EVIL} hour"))
    answer = knock("reviewer").get(f"/cohorts/{life.cohort.key}/likeness/")
    assert "&lt;script&gt;alert(1)" in answer.content.decode()
    assertNotContains(answer, "<script>alert")


def test_only_the_newest_document_counts(life: Plausible, page: Callable[[], str]) -> None:
    old = hand_in(life.submissions["C1"], CURL)
    hand_in(life.submissions["C2"], CURL)
    newer = life.submissions["C1"].runs.create(
        version=life.cohort.version, state="finished", deadline_at=old.run.deadline_at
    )
    Collection.objects.create(run=newer, source="document", state="failed", reason="It was gone.")
    assert "share 1 passage" in page()
    Collection.objects.filter(run=newer).delete()
    later = Collection.objects.create(run=newer, source="document", state="read")
    hand_in(life.submissions["C1"], STORY)
    assert later.run.submission == life.submissions["C1"]
    assert "Nobody shares anything unusual." in page()


def test_private_practice_is_not_compared(life: Plausible, page: Callable[[], str]) -> None:
    for code in ("C1", "C2"):
        hand_in(life.submissions[code], CURL)
    Cohort.objects.update(practice_visible_to="candidate")
    shown = page()
    assert "5 left out while practice is private" in shown
    assert "kestrel" not in shown and "Ada Otter" not in shown


def test_more_is_counted_and_not_shown(life: Plausible, page: Callable[[], str], monkeypatch) -> None:
    monkeypatch.setattr(likeness, "MOST_PASSAGES", 1)
    monkeypatch.setattr(likeness, "MOST_CHARACTERS", 40)
    for code in ("C1", "C2"):
        hand_in(life.submissions[code], f"{STORY if code == 'C1' else ''}\n{CURL}\n{STORY if code == 'C2' else ''}")
    shown = page()
    assert "share 2 passages, 1 of them shown, " in shown
    assert shown.count("<figure>") == 2 and shown.count("…</pre>") == 2
    monkeypatch.setattr(likeness, "MOST_PAIRS", 0)
    assert "1 more pair shares less and is not shown." in page()


@pytest.mark.parametrize("who", ["candidate", "watcher"])
def test_it_is_for_reviewers(life: Plausible, who: str) -> None:
    with pytest.raises(access.Hidden):
        selectors.cohort_likeness(getattr(life, who), life.cohort)


def test_a_reviewer_finds_it_on_the_page_of_the_cohort(life: Plausible, knock: Callable[[str], Client]) -> None:
    page = knock("reviewer").get(f"/cohorts/{life.cohort.key}/").content.decode()
    assert f'href="/cohorts/{life.cohort.key}/likeness/"' in page


def test_it_asks_the_database_as_often_for_many_as_for_two(life: Plausible, django_assert_max_num_queries) -> None:
    for code in ("C1", "C2", "C3", "C4"):
        hand_in(life.submissions[code], STORY)
    with django_assert_max_num_queries(5):
        selectors.cohort_likeness(life.reviewer, Cohort.objects.select_related("version").get(pk=life.cohort.pk))
