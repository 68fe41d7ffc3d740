"""What clients wrote outlives the process; points are a function of seed and clock."""

from __future__ import annotations

from pathlib import Path

from sandbox.site import running
from sandbox.site.opening import open_organisations
from sandbox.site.points import last_point, streams
from tests.sandbox.site.asking import ask
from tests.sandbox.site.seeds import NOW, trial

BOARD = {"title": "Written", "layout_type": "ordered", "widgets": []}


def test_a_restart_finds_what_was_written_and_forgets_what_was_deleted(tmp_path: Path) -> None:
    with running([trial()], state_dir=tmp_path, now=lambda: NOW) as base:
        board = ask(base, "POST", "/api/v1/dashboard", BOARD).body["id"]
        ask(base, "DELETE", "/api/v1/dashboard/abc-def-ghi")
        ask(base, "PUT", "/api/v1/monitor/1234", {"name": "renamed"})
    with running([trial()], state_dir=tmp_path, now=lambda: NOW + 60) as base:
        assert ask(base, "GET", f"/api/v1/dashboard/{board}").body["title"] == "Written"
        assert ask(base, "GET", "/api/v1/dashboard/abc-def-ghi").status == 404
        assert ask(base, "GET", "/api/v1/monitor/1234").body["name"] == "renamed"


def test_another_folder_knows_nothing_of_it(tmp_path: Path) -> None:
    with running([trial()], state_dir=tmp_path / "one", now=lambda: NOW) as base:
        board = ask(base, "POST", "/api/v1/dashboard", BOARD).body["id"]
    with running([trial()], state_dir=tmp_path / "two", now=lambda: NOW) as base:
        assert ask(base, "GET", f"/api/v1/dashboard/{board}").status == 404


def test_a_line_cut_by_a_crash_counts_as_not_written(tmp_path: Path) -> None:
    with running([trial()], state_dir=tmp_path, now=lambda: NOW) as base:
        ask(base, "POST", "/api/v1/dashboard", BOARD)
    journal = next(tmp_path.glob("*.jsonl"))
    journal.write_text(journal.read_text() + '{"kind": "dashboards", "id": "abc-def-ghi", "docu')
    with running([trial()], state_dir=tmp_path, now=lambda: NOW) as base:
        assert len(ask(base, "GET", "/api/v1/dashboard").body["dashboards"]) == 2


def test_new_ids_are_new_after_a_restart(tmp_path: Path) -> None:
    ids = []
    for _ in range(2):
        with running([trial()], state_dir=tmp_path, now=lambda: NOW) as base:
            ids.append(ask(base, "POST", "/api/v1/dashboard", BOARD).body["id"])
    assert len(set(ids)) == 2


def points_of(tmp_path: Path, *, now: float, **series: object) -> list[tuple[float, float]]:
    seed = trial(series=[{"metric": "m", "host": "orchid", "every": 45, "phase": 0, **series}], services=[])
    organisation = open_organisations([seed], state_dir=tmp_path, now=NOW)[0]
    (stream,) = streams(organisation, now=now, metric="m")
    return list(stream.between(NOW - 900, now))


def test_points_do_not_change_when_the_clock_goes_on(tmp_path: Path) -> None:
    early = points_of(tmp_path, now=NOW, high=1000, jitter=3)
    late = points_of(tmp_path, now=NOW + 300, high=1000, jitter=3)
    assert late[: len(early)] == early
    assert len(late) > len(early)


def test_a_pause_a_beginning_and_an_end_leave_no_points(tmp_path: Path) -> None:
    times = [at for at, _ in points_of(tmp_path, now=NOW, pauses=[["now-10m", "now-5m"]], since="now-12m")]
    assert times
    assert all(at >= NOW - 720 and not NOW - 600 <= at < NOW - 300 for at in times)
    assert points_of(tmp_path, now=NOW, until="now-1h") == []


def test_whole_numbers_reach_both_ends(tmp_path: Path) -> None:
    values = {value for _, value in points_of(tmp_path, now=NOW + 86400, low=0, high=3, whole=True)}
    assert values == {0.0, 1.0, 2.0, 3.0}


def test_the_last_point_is_found_however_old_it_is(tmp_path: Path) -> None:
    seed = trial(series=[{"metric": "m", "host": "orchid", "points": [["now-5h", 1]]}], services=[])
    organisation = open_organisations([seed], state_dir=tmp_path, now=NOW)[0]
    (stream,) = streams(organisation, now=NOW, metric="m")
    assert last_point(stream, since=NOW - 86400, now=NOW) == NOW - 5 * 3600
    assert last_point(stream, since=NOW - 3600, now=NOW) is None
