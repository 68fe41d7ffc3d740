"""A draft is published when nothing stands in its way, and touches nothing that is on."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied

from challenge.models import Cohort, DefinitionDraft, DefinitionVersion, Event
from challenge.services import definitions
from tests.exercise import ROWS, numbered
from verifier.definition.load import SOLUTIONS_ENGINEER

SOURCE = SOLUTIONS_ENGINEER.read_text("utf-8")
TRIALS = SOLUTIONS_ENGINEER.with_suffix(".trials.json").read_text("utf-8")


@pytest.fixture
def author(db: None) -> User:
    user = User.objects.create_user("author")
    user.user_permissions.add(Permission.objects.get(codename="add_definitionversion"))
    return user


def draft(author: User, source: str, trials: str = "") -> DefinitionDraft:
    return DefinitionDraft.objects.create(author=author, source=source, trials=trials)


def test_published_it_is_a_version_and_cohorts_keep_theirs(author: User, cohort: Cohort) -> None:
    before = cohort.version_id
    made = definitions.publish_draft(draft(author, numbered(99), TRIALS), author)
    cohort.refresh_from_db()
    assert (made.sequence, cohort.version_id, DefinitionDraft.objects.count()) == (99, before, 0)
    assert made.steps.count() == ROWS and made.trials
    assert Event.objects.get(kind="definition.published").data == {"version": made.pk}


def test_trials_of_the_version_before_serve_again(author: User, db: None) -> None:
    definitions.publish_draft(draft(author, SOURCE, TRIALS), author)
    made = definitions.publish_draft(draft(author, numbered(99)), author)
    assert made.sequence == 99


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("name:", "nome:", "", id="another shape"),
        pytest.param("host_agent_is_running: {}", "host_agent_sings: {}", "no check called host_agent_sings", id="no such check"),
        pytest.param("{threshold: 800}", "{threshold: 900}", "does not pass with the facts", id="no trial holds"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_said_and_nothing_is_published(
    old: str, new: str, said: str, author: User, db: None
) -> None:
    with pytest.raises(definitions.NotReady) as why:
        definitions.publish_draft(draft(author, SOURCE.replace(old, new, 1), TRIALS), author)
    assert any(said in problem for problem in why.value.problems)
    assert not DefinitionVersion.objects.exists() and DefinitionDraft.objects.count() == 1


def test_only_authors_publish(author: User, db: None) -> None:
    other = User.objects.create_user("other")
    with pytest.raises(PermissionDenied):
        definitions.publish_draft(draft(author, SOURCE, TRIALS), other)
