"""Whatever three entries put into one account, and however their things are tagged."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.shares.accounts import A, B, C, account, board, downtime, host, monitor, points, service
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import judge
from verifier.facts import Fact, SourceFacts
from verifier.facts.account import (
    AccountHosts,
    Boards,
    CandidateMetrics,
    Downtimes,
    Monitors,
    TracedServices,
)
from verifier.facts.shared import TaggedMetrics
from verifier.shares import share
from verifier.verdicts import Source

TAGS = (A, B, C)
some_tags = st.lists(st.sampled_from(TAGS), max_size=2, unique=True)
QUERIES = ("avg:my_metric{{host:h{n}}}", "avg:my_metric{{{tag}}}.rollup(sum, 3600)", "avg:mysql.net.connections{{*}}")


@st.composite
def boards(draw: st.DrawFn) -> Boards:
    items = []
    for number in range(draw(st.integers(0, 4))):
        tags = draw(some_tags)
        in_title = draw(st.booleans())
        queries = tuple(QUERIES[1].format(tag=tag) for tag in tags) if not in_title else (QUERIES[0].format(n=number),)
        words = " ".join(tags) if in_title else ""
        items.append(board(f"b{number}", title=words, queries=queries, read=draw(st.booleans())))
    return Boards(tuple(items), draw(st.booleans()))


@st.composite
def accounts(draw: st.DrawFn) -> SourceFacts:
    hosts = [
        host(f"h{number}", *draw(some_tags), aliases=draw(st.sampled_from([(), ("h0",), ("alias",)])))
        for number in range(draw(st.integers(0, 4)))
    ]
    on = st.sampled_from([*(each.name for each in hosts), "ghost"])
    monitors = [monitor(number, *draw(some_tags)) for number in range(draw(st.integers(0, 4)))]
    downtimes = [
        downtime(
            f"d{number}",
            monitor_id=draw(st.sampled_from([None, 0, 1, 2, 9])),
            tags=tuple(draw(some_tags)),
            scope=draw(st.sampled_from(["*", *TAGS])),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    services = [
        service(f"s{number}", *draw(st.lists(on, max_size=2, unique=True)), env=draw(st.sampled_from(["", *TAGS])))
        for number in range(draw(st.integers(0, 3)))
    ]
    heard = [points(name) for name in draw(st.lists(on, max_size=3, unique=True))]
    return account(
        AccountHosts=AccountHosts(tuple(hosts), draw(st.booleans()), 1000),
        Boards=draw(boards()),
        Monitors=Monitors(tuple(monitors), draw(st.booleans())),
        Downtimes=Downtimes(tuple(downtimes), draw(st.booleans()), 1000),
        CandidateMetrics=CandidateMetrics(tuple(heard)),
        TracedServices=TracedServices(tuple(services), draw(st.booleans())),
    )


def things(facts: SourceFacts) -> set[object]:
    """Every object in it by what it is called, hosts by their points too."""
    found: set[object] = set()
    for kind in (AccountHosts, Boards, Monitors, Downtimes, TracedServices):
        value = facts.values.get(kind)
        for item in getattr(value, "items", ()):
            name = getattr(item, "name", None) or getattr(item, "id", None)
            found |= {(kind.__name__, name)} if name not in (None, "") else set()
    metrics = facts.values.get(CandidateMetrics)
    found |= {("points", each.host) for each in getattr(metrics, "items", ()) if each.host}
    return found


def shares(facts: SourceFacts) -> dict[str, SourceFacts]:
    return {tag: share(facts, tag, set(TAGS) - {tag}, metrics=("my_metric",)).facts for tag in TAGS}


@given(accounts())
@settings(max_examples=100)
def test_nothing_is_in_two_shares(facts: SourceFacts) -> None:
    cut = [things(each) for each in shares(facts).values()]
    assert not (cut[0] & cut[1] or cut[0] & cut[2] or cut[1] & cut[2])
    assert cut[0] | cut[1] | cut[2] <= things(facts)


@given(accounts())
@settings(max_examples=100)
def test_no_word_of_anothers_tag_is_in_a_share(facts: SourceFacts) -> None:
    for tag, cut in shares(facts).items():
        for kind in (AccountHosts, Boards, Monitors, Downtimes, TracedServices):
            told = repr(getattr(cut.values[kind], "items", ()))
            assert not [other for other in TAGS if other != tag and other in told]


@given(accounts())
@settings(max_examples=100)
def test_what_carries_two_tags_is_told_to_both(facts: SourceFacts) -> None:
    hosts = facts.values[AccountHosts]
    assert isinstance(hosts, AccountHosts)
    for each in hosts.items:
        carried = {tag for _, tags in each.tags for tag in tags}
        for tag in carried if len(carried) > 1 else ():
            assert "host" in share(facts, tag, set(TAGS) - {tag}).clash


@given(accounts())
@settings(max_examples=100)
def test_a_list_that_was_cut_stays_cut(facts: SourceFacts) -> None:
    for cut in shares(facts).values():
        for kind in (AccountHosts, Boards, Monitors, Downtimes, TracedServices):
            if not getattr(facts.values[kind], "complete", True):
                left = cut.values[kind]
                assert not getattr(left, "complete", False)
                assert not (type(left).__name__ == "NotThere" and "alone" in left.reason)


@given(accounts(), accounts())
@settings(max_examples=100)
def test_what_others_do_changes_nothing_of_a_share_while_nothing_carries_both_tags(
    mine: SourceFacts, theirs: SourceFacts
) -> None:
    alone = share(_only(mine, A), A, ())
    beside = share(_joined(_only(mine, A), _only(theirs, B)), A, (B,))
    assert things(alone.facts) == things(beside.facts)
    assert beside.clash == ()


DEFINITION = load(SOLUTIONS_ENGINEER)


@given(accounts())
@settings(max_examples=40)
def test_one_entry_that_tags_everything_is_judged_as_the_whole_account(facts: SourceFacts) -> None:
    whole = _only(facts, A)
    cut = share(whole, A, (B,), metrics=("my_metric",)).facts
    told = replace(whole, values={kind: value for kind, value in whole.values.items() if kind is not TaggedMetrics})
    assert judge(DEFINITION, {Source.ACCOUNT: cut}) == judge(DEFINITION, {Source.ACCOUNT: told})


def _only(facts: SourceFacts, tag: str) -> SourceFacts:
    """The same account, where everything was read and carries this tag alone; names say whose it is."""
    n = tag[-1]

    def items(kind: type[Fact]) -> tuple[object, ...]:
        return getattr(facts.values[kind], "items", ())

    hosts = tuple(host(f"{n}{each.name}", tag) for each in items(AccountHosts))
    there = {each.name for each in hosts}
    heard = tuple(points(f"{n}{each.host}") for each in items(CandidateMetrics) if f"{n}{each.host}" in there)
    offset = 0 if tag == A else 100
    services = tuple(
        service(f"{n}{each.name}", *at)
        for each in items(TracedServices)
        if (at := [f"{n}{name}" for name in each.hosts if f"{n}{name}" in there])
    )
    return account(
        AccountHosts=AccountHosts(hosts, True, 1000),
        TaggedMetrics=TaggedMetrics(((tag, ("my_metric", "mysql.net.connections")),), 0),
        Boards=Boards(
            tuple(board(f"{n}{each.id}", title=tag, queries=(QUERIES[0].format(n=0),)) for each in items(Boards)),
            True,
        ),
        Monitors=Monitors(tuple(monitor(offset + each.id, tag) for each in items(Monitors)), True),
        Downtimes=Downtimes(
            tuple(downtime(f"{n}{number}", tags=(tag,)) for number, _ in enumerate(items(Downtimes))), True, 1000
        ),
        CandidateMetrics=CandidateMetrics(heard),
        TracedServices=TracedServices(services, True),
    )


def _joined(first: SourceFacts, second: SourceFacts) -> SourceFacts:
    values = dict(first.values)
    for kind, value in second.values.items():
        mine = values[kind]
        if hasattr(value, "items"):
            values[kind] = replace(mine, items=(*mine.items, *value.items))
    return replace(first, values=values)
