"""Every address with every role. An address that is not in the table fails the first test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from pytest_django import DjangoDbBlocker

from challenge import urls
from challenge.models import DefinitionDraft, Event, Rejudging
from challenge.services import contest_policy, practising
from challenge.services.answers import add_picture
from tests import images
from tests.challenge.views.lives import Written, more
from tests.plausible import Plausible

ROLES = ("anonymous", "stranger", "other", "owner", "reviewer", "watcher")

DOOR = "door"  # sent to the sign-in page
AWAY = "away"  # sent somewhere else
SEES = 200
HIDDEN = 404
FORBIDDEN = 403
REFUSED = 409
GONE = 410

# name: (method, what each role of ROLES gets)
TABLE: dict[str, tuple[str, tuple[Any, ...]]] = {
    "home": ("get", (DOOR, AWAY, AWAY, AWAY, AWAY, AWAY)),
    "sign_in": ("get", (SEES,) * 6),
    "sign_in_as": ("post", (HIDDEN,) * 6),  # outside the demo there is no such door
    "sign_out": ("post", (DOOR,) * 6),
    "ask_for_link": ("post", (SEES,) * 6),
    "come_in": ("get", (GONE,) * 6),  # the address of the test is no link that we gave
    "accept_invitation": ("get", (GONE,) * 6),
    "sign_up": ("get", (HIDDEN,) * 6),  # a cohort that nobody may join by themselves
    "me": ("get", (DOOR, SEES, SEES, SEES, SEES, SEES)),
    "favicon": ("get", (AWAY,) * 6),
    "words": ("get", (SEES,) * 6),
    "what_we_read": ("get", (SEES,) * 6),
    "try_it": ("get", (SEES,) * 6),
    "own_look_script": ("get", (SEES,) * 6),  # of an unknown token: a script that says so
    "own_look_post": ("post", (HIDDEN,) * 6),  # whoever has a token may post, and there is none
    "connect_machine": ("get", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "machine_script": ("post", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "machine_file": ("post", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "machine_ssh": ("post", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "machine_forget": ("post", (DOOR, HIDDEN, HIDDEN, AWAY, HIDDEN, HIDDEN)),
    "machine_rebuilt": ("post", (DOOR, HIDDEN, HIDDEN, AWAY, HIDDEN, HIDDEN)),
    "machine_confirm": ("post", (DOOR, HIDDEN, HIDDEN, AWAY, HIDDEN, HIDDEN)),
    "machine_wrong": ("post", (DOOR, HIDDEN, HIDDEN, AWAY, HIDDEN, HIDDEN)),
    "cohort_list": ("get", (DOOR, SEES, SEES, SEES, SEES, SEES)),
    "cohort": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "house_rules": ("get", (DOOR, HIDDEN, SEES, SEES, SEES, SEES)),
    "likeness": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "cohort_settings": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),  # for leads
    "copy_cohort": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "archive_cohort": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "cohort_people": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "let_go": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "known_people": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "excuse_for_all": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "take_back_for_all": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "contest": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "contest_settings": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "contest_entries": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "forget_contest_keys": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "forget_organisation": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "pause_contest": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "reveal_board": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "extend_entry": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "hide_entry": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "challenge_list": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),  # for authors
    "definition_draft": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "definition_version": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    "board_list": ("get", (DOOR, SEES, AWAY, AWAY, AWAY, AWAY)),
    "board": ("get", (DOOR, HIDDEN, SEES, SEES, SEES, SEES)),
    "board_json": ("get", (DOOR, HIDDEN, SEES, SEES, SEES, SEES)),
    "board_csv": ("get", (DOOR, HIDDEN, SEES, SEES, SEES, SEES)),
    "board_entry": ("get", (DOOR, HIDDEN, SEES, SEES, SEES, SEES)),
    "public_board": ("get", (HIDDEN,) * 6),  # an address that nobody was given
    "connect_account": ("get", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "forget_keys": ("post", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "who_looked": ("get", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "steps": ("get", (DOOR, HIDDEN, HIDDEN, SEES, SEES, HIDDEN)),
    "start_time": ("post", (DOOR, HIDDEN, HIDDEN, AWAY, HIDDEN, HIDDEN)),
    "trial_end": ("post", (DOOR, HIDDEN, HIDDEN, AWAY, HIDDEN, HIDDEN)),
    "check_now": ("post", (DOOR, HIDDEN, HIDDEN, AWAY, AWAY, HIDDEN)),
    "take_back_check": ("post", (DOOR, HIDDEN, HIDDEN, AWAY, AWAY, HIDDEN)),
    "choose_judged": ("get", (DOOR, HIDDEN, HIDDEN, SEES, SEES, HIDDEN)),
    "connect_document": ("get", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "step": ("get", (DOOR, HIDDEN, HIDDEN, SEES, SEES, HIDDEN)),
    "write_answer": ("get", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "before_hand_in": ("get", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "hand_in": ("get", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "receipt": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),  # nothing is handed in yet
    "feedback": ("get", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "export": ("get", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "withdraw": ("get", (DOOR, HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN)),
    "import_submissions": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "import_again": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "invite_candidate": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),  # nothing was brought in here
    "take": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "give_back": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "pass_on": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "asked": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "grade": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "decide": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, REFUSED, HIDDEN)),  # an empty form is no decision
    "undo_decision": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "write_feedback": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "report": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "evidence": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),  # nothing is handed in yet
    "cohort_csv": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "signing_key": ("get", (SEES,) * 6),
    "know_person": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "show_pictures": ("post", (DOOR, HIDDEN, HIDDEN, AWAY, AWAY, HIDDEN)),
    "differ": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),  # no two first passes are asked for
    "settle": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "settle_outcome": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "agreement": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),  # for leads
    "practice": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "add_practice": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),  # for leads
    "practise": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "confirm_many": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "save_grade": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, REFUSED, HIDDEN)),
    "grade_again": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "grade_text": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "paper": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),  # the name of the test is no PDF
    "check_cohort": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "stop_checks": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "judge_cohort_again": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "write_judging": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "drop_judging": ("post", (DOOR, HIDDEN, HIDDEN, HIDDEN, AWAY, HIDDEN)),
    "ask": ("get", (DOOR, HIDDEN, HIDDEN, SEES, SEES, HIDDEN)),
    "pictures": ("get", (DOOR, HIDDEN, HIDDEN, SEES, SEES, HIDDEN)),
    "picture": ("get", (DOOR, HIDDEN, HIDDEN, SEES, SEES, HIDDEN)),
    "runs": ("get", (DOOR, HIDDEN, HIDDEN, SEES, SEES, HIDDEN)),
    "run": ("get", (DOOR, HIDDEN, HIDDEN, SEES, SEES, HIDDEN)),
    "cancel_run": ("post", (DOOR, HIDDEN, HIDDEN, AWAY, AWAY, HIDDEN)),
    "judge_again": ("post", (DOOR, HIDDEN, HIDDEN, FORBIDDEN, AWAY, HIDDEN)),
    "live_submission": ("get", (DOOR, HIDDEN, HIDDEN, SEES, SEES, HIDDEN)),
    "live_grade": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "live_cohort": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, SEES, HIDDEN)),
    "live_contest": ("get", (DOOR, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),  # for leads
    "live_public_board": ("get", (HIDDEN,) * 6),
    "live_board": ("get", (DOOR, HIDDEN, SEES, SEES, SEES, SEES)),
}

LEADS_ALONE = {
    "cohort_settings": SEES,
    "copy_cohort": SEES,
    "archive_cohort": AWAY,
    "cohort_people": SEES,
    "let_go": AWAY,
    "known_people": SEES,
    "excuse_for_all": SEES,
    "take_back_for_all": SEES,
    "add_practice": AWAY,
    "agreement": SEES,
    **dict.fromkeys(("contest", "contest_settings", "contest_entries", "live_contest"), SEES),
    **dict.fromkeys(("pause_contest", "reveal_board", "extend_entry", "hide_entry", "forget_contest_keys"), AWAY),
    "forget_organisation": AWAY,
}
"""What a lead gets where a reviewer does not; everywhere else it is the same."""

AUTHORS_ALONE = ("challenge_list", "definition_draft", "definition_version")

# What is only posted: the page that has its form. A script posts to `own_look_post`, and no page does.
FORMS = {
    **dict.fromkeys(("ask_for_link", "sign_in_as"), "sign_in"),
    "sign_out": "home",
    **dict.fromkeys(("machine_script", "machine_file", "machine_ssh", "machine_forget"), "connect_machine"),
    **dict.fromkeys(("machine_rebuilt", "machine_confirm", "machine_wrong"), "connect_machine"),
    "forget_keys": "connect_account",
    **dict.fromkeys(("start_time", "trial_end", "check_now", "take_back_check"), "steps"),
    **dict.fromkeys(("cancel_run", "judge_again"), "run"),
    **dict.fromkeys(("decide", "undo_decision"), "grade"),
    "import_again": "import_submissions",
    "take": "grade",
    "give_back": "grade",
    "know_person": "grade",
    "show_pictures": "pictures",
    "settle": "differ",
    "settle_outcome": "differ",
    "save_grade": "grade",
    "grade_again": "grade",
    "confirm_many": "grade",
    "write_judging": "judge_cohort_again",
    "drop_judging": "judge_cohort_again",
    "stop_checks": "check_cohort",
    "archive_cohort": "cohort_settings",
    "let_go": "cohort_people",
    "add_practice": "practice",
    **dict.fromkeys(("pause_contest", "reveal_board", "extend_entry", "hide_entry"), "contest"),
    **dict.fromkeys(("forget_contest_keys", "forget_organisation"), "contest_settings"),
}

PRIVATE = (
    "steps",
    "check_now",
    "take_back_check",
    "choose_judged",
    "step",
    "pictures",
    "picture",
    "runs",
    "run",
    "cancel_run",
    "judge_again",
    "take",
    "give_back",
    "pass_on",
    "asked",
    "grade",
    "decide",
    "undo_decision",
    "confirm_many",
    "save_grade",
    "write_feedback",
    "report",
    "evidence",
    "know_person",
    "show_pictures",
    "differ",
    "settle",
    "settle_outcome",
    "grade_again",
    "grade_text",
    "paper",
    "live_submission",
    "live_grade",
)
"""What a reviewer does not see while practice is the candidate's own."""


def everything(life: Plausible) -> None:
    """A contest, practice, a row that nobody is asked for and a picture of the owner."""
    practising.add(life.cohort)
    contest_policy.found(life.cohort, life.lead)
    life.cohort.excused = {"check-interval-45": "Nobody's machine could do it."}
    life.cohort.save()
    add_picture(life.submissions["C1"], life.candidate, "check-interval-45", name="map.png", data=images.png())


@pytest.fixture(scope="module")
def written(
    filled: Plausible, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Written]:
    with more(filled, django_db_blocker, tmp_path_factory.mktemp("var"), everything) as made:
        yield made


@pytest.fixture
def life(written: Written, db: None, own_var: Path) -> Plausible:
    return written.copied(own_var)


def address(name: str, life: Plausible) -> str:
    """The address of this name that belongs to the owner's submission."""
    values = {
        "submission_id": life.submissions["C1"].pk,
        "run_id": life.runs["C1"].pk,
        "step_key": "check-interval-45",
        "key": life.cohort.key,
        "target_id": life.submissions["C1"].targets.get().pk,
        "draft_id": DefinitionDraft.objects.get_or_create(author=life.author, source="name: x")[0].pk,
        "version_id": life.cohort.version_id,
        "membership_id": life.cohort.memberships.earliest("pk").pk,
        "import_id": 1,
        "work": "interval",
        "kind": "excuse",
        "rejudging_id": Rejudging.objects.get_or_create(cohort=life.cohort, state="ready")[0].pk,
        "token": "no-such-token",
        "name": "answers-on-proofboard/map.png",
    }
    wanted = next(pattern for pattern in urls.urlpatterns if pattern.name == name).pattern.converters
    return reverse(name, kwargs={parameter: values[parameter] for parameter in wanted})


def got(client: Client, method: str, url: str) -> Any:
    answer = getattr(client, method)(url)
    if answer.status_code == 302:
        return DOOR if answer["Location"].startswith(reverse("sign_in")) else AWAY
    return answer.status_code


def test_every_address_is_in_the_table() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_what_the_table_says(
    name: str, role: str, life: Plausible, knock: Callable[[str], Client]
) -> None:
    method, answers = TABLE[name]
    assert got(knock(role), method, address(name, life)) == answers[ROLES.index(role)]


@pytest.mark.parametrize("name", TABLE)
def test_a_lead_gets_what_a_reviewer_gets_and_runs_the_cohort(
    name: str, life: Plausible, knock: Callable[[str], Client]
) -> None:
    method, answers = TABLE[name]
    assert got(knock("lead"), method, address(name, life)) == LEADS_ALONE.get(name, answers[ROLES.index("reviewer")])


@pytest.mark.parametrize("name", AUTHORS_ALONE)
def test_an_author_sees_the_challenges_and_nothing_of_a_cohort(
    name: str, life: Plausible, knock: Callable[[str], Client]
) -> None:
    author = knock("author")
    assert got(author, "get", address(name, life)) == SEES
    assert got(author, "get", address("cohort", life)) == HIDDEN


def test_a_draft_is_its_authors_alone(life: Plausible, knock: Callable[[str], Client]) -> None:
    draft = DefinitionDraft.objects.create(author=life.lead, source="name: x")
    assert knock("author").get(reverse("definition_draft", args=[draft.pk])).status_code == HIDDEN


@pytest.mark.parametrize("name", PRIVATE)
def test_practice_is_hidden_from_a_reviewer(name: str, life: Plausible, knock: Callable[[str], Client]) -> None:
    life.cohort.practice_visible_to = "candidate"
    life.cohort.save()
    assert got(knock("reviewer"), TABLE[name][0], address(name, life)) == HIDDEN


@pytest.mark.parametrize("name", FORMS)
def test_a_get_of_what_changes_something_leads_to_its_form_and_changes_nothing(
    name: str, life: Plausible, knock: Callable[[str], Client]
) -> None:
    client, before = knock("owner"), Event.objects.count()
    answer = client.get(address(name, life))
    assert answer.status_code == 302
    assert resolve(answer["Location"]).url_name == FORMS[name]
    assert Event.objects.count() == before and "_auth_user_id" in client.session


def test_every_address_that_changes_something_says_where_its_form_is() -> None:
    posts = {name for name, (method, _answers) in TABLE.items() if method == "post"}
    assert posts == set(FORMS) | {"own_look_post"}


def test_where_a_script_posts_there_is_nothing_to_get(life: Plausible) -> None:
    assert Client().get(address("own_look_post", life)).status_code == 405


@pytest.mark.parametrize(
    "name", [name for name, (method, _answers) in TABLE.items() if method == "post" and name != "own_look_post"]
)
def test_what_changes_something_needs_the_token_of_its_form(name: str, life: Plausible) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(life.candidate)
    assert client.post(address(name, life)).status_code == FORBIDDEN


@pytest.mark.parametrize("name", sorted(set(TABLE) - {"own_look_post"}))
@pytest.mark.parametrize("role", ["owner", "lead", "author"])
def test_nothing_is_changed_by_a_form_of_another_site(name: str, role: str, life: Plausible) -> None:
    """Also where an address shows a page and takes its form."""
    client = Client(enforce_csrf_checks=True)
    client.force_login({"owner": life.candidate, "lead": life.lead, "author": life.author}[role])
    url, before = address(name, life), Event.objects.count()
    assert client.post(url, {"text": "x", "code": "C1", "sure": "on"}).status_code in (FORBIDDEN, 404, 405)
    assert Event.objects.count() == before


def test_the_list_of_a_cohort_tells_nothing_of_private_practice(
    life: Plausible, knock: Callable[[str], Client]
) -> None:
    life.cohort.practice_visible_to = "candidate"
    life.cohort.save()
    page = knock("reviewer").get(address("cohort", life)).content.decode()
    assert "Practising in private" in page
    assert "checked" not in page and 'class="cell v-fail"' not in page
