"""The pages on which a cohort is judged again, and checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from challenge.models import Cohort, Decision, Rejudging, RejudgingLine, Review, Run
from challenge.services.judging import engine_label
from tests.plausible import Plausible

Knock = Callable[[str], Client]

TURN = {
    "step": "env-host",
    "title": "A machine to work on",
    "old": "pass",
    "new": "fail",
    "old_reason": "It was there.",
    "new_reason": "It is too old.",
    "by_rule": False,
    "lower": True,
    "decided": False,
}


@pytest.fixture
def ready(life: Plausible) -> Rejudging:
    made = Rejudging.objects.create(cohort=life.cohort, state="ready", total=2, engine=engine_label())
    for code, rows, state in (("C1", [TURN], "differs"), ("C2", [], "same")):
        RejudgingLine.objects.create(rejudging=made, submission=life.submissions[code], rows=rows, state=state)
    return made


def page(client: Client, life: Plausible, name: str = "judge_cohort_again", **more: str) -> str:
    return client.get(reverse(name, args=[life.cohort.key]), **more).content.decode()


def overridden(life: Plausible) -> None:
    for code in ("C1", "C2", "C3"):
        review = Review.objects.create(submission=life.submissions[code], reviewer=life.reviewer)
        Decision(
            review=review,
            submission=life.submissions[code],
            step_key="env-host",
            kind="override",
            verdict="pass",
            upon="absent",
            reason="Anybody can see it.",
        ).save()


def test_the_preview_shows_old_and_new_with_reasons_and_what_gets_lower(
    life: Plausible, knock: Knock, ready: Rejudging
) -> None:
    text = page(knock("reviewer"), life)
    for said in (
        "1 row",
        "1 of them gets lower",
        "It was there.",
        "It is too old.",
        "gets lower",
        "1 submission without",
    ):
        assert said in text
    assert "Ada Otter" not in text.split("<main")[1]


def test_of_practice_in_private_the_preview_shows_nothing(life: Plausible, knock: Knock, ready: Rejudging) -> None:
    Cohort.objects.filter(pk=life.cohort.pk).update(practice_visible_to="candidate")
    assert "It is too old." not in page(knock("reviewer"), life)


def test_asked_for_it_says_how_far_it_is_and_to_htmx_only_that(life: Plausible, knock: Knock) -> None:
    client = knock("reviewer")
    client.post(reverse("judge_cohort_again", args=[life.cohort.key]))
    row = Rejudging.objects.get()
    assert (row.state, row.rules, row.asked_by) == ("asked", {}, life.reviewer)
    assert 'hx-trigger="every 2s"' in page(client, life)
    part = page(client, life, HTTP_HX_REQUEST="true")
    assert part.lstrip().startswith('<div id="rejudging"') and "<html" not in part


def test_other_house_rules_are_asked_for_by_their_choices(life: Plausible, knock: Knock) -> None:
    client = knock("reviewer")
    given = {"rule-old_system": "refuse", "rule-nightly_daily": "accept"}
    client.post(reverse("judge_cohort_again", args=[life.cohort.key]), given)
    assert Rejudging.objects.get().rules == {"old_system": "refuse"}
    Rejudging.objects.all().delete()
    answer = client.post(reverse("judge_cohort_again", args=[life.cohort.key]), {"rule-old_system": "x"}, follow=True)
    assert "There is no such house rule." in answer.content.decode()


def test_without_a_reason_nothing_is_written(life: Plausible, knock: Knock, ready: Rejudging) -> None:
    client, where = knock("reviewer"), reverse("write_judging", args=[life.cohort.key, ready.pk])
    assert "Say why" in client.post(where, {"reason": " "}, follow=True).content.decode()
    assert client.post(where, {"reason": "Mended."}).status_code == 302
    ready.refresh_from_db()
    assert (ready.state, ready.reason) == ("applying", "Mended.")


def test_it_can_be_dropped(life: Plausible, knock: Knock, ready: Rejudging) -> None:
    knock("reviewer").post(reverse("drop_judging", args=[life.cohort.key, ready.pk]))
    ready.refresh_from_db()
    assert ready.state == "dropped"


def test_a_preview_of_another_cohort_is_not_there(life: Plausible, knock: Knock) -> None:
    other = Cohort.objects.create(key="other", name="Other", version=life.cohort.version)
    theirs = Rejudging.objects.create(cohort=other, state="ready")
    for name in ("write_judging", "drop_judging"):
        where = reverse(name, args=[life.cohort.key, theirs.pk])
        assert knock("reviewer").post(where, {"reason": "Why not."}).status_code == 404


def test_the_third_equal_override_offers_a_rule_on_both_pages(life: Plausible, knock: Knock) -> None:
    overridden(life)
    client = knock("reviewer")
    grading = client.get(reverse("grade", args=[life.submissions["C1"].pk])).content.decode()
    assert "Make it a house rule?" in grading and "Make it a house rule?" in page(client, life)
    where = reverse("judge_cohort_again", args=[life.cohort.key])
    client.post(where, {"step": "env-host", "because": "A picture of it is enough."})
    assert Rejudging.objects.get().wish == {
        "step": "env-host",
        "from": "absent",
        "to": "pass",
        "because": "A picture of it is enough.",
    }


def test_what_is_not_offered_is_no_rule(life: Plausible, knock: Knock) -> None:
    where = reverse("judge_cohort_again", args=[life.cohort.key])
    answer = knock("reviewer").post(where, {"step": "env-host", "because": "I like it."}, follow=True)
    assert "not offered any more" in answer.content.decode()
    assert not Rejudging.objects.exists()


def test_a_rule_of_the_cohorts_own_is_published_and_named_on_the_row(life: Plausible, knock: Knock) -> None:
    own = {"check-interval-45": {"from": "fail", "to": "pass", "because": "The manual was wrong."}}
    Cohort.objects.filter(pk=life.cohort.pk).update(own_rules=own)
    stands = life.runs["C2"].judgments.get(step__key="check-interval-45").verdict
    assert stands == "fail"
    work = life.submissions["C2"].pk
    rules = knock("other").get(reverse("house_rules", args=[life.cohort.key])).content.decode()
    row = knock("other").get(reverse("step", args=[work, "check-interval-45"])).content.decode()
    steps = knock("other").get(reverse("steps", args=[work])).content.decode()
    grading = knock("reviewer").get(reverse("grade", args=[work])).content.decode()
    for text in (rules, row, steps, grading):
        assert "The manual was wrong." in text


def test_those_that_were_ticked_are_checked(life: Plausible, knock: Knock) -> None:
    client, where = knock("reviewer"), reverse("check_cohort", args=[life.cohort.key])
    picked = life.submissions["C1"].pk
    client.post(where, {"which": "ticked", "submission": [str(picked), "none", "9" * 30]})
    run = Run.objects.get(purpose="re-check")
    assert (run.submission_id, run.started_by) == (picked, life.reviewer)
    assert "0 of 1 done" in page(client, life, "check_cohort")
    part = page(client, life, "check_cohort", HTTP_HX_REQUEST="true")
    assert "0 of 1 done" in part and "<html" not in part
    client.post(reverse("stop_checks", args=[life.cohort.key]))
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert "1 of 1 done" in page(client, life, "check_cohort")


def test_those_that_could_not_be_looked_at_are_checked(life: Plausible, knock: Knock) -> None:
    client, where = knock("reviewer"), reverse("check_cohort", args=[life.cohort.key])
    shown = client.get(where + "?show=unseen").context["page"].rows.object_list
    assert [row.code for row in shown] == ["C2", "C4"]
    client.post(where, {"which": "unseen"})
    assert set(Run.objects.filter(purpose="re-check").values_list("submission__code", flat=True)) == {"C2", "C4"}


def test_with_nothing_ticked_it_says_so(life: Plausible, knock: Knock) -> None:
    answer = knock("reviewer").post(reverse("check_cohort", args=[life.cohort.key]), {"which": "ticked"}, follow=True)
    assert "Tick at least one" in answer.content.decode()


@pytest.mark.parametrize("name", ["check_cohort", "judge_cohort_again"])
def test_nothing_is_done_in_an_archive(name: str, life: Plausible, knock: Knock) -> None:
    Cohort.objects.filter(pk=life.cohort.pk).update(archived_at="2026-03-02T09:00:00Z")
    assert knock("reviewer").get(reverse(name, args=[life.cohort.key])).status_code == 404
