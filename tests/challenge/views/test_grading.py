"""The grading page: what needs a person first; nothing that somebody else decided or saved is overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from challenge.models import Comment, Decision, Event, Membership, Review, Submission
from challenge.selectors.decisions import own_or_all
from challenge.selectors.desk import desk
from challenge.selectors.for_all import excuse_preview
from challenge.selectors.grading import grading_page
from challenge.services import deciding, for_all, reviewing
from tests.plausible import Plausible

HTMX = {"HX-Request": "true"}

Knock = Callable[[str], Client]

pytestmark = pytest.mark.usefixtures("handed_in")


@pytest.fixture
def work(life: Plausible) -> Submission:
    return life.submissions["C2"]


@pytest.fixture
def second(life: Plausible) -> User:
    user = User.objects.create_user("second", first_name="Sol")
    Membership.objects.create(cohort=life.cohort, user=user, role="reviewer")
    return user


def at(name: str, work: Submission, *more: str) -> str:
    return reverse(name, args=[work.pk, *more])


def open_keys(life: Plausible, work: Submission) -> list[str]:
    return [row.step.key for row in grading_page(life.reviewer, work).open]


def say(client: Client, work: Submission, key: str, kind: str, known: int = 0, **more: Any) -> Any:
    htmx = more.pop("headers", {})
    return client.post(at("decide", work, key), {"kind": kind, "known": known, **more}, headers=htmx)


def test_the_head_counts_and_open_rows_come_before_those_that_stand(
    life: Plausible, work: Submission, knock: Knock
) -> None:
    page = knock("reviewer").get(at("grade", work)).content.decode()
    keys = open_keys(life, work)
    assert f"<strong data-need>{len(keys)}</strong> need you" in page
    assert [page.index(f'id="row-{key}"') < page.index('id="stands"') for key in keys] == [True] * len(keys)
    assert page.count("data-open") == len(keys)


def test_without_a_script_a_decision_leads_to_the_next_open_row(
    life: Plausible, work: Submission, knock: Knock
) -> None:
    client, keys = knock("reviewer"), open_keys(life, work)
    answer = say(client, work, keys[0], "confirm")
    assert answer.status_code == 302
    assert re.fullmatch(rf"{at('grade', work)}#row-({'|'.join(keys[1:])})", answer["Location"])
    page = client.get(at("grade", work)).content.decode()
    assert f'id="decided-{keys[0]}"' in page


def test_with_a_script_only_the_parts_that_changed_come_back(life: Plausible, work: Submission, knock: Knock) -> None:
    keys = open_keys(life, work)
    parts = say(knock("reviewer"), work, keys[0], "reject", headers=HTMX).content.decode()
    assert "<html" not in parts
    assert re.findall(r'<article [^>]*id="row-([^"]+)"', parts) == [keys[0]]
    announced = re.search(r'<p id="announce" hx-swap-oob="innerHTML">(.*?)</p>', parts, re.DOTALL)
    assert announced is not None
    assert "Not shown" in announced[1]
    assert f"{len(keys) - 1} rows need you." in announced[1]
    assert 'id="grade-form"' not in parts  # somebody may be typing there


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_who_decided_first_is_named_and_what_was_typed_stays(
    headers: dict[str, str], life: Plausible, work: Submission, second: User, knock: Knock
) -> None:
    key = open_keys(life, work)[0]
    deciding.decide(work, second, key, "reject", known=0)
    answer = say(
        knock("reviewer"), work, key, "override", verdict="pass", reason="The second picture.", headers=headers
    )
    page = answer.content.decode()
    assert answer.status_code == (200 if headers else 409)
    assert "Sol has decided on this row in the meantime." in page
    assert ">The second picture.</textarea>" in page
    assert own_or_all(life.reviewer, work)[key].kind == "reject"


def test_a_reason_is_asked_for_where_somebody_overrules(life: Plausible, work: Submission, knock: Knock) -> None:
    key = open_keys(life, work)[0]
    page = say(knock("reviewer"), work, key, "excuse").content.decode()
    assert "Say why" in page
    assert not Decision.objects.exists()


def test_a_row_that_stands_is_overruled_with_a_reason_and_shown_among_the_decided(
    life: Plausible, work: Submission, knock: Knock
) -> None:
    key = grading_page(life.reviewer, work).folded[0].step.key
    say(knock("reviewer"), work, key, "override", verdict="fail", reason="Another account.")
    page = knock("reviewer").get(at("grade", work)).content.decode()
    assert "“Another account.”" in page[page.index(f'id="decided-{key}"') :]


def test_claims_on_screen_are_confirmed_and_taken_back_at_once(life: Plausible, work: Submission, knock: Knock) -> None:
    client, page = knock("reviewer"), grading_page(life.reviewer, work)
    claims = [row.step.key for row in page.open if row.step.verdict == "claimed"]
    assert len(claims) >= 2
    client.post(at("confirm_many", work), {"seen": [f"{key}:claimed" for key in claims]})
    assert set(own_or_all(life.reviewer, work)) == set(claims)
    assert "one of several at once" in client.get(at("grade", work)).content.decode()
    client.post(at("undo_decision", work))
    assert own_or_all(life.reviewer, work) == {}


def test_a_question_has_words_of_its_own_where_nobody_wrote_any(
    life: Plausible, work: Submission, knock: Knock
) -> None:
    key = open_keys(life, work)[0]
    say(knock("reviewer"), work, key, "ask")
    assert "how do you know that it works?" in work.interview_questions.get().text


def test_one_decision_is_taken_back_from_the_list(life: Plausible, work: Submission, knock: Knock) -> None:
    first, other = open_keys(life, work)[:2]
    one = deciding.decide(work, life.reviewer, first, "confirm")
    deciding.decide(work, life.reviewer, other, "confirm")
    parts = knock("reviewer").post(at("undo_decision", work), {"decision": one.pk}, headers=HTMX).content.decode()
    assert set(own_or_all(life.reviewer, work)) == {other}
    assert '<article class="grade-row' in parts and f'id="row-{first}"' in parts


def test_taking_back_a_finish_opens_the_grade_again(life: Plausible, work: Submission, knock: Knock) -> None:
    client = knock("reviewer")
    client.post(at("save_grade", work), {"edition": 0, "outcome": "advance", "summary": "Good.", "finish": "1"})
    work.refresh_from_db()
    assert work.outcome == "advance"
    page = client.get(at("grade", work)).content.decode()
    assert "Grade again" in page and "<strong>Finished</strong>: Advance" in page
    client.post(at("undo_decision", work), headers=HTMX)
    work.refresh_from_db()
    assert (work.outcome, Review.objects.get(submission=work).state) == ("", "open")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_was_saved_first_stands_beside_what_was_typed(
    headers: dict[str, str], life: Plausible, work: Submission, knock: Knock
) -> None:
    reviewing.save(work, life.reviewer, edition=0, rubric={}, outcome="discuss", summary="Saved before.")
    typed = {"edition": 0, "outcome": "decline", "summary": "Typed now.", "rubric-depth": "3"}
    page = knock("reviewer").post(at("save_grade", work), typed, headers=headers).content.decode()
    assert "<pre>Saved before.</pre>" in page
    assert ">Typed now.</textarea>" in page
    assert '<input type="hidden" name="edition" value="1">' in page
    assert re.search(r'name="rubric-depth" value="3" checked', page)
    assert Review.objects.get(submission=work).summary == "Saved before."


def test_finishing_needs_an_outcome_and_loses_nothing(work: Submission, knock: Knock) -> None:
    page = knock("reviewer").post(at("save_grade", work), {"edition": 0, "summary": "Long text.", "finish": "1"})
    assert "Choose an outcome first." in page.content.decode()
    assert ">Long text.</textarea>" in page.content.decode()


def test_the_whole_grade_is_there_as_text(life: Plausible, work: Submission, knock: Knock) -> None:
    key = open_keys(life, work)[0]
    deciding.decide(work, life.reviewer, key, "reject", reason="<not> there & gone")
    reviewing.save(
        work, life.reviewer, edition=0, rubric={"depth": 3}, outcome="discuss", summary="Reads “well” & fast."
    )
    answer = knock("reviewer").get(at("grade_text", work))
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "Reads “well” & fast." in text and "<not> there & gone" in text
    assert (
        "Outcome: Discuss (a draft)" in text
        and "Understands what was built: 3 of 4" in text
        and "Finds faults: not scored" in text
    )


def test_what_the_candidate_and_reviewers_said_stands_at_its_row(
    life: Plausible, work: Submission, knock: Knock
) -> None:
    key = open_keys(life, work)[0]
    for audience, text in (("candidate", "Is the trial enough?"), ("reviewers", "He asked me too.")):
        Comment.objects.create(submission=work, step_key=key, author=life.reviewer, audience=audience, text=text)
    page = knock("reviewer").get(at("grade", work)).content.decode()
    row = page[page.index(f'id="row-{key}"') : page.index("</article>", page.index(f'id="row-{key}"'))]
    assert "Is the trial enough?" in row and "the candidate reads it too" in row
    assert "He asked me too." in row and "reviewers only" in row


def test_the_next_submission_is_one_that_waits_for_this_reviewer(
    life: Plausible, work: Submission, knock: Knock
) -> None:
    client, order = knock("reviewer"), [life.submissions[code] for code in ("C1", "C2", "C3", "C4", "C5")]
    for other in order:
        if other.pk not in (work.pk, order[3].pk):
            reviewing.save(other, life.reviewer, edition=0, rubric={}, outcome="discuss", summary="")
            reviewing.finish(other, life.reviewer)
    page = client.get(at("grade", work)).content.decode()
    assert re.findall(r'rel="next" href="([^"]+)"', page) == [at("grade", order[3])]


def test_more_decisions_and_comments_cost_no_more_questions(
    life: Plausible,
    work: Submission,
    knock: Knock,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = knock("reviewer")
    client.get(at("grade", work))
    for key in open_keys(life, work):
        deciding.decide(work, life.reviewer, key, "confirm")
        Comment.objects.create(submission=work, step_key=key, author=life.reviewer, text="Seen.")
    with django_assert_max_num_queries(60):
        client.get(at("grade", work))


def test_the_head_tells_about_how_long_by_a_rule(life: Plausible, work: Submission, knock: Knock) -> None:
    shown = desk(life.reviewer, work)
    open_ = [one for station in shown.stations for one in station.rows if one.row.is_open and not one.also]
    seconds = sum(20 if one.by_picture else 30 for one in open_)
    assert len(open_) > 2 and 60 * (shown.minutes - 1) < seconds <= 60 * shown.minutes
    page = knock("reviewer").get(at("grade", work)).content.decode()
    assert f"about {shown.minutes} min" in page
    for one in open_:
        deciding.decide(work, life.reviewer, one.row.key, "leave")
    assert "about" not in knock("reviewer").get(at("grade", work)).content.decode().partition('id="desk"')[0]


def test_the_first_decision_takes_it_and_is_refused_where_somebody_else_has_it(
    life: Plausible, work: Submission, second: User, knock: Knock
) -> None:
    first, other = open_keys(life, work)[:2]
    say(knock("reviewer"), work, first, "confirm")
    assert [one.reviewer for one in reviewing.holders(work)] == [life.reviewer]
    assert "You have it until" in knock("reviewer").get(at("grade", work)).content.decode()
    client = Client()
    client.force_login(second)
    answer = say(client, work, other, "override", verdict="fail", reason="It is another host.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else has taken it; ask them to pass it on." in page and ">It is another host.</textarea>" in page
    parts = say(client, work, other, "confirm", headers=HTMX)
    assert parts.status_code == 200 and "Somebody else has taken it" in parts.content.decode()
    seen = {"seen": [f"{key}:claimed" for key in open_keys(life, work)]}
    assert "Somebody else has taken it" in client.post(at("confirm_many", work), seen, follow=True).content.decode()
    finish = {"edition": 0, "outcome": "advance", "summary": "Mine.", "finish": "1"}
    assert "Somebody else has taken it" in client.post(at("save_grade", work), finish).content.decode()
    assert set(own_or_all(life.reviewer, work)) == {first} and not Review.objects.filter(state="finished").exists()


def test_who_has_finished_mends_a_decision_without_taking_it_again(
    life: Plausible, work: Submission, knock: Knock
) -> None:
    client, key = knock("reviewer"), open_keys(life, work)[0]
    client.post(at("save_grade", work), {"edition": 0, "outcome": "advance", "summary": "", "finish": "1"})
    say(client, work, key, "confirm")
    assert own_or_all(life.reviewer, work)[key].kind == "confirm"
    assert reviewing.holders(work) == []


def test_before_the_hand_in_it_says_why_nothing_can_be_decided(life: Plausible, work: Submission, knock: Knock) -> None:
    Submission.objects.update(handed_in_at=None)
    client, key = knock("reviewer"), open_keys(life, work)[0]
    page = client.get(at("grade", work)).content.decode()
    assert "It is not handed in yet." in page
    assert 'name="kind"' not in page and 'id="grade-form"' not in page
    assert "It is not handed in yet." in say(client, work, key, "confirm").content.decode()
    said = client.post(at("confirm_many", work), {"seen": [f"{key}:claimed"]}, follow=True).content.decode()
    assert "nothing of it is graded" in said
    client.post(at("save_grade", work), {"edition": 0, "outcome": "advance", "summary": "x", "finish": "1"})
    assert not Decision.objects.exists() and not Review.objects.exclude(outcome="").exists()


def test_what_another_decided_comes_by_itself_as_parts(
    life: Plausible, work: Submission, second: User, knock: Knock
) -> None:
    first, other = open_keys(life, work)[:2]
    deciding.decide(work, second, first, "reject")
    parts = knock("reviewer").get(at("grade", work), {"changed": first}, headers=HTMX).content.decode()
    assert re.findall(r'<article [^>]*id="row-([^"]+)"', parts) == [first]
    assert "Sol decided this" in parts and "Sol decided “" in parts and 'id="grade-form"' not in parts
    deciding.undo(work, second)
    parts = knock("reviewer").get(at("grade", work), {"changed": first}, headers=HTMX).content.decode()
    assert "is open again." in parts and other not in re.findall(r'<article [^>]*id="row-([^"]+)"', parts)


def test_a_page_hears_of_others_and_never_of_itself_or_of_a_pass_that_is_apart(
    life: Plausible, work: Submission, second: User, knock: Knock
) -> None:
    key, after = open_keys(life, work)[0], Event.objects.latest("pk").pk

    def heard() -> list[Any]:
        told = knock("reviewer").get(at("live_grade", work), {"after": after}).json()
        return [(one["kind"], one["rows"]) for one in told["news"]]

    deciding.decide(work, second, key, "reject")
    assert heard() == [("review.taken", []), ("decision.made", [key])]
    client = Client()
    client.force_login(second)
    assert client.get(at("live_grade", work), {"after": after}).json()["news"] == []
    life.cohort.first_passes = 2
    life.cohort.save()
    assert heard() == []
    seen = excuse_preview(life.lead, life.cohort, key).digest
    for_all.excuse(life.cohort, life.lead, key, reason="Nobody could.", seen=seen)
    assert heard() == [("cohort.decided", [key])]  # everybody reads it, also who must not see another's decisions yet
    parts = knock("reviewer").get(at("grade", work), {"changed": key}, headers=HTMX).content.decode()
    assert "Nobody could." in parts and "Sol decided" not in parts


def test_a_candidate_is_told_you_and_a_reviewer_of_them(life: Plausible, work: Submission, knock: Knock) -> None:
    mine = life.submissions["C1"]
    own = knock("owner").get(reverse("steps", args=[mine.pk])).content.decode()
    assert "You say so" in own and "Claimed" not in own
    for name in ("grade", "steps", "report", "grade_text"):
        text = knock("reviewer").get(at(name, mine)).content.decode()
        assert "you say so" not in text.casefold() and "claimed" in text.casefold(), name
    table = b"".join(knock("reviewer").get(reverse("cohort_csv", args=[life.cohort.key]))).decode()
    assert "you say so" not in table.casefold() and "Claimed" in table
