from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.plausible import Plausible

KEY = "check-interval-45"


def address(life: Plausible, code: str = "C1") -> str:
    return f"/submissions/{life.submissions[code].pk}/steps/{KEY}/"


def test_a_row_of_an_old_check_leads_to_what_that_check_found(life: Plausible, knock: Callable[[str], Client]) -> None:
    old = life.submissions["C1"].runs.order_by("pk").first()
    assert old is not None
    owner = knock("owner")
    assert f'href="{address(life)}?run={old.pk}"' in owner.get(f"/runs/{old.pk}/").content.decode()
    page = owner.get(f"{address(life)}?run={old.pk}").content.decode()
    assert "not how the row stands now" in page
    assert re.search(rf'rel="next" href="[^"]+\?run={old.pk}"', page)
    assert f'data-parts="{address(life)}?run={old.pk}"' in page
    assert "Check this row" not in page


def test_the_check_that_counts_needs_no_such_remark(life: Plausible, knock: Callable[[str], Client]) -> None:
    page = knock("owner").get(f"{address(life)}?run={life.runs['C1'].pk}").content.decode()
    assert "not how the row stands now" not in page


@pytest.mark.parametrize("run", ["0", "-1", "x", "²", "9" * 30, "999999"])
def test_a_check_that_is_not_there_is_a_page_that_is_not_there(
    run: str, life: Plausible, knock: Callable[[str], Client]
) -> None:
    assert knock("owner").get(f"{address(life)}?run={run}").status_code == 404


def test_a_check_of_somebody_else_is_not_there(life: Plausible, knock: Callable[[str], Client]) -> None:
    foreign = life.runs["C2"].pk
    for role in ("owner", "reviewer"):
        assert knock(role).get(f"{address(life)}?run={foreign}").status_code == 404
