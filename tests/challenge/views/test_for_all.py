"""Rows that are excused for everybody, and what is taken back: their pages, and every page where the row stands."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from challenge.models import Cohort, Decision, Review, Submission
from challenge.selectors.evidence_bundle import _grade as in_the_evidence
from challenge.selectors.watchers import board_for, profile_for
from tests.plausible import Plausible

Knock = Callable[[str], Client]

ROW = "check-interval-45"
WHY = "The machines of that week could not do it."


def read(client: Client, name: str, *args: object, **more: str) -> str:
    return unescape(client.get(reverse(name, args=args), more).content.decode())


def excuse(client: Client, key: str, row: str = ROW, reason: str = WHY, **more: str) -> int:
    address = f"{reverse('excuse_for_all', args=[key])}?step={row}"
    seen = client.get(address).context["preview"].digest
    return int(client.post(address, {"seen": seen, "reason": reason} | more).status_code)


@pytest.fixture
def excused(life: Plausible, knock: Knock) -> Plausible:
    assert excuse(knock("lead"), life.cohort.key) == 302
    life.cohort.refresh_from_db()
    return life


def work(life: Plausible, code: str = "C1") -> Submission:
    return Submission.objects.select_related("cohort__version", "owner", "team").get(pk=life.submissions[code].pk)


def test_nothing_changes_before_it_is_written(life: Plausible, knock: Knock) -> None:
    lead, key = knock("lead"), life.cohort.key
    page = read(lead, "excuse_for_all", key, step=ROW)
    assert "would change" in page and "C1" in page and life.candidate.first_name not in page
    assert Cohort.objects.get(key=key).excused == {}
    assert excuse(lead, key, reason="") == 422 and excuse(lead, key, seen="otherwise") == 422
    assert Cohort.objects.get(key=key).excused == {}
    assert "Show what would change" in read(lead, "excuse_for_all", key)
    assert lead.get(reverse("excuse_for_all", args=[key]), {"step": "no-such-row"}).status_code == 404


def test_it_stands_on_every_page_where_the_row_stands(excused: Plausible, knock: Knock) -> None:
    pk, key = excused.submissions["C1"].pk, excused.cohort.key
    for role, name, *args in (
        ("owner", "steps", pk),
        ("owner", "step", pk, ROW),
        ("owner", "house_rules", key),
        ("owner", "board", key),
        ("reviewer", "grade", pk),
        ("reviewer", "report", pk),
        ("lead", "cohort_settings", key),
    ):
        assert WHY in read(knock(role), name, *args), name
    table = b"".join(knock("reviewer").get(reverse("cohort_csv", args=[key]))).decode("utf-8-sig")
    assert "(Excused for everybody)" in table
    rows = {one["key"]: one for one in in_the_evidence(excused.reviewer, work(excused))["rows"]}
    assert rows[ROW]["excused_for_everybody"] == WHY and rows[ROW]["max"] == 0


def test_the_sums_and_the_board_leave_it_out(life: Plausible, knock: Knock) -> None:
    before = board_for(life.lead, life.cohort)
    title = life.cohort.version.steps.get(key=ROW).title
    profiles = [profile_for(life.lead, life.cohort, row.submission_id) for row in before.rows]
    proved = {profile.row.code for profile in profiles if title in {one.title for one in profile.passed}}
    page = knock("owner").get(reverse("steps", args=[life.submissions["C1"].pk])).context["page"]
    excuse(knock("lead"), life.cohort.key)
    life.cohort.refresh_from_db()
    after = board_for(life.lead, life.cohort)
    now = knock("owner").get(reverse("steps", args=[life.submissions["C1"].pk])).context["page"]
    assert (now.max, now.earned) == (page.max - 1, page.earned)
    assert (before.excused, after.excused) == ((), ((title, WHY),))
    assert [row.of for row in after.rows] == [row.of - (row.code not in proved) for row in before.rows]
    assert [(row.rank, row.points) for row in after.rows] == [(row.rank, row.points) for row in before.rows]


def test_the_candidate_is_not_sent_to_do_it(life: Plausible, knock: Knock) -> None:
    page = reverse("steps", args=[life.submissions["C1"].pk])
    first = knock("owner").get(page).context["home"].next[0].key
    assert excuse(knock("lead"), life.cohort.key, first) == 302
    assert first not in {line.key for line in knock("owner").get(page).context["home"].next}


def test_reviewers_see_it_and_are_not_offered_to_do_it(excused: Plausible, handed_in: None, knock: Knock) -> None:
    pk = excused.submissions["C2"].pk
    assert "Excuse it for everybody" not in read(knock("reviewer"), "grade", pk)
    assert "Excuse it for everybody" in read(knock("lead"), "grade", pk)


def test_it_is_taken_back_with_a_reason(excused: Plausible, knock: Knock) -> None:
    lead, key = knock("lead"), excused.cohort.key
    address = reverse("take_back_for_all", args=[key, "excuse", ROW])
    page = lead.get(address)
    assert "get lower" in page.content.decode() or "gets lower" in page.content.decode()
    seen = page.context["preview"].digest
    assert lead.post(address, {"seen": seen, "reason": ""}).status_code == 422
    assert lead.post(address, {"seen": seen, "reason": "It could be done."}).status_code == 302
    assert Cohort.objects.get(key=key).excused == {} and lead.get(address).status_code == 404
    settings = read(lead, "cohort_settings", key)
    assert "was excused" in settings and "It could be done." in settings and "Lena Lead" in settings


def test_a_rule_of_the_cohorts_own_is_named_by_its_field_and_taken_back(life: Plausible, knock: Knock) -> None:
    kept = {ROW: {"from": "fail", "to": "pass", "because": WHY}}
    Cohort.objects.filter(pk=life.cohort.pk).update(own_rules=kept)
    lead, key = knock("lead"), life.cohort.key
    page = read(lead, "cohort_settings", key)
    assert page.count(WHY) == 2 and "In force here beside them" in page
    address = reverse("take_back_for_all", args=[key, "rule", ROW])
    seen = lead.get(address).context["preview"].digest
    assert lead.post(address, {"seen": seen, "reason": "A mistake."}).status_code == 302
    assert Cohort.objects.get(key=key).own_rules == {} and "A mistake." in read(lead, "cohort_settings", key)


def test_a_rule_of_the_cohorts_own_counts_in_the_table_too(life: Plausible, knock: Knock) -> None:
    address = reverse("cohort_csv", args=[life.cohort.key])
    before = b"".join(knock("reviewer").get(address)).decode()
    kept = {ROW: {"from": "fail", "to": "pass", "because": WHY}}
    Cohort.objects.filter(pk=life.cohort.pk).update(own_rules=kept)
    after = b"".join(knock("reviewer").get(address)).decode()
    assert after != before and after.count("Proved") > before.count("Proved")


def test_of_two_first_passes_nobody_reads_one_in_the_preview(life: Plausible, knock: Knock) -> None:
    Cohort.objects.update(first_passes=2)
    seen = read(knock("lead"), "excuse_for_all", life.cohort.key, step=ROW)
    review = Review.objects.create(submission=life.submissions["C1"], reviewer=life.reviewer)
    told = {"step_key": ROW, "kind": "confirm", "upon": "fail"}
    Decision(review=review, submission=life.submissions["C1"], **told).save()
    digest = 'name="seen" value="'
    after = read(knock("lead"), "excuse_for_all", life.cohort.key, step=ROW)
    assert after.split(digest)[1][:32] == seen.split(digest)[1][:32]


def test_it_is_nothing_to_mend_before_the_hand_in(life: Plausible, knock: Knock) -> None:
    pk, row = life.submissions["C1"].pk, "monitor-notify-email"
    page = knock("owner").get(reverse("before_hand_in", args=[pk])).context["page"]
    assert row in {thing.row for group in page.groups for thing in group.things}
    excuse(knock("lead"), life.cohort.key, row)
    page = knock("owner").get(reverse("before_hand_in", args=[pk])).context["page"]
    assert row not in {thing.row for group in page.groups for thing in group.things}
    assert ">excused</span>" in read(knock("owner"), "run", life.runs["C1"].pk)
