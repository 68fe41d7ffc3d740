"""One board, one monitor, one service, one host: chosen, else linked, else the best, else the newest."""

import pytest

from verifier.definition.load import DEFINITIONS, load
from verifier.facts.account import (
    AccountHost,
    AccountHosts,
    Board,
    Boards,
    Monitor,
    Monitors,
    TracedService,
    TracedServices,
    Widget,
)
from verifier.facts.host import Agent, TracedProcess, TracedProcesses
from verifier.facts.linked import BoardScript, BoardScripts, LinkedObjects
from verifier.subjects import Wanted, board, host, monitor, service, wanted_by

LEVELS = wanted_by(load(DEFINITIONS / "solutions-engineer-levels.yaml"))
PLAIN = "avg:my_metric{host:birch}"
ANOMALY = "anomalies(avg:mysql.performance.queries{host:birch}, 'basic', 2)"
ROLLUP = "avg:my_metric{host:birch}.rollup(sum, 3600)"


def a_board(id_, *queries, created="2026-01-01", title=""):
    return Board(id_, title or id_, "", "ordered", "", "", created, created, (Widget("timeseries", "", queries),))


BOARDS = Boards(
    (
        a_board("new-new-new", created="2026-03-01"),
        a_board("one-one-one", PLAIN),
        a_board("all-all-all", PLAIN, ANOMALY, ROLLUP),
    ),
    complete=True,
)


@pytest.mark.parametrize(
    ("linked", "choice", "chosen", "because"),
    [
        pytest.param((), "", "all-all-all", "meets most of its rows", id="the best"),
        pytest.param(("one-one-one",), "", "one-one-one", "linked in the document", id="linked"),
        pytest.param(("new-new-new",), "", "all-all-all", "meets most of its rows", id="a link to an unrelated board"),
        pytest.param(("one-one-one",), "new-new-new", "new-new-new", "chosen", id="a person's choice comes first"),
        pytest.param(("gon-gon-gon",), "", "all-all-all", "meets most of its rows", id="a dead link"),
    ],
)
def test_the_board_that_is_judged(linked, choice, chosen, because):
    found, subject = board.choose(BOARDS, "my_metric", LinkedObjects(linked, ()), None, choice)
    assert (found.id, subject.because) == (chosen, because)
    assert len(subject.others) == 2


def test_of_two_equal_boards_the_one_that_the_script_names_is_judged():
    boards = Boards(
        (a_board("aaa-aaa-aaa", PLAIN, title="Mine"), a_board("bbb-bbb-bbb", PLAIN, created="2026-05-01")), True
    )
    scripts = BoardScripts((BoardScript("Mine", (PLAIN,), "curl", "board.sh:1"),))
    assert board.choose(boards, "my_metric", None, scripts)[0].id == "aaa-aaa-aaa"


def test_without_a_fitting_board_the_newest_is_judged():
    found, subject = board.choose(
        Boards((a_board("old-old-old"), a_board("new-new-new", created="2027")), True), "x", None, None
    )
    assert (found.id, subject.because) == ("new-new-new", "the newest")


def test_rows_are_never_summed_over_several_boards():
    boards = Boards((a_board("one-one-one", PLAIN), a_board("two-two-two", ANOMALY, ROLLUP)), True)
    found, _ = board.choose(boards, "my_metric", None, None)
    assert [query for widget in found.widgets for query in widget.queries] == [ANOMALY, ROLLUP]


def a_monitor(number, query, **changes):
    base = {"critical": 800, "warning": None, "notify_no_data": False, "no_data_timeframe": None, "on_missing_data": ""}
    return Monitor(number, f"monitor {number}", "query alert", query, "", **(base | changes))


def test_the_monitor_on_the_metric_that_meets_most_is_judged():
    monitors = Monitors(
        (
            a_monitor(1, "max(last_5m):max:my_metric{*} > 800"),
            a_monitor(2, "avg(last_5m):avg:my_metric{*} > 800", warning=500),
            a_monitor(3, "avg(last_5m):avg:system.load.1{*} > 800", warning=500),
        ),
        complete=True,
    )
    found, subject = monitor.choose(monitors, "my_metric", None)
    assert (found.id, subject.others) == (2, ("monitor 1", "monitor 3"))
    assert monitor.choose(monitors, "my_metric", LinkedObjects((), (1,)))[0].id == 1


def test_another_challenge_prefers_other_settings_of_a_monitor() -> None:
    monitors = Monitors(
        (
            a_monitor(1, "max(last_5m):avg:test.support.random{*} > 0.9"),
            a_monitor(2, "avg(last_5m):avg:test.support.random{*} > 0.9", warning=500),
        ),
        complete=True,
    )
    assert monitor.choose(monitors, LEVELS.metric, None, "", LEVELS)[0].id == 1
    assert monitor.choose(monitors, LEVELS.metric, None)[0].id == 2


def test_another_challenge_prefers_the_board_with_metrics_of_the_database() -> None:
    clone = a_board("old-old-old", "avg:mysql.net.connections{*}", "avg:mysql.performance.queries{*}", PLAIN)
    boards = Boards((a_board("new-new-new", PLAIN, created="2026-03-01"), clone), complete=True)
    assert board.choose(boards, "my_metric", None, None, "", LEVELS.database_metrics)[0] is clone
    assert board.choose(boards, "my_metric", None, None)[0].id == "new-new-new"


def test_what_is_wanted_is_read_from_the_definition() -> None:
    assert wanted_by(load(DEFINITIONS / "solutions-engineer.yaml")) == Wanted()
    assert Wanted("test.support.random", "max", 300, 0.9, None, False, 2) == LEVELS


def test_a_monitor_on_another_metric_is_never_judged():
    found, subject = monitor.choose(
        Monitors((a_monitor(3, "avg(last_5m):avg:other{*} > 800"),), True), "my_metric", None
    )
    assert (found, subject.id) == (None, "")


def a_service(name, hits):
    return TracedService(name, ("flask.request",), hits, 0)


def test_the_service_that_the_app_names_is_judged_before_the_busiest():
    services = TracedServices((a_service("busy", 90), a_service("mine", 3)), True)
    app = TracedProcesses((TracedProcess("python app.py", True, "app.py", True, (), "flask", "mine"),), True)
    assert service.choose(services, app)[0].name == "mine"
    assert service.choose(services, None)[0].name == "busy"
    assert service.choose(TracedServices((), True), app)[0] is None


def a_host(name, *, aliases=(), up=True, last=100, tags=()):
    return AccountHost(name, aliases, up, last, "7.52.0", "linux", "ubuntu", (), (("Datadog", tags),))


@pytest.mark.parametrize(
    ("hosts", "agent", "chosen", "here"),
    [
        pytest.param([a_host("birch"), a_host("laptop", last=900)], "birch", "birch", True, id="the machine looked at"),
        pytest.param([a_host("i-1", aliases=("Birch",))], "birch", "i-1", True, id="by an alias, blind for case"),
        pytest.param([a_host("x", tags=("host:birch",))], "birch", "x", True, id="by a host tag"),
        pytest.param([a_host("laptop")], "birch", "laptop", False, id="another machine reports"),
        pytest.param([a_host("old", last=1), a_host("new", last=2)], "", "new", None, id="no machine was looked at"),
    ],
)
def test_the_host_that_is_judged(hosts, agent, chosen, here):
    the_agent = Agent("host", "7.52.0", True, "pass", agent, "/etc/datadog-agent") if agent else None
    judged, _, reports_here = host.choose(AccountHosts(tuple(hosts), True, 0), the_agent, None, None)
    assert (judged.host.name, reports_here) == (chosen, here)


def test_a_cut_list_of_hosts_does_not_call_anybody_a_stranger():
    agent = Agent("host", "7.52.0", True, "pass", "birch", "")
    assert host.choose(AccountHosts((a_host("laptop"),), False, 0), agent, None, None)[2] is None
