"""Where names are hidden, a reviewer reads none before their first pass is finished: at no address, in no header.

Every address of the table is asked for as such a reviewer, and whatever comes back is searched for every string that
tells who the candidate is.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import quote, unquote

import pytest
from allauth.account.models import EmailAddress
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.core import mail
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from django.utils import timezone

from challenge import blinded, sealed
from challenge.live.events import read_since
from challenge.live.stream import frame
from challenge.models import (
    Collection,
    Comment,
    Event,
    InterviewQuestion,
    Judgment,
    MailRefused,
    Membership,
    Review,
    Run,
    Submission,
    Target,
    WrittenAnswer,
)
from challenge.selectors.likeness import cohort_likeness
from challenge.services import comments, deciding, mailing, practising, reviewing
from challenge.services.answers import add_picture
from tests import images
from tests.challenge.views.test_access import TABLE, address
from tests.plausible import Plausible
from tests.verifier.likeness.texts import CURL
from verifier import recording
from verifier.documents.files import File
from verifier.documents.reader import Submission as Document
from verifier.documents.reader import facts
from verifier.facts import SourceFacts, SourceState
from verifier.verdicts import How, Source

Knock = Callable[[str], Client]

NEEDLES = ("marigold", "quillfeather", "quill-99", "mq-forge", "inkwell")
"""First and last name, user name, the forge's user, the local part of the e-mail; each is found within longer words too."""

TELLING = (
    "I am Marigold Quillfeather (MARIGOLD.QUILLFEATHER), quill-99 on this machine, https://github.com/mq-forge/hiring, "
    "inkwell@example.org, marigold-vm, `quillfeather_metric` and MarigoldVM."
)


@pytest.fixture
def blind(life: Plausible) -> Plausible:
    """Names are hidden, and the owner's name stands everywhere it can."""
    life.cohort.names_hidden = True
    life.cohort.save()
    who = life.candidate
    who.first_name, who.last_name, who.username, who.email = (
        "Marigold",
        "Quillfeather",
        "quill-99",
        "inkwell@example.org",
    )
    who.save()
    EmailAddress.objects.create(user=who, email="inkwell@example.org", verified=True)
    row = life.submissions["C1"]
    row.document_kind, row.document_url = "fork", "https://github.com/mq-forge/hiring-engineers"
    row.choices, row.feedback_draft = {"host": "marigold-vm"}, TELLING
    row.save()
    row.account.organisation = "Quillfeather GmbH"
    row.account.save()
    Target.objects.filter(submission=row).update(username="quill-99", name="marigold-vm")
    _in_the_checks(row)
    practising.add(life.cohort)
    add_picture(row, who, "check-interval-45", name="map.png", data=images.png())
    add_picture(row, who, "check-interval-45", name="marigold.png", data=images.png())
    WrittenAnswer.objects.create(submission=row, step_key="final-creative", text=TELLING)
    for author in (who, life.reviewer):
        Comment.objects.create(submission=row, step_key="check-interval-45", author=author, text=TELLING)
    InterviewQuestion.objects.create(submission=row, author=life.reviewer, text=TELLING[:500])
    life.submissions["C1"] = Submission.objects.get(pk=row.pk)
    return life


def _in_the_checks(row: Submission) -> None:
    shots = (("shots/marigold-map.png", 100),)
    for code in ("C1", "C2"):
        text = f"# Answers\n\n{TELLING}\n\n![map of Marigold](shots/marigold-map.png)\n\n{CURL.replace('kestrel', 'quill-99')}"
        values = facts(Document("answers.md", (File("answers.md", text),), shots, complete=True, leaks=()))
        document = SourceFacts(
            Source.DOCUMENT, How.DOCUMENT, SourceState.READ, values=values, origin="marigold/answers.md"
        )
        newest = Collection.objects.filter(
            run__submission__cohort=row.cohort, run__submission__code=code, source="document"
        )
        for kept in newest:
            kept.facts, kept.reason = recording.to_json(document), TELLING
            kept.save()
    for judgment in Judgment.objects.filter(run__submission=row):
        judgment.reason = TELLING
        told = {"what": TELLING, "seen": "marigold-vm", "wanted": "", "where": "https://github.com/mq-forge/x"}
        judgment.findings = [dict(one, reason=TELLING, evidence=[told], note=TELLING) for one in judgment.findings]
        judgment.save()
    for run in Run.objects.filter(submission=row):
        run.judged = {"host": {"name": "marigold-vm", "id": "marigold-vm", "because": TELLING, "others": []}}
        run.ended_because = TELLING[:100]
        run.save()


@pytest.fixture
def reviewer(blind: Plausible, knock: Knock) -> Client:
    return knock("reviewer")


def body(answer: HttpResponse) -> str:
    if answer.streaming:
        return b"".join(answer).decode("utf-8", "replace")
    return answer.content.decode("utf-8", "replace")


def told(answer: HttpResponse) -> str:
    """Everything of an answer that somebody could read, however it is written."""
    text = "\n".join([*(f"{name}: {value}" for name, value in answer.headers.items()), body(answer)])
    return "\n".join([text, unescape(text), unquote(text), json.dumps(text)]).casefold()


def leaks(answer: HttpResponse) -> list[str]:
    text = told(answer)
    return [text[max(0, text.index(one) - 60) : text.index(one) + 40] for one in NEEDLES if one in text]


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


def test_everything_opens_when_the_first_pass_is_finished(blind: Plausible, reviewer: Client) -> None:
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


def test_nobody_opens_what_is_sealed_by_taking_it_for_their_own_name(blind: Plausible, reviewer: Client) -> None:
    given = sealed.close("marigold-vm")
    reviewer.post("/me/", {"name": given})
    blind.reviewer.refresh_from_db()
    assert blind.reviewer.first_name == given and leaks(reviewer.get("/me/")) == []


# what is sealed, and opens again


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


# a page that nobody has written yet


def forgetful(answer: HttpResponse, blind: Plausible) -> HttpResponse:
    """What the net makes of the answer of a view that forgot to ask."""
    request: HttpRequest = RequestFactory().get("/")
    request.user = blind.reviewer
    request.resolver_match = ResolverMatch(lambda: None, (), {"submission_id": blind.submissions["C1"].pk})
    return blinded.middleware(lambda _request: answer)(request)


@pytest.mark.parametrize(
    "make",
    [
        lambda: HttpResponse(f"<h1>{TELLING}</h1>"),
        lambda: HttpResponse('<a href="https://github.com/mq-forge">x</a><img src="/x/marigold.png" alt="Marigold">'),
        lambda: HttpResponse(f"code,name\nC1,{TELLING}\n", content_type="text/csv; charset=utf-8"),
        lambda: StreamingHttpResponse(iter(["C1,Mari", "gold\nC1,Quill", "feather\n"]), content_type="text/csv"),
        lambda: StreamingHttpResponse(iter(["<p>Mari", "gold</p>"])),
        lambda: JsonResponse({"name": TELLING, "rows": [{"Marigold": TELLING}]}),
        lambda: HttpResponse(
            "x", headers={"Content-Disposition": "attachment; filename*=UTF-8''Marigold%20Quillfeather.txt"}
        ),
        lambda: HttpResponse("", status=302, headers={"Location": "https://github.com/mq-forge/hiring"}),
        lambda: HttpResponse("", headers={"HX-Trigger": '{"told": "Marigold"}'}),
        lambda: HttpResponse(b"PK marigold", content_type="application/zip"),
        lambda: FileResponse(iter([b"marigold"]), content_type="application/octet-stream"),
        lambda: HttpResponse("data: marigold\n\n", content_type="text/event-stream"),
        lambda: HttpResponse("<svg><text>Marigold</text></svg>", content_type="image/svg+xml"),
    ],
)
def test_an_answer_that_forgot_to_ask_is_veiled(make: Callable[[], HttpResponse], blind: Plausible) -> None:
    assert leaks(make())
    assert leaks(forgetful(make(), blind)) == []


def test_a_stream_of_a_server_that_waits_for_many_is_veiled_too(blind: Plausible) -> None:
    async def parts() -> AsyncIterator[str]:
        for part in ("C1,Mari", "gold\nC1,Quill", "feather\n"):
            yield part

    async def read(answer: HttpResponse) -> str:
        return b"".join([part async for part in answer]).decode()

    answer = forgetful(StreamingHttpResponse(parts(), content_type="text/csv"), blind)
    assert async_to_sync(read)(answer) == "C1,C1\nC1,C1\n"


def test_a_file_that_its_view_has_veiled_leaves(blind: Plausible) -> None:
    packed = HttpResponse(b"PK", content_type="application/zip", headers={blinded.VEILED: "1"})
    answer = forgetful(packed, blind)
    assert (answer.status_code, answer.content, blinded.VEILED in answer.headers) == (200, b"PK", False)


# streams, e-mails, the record


def test_streams_and_the_record_hold_no_name(blind: Plausible, reviewer: Client) -> None:
    row = blind.submissions["C1"]
    reviewing.take(row, blind.reviewer)
    deciding.decide(row, blind.reviewer, "check-interval-45", "excuse", reason=TELLING)
    deciding.ask_in_interview(row, blind.reviewer, "", TELLING)
    comments.say(row, blind.candidate, "check-interval-45", TELLING)
    reviewer.post(address("show_pictures", blind))
    frames = b"".join(frame(news) for news in read_since(0, 10_000)).decode().casefold()
    record = json.dumps(list(Event.objects.values_list("kind", "data"))).casefold()
    assert [one for one in NEEDLES if one in frames or one in record] == []


def test_an_e_mail_to_a_reviewer_tells_no_name(blind: Plausible, monkeypatch: pytest.MonkeyPatch) -> None:
    blind.reviewer.email = "rita@example.com"
    blind.reviewer.save()
    assert not MailRefused.objects.exists()
    context = {"submission": blind.submissions["C1"], "step": {"title": "x"}, "text": TELLING, "page": "/"}
    for person in (blind.reviewer, blind.candidate):
        mailing.send(person, "answer", subject=TELLING, template="challenge/mail/answer.txt", context=context)
    to_reviewer, to_candidate = (f"{one.subject}\n{one.body}".casefold() for one in mail.outbox)
    assert [one for one in NEEDLES if one in to_reviewer] == []
    assert [one for one in NEEDLES if one not in to_candidate] == []


def test_messages_tell_no_name(blind: Plausible, reviewer: Client) -> None:
    row = blind.submissions["C1"]
    for name in ("know_person", "save_grade", "decide", "settle", "check_now", "show_pictures"):
        assert leaks(reviewer.post(address(name, blind), follow=True)) == []
    assert Review.objects.get(submission=row, reviewer=blind.reviewer).knows_person


@pytest.fixture
def many(blind: Plausible) -> Iterator[int]:
    users = User.objects.bulk_create(
        User(username=f"crowd-{n}", first_name=f"Fern{n:x}", last_name="Crowd") for n in range(60)
    )
    now = timezone.now() - timedelta(days=1)
    Submission.objects.bulk_create(
        Submission(cohort=blind.cohort, code=f"M{n}", owner=user, created_at=now) for n, user in enumerate(users)
    )
    yield len(users)


def test_the_net_asks_the_database_as_often_for_many_as_for_few(
    blind: Plausible, reviewer: Client, many: int, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    request = RequestFactory().get("/")
    request.user = blind.reviewer
    with django_assert_max_num_queries(12):
        blinded.middleware(lambda _request: HttpResponse("Fern1 Crowd"))(request)
