"""What all processes remember together: each count counts, one of several adds, and nobody's address stands there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest import mock

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from challenge.models import Remembered

pytestmark = pytest.mark.django_db


def later(seconds: float) -> mock._patch[mock.MagicMock]:
    return mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(seconds=seconds))


def test_what_is_remembered_is_there_until_its_time_is_over():
    cache.set("a", [1.5, 2], 10)
    assert cache.get("a") == [1.5, 2] and "a" in cache
    with later(11):
        assert cache.get("a", "nothing") == "nothing" and "a" not in cache
        assert not cache.touch("a", 10)
    assert cache.touch("a", 20)
    with later(11):
        assert cache.get("a") == [1.5, 2]
    assert cache.delete("a") and not cache.delete("a")
    assert cache.get("a") is None


def test_what_is_set_again_takes_the_place():
    cache.set("a", "first", 10)
    cache.set("a", "second", None)
    with later(1_000_000):
        assert cache.get("a") == "second"


def test_what_is_there_is_not_added_and_what_is_over_is():
    assert cache.add("a", 1, 10) and not cache.add("a", 2, 10)
    assert cache.get("a") == 1
    with later(11):
        assert cache.add("a", 3, 10) and not cache.add("a", 4, 10)
        assert cache.incr("a") == 4
        assert cache.decr("a", 2) == 2


def test_what_is_not_there_cannot_be_counted():
    with pytest.raises(ValueError, match="no such"):
        cache.incr("a")


def test_the_key_stands_nowhere():
    cache.set("try:1:198.51.100.7/32", 1)
    assert "198" not in Remembered.objects.get().key


def test_the_scheduler_takes_away_what_is_over():
    cache.set("over", 1, -1)
    cache.set("here", 1, 60)
    call_command("scheduler", "--once")
    assert Remembered.objects.count() == 1 and cache.get("here") == 1


@pytest.mark.django_db(transaction=True)
def test_connections_that_count_at_once_lose_no_count_and_only_one_adds():
    def count(_number: int) -> tuple[bool, int]:
        try:
            return cache.add("one", True, 60), [cache.add("many", 0, 60), cache.incr("many")][1]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(count, range(40)))
    assert [added for added, _count in told].count(True) == 1
    assert sorted(count for _added, count in told) == list(range(1, 41))
