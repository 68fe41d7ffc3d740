"""Pages of authors: a draft from a file, what stands in its way, and publishing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest import MonkeyPatch
from pytest_django.fixtures import Settings

from challenge.models import DefinitionDraft, DefinitionVersion
from challenge.services import looking_at_drafts
from tests.exercise import numbered
from tests.plausible import Plausible
from verifier import gate
from verifier.definition.load import SOLUTIONS_ENGINEER

Knock = Callable[[str], Client]
SOURCE = SOLUTIONS_ENGINEER.read_bytes()
TRIALS = SOLUTIONS_ENGINEER.with_suffix(".trials.json").read_bytes()


def sent(client: Client, source: bytes, trials: bytes = b"") -> str:
    files = {"source_file": SimpleUploadedFile("challenge.yaml", source)}
    if trials:
        files["trials_file"] = SimpleUploadedFile("trials.json", trials)
    return client.post(reverse("challenge_list"), files)["Location"]


def test_from_a_file_to_a_published_version(life: Plausible, knock: Knock) -> None:
    client = knock("author")
    there = sent(client, numbered(97).encode(), TRIALS)
    page = client.get(there).content.decode()
    assert "Nothing stands in the way" in page and "Submitted once every 45 seconds" in page
    source = DefinitionDraft.objects.get().source
    answer = client.post(there, {"source": source, "publish": "1"})
    version = DefinitionVersion.objects.get(sequence=97)
    assert answer["Location"] == reverse("definition_version", args=[version.pk])
    assert not DefinitionDraft.objects.exists()


def test_what_stands_in_the_way_is_listed_and_the_text_stays(life: Plausible, knock: Knock) -> None:
    client = knock("author")
    there = sent(client, SOURCE.replace(b"host_agent_is_running", b"host_agent_sings"))
    page = client.get(there).content.decode()
    assert "there is no check called host_agent_sings" in page
    assert 'name="publish"' not in page
    client.post(there, {"source": "name: half a draft", "publish": "1"})
    assert DefinitionDraft.objects.get().source == "name: half a draft"


def test_bad_files_are_told(life: Plausible, knock: Knock) -> None:
    client = knock("author")
    answer = client.post(reverse("challenge_list"), {"source_file": SimpleUploadedFile("x.yaml", b"\xff\xfe\x00")})
    assert answer.status_code == 422 and "no text in UTF-8" in answer.content.decode()
    assert client.post(reverse("challenge_list"), {"source": ""}).status_code == 422
    for field in ("source_file", "trials_file"):
        given = {"source": "name: x", field: SimpleUploadedFile("x.yaml", b"name: x\x00")}
        assert client.post(reverse("challenge_list"), given).status_code == 422


def test_a_draft_that_is_a_bomb_is_one_sentence(life: Plausible, knock: Knock) -> None:
    client = knock("author")
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    for source in (laughs + "sequence: *a29", "[" * 5_000, f"sequence: {'9' * 5_000}"):
        answer = client.get(sent(client, source.encode()))
        assert answer.status_code == 200 and len(answer.content) < 100_000


def test_a_draft_is_thrown_away(life: Plausible, knock: Knock) -> None:
    client = knock("author")
    client.post(sent(client, b"name: x"), {"source": "name: x", "drop": "1"})
    assert not DefinitionDraft.objects.exists()


def test_the_same_draft_goes_through_the_gate_once(life: Plausible, knock: Knock, monkeypatch: MonkeyPatch) -> None:
    client, asked = knock("author"), []
    held = gate.problems
    monkeypatch.setattr(gate, "problems", lambda *given: asked.append(1) or held(*given))
    there = sent(client, SOURCE, TRIALS)
    for _ in range(3):
        assert "Nothing stands in the way" in client.get(there).content.decode()
    assert len(asked) == 1
    client.post(there, {"source": numbered(98)})
    client.get(there)
    assert len(asked) == 2


def test_of_several_drafts_at_once_the_others_are_asked_to_come_again(
    life: Plausible, knock: Knock, monkeypatch: MonkeyPatch
) -> None:
    client = knock("author")
    there = sent(client, SOURCE, TRIALS)
    monkeypatch.setattr(looking_at_drafts, "WAIT_SECONDS", 0.0)
    with looking_at_drafts.LOOKING:
        page = client.get(there).content.decode()
        client.post(there, {"source": SOURCE.decode(), "publish": "1"})
    assert "open this page again in a minute" in page and DefinitionDraft.objects.count() == 1
    assert "Nothing stands in the way" in client.get(there).content.decode()


@pytest.mark.parametrize("name", ["challenge_list", "definition_draft"])
def test_more_than_a_form_takes_is_not_read(name: str, life: Plausible, knock: Knock, settings: Settings) -> None:
    client = knock("author")
    there = reverse("challenge_list") if name == "challenge_list" else sent(client, SOURCE)
    settings.UPLOAD_LIMIT = 1_000
    answer = client.post(there, {"source": "x" * 2_000})
    assert answer.status_code == 413 and "larger than" in answer.content.decode()


def test_the_token_is_asked_for_all_the_same(life: Plausible) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(life.author)
    assert client.post(reverse("challenge_list"), {"source": "name: x"}).status_code == 403
