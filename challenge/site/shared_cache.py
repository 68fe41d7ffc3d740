"""Django's cache in a table of ours, so that what is counted in it holds over all processes, machines and restarts.

Not Django's own table: that one keeps pickles, forgets what is still counted when it is full, and may lose a count when
two add at once. Here values are JSON, and keys, in which addresses of networks stand, are kept as keyed digests.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from challenge.models import Remembered

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


def forget_expired() -> None:
    """Take away what is over; nobody sees it any more before that."""
    Remembered.objects.filter(until__lte=timezone.now()).delete()


class SharedCache(BaseCache):
    """Each write is one statement, or holds the row until its end."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        row = Remembered.objects.filter(pk=self._kept(key, version), until__gt=timezone.now()).first()
        return default if row is None else row.value

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        row = Remembered(key=self._kept(key, version), value=value, until=self._until(timeout))
        fields = ["value", "until"]
        Remembered.objects.bulk_create([row], update_conflicts=True, unique_fields=["key"], update_fields=fields)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Of several who add at once, one is told True."""
        kept, until = self._kept(key, version), self._until(timeout)
        rows = Remembered.objects.filter(pk=kept)
        if rows.filter(until__lte=timezone.now()).update(value=value, until=until):
            return True
        if rows.exists():
            return False
        try:
            with transaction.atomic():
                Remembered.objects.create(key=kept, value=value, until=until)
        except IntegrityError:
            return False
        return True

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        with transaction.atomic():
            rows = Remembered.objects.select_for_update(no_key=True).filter(until__gt=timezone.now())
            row = rows.filter(pk=self._kept(key, version)).first()
            if row is None:
                raise ValueError("There is no such entry.")
            row.value += delta
            row.save(update_fields=["value"])
        return int(row.value)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        rows = Remembered.objects.filter(pk=self._kept(key, version), until__gt=timezone.now())
        return bool(rows.update(until=self._until(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(Remembered.objects.filter(pk=self._kept(key, version)).delete()[0])

    def clear(self) -> None:
        Remembered.objects.all().delete()

    def _kept(self, key: str, version: int | None) -> str:
        return salted_hmac("challenge.site.shared_cache", self.make_key(key, version), algorithm="sha256").hexdigest()

    def _until(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return FOR_EVER if seconds is None else timezone.now() + timedelta(seconds=seconds)
