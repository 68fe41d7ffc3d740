"""Where names are hidden, a reviewer reads none before their first pass is finished: at no address, in no header.

Every address of the table is asked for as such a reviewer, and whatever comes back is searched for every string that
tells who the candidate is.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoDbBlocker

from challenge import sealed
from challenge.models import (
    Comment,
    Membership,
    Review,
)
from challenge.names import own_words
from challenge.selectors.likeness import cohort_likeness
from challenge.services import comments, deciding, reviewing
from tests.challenge.views.blinding import NEEDLES, TELLING, Knock, blinded_life, body, leaks, told
from tests.challenge.views.lives import Written, more
from tests.challenge.views.test_access import TABLE, address
from tests.plausible import Plausible


@pytest.fixture(scope="module")
def written(
    filled: Plausible, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Written]:
    with more(filled, django_db_blocker, tmp_path_factory.mktemp("var"), blinded_life) as made:
        yield made


@pytest.fixture
def life(written: Written, db: None, own_var: Path) -> Plausible:
    return written.copied(own_var)


@pytest.fixture
def blind(life: Plausible) -> Plausible:
    return life


@pytest.mark.parametrize("name", TABLE)
def test_no_address_tells_a_name(name: str, blind: Plausible, reviewer: Client) -> None:
    answer = getattr(reviewer, TABLE[name][0])(address(name, blind))
    assert leaks(answer) == []
    while answer.status_code == 302 and not answer["Location"].startswith("http"):
        answer = reviewer.get(answer["Location"])
        assert leaks(answer) == []


@pytest.mark.parametrize("name", [name for name, (method, _) in TABLE.items() if method == "get"])
def test_no_part_of_a_page_tells_a_name(name: str, blind: Plausible, reviewer: Client) -> None:
    parts = {"parts": f"row-check-interval-45,submission-{blind.submissions['C1'].pk}"}
    assert leaks(reviewer.get(address(name, blind), parts, headers={"HX-Request": "true"})) == []


def test_the_strings_are_there_to_be_hidden(blind: Plausible, reviewer: Client) -> None:
    pages = [
        address(name, blind) for name in ("steps", "step", "ask", "grade", "runs", "run", "pictures", "choose_judged")
    ]
    hidden = [unescape(body(reviewer.get(page))) for page in pages]
    assert all("C1" in page for page in hidden)
    Review.objects.create(submission=blind.submissions["C1"], reviewer=blind.reviewer, finished_at=timezone.now())
    open_ = [told(reviewer.get(page)) for page in pages]
    assert [page for page, text in zip(pages, open_, strict=True) if "quillfeather" not in text] == []
    assert {needle for needle in NEEDLES if any(needle in page for page in open_)} == set(NEEDLES)


def test_the_code_stands_in_the_place_of_the_name(blind: Plausible, reviewer: Client) -> None:
    for name in ("steps", "grade", "cohort", "board"):
        assert "Candidate C1" in body(reviewer.get(address(name, blind)))


def test_what_two_share_is_shown_without_names(blind: Plausible, reviewer: Client) -> None:
    assert cohort_likeness(blind.reviewer, blind.cohort).pairs
    page = reviewer.get(address("likeness", blind))
    assert "Candidate C1" in body(page) and "Candidate C2" in body(page) and leaks(page) == []


def test_somebody_elses_page_tells_the_name_neither(blind: Plausible, reviewer: Client) -> None:
    blind.submissions["C1"].refresh_from_db()
    Comment.objects.create(
        submission=blind.submissions["C2"],
        author=blind.other,
        step_key="check-interval-45",
        text="As Marigold Quillfeather.",
    )
    page = body(reviewer.get(f"/submissions/{blind.submissions['C2'].pk}/steps/check-interval-45/"))
    assert "As Candidate C1." in page and "Quillfeather" not in page


def test_everything_opens_when_the_first_pass_is_finished(blind: Plausible, handed_in: None, reviewer: Client) -> None:
    row = blind.submissions["C1"]
    reviewing.save(row, blind.reviewer, edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(row, blind.reviewer)
    assert "Marigold Quillfeather" in body(reviewer.get(address("steps", blind)))
    reviewing.open_again(row, blind.reviewer)
    assert "Marigold Quillfeather" in body(reviewer.get(address("steps", blind)))


@pytest.mark.parametrize(
    ("roles", "begun", "sees"),
    [
        (("lead",), False, True),
        (("lead",), True, False),
        (("lead", "reviewer"), False, False),
        (("viewer",), False, True),
    ],
)
def test_a_lead_reads_names_unless_they_review(
    roles: tuple[str, ...], begun: bool, sees: bool, blind: Plausible
) -> None:
    user = User.objects.create_user("lea")
    for role in roles:
        Membership.objects.create(cohort=blind.cohort, user=user, role=role)
    if begun:
        Review.objects.create(submission=blind.submissions["C1"], reviewer=user)
    client = Client()
    client.force_login(user)
    assert ("quillfeather" in told(client.get(address("board", blind)))) is sees


def test_the_candidate_and_everybody_else_read_names_as_before(blind: Plausible, knock: Knock) -> None:
    for role in ("owner", "other", "watcher"):
        assert "Marigold Quillfeather" in body(knock(role).get(address("board", blind)))
    assert knock("owner").get(address("export", blind))["Content-Type"] == "application/zip"


def test_ones_own_name_is_not_veiled(blind: Plausible, reviewer: Client) -> None:
    blind.reviewer.first_name = "Marigold Reviewer"
    blind.reviewer.save()
    page = body(reviewer.get(address("steps", blind)))
    assert "Marigold Reviewer" in page and "marigold" not in page.casefold().replace("marigold reviewer", "")


def test_who_takes_a_candidates_name_reads_it_no_more_than_before(blind: Plausible, reviewer: Client) -> None:
    for name in ("Marigold Quillfeather", "marigold", "Quill-99"):
        reviewer.post("/me/", {"name": name})
        for page in ("steps", "pictures", "cohort", "me"):
            assert leaks(reviewer.get(address(page, blind))) == []


@pytest.mark.parametrize("guess", ["Marigold", "Quillfeather", "Somebody Else"])
def test_a_guess_is_not_answered_by_the_field_that_it_was_typed_into(
    guess: str, blind: Plausible, handed_in: None, reviewer: Client
) -> None:
    """Right or wrong, it comes back as it was typed; and nothing else of the page opens."""
    page = body(reviewer.get(address("cohort", blind), {"q": guess}))
    assert f'name="q" value="{guess}"' in page
    assert guess == "Somebody Else" or guess not in page.replace(f'name="q" value="{guess}"', "")
    data = {"summary": f"<{guess}>\r\nis known to me.", "edition": "99", "outcome": "", "kind": "confirm"}
    page = body(reviewer.post(address("save_grade", blind), data))
    assert f"&lt;{guess}&gt;" in page


@pytest.mark.parametrize("guess", ["Marigold", "Quillfeather", "Somebody Else"])
def test_a_guess_that_was_saved_comes_back_to_its_author_as_it_was_typed_and_to_nobody_else(
    guess: str, blind: Plausible, handed_in: None, reviewer: Client
) -> None:
    work = blind.submissions["C1"]
    guessed = {
        word: f"{word}: is it {guess} & Co.?" for word in ("the summary", "a reason", "a question", "a word on a row")
    }
    reviewing.save(work, blind.reviewer, edition=0, rubric={}, outcome="", summary=guessed["the summary"])
    deciding.decide(work, blind.reviewer, "check-interval-45", "override", verdict="pass", reason=guessed["a reason"])
    deciding.ask_in_interview(work, blind.reviewer, "final-creative", guessed["a question"])
    comments.say(work, blind.reviewer, "final-creative", guessed["a word on a row"])
    page, text = (body(reviewer.get(address(name, blind))) for name in ("grade", "grade_text"))
    for words in guessed.values():
        assert escape(words) in page
        page = page.replace(escape(words), "")
    assert guessed["the summary"] in text and guessed["a reason"] in text and guessed["a question"] in text
    for words in guessed.values():
        text = text.replace(words, "")
    assert guess == "Somebody Else" or guess not in page + text
    second = User.objects.create_user("second")
    Membership.objects.create(cohort=blind.cohort, user=second, role="reviewer")
    other = Client()
    other.force_login(second)
    for name in ("grade", "grade_text"):
        seen = body(other.get(address(name, blind)))
        assert "a reason: is it" in seen and own_words.OPEN not in seen
        assert (f"is it {guess}" in seen) == (guess == "Somebody Else")


def test_who_saves_what_is_sealed_reads_it_as_it_was_sealed(
    blind: Plausible, handed_in: None, reviewer: Client
) -> None:
    given = sealed.close("Marigold Quillfeather")
    reviewer.post(address("save_grade", blind), {"summary": given, "edition": "0", "outcome": ""})
    assert Review.objects.get(reviewer=blind.reviewer).summary == given
    assert leaks(reviewer.get(address("grade", blind))) == []


def test_what_is_sealed_is_not_read_by_typing_it(blind: Plausible, handed_in: None, reviewer: Client) -> None:
    given = sealed.close("Marigold Quillfeather")
    assert leaks(reviewer.get(address("cohort", blind), {"q": given})) == []
    assert leaks(reviewer.get(address("cohort", blind), {"q": given, "text": "Marigold"})) == []
    data = {"summary": given, "edition": "99", "outcome": ""}
    assert leaks(reviewer.post(address("save_grade", blind), data)) == []


def test_nobody_opens_what_is_sealed_by_taking_it_for_their_own_name(blind: Plausible, reviewer: Client) -> None:
    given = sealed.close("marigold-vm")
    reviewer.post("/me/", {"name": given})
    blind.reviewer.refresh_from_db()
    assert blind.reviewer.first_name == given and leaks(reviewer.get("/me/")) == []


@pytest.mark.parametrize("name", ["known_people", "excuse_for_all", "take_back_for_all", "cohort_settings"])
def test_a_lead_who_grades_too_reads_codes_on_the_pages_of_leads(name: str, blind: Plausible) -> None:
    user = User.objects.create_user("lea")
    for role in ("lead", "reviewer"):
        Membership.objects.create(cohort=blind.cohort, user=user, role=role)
    reviewing.know_person(blind.submissions["C1"], blind.reviewer)
    blind.cohort.excused = {"check-interval-45": TELLING}
    blind.cohort.save()
    client = Client()
    client.force_login(user)
    answer = client.get(address(name, blind), {"step": "check-interval-45"})
    assert answer.status_code == 200 and leaks(answer) == []
    if name == "known_people":
        assert "Candidate C1" in body(answer)
