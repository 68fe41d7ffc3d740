"""Teams from a pasted list: what is shown is what is taken, and twice the same changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import PermissionDenied

from challenge.models import Cohort, Contest, Entry, Event, Invitation, Membership, Submission, Team
from challenge.services import entering, invitations
from challenge.services.entering import Taken

LIST = "Otter: ann@example.com, bob@example.com\nLynx: cid@example.com\ndan@example.com\n"


def taken(cohort: Cohort, lead: User, text: str = LIST, **more: bool) -> Taken:
    return entering.take(cohort, lead, text, digest=entering.plan(cohort, text).digest, **more)


def word(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def comes_in(found: Taken, email: str) -> User:
    link = next(one.link for one in found.links if one.email == email)
    return invitations.accept(word(link), None, name=email.partition("@")[0].title())


def test_every_line_is_an_entry_with_a_tag_and_everybody_has_a_link(
    cohort: Cohort, contest: Contest, lead: User
) -> None:
    found = taken(cohort, lead)
    assert [(one.team, one.email) for one in found.links] == [
        ("Otter", "ann@example.com"),
        ("Otter", "bob@example.com"),
        ("Lynx", "cid@example.com"),
        ("dan", "dan@example.com"),
    ]
    assert len({one.link for one in found.links}) == 4 and found.made == 3 and mail.outbox == []
    assert len(set(Entry.objects.values_list("tag", flat=True))) == 3
    assert set(Team.objects.values_list("name", flat=True)) == {"Otter", "Lynx", "dan"}


def test_the_same_list_again_changes_nothing(cohort: Cohort, contest: Contest, lead: User) -> None:
    taken(cohort, lead)
    before = Event.objects.count()
    again = taken(cohort, lead)
    assert (again.links, again.made, again.moved) == ((), 0, 0)
    assert Event.objects.count() == before and not entering.plan(cohort, LIST).changes


def test_who_comes_in_by_the_link_hands_in_with_the_team(cohort: Cohort, contest: Contest, lead: User) -> None:
    ann = comes_in(taken(cohort, lead), "ann@example.com")
    work = Submission.objects.get(team__name="Otter")
    assert list(ann.teams.values_list("name", flat=True)) == ["Otter"]
    assert not cohort.submissions.filter(owner=ann).exists()
    assert ann.memberships.get().role == "candidate"
    event = Event.objects.get(kind="entry.joined")
    assert (event.submission_id, event.data) == (work.pk, {"member": ann.pk})
    states = {one.email: one.state for line in entering.plan(cohort, LIST).lines for one in line.people}
    assert states == {
        "ann@example.com": "there",
        **dict.fromkeys(("bob@example.com", "cid@example.com", "dan@example.com"), "invited"),
    }


def test_people_are_added_and_moved_later(cohort: Cohort, contest: Contest, lead: User) -> None:
    found = taken(cohort, lead)
    ann = comes_in(found, "ann@example.com")
    later = taken(cohort, lead, "Lynx: cid@example.com, ann@example.com, bob@example.com, eve@example.com")
    assert [one.email for one in later.links] == ["eve@example.com"] and later.moved == 2
    assert list(ann.teams.values_list("name", flat=True)) == ["Lynx"]
    bob = comes_in(found, "bob@example.com")  # by the link that named another team
    assert list(bob.teams.values_list("name", flat=True)) == ["Lynx"]


def test_a_bad_line_takes_nothing_of_the_list(cohort: Cohort, contest: Contest, lead: User) -> None:
    with pytest.raises(entering.Changed):
        taken(cohort, lead, LIST + "0tter: eve@example.com")
    assert not Team.objects.exists() and not Invitation.objects.exists()


def test_what_is_taken_is_what_was_shown(cohort: Cohort, contest: Contest, lead: User) -> None:
    shown = entering.plan(cohort, LIST).digest
    taken(cohort, lead, "Otter: zoe@example.com")
    with pytest.raises(entering.Changed):
        entering.take(cohort, lead, LIST, digest=shown)


def test_a_lost_link_is_replaced_and_leads_in_no_longer(cohort: Cohort, contest: Contest, lead: User) -> None:
    first = taken(cohort, lead, "Otter: ann@example.com")
    second = taken(cohort, lead, "Otter: ann@example.com", again=True)
    assert [one.email for one in second.links] == ["ann@example.com"]
    assert not invitations.is_open(word(first.links[0].link)) and invitations.is_open(word(second.links[0].link))


def test_links_are_mailed_where_that_is_asked(cohort: Cohort, contest: Contest, lead: User) -> None:
    found = taken(cohort, lead, "Otter: ann@example.com", mail=True)
    assert found.links[0].sent and found.links[0].link in mail.outbox[0].body and "Otter" in mail.outbox[0].body


def test_who_reviews_or_hands_in_alone_is_in_no_team(cohort: Cohort, contest: Contest, lead: User) -> None:
    rita = User.objects.create_user("rita", email="rita@example.com")
    Membership.objects.create(cohort=cohort, user=rita, role="reviewer")
    solo = User.objects.create_user("solo", email="solo@example.com")
    invitations.join(cohort, solo)
    faults = [line.fault for line in entering.plan(cohort, "A: rita@example.com\nB: solo@example.com").lines]
    assert faults == [
        "rita@example.com reviews or leads here, and so is in no team.",
        "solo@example.com hands in alone here already, and so is an entry.",
    ]
    assert Entry.objects.get().submission.owner == solo  # who joins a contest alone is an entry at once


def test_nobody_is_in_two_teams_of_a_contest(cohort: Cohort, contest: Contest, lead: User) -> None:
    found = taken(cohort, lead)
    ann = comes_in(found, "ann@example.com")
    other = next(one.link for one in found.links if one.email == "cid@example.com")
    with pytest.raises(invitations.CannotAccept, match="You are in a team here already"):
        invitations.accept(word(other), ann)
    assert invitations.is_open(word(other))


def test_only_a_lead_takes_a_list(cohort: Cohort, contest: Contest, lead: User) -> None:
    with pytest.raises(PermissionDenied):
        taken(cohort, User.objects.create_user("stranger"))


def test_who_came_with_an_account_of_another_address_is_known_by_the_one_that_was_pasted(
    cohort: Cohort, contest: Contest, lead: User
) -> None:
    found = taken(cohort, lead)
    user = User.objects.create_user("ann2", "private@example.org")
    link = next(one.link for one in found.links if one.email == "ann@example.com")
    invitations.accept(word(link), user)
    assert not entering.plan(cohort, LIST).changes
    assert taken(cohort, lead, again=True).links != () and user.teams.get().name == "Otter"
    moved = taken(cohort, lead, "Lynx: ann@example.com")
    assert (moved.moved, moved.links, [team.name for team in user.teams.all()]) == (1, (), ["Lynx"])


def test_who_is_in_a_team_hands_in_nothing_alone(cohort: Cohort, contest: Contest, lead: User) -> None:
    ann = comes_in(taken(cohort, lead), "ann@example.com")
    _row, link = invitations.invite(cohort, "other@example.org")
    with pytest.raises(invitations.CannotAccept):
        invitations.accept(word(link), ann)
    with pytest.raises(invitations.CannotAccept):
        invitations.join(cohort, ann)
    assert not Submission.objects.filter(owner=ann).exists()
    assert Invitation.objects.get(email="other@example.org").used_at is None


def test_what_is_no_address_is_looked_up_nowhere_and_many_addresses_cost_no_more_than_one(
    cohort: Cohort, contest: Contest, lead: User, django_assert_max_num_queries: Any
) -> None:
    User.objects.create_user("ann", "Ann@Example.com")
    assert entering.plan(cohort, "a" * 59_000 + "@example.com").faults == 1
    with django_assert_max_num_queries(12):
        found = entering.plan(cohort, "\n".join(f"T{n}: a{n}@example.com, b{n}@example.com" for n in range(300)))
    assert not found.faults and len(found.lines) == 300
    cohort.submissions.create(code="A9", owner=User.objects.get(username="ann"))
    assert entering.plan(cohort, "Otter: ann@example.com").faults == 1
