from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from challenge.models import Cohort, Membership
from tests.plausible import Plausible


@pytest.mark.parametrize(
    ("role", "name"), [("reviewer", "Rita Reviewer"), ("candidate", "Ada Otter"), ("viewer", "Wanda Watcher")]
)
def test_the_demo_has_one_button_a_role(role: str, name: str, life: Plausible, settings: Settings) -> None:
    settings.PROOFBOARD_DEMO = True
    Cohort.objects.filter(pk=life.cohort.pk).update(key="demo")
    client = Client()
    assert f'value="{role}"' in client.get("/sign-in/").content.decode()
    page = client.post("/sign-in/as/", {"role": role}, follow=True).content.decode()
    assert name in page


def test_the_second_reviewer_has_a_button_where_there_is_one(life: Plausible, settings: Settings) -> None:
    settings.PROOFBOARD_DEMO = True
    Cohort.objects.filter(pk=life.cohort.pk).update(key="demo")
    assert Client().post("/sign-in/as/", {"role": "second"}).status_code == 404
    second = User.objects.create_user("sam", first_name="Sam", last_name="Second")
    Membership.objects.create(cohort=life.cohort, user=second, role="reviewer")
    assert "Sam Second" in Client().post("/sign-in/as/", {"role": "second"}, follow=True).content.decode()
    assert "Rita Reviewer" in Client().post("/sign-in/as/", {"role": "reviewer"}, follow=True).content.decode()


def test_the_demo_never_signs_in_somebody_with_power(life: Plausible, settings: Settings) -> None:
    settings.PROOFBOARD_DEMO = True
    Cohort.objects.filter(pk=life.cohort.pk).update(key="demo")
    type(life.reviewer).objects.filter(pk=life.reviewer.pk).update(is_superuser=True)
    assert Client().post("/sign-in/as/", {"role": "reviewer"}).status_code == 404


def test_the_buttons_open_the_demo_cohort_and_no_other(life: Plausible, settings: Settings) -> None:
    settings.PROOFBOARD_DEMO = True
    assert Client().post("/sign-in/as/", {"role": "reviewer"}).status_code == 404


def test_an_unknown_role_is_no_door(life: Plausible, settings: Settings) -> None:
    settings.PROOFBOARD_DEMO = True
    assert Client().post("/sign-in/as/", {"role": "lead"}).status_code == 404


def test_outside_the_demo_there_are_no_such_buttons(life: Plausible) -> None:
    assert b"sign-in/as" not in Client().get("/sign-in/").content


def test_a_wrong_password_says_so_and_signs_nobody_in(life: Plausible) -> None:
    answer = Client().post("/sign-in/", {"username": "otter", "password": "wrong"})
    assert answer.status_code == 200
    assert "do not belong together" in answer.content.decode()
    assert "_auth_user_id" not in answer.client.session


def test_a_candidate_lands_on_the_steps_and_a_reviewer_on_the_list(
    life: Plausible, knock: Callable[[str], Client]
) -> None:
    assert knock("owner").get("/")["Location"] == f"/submissions/{life.submissions['C1'].pk}/"
    assert knock("reviewer").get("/")["Location"] == "/cohorts/"


def test_a_visitor_is_asked_to_sign_in_and_sent_on(life: Plausible) -> None:
    assert Client().get("/cohorts/")["Location"] == "/sign-in/?next=/cohorts/"
    assert 'name="next" value="/cohorts/"' in Client().get("/sign-in/?next=/cohorts/").content.decode()
