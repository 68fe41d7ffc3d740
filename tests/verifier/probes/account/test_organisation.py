from __future__ import annotations

import pytest

from tests.verifier.probes.account.port import ask, forbidden
from verifier.datadog import CouldNotLook
from verifier.facts.account import Keys, Organisation
from verifier.probes.account.organisation import ask_keys, ask_organisation

USER = {
    "data": {
        "attributes": {"handle": "ada@candidate.example"},
        "relationships": {"org": {"data": {"type": "orgs", "id": "4dee724d"}}},
    }
}
ORG = {"type": "orgs", "attributes": {"name": "Datadog Recruiting Candidate", "public_id": "abc"}}


def test_two_good_keys_are_told() -> None:
    told = ask_keys(ask({"/api/v1/validate": {"valid": True}, "/api/v2/validate_keys": {"status": "ok"}}))
    assert told == {Keys: Keys(api_key=True, application_key=True)}


@pytest.mark.parametrize("status", [401, 403])
def test_a_bad_api_key_and_a_wrong_site_have_one_sentence(status: int) -> None:
    with pytest.raises(CouldNotLook, match=r"API key on datadoghq\.com.*another site"):
        ask_keys(ask({"/api/v1/validate": CouldNotLook("x", status=status)}))


@pytest.mark.parametrize("status", [401, 403])
def test_a_bad_application_key_is_told_apart(status: int) -> None:
    answers = {"/api/v1/validate": {"valid": True}, "/api/v2/validate_keys": CouldNotLook("x", status=status)}
    with pytest.raises(CouldNotLook, match="took the API key and refused the application key"):
        ask_keys(ask(answers))


def test_other_trouble_keeps_its_own_sentence() -> None:
    with pytest.raises(CouldNotLook, match="trouble"):
        ask_keys(ask({"/api/v1/validate": CouldNotLook("Datadog has trouble.", status=503)}))


def test_the_organisation_comes_with_the_user() -> None:
    told = ask_organisation(ask({"/api/v2/current_user": USER | {"included": [ORG]}}))[Organisation]
    assert told == Organisation("Datadog Recruiting Candidate", "abc", "datadoghq.com", "ada@candidate.example")


def test_where_it_does_not_it_is_asked_for() -> None:
    listed = {"orgs": [{"name": "Fern Ltd", "public_id": "f1"}]}
    told = ask_organisation(ask({"/api/v2/current_user": USER, "/api/v1/org": listed}))[Organisation]
    assert told == Organisation("Fern Ltd", "f1", "datadoghq.com", "ada@candidate.example")


def test_a_key_that_may_not_read_it_still_tells_the_user() -> None:
    told = ask_organisation(ask({"/api/v2/current_user": USER, "/api/v1/org": forbidden()}))[Organisation]
    assert told == Organisation("", "4dee724d", "datadoghq.com", "ada@candidate.example")
