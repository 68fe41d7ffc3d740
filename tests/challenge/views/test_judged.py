from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from challenge.models import Event, Submission
from tests.plausible import Plausible


@pytest.fixture
def address(life: Plausible) -> str:
    return f"/submissions/{life.submissions['C1'].pk}/judged/"


def choices(life: Plausible) -> dict[str, str]:
    kept: dict[str, str] = Submission.objects.get(pk=life.submissions["C1"].pk).choices
    return kept


@pytest.mark.parametrize(
    ("pasted", "id_"),
    [
        ("https://app.datadoghq.eu/dashboard/abc-def-ghi/my-board?from_ts=1", "abc-def-ghi"),
        ("https://app.datadoghq.com/dash/123456", "123456"),
    ],
)
def test_an_address_of_a_dashboard_chooses_it(
    life: Plausible, knock: Callable[[str], Client], address: str, pasted: str, id_: str
) -> None:
    knock("owner").post(address, {"board": "", "board_link": pasted})
    assert choices(life) == {"board": id_}
    event = Event.objects.filter(kind="judged.chosen").latest("pk")
    assert event.data == {"subjects": ["board"]}
    knock("owner").post(address, {"board": ""})
    assert choices(life) == {}


def test_another_address_is_refused_and_stays_in_the_form(
    life: Plausible, knock: Callable[[str], Client], address: str
) -> None:
    answer = knock("owner").post(address, {"monitor_link": "https://example.org/<b>"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "This is not the address of a monitor." in page and "https://example.org/&lt;b&gt;" in page
    assert choices(life) == {}


@pytest.mark.parametrize("bad", ["x" * 201, "a\x00b", "a\nb"])
def test_nonsense_is_refused_with_a_sentence(
    life: Plausible, knock: Callable[[str], Client], address: str, bad: str
) -> None:
    answer = knock("owner").post(address, {"host": bad})
    assert (answer.status_code, choices(life)) == (400, {})
    assert "nothing that could be judged" in answer.content.decode()


def test_after_the_hand_in_only_a_reviewer_chooses(
    life: Plausible, knock: Callable[[str], Client], address: str
) -> None:
    Submission.objects.update(handed_in_at=timezone.now())
    assert "only a reviewer can change this" in knock("owner").get(address).content.decode()
    assert knock("owner").post(address, {"host": "k8-vm"}).status_code == 403
    assert choices(life) == {}
    knock("reviewer").post(address, {"host": "k8-vm"})
    assert choices(life) == {"host": "k8-vm"}


def test_a_choice_of_a_reviewer_brings_in_no_other_one(
    life: Plausible, knock: Callable[[str], Client], address: str
) -> None:
    """What was written on the submission after a check is not taken into that check."""
    work = life.submissions["C1"]
    late = {"board": "abc-def-ghi", "host": "k7-vm"}
    Submission.objects.filter(pk=work.pk).update(handed_in_at=timezone.now(), choices=late)
    whole = work.runs.filter(state="finished", scope=[])
    whole.update(choices={"host": "k7-vm", "monitor": "5"})
    knock("reviewer").post(address, {"host": ""})
    judged = whole.latest("pk")
    assert choices(life) == {"board": "abc-def-ghi"}
    assert judged.rejudged_at is not None
    assert judged.choices == {"monitor": "5"}


def test_what_the_last_look_did_not_see_is_looked_for(
    life: Plausible, knock: Callable[[str], Client], address: str
) -> None:
    knock("owner").post(address, {"monitor_link": "https://app.datadoghq.com/monitors/42"})
    run = life.submissions["C1"].runs.latest("pk")
    assert run.is_open and run.choices == {"monitor": "42"}
