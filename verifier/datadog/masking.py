"""Masks credentials in every answer before anybody reads or keeps it: people write them into messages and boards."""

from __future__ import annotations

from dataclasses import replace

from verifier.datadog.port import Answer, Request, Transport
from verifier.scrub import DOT, mask

SHORTEST = 10


def masked(transport: Transport, secrets: tuple[str, ...]) -> Transport:
    """The transport, its answers without credentials; `secrets` are the keys that were used."""

    def carry(request: Request) -> Answer:
        answer = transport(request)
        return replace(answer, body=_masked(answer.body, secrets, {}))

    return carry


def _masked(value: object, secrets: tuple[str, ...], known: dict[str, str]) -> object:
    if isinstance(value, str):
        return _text(value, secrets, known) if len(value) >= SHORTEST else value
    if isinstance(value, list):
        return [_masked(item, secrets, known) for item in value]
    if isinstance(value, dict):
        return {_text(name, secrets, known): _masked(item, secrets, known) for name, item in value.items()}
    return value


def _text(value: str, secrets: tuple[str, ...], known: dict[str, str]) -> str:
    """The same text comes again and again in an answer, and is masked once."""
    if value not in known:
        plain = value
        for secret in secrets:
            plain = plain.replace(secret, DOT * len(secret)) if secret else plain
        known[value] = mask(plain)
    return known[value]
