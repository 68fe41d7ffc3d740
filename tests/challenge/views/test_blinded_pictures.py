"""What is sealed from a reviewer opens again where they need it, and pictures wait behind one press."""

from __future__ import annotations

import re
from urllib.parse import quote

from django.test import Client

from challenge import sealed
from challenge.models import (
    Event,
)
from challenge.services.answers import add_picture
from tests import images
from tests.challenge.views.blinding import Knock, body, leaks
from tests.challenge.views.test_access import address
from tests.plausible import Plausible


def test_a_picture_whose_name_tells_keeps_an_address_that_works(blind: Plausible, reviewer: Client) -> None:
    reviewer.post(address("show_pictures", blind))
    row = blind.submissions["C1"]
    told_by_page = reviewer.get(f"/submissions/{row.pk}/pictures/{quote(sealed.close('answers-on-proofboard'))}/x.png")
    assert told_by_page.status_code == 404
    path = f"/submissions/{row.pk}/pictures/answers-on-proofboard/{sealed.close('marigold.png')}"
    answer = reviewer.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png") and leaks(answer) == []


def test_pictures_are_behind_one_press(blind: Plausible, reviewer: Client) -> None:
    covered = reviewer.get(address("picture", blind))
    assert covered["Content-Type"] == "image/svg+xml" and "no-store" in covered["Cache-Control"]
    page = body(reviewer.get(address("pictures", blind)))
    assert "one may show a name" in page and '<img src="/submissions' not in page
    reviewer.post(address("show_pictures", blind))
    reviewer.post(address("show_pictures", blind))
    assert reviewer.get(address("picture", blind))["Content-Type"] == "image/png"
    assert "one may show a name" not in body(reviewer.get(address("pictures", blind)))
    assert Event.objects.filter(kind="pictures.uncovered").count() == 1


def test_with_names_open_no_press_is_needed(life: Plausible, knock: Knock) -> None:
    add_picture(life.submissions["C1"], life.candidate, "check-interval-45", name="map.png", data=images.png())
    assert knock("reviewer").get(address("picture", life))["Content-Type"] == "image/png"


def test_a_choice_with_a_name_is_sent_back_sealed_and_arrives_open(blind: Plausible, reviewer: Client) -> None:
    page = body(reviewer.get(address("choose_judged", blind)))
    values = re.findall(r'name="host" value="(sealed\.[^"]+)"', page)
    assert values
    row = blind.submissions["C1"]
    row.choices = {}
    row.save()
    reviewer.post(address("choose_judged", blind), {"host": values[0]})
    row.refresh_from_db()
    assert row.choices == {"host": "marigold-vm"}
