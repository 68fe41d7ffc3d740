from __future__ import annotations

from dataclasses import replace

import pytest

from tests.verifier.shares.accounts import (
    OTHERS,
    A,
    B,
    account,
    board,
    downtime,
    host,
    monitor,
    points,
    service,
)
from verifier.facts import Fact, NotLooked, NotThere
from verifier.facts.account import (
    AccountHost,
    AccountHosts,
    ActiveMetrics,
    Boards,
    CandidateMetrics,
    Downtimes,
    Keys,
    MetricPoints,
    Monitors,
    TracedServices,
)
from verifier.facts.shared import TaggedMetrics
from verifier.shares import Share, share
from verifier.shares.cut import TYPED
from verifier.subjects.host import names_of


def cut(**parts: Fact | NotLooked | NotThere) -> Share:
    return share(account(**parts), A, OTHERS, metrics=("my_metric",))


def names(found: Share, kind: type[Fact]) -> list[str]:
    value = found.facts.values[kind]
    told = {
        AccountHosts: lambda fact: [each.name for each in fact.items],
        CandidateMetrics: lambda fact: [f"{each.metric} on {each.host}" for each in fact.items],
        Boards: lambda fact: [each.id for each in fact.items],
        Monitors: lambda fact: [str(each.id) for each in fact.items],
        Downtimes: lambda fact: [each.id for each in fact.items],
        TracedServices: lambda fact: [each.name for each in fact.items],
    }
    assert isinstance(value, kind), value
    return told[kind](value)


@pytest.mark.parametrize(
    ("kind", "mine"),
    [
        (AccountHosts, ["ada-box"]),
        (CandidateMetrics, ["my_metric on ada-box"]),
        (Boards, ["a1"]),
        (Monitors, ["1"]),
        (Downtimes, ["d1"]),
        (TracedServices, ["app"]),
    ],
)
def test_a_share_holds_what_carries_its_tag(kind: type[Fact], mine: list[str]) -> None:
    found = cut()
    assert names(found, kind) == mine
    assert found.clash == ()


def test_metrics_are_those_that_were_active_with_the_tag() -> None:
    assert cut().facts.values[ActiveMetrics] == ActiveMetrics(("my_metric",), "", 0)
    assert TaggedMetrics not in cut().facts.values


def test_metrics_that_were_not_asked_by_tag_are_not_known() -> None:
    missing = cut(TaggedMetrics=NotLooked("Later.")).facts.values[ActiveMetrics]
    assert isinstance(missing, NotLooked)


def test_who_types_a_tag_on_a_host_whose_agent_names_another_spoils_and_gains_nothing() -> None:
    typed = replace(host("bob-box"), tags=(("Datadog", (B,)), ("Users", (A,))))
    hosts = AccountHosts((host("ada-box", A), typed), True, 0)
    tagged = TaggedMetrics(((A, ("my_metric", "mysql.net.connections")), (B, ("mysql.net.connections",))), 0)
    ada = cut(AccountHosts=hosts, TaggedMetrics=tagged)
    assert isinstance(ada.facts.values[ActiveMetrics], NotLooked) and ada.clash == (TYPED,)
    assert names(ada, AccountHosts) == ["ada-box"]
    bob = share(account(AccountHosts=hosts, TaggedMetrics=tagged), B, (A,))
    assert (names(bob, AccountHosts), bob.clash) == (["bob-box"], ())
    assert bob.facts.values[ActiveMetrics] == ActiveMetrics(("mysql.net.connections",), "", 0)


def test_a_host_on_which_the_tag_was_only_typed_is_nobodys_and_says_what_to_do() -> None:
    hosts = AccountHosts((host("x-box", A, source="Users"),), True, 0)
    found = cut(AccountHosts=hosts)
    assert found.clash == (TYPED,)
    assert isinstance(found.facts.values[ActiveMetrics], NotLooked)
    missing = found.facts.values[AccountHosts]
    assert isinstance(missing, NotThere) and "Put it into the tags of its Agent" in missing.reason


BOTH = {
    "host": ("AccountHosts", AccountHosts((host("both", A, B),), True, 0), AccountHosts),
    "board": ("Boards", Boards((board("x", title=A, queries=(f"avg:m{{{B}}}",)),), True), Boards),
    "monitor": ("Monitors", Monitors((monitor(7, A, message=B),), True), Monitors),
    "downtime": ("Downtimes", Downtimes((downtime("x", monitor_id=1, message=B),), True, 0), Downtimes),
    "service": (
        "TracedServices",
        TracedServices((service("app", "ada-box", "bob-box"),), True),
        TracedServices,
    ),
}


@pytest.mark.parametrize("what", BOTH)
def test_what_carries_two_tags_is_in_no_share_and_both_are_told(what: str) -> None:
    name, value, kind = BOTH[what]
    whole = account(**{name: value})
    for tag, others in ((A, (B,)), (B, (A,))):
        found = share(whole, tag, others)
        assert what in found.clash
        left = found.facts.values[kind]
        assert isinstance(left, NotThere) or not getattr(left, "items", ())
    third = share(whole, "proof:cccccc", (A, B))
    assert third.clash == ()


def typed(other: AccountHost, tag: str) -> AccountHost:
    return replace(other, tags=(*other.tags, ("Users", (tag,))))


@pytest.mark.parametrize(
    ("hers", "his"),
    [
        (host("ada-box", A), host("bob-box", B, aliases=("ADA-BOX", "other"))),
        (host("ada-box", A), typed(host("bob-box", B), "host:Ada-Box")),
        (host("ada-box", A), host("bob-box", B, "host:ada-box")),
        (typed(host("ada-box", A), "host:bob-box"), host("bob-box", B)),
        (host("ada-box", A, aliases=("bob-box",)), host("bob-box", B)),
        (host("ada-box", A, aliases=("web",)), host("bob-box", B, aliases=("web",))),
        (host("ada-box", A, aliases=("bob-box",)), host("bob-box", B, aliases=("ada-box",))),
    ],
    ids=[
        "he adds an alias",
        "he types its name on his host",
        "his Agent sends its name as a tag",
        "he types his name on hers",
        "he calls himself as her alias is",
        "he adds an alias that is hers, too",
        "both add the other's",
    ],
)
def test_nobody_loses_or_gains_a_host_by_what_a_rival_says_it_is_called(hers: AccountHost, his: AccountHost) -> None:
    heard = CandidateMetrics((points("ada-box"), points("bob-box"), points("web")))
    services = TracedServices((service("shop", "ada-box"), service("spy", "bob-box")), True)
    whole = account(AccountHosts=AccountHosts((hers, his), True, 0), CandidateMetrics=heard, TracedServices=services)
    for tag, others, own, service_ in ((A, (B,), "ada-box", "shop"), (B, (A,), "bob-box", "spy")):
        found = share(whole, tag, others, metrics=("my_metric",))
        assert (found.clash, names(found, AccountHosts)) == ((), [own])
        assert names(found, CandidateMetrics) == [f"my_metric on {own}"]
        assert names(found, TracedServices) == [service_]
        (left,) = found.facts.values[AccountHosts].items  # type: ignore[union-attr]
        assert {"ada-box", "bob-box"}.intersection(names_of(left)) == {own}


def test_an_alias_takes_no_points_of_a_host_that_nobody_tagged() -> None:
    hosts = AccountHosts((host("ada-box", A, aliases=("build-box",)), host("build-box")), True, 0)
    found = cut(AccountHosts=hosts, CandidateMetrics=CandidateMetrics((points("build-box"),)))
    assert names(found, AccountHosts) == ["ada-box"]
    assert isinstance(found.facts.values[CandidateMetrics], NotThere | CandidateMetrics)
    assert [each for each in getattr(found.facts.values[CandidateMetrics], "items", ()) if each.host] == []


def test_two_agents_that_report_as_one_host_are_two_entries_on_one_host() -> None:
    hosts = AccountHosts((host("ada-box", A), host("ADA-BOX", B)), True, 0)
    found = cut(AccountHosts=hosts)
    assert found.clash == ("host", "service")
    assert isinstance(found.facts.values[AccountHosts], NotThere)
    assert isinstance(found.facts.values[CandidateMetrics], NotThere)


def test_a_copied_board_that_kept_the_tag_of_who_made_it_counts_for_nobody() -> None:
    boards = Boards((board("mine", title=A), board("copy", title=B, description=f"Clone of {A}")), True)
    assert names(cut(Boards=boards), Boards) == ["mine"]
    other = share(account(Boards=boards), B, (A,))
    assert other.facts.values[Boards] == NotThere(f"The dashboard that carries {B} carries another entry's tag too.")


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("AccountHosts", AccountHosts((host("bob-box", B),), False, 0), AccountHosts),
        ("AccountHosts", AccountHosts((host("bob-box", B),), False, 0), CandidateMetrics),
        ("Boards", Boards((board("b1", title=B),), False), Boards),
        ("Boards", Boards((board("b1", title=B), board("?", read=False)), True), Boards),
        ("Monitors", Monitors((monitor(2, B),), False), Monitors),
        ("TracedServices", TracedServices((service("web", "bob-box"),), False), TracedServices),
        ("TracedServices", TracedServices((service("whose"),), True), TracedServices),
    ],
)
def test_of_a_list_that_was_cut_nothing_is_said_to_be_missing(name: str, value: Fact, kind: type[Fact]) -> None:
    assert isinstance(cut(**{name: value}).facts.values[kind], NotLooked)


def test_beside_a_board_of_the_share_one_that_was_not_read_is_still_told_of() -> None:
    boards = cut(Boards=Boards((board("a1", title=A), board("?", title="Secret of Bob", read=False)), True))
    found = boards.facts.values[Boards]
    assert isinstance(found, Boards)
    assert (found.complete, [each.read for each in found.items]) == (False, [True, False])
    assert "Bob" not in repr(found)


def test_without_monitors_nobody_knows_whose_downtimes_they_are() -> None:
    assert isinstance(cut(Monitors=NotLooked("No scope.")).facts.values[Downtimes], NotLooked)


def test_downtimes_of_monitors_that_were_not_all_listed_are_not_all() -> None:
    found = cut(Monitors=Monitors((monitor(1, A),), False)).facts.values[Downtimes]
    assert isinstance(found, Downtimes)
    assert (found.complete, found.caveat) == (False, "Not every monitor could be read.")


def test_a_downtime_that_silences_the_monitors_of_several_is_nobodys() -> None:
    broad = cut(Downtimes=Downtimes((downtime("all"), downtime("d1", monitor_id=1)), True, 0))
    assert names(broad, Downtimes) == ["d1"]
    assert broad.clash == ("downtime",)
    alone = share(account(Downtimes=Downtimes((downtime("all", tags=(A,)),), True, 0)), A, OTHERS)
    assert names(alone, Downtimes) == ["all"]


def test_points_of_a_host_that_is_not_listed_are_nobodys() -> None:
    found = cut(CandidateMetrics=CandidateMetrics((points("ghost"), points("bob-box"))))
    assert found.facts.values[CandidateMetrics] == NotThere(f"No host that carries {A} alone has sent my_metric.")


def test_a_metric_that_another_entry_was_given_is_not_told_and_an_own_silent_one_is() -> None:
    items = (points("ada-box", "my_metric"), points("bob-box", "tide"), points("bob-box", "my_metric"))
    found = share(account(CandidateMetrics=CandidateMetrics(items)), A, OTHERS, metrics=("tide_a", "my_metric"))
    assert names(found, CandidateMetrics) == ["my_metric on ada-box"]
    silent = share(
        account(CandidateMetrics=CandidateMetrics((points("ada-box", "mine"), *items[1:]))),
        A,
        OTHERS,
        metrics=("my_metric",),
    )
    value = silent.facts.values[CandidateMetrics]
    assert isinstance(value, CandidateMetrics)
    assert value.items[-1] == MetricPoints("my_metric", "", 0, (), 0, 200, "gauge")


def test_whose_account_it_is_everybody_may_know() -> None:
    facts = account()
    keys = Keys(api_key=True, application_key=True)
    facts = type(facts)(facts.source, facts.how, facts.state, values={Keys: keys, **facts.values})
    assert share(facts, A, OTHERS).facts.values[Keys] == keys


def test_what_could_not_be_looked_at_could_not_for_everybody() -> None:
    assert cut(Boards=NotLooked("No scope.")).facts.values[Boards] == NotLooked("No scope.")
