"""The grading page: what needs a person first; nothing that somebody else decided or saved is overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from challenge.models import Comment, Decision, Membership, Review, Submission
from challenge.selectors.decisions import own_or_all
from challenge.selectors.grading import grading_page
from challenge.services import deciding, documents, reviewing
from tests.plausible import Plausible

HTMX = {"HX-Request": "true"}

Knock = Callable[[str], Client]


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
    assert "Outcome: Discuss (a draft)" in text and "Understands what was built: 3/4" in text


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


def test_a_pdf_is_a_download_and_nothing_else(
    work: Submission, knock: Knock, tmp_path: Path, settings: Settings
) -> None:
    settings.VAR = tmp_path / "var"
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "answers.md").write_text("# Answers\n")
    (folder / 'no"tes.pdf').write_bytes(b"%PDF-1.4 \x00")
    documents.take(work, folder)
    client = knock("reviewer")
    answer = client.get(at("paper", work, 'no"tes.pdf'))
    assert answer.content == b"%PDF-1.4 \x00"
    assert answer["Content-Disposition"] == 'attachment; filename="C2-no-tes.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(at("paper", work, "answers.md")).status_code == 404
    assert client.get(at("paper", work, "../../other.pdf")).status_code == 404


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
