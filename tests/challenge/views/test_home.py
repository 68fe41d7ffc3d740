"""The candidate's home by a browser that only reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from challenge.models import AccountLink, Cohort, Judgment, Run, Submission, Target
from tests.challenge.views.test_before_hand_in import saw
from tests.plausible import Plausible

HTMX = {"HX-Request": "true"}


def address(life: Plausible, code: str = "C1") -> str:
    return f"/submissions/{life.submissions[code].pk}/"


@pytest.fixture
def own(life: Plausible, knock: Callable[[str], Client]) -> Callable[[str], str]:
    """The owner's page, with this after its address."""
    client = knock("owner")
    return lambda more="": client.get(address(life) + more).content.decode()


def test_it_tells_what_is_next_how_we_look_and_what_is_judged(own: Callable[..., str]) -> None:
    page = own()
    for told in ("Next for you", "How we look", "Judged", "My Metric Timeboard", "of 4", "All rows"):
        assert told in page
    assert 1 <= len(re.findall(r'class="next-line', page)) <= 5
    assert page.count('<details class="section"') == 6
    assert not re.search(r'<details class="section"[^>]* open', page)


def test_a_reviewers_page_has_none_of_it_and_its_sections_are_open(
    life: Plausible, knock: Callable[[str], Client]
) -> None:
    page = knock("reviewer").get(address(life)).content.decode()
    for hidden in ("Next for you", "Forget the keys", "Hand in…", "See it as the reviewer", "check-source-"):
        assert hidden not in page
    assert re.search(r'<details class="section"[^>]* open', page)
    assert "How we look" in page


def test_as_the_reviewer_it_looks_like_theirs_and_says_so(
    life: Plausible, knock: Callable[[str], Client], own: Callable[..., str]
) -> None:
    preview, theirs = own("?as=reviewer"), knock("reviewer").get(address(life)).content.decode()
    assert "This is what the reviewers" in preview and "This is what the reviewers" not in theirs
    assert "<h1>Ada Otter</h1>" in preview and "<h1>Ada Otter</h1>" in theirs
    assert "Next for you" not in preview and 'id="check-now"' not in preview
    rows = re.compile(r'data-row="([^"]+)" data-verdict="([^"]*)"')
    assert rows.findall(preview) == rows.findall(theirs)
    assert re.search(r'data-parts="[^"]*as=reviewer"', preview)


def test_nobody_else_can_ask_for_a_page_as_somebody(life: Plausible, knock: Callable[[str], Client]) -> None:
    assert knock("other").get(address(life) + "?as=reviewer").status_code == 404
    assert "Back to your own page" not in knock("reviewer").get(address(life) + "?as=reviewer").content.decode()


def test_with_nothing_connected_it_says_what_to_begin_with(life: Plausible, own: Callable[..., str]) -> None:
    Target.objects.all().delete()
    AccountLink.objects.all().delete()
    Submission.objects.update(document="")
    page = own()
    assert "Begin here" in page and "Next for you" not in page
    assert page.index("Your machine") < page.index('class="section"')


def test_what_the_last_check_changed_is_marked_and_counted(life: Plausible, own: Callable[..., str]) -> None:
    first, last = life.submissions["C1"].runs.order_by("pk")
    Judgment.objects.filter(run=first, step__key__in=["env-host", "agent-reporting"]).update(verdict="fail")
    Judgment.objects.filter(run=last, step__key="db-install").update(verdict="fail")
    Judgment.objects.filter(run=first, step__key="db-install").update(verdict="pass")
    page = own()
    head = page[page.index('id="head-environment"') :].split("</summary>")[0]
    assert '<span class="gained">+2</span>' in head
    row = page[page.index('id="row-env-host"') :].split("</summary>")[0]
    assert "gained" in row
    assert "lost" in page[page.index('id="row-db-install"') :].split("</summary>")[0]
    assert '<span class="gained">+2</span> <span class="lost">−1</span>' in page


def test_a_metric_of_another_name_is_asked_about_until_it_is_confirmed(
    life: Plausible, knock: Callable[[str], Client], own: Callable[..., str]
) -> None:
    run = life.runs["C1"]
    run.judged["metric"] |= {"name": "otter.metric", "id": "otter.metric"}
    run.save()
    page = own()
    assert "Your metric is called otter.metric, not my_metric?" in page and "Yes, it is otter.metric" in page
    knock("owner").post(address(life) + "judged/", {"metric": "otter.metric"})
    assert Submission.objects.get(pk=life.submissions["C1"].pk).choices == {"metric": "otter.metric"}
    assert "Your metric is called" not in own()


def test_while_it_cools_down_the_buttons_count_and_a_press_is_queued(
    life: Plausible, knock: Callable[[str], Client], own: Callable[..., str]
) -> None:
    Cohort.objects.update(cool_down_seconds=120)
    life.runs["C1"].collections.filter(source="document").delete()
    Run.objects.filter(pk=life.runs["C1"].pk).update(created_at=timezone.now())
    page = own()
    assert page.count("data-until=") == 3  # everything, the account, the machine
    assert "Press before, and it waits" in page
    client = knock("owner")
    client.post(address(life) + "check/")
    page = own()
    assert "One check is queued; it starts by itself" in page and "Take it back" in page
    client.post(address(life) + "check/take-back/")
    assert "Take it back" not in own()
    assert not life.submissions["C1"].runs.filter(state="waiting").exists()


def test_one_source_is_checked_alone(life: Plausible, knock: Callable[[str], Client]) -> None:
    knock("owner").post(address(life) + "check/", {"source": "account"})
    run = life.submissions["C1"].runs.latest("pk")
    assert list(run.collections.values_list("source", flat=True)) == ["account"]


def test_an_unknown_source_is_no_error(life: Plausible, knock: Callable[[str], Client]) -> None:
    assert knock("owner").post(address(life) + "check/", {"source": "moon"}).status_code == 302


def test_the_parts_of_a_live_page_are_the_homes_too(life: Plausible, knock: Callable[[str], Client]) -> None:
    part = knock("owner").get(address(life) + "?changed=", headers=HTMX).content.decode()
    for name in ("band", "next", "how-we-look", "all-rows-head"):
        assert f'id="{name}"' in part
    assert part.count("hx-swap-oob") >= 5 and 'data-row="' not in part


def test_what_waits_says_when_it_is_looked_at_again(life: Plausible, own: Callable[..., str]) -> None:
    last = life.runs["C1"]
    Judgment.objects.filter(run=last).update(verdict="pass")
    Judgment.objects.filter(run=last, step__key="metric-range").update(
        verdict="wait", reason="7 of 20 values so far.", again_at=timezone.now() + timedelta(minutes=13)
    )
    line = own().split('class="next-line')[1]
    assert "7 of 20 values so far." in line and "looked at again by itself" in line


def test_it_asks_the_database_a_bounded_number_of_times(
    life: Plausible, knock: Callable[[str], Client], django_assert_max_num_queries
) -> None:
    client = knock("owner")
    client.get(address(life))
    with django_assert_max_num_queries(47):
        client.get(address(life))


@pytest.fixture
def handed_in(life: Plausible) -> Submission:
    mine = life.submissions["C1"]
    mine.hand_in_asked_at = timezone.now() - timedelta(minutes=3)
    mine.handed_in_at = timezone.now()
    mine.save()
    return mine


def test_after_the_hand_in_it_says_so_and_asks_for_nothing(
    handed_in: Submission, own: Callable[..., str], life: Plausible, knock: Callable[[str], Client]
) -> None:
    page = own()
    notice = page[page.index('id="handed-in"') : page.index('id="time"')]
    assert "Handed in" in notice and "What counts is frozen" in notice
    assert f'href="{address(life)}receipt/"' in notice and f'href="{address(life)}feedback/"' in notice
    for gone in ("Next for you", "Before I hand in", "Hand in…", f'href="{address(life)}document/"'):
        assert gone not in page
    assert f'href="{address(life)}machine/"' in page and f'href="{address(life)}account/"' in page
    part = knock("owner").get(address(life) + "?changed=", headers=HTMX).content.decode()
    for name in ("handed-in", "next", "home-links"):
        assert re.search(rf'id="{name}"[^>]* hx-swap-oob="true"', part)


def test_while_the_hand_in_is_on_it_leads_there(handed_in: Submission, own: Callable[..., str]) -> None:
    handed_in.handed_in_at = None
    handed_in.save()
    page = own()
    assert "The hand-in is on" in page and "See how far it is" in page
    for gone in ("Next for you", "Before I hand in", "Hand in…"):
        assert gone not in page


def test_before_the_hand_in_nothing_says_that_it_is_over(own: Callable[..., str]) -> None:
    page = own()
    assert re.search(r'<div id="handed-in" hidden>\s*</div>', page)
    assert "Before I hand in" in page


@pytest.mark.parametrize(
    ("source", "told"),
    [("account", "the Datadog account only"), ("host", "the machine only")],
)
def test_a_check_of_one_source_is_called_by_it(
    life: Plausible, knock: Callable[[str], Client], own: Callable[..., str], source: str, told: str
) -> None:
    client = knock("owner")
    client.post(address(life) + "check/", {"source": source})
    assert f"Checking {told}…" in own()
    assert told in client.get(address(life) + "runs/").content.decode()
    life.submissions["C1"].runs.filter(state="waiting").update(
        state="finished", started_at=timezone.now(), ended_at=timezone.now()
    )
    page = own()
    assert told in page and "rows only" not in page


def test_a_check_of_one_row_is_still_one_row(
    life: Plausible, knock: Callable[[str], Client], own: Callable[..., str]
) -> None:
    knock("owner").post(address(life) + "check/", {"step": "env-host"})
    assert "Checking one row…" in own()


def test_a_source_keeps_its_capitals_for_those_who_listen(own: Callable[..., str]) -> None:
    assert " source: Datadog account</span>" in own()


def test_with_a_document_alone_it_counts_what_the_others_could_prove(life: Plausible, own: Callable[..., str]) -> None:
    assert "connect the account</a>" not in own()
    Target.objects.all().delete()
    AccountLink.objects.all().delete()
    Submission.objects.filter(pk=life.submissions["C1"].pk).update(document="documents/C1")
    Judgment.objects.filter(run=life.runs["C1"]).update(verdict="claimed")
    page = own()
    part = page[page.index('id="next"') : page.index('id="how-we-look"')]
    assert re.search(r"\d+ rows could prove themselves: <a [^>]*account/", part)
    assert re.search(r"\d+ rows could be shown by your machine: <a [^>]*machine/", part)
    assert "Nothing is left" not in part


def test_what_is_next_says_how_many_rows_it_leaves_out(life: Plausible, own: Callable[..., str]) -> None:
    Judgment.objects.filter(run=life.runs["C1"]).update(verdict="fail")
    assert re.search(r'<a href="#all-rows-head">and \d+ more rows</a>', own())
    Judgment.objects.filter(run=life.runs["C1"]).update(verdict="pass")
    assert "more row" not in own()


def test_pictures_under_other_addresses_are_not_counted_as_missing(
    life: Plausible, own: Callable[..., str], tmp_path: Path
) -> None:
    away = "".join(f"![shot](https://pictures.example/{number}.png)\n\n" for number in range(21))
    Submission.objects.filter(code="C1").update(document="answers.md", document_kind="upload")
    saw(life.submissions["C1"], tmp_path, answers__md=away)
    page = own()
    assert "21 pictures, elsewhere: fetched at the hand-in" in page and "pictures found" not in page
    saw(life.submissions["C1"], tmp_path, answers__md=f"{away}![gone](gone.png)\n", extra__png=b"\x89PNG\r\n\x1a\n")
    page = own()
    assert "21 pictures, elsewhere: fetched at the hand-in" in page and "0 of 1 pictures found" in page


def test_what_was_seen_is_told_with_its_place(life: Plausible, knock: Callable[[str], Client]) -> None:
    Judgment.objects.filter(run=life.runs["C2"]).exclude(step__key="check-interval-45").update(verdict="pass")
    page = knock("other").get(address(life, "C2")).content.decode()
    part = page[page.index('id="next"') : page.index('id="how-we-look"')]
    assert '<dt>Where</dt><dd class="value">/etc/datadog-agent/conf.d/my_metric.yaml:1</dd>' in part
