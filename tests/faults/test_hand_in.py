"""A hand-in whose worker dies, or is taken for dead, while it finishes: it is finished once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.faults.installation import Installation, until
from tests.faults.slow_pictures import SlowPictures

DOCUMENT = "# Answers\n\nI used a Vagrant VM with Ubuntu 22.04.\n\n" + "".join(
    f"![picture {number}](https://github.com/ada/exercise/raw/main/{number}.png)\n\n" for number in (1, 2, 3)
)


@contextmanager
def asked(installation: Installation, *, all_wait: bool) -> Iterator[SlowPictures]:
    """The button was pressed for a document whose pictures do not come yet; a scheduler runs."""
    pictures = SlowPictures(all_wait=all_wait)
    try:
        installation.settings["PROOFBOARD_FORGES"] = f"github.com={pictures.base}"
        installation.told("fill", "none")
        installation.told("write", DOCUMENT)
        installation.start_scheduler()
        installation.told("hand-in")
        yield pictures
    finally:
        pictures.close()


def whole(told: dict[str, Any]) -> bool:
    """Asked for once, looked at once, handed in once, with one receipt and one bundle as it was frozen."""
    once = [told[name] for name in ("asked", "looks", "done", "mails")] == [1, 1, 1, 1]
    kept = (told["receipt"]["pictures_kept"], told["receipt"]["pictures_left"]) == (3, [])
    return once and kept and (told["bundles"], told["changed"], told["broken"]) == (True, [], [])


def test_a_worker_killed_while_pictures_come_loses_and_doubles_nothing(installation: Installation):
    with asked(installation, all_wait=True) as pictures:
        worker = installation.start_worker()
        until(pictures.visited.is_set)
        installation.kill(worker)
        pictures.go.set()
        installation.start_worker()
        told = installation.told("handed-in")
    assert whole(told), told
    assert told["fence"] >= 2


def test_workers_killed_again_and_again_end_in_one_hand_in(installation: Installation):
    with asked(installation, all_wait=True) as pictures:
        for _ in range(2):
            pictures.visited.clear()
            worker = installation.start_worker()
            until(pictures.visited.is_set)
            installation.kill(worker)
        pictures.go.set()
        installation.start_worker()
        told = installation.told("handed-in")
    assert whole(told), told
    assert told["fence"] >= 3


def test_a_worker_that_was_taken_for_dead_writes_nothing_when_it_comes_back(installation: Installation):
    installation.settings["PROOFBOARD_HAND_IN_LEASE"] = "5"  # shorter than a picture is waited for
    with asked(installation, all_wait=False) as pictures:
        installation.start_worker(log="info")
        until(pictures.visited.is_set)
        first = installation.told("handed-in")  # by another thread, when the first one's time was over
        assert whole(first), first
        pictures.go.set()
        until(lambda: "is finished by somebody else" in installation.log())
        told = installation.told("handed-in")
    assert told == first
    assert told["fence"] >= 2
