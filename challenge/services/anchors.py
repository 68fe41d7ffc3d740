"""The end of the record, to be noted elsewhere: how many events there are, and the digest of the last, signed.

A chain by itself does not tell that its last events were taken away; whoever noted an anchor finds it.
"""

from __future__ import annotations

import base64
import binascii

from challenge import signing
from challenge.models import Event

OF = "proofboard-record"


class NoAnchor(Exception):
    """It is none, or this installation did not sign it. The message is one sentence."""


def anchor() -> str:
    """COUNT:ID:DIGEST:SIGNATURE of the last event; "" = there is none."""
    last = Event.objects.order_by("-id").first()
    if last is None:
        return ""
    told = f"{Event.objects.filter(pk__lte=last.pk).count()}:{last.pk}:{last.digest}"
    return f"{told}:{base64.urlsafe_b64encode(signing.sign(_signed(told))).decode().rstrip('=')}"


def missing(noted: str) -> list[str]:
    """What of the record is not there any more as it was noted, one sentence each. Raises NoAnchor."""
    told, _, signature = noted.strip().rpartition(":")
    try:
        count, pk, digest = told.split(":")
        signed = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        if not signing.own_key().has_signed(_signed(told), signed):
            raise NoAnchor("This anchor was not signed by this installation, or was changed.")
        return held(int(pk), digest, count=int(count))
    except (ValueError, binascii.Error) as fault:
        raise NoAnchor("This is no anchor: it is the line that this command prints.") from fault


def held(pk: int, digest: str, *, count: int | None = None) -> list[str]:
    """Whether the event is there with this digest, and so many up to it."""
    there = Event.objects.filter(pk=pk).values_list("digest", flat=True).first()
    if there is None:
        return [f"Event {pk} was noted and is not there any more: the record was cut off."]
    if there != digest:
        return [f"Event {pk} is not the one that was noted: the record was written anew."]
    now = Event.objects.filter(pk__lte=pk).count()
    if count is not None and now != count:
        return [f"There were {count} events up to event {pk}, and there are {now}."]
    return []


def _signed(told: str) -> bytes:
    return f"{OF}\n{told}".encode()
