"""A scratch organisation in which a recording could have happened.

What a recording reads but does not create is put into a seed, from the recorded answer, field by field: what the
sandbox then answers has gone through its own handlers. One function for each thing that can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sandbox.site.loading import BadSeed, load_seed
from sandbox.site.opening import try_out
from sandbox.site.replay.identities import identities
from sandbox.site.replay.readers import READERS, Found
from sandbox.site.replay.recording import Interaction
from sandbox.site.seed import OrganisationSeed

API_KEY = "5c5a7c4" + "0" * 25
APP_KEY = "5c5a7c4" + "0" * 33
_OWNER = {"email": "scratch@example.com", "name": "Scratch Owner", "title": "Nobody", "last_login": "now"}


def scratch(interactions: Sequence[Interaction]) -> tuple[OrganisationSeed, list[str]]:
    """The seed, and a line for each thing that could not be put into it."""
    made = _created(interactions)
    seed: dict[str, Any] = {
        "name": "Scratch organisation",
        "site": next((each.site for each in interactions if each.site), "datadoghq.com"),
        "api_keys": [API_KEY],
        "application_keys": [{"key": APP_KEY, "owner": _OWNER["email"]}],
        "users": [_OWNER],
    }
    left_out: list[str] = []
    for kind, key, content in _wanted(interactions):
        if key is not None and str(key) in made:
            continue
        if trouble := _add(seed, kind, key, content):
            left_out.append(f"{kind} {key}: {trouble}")
    return load_seed(seed), left_out


def _created(interactions: Sequence[Interaction]) -> frozenset[str]:
    """Ids, hosts and metrics that the recording itself brings into being."""
    made: set[str] = set()
    for each in interactions:
        if each.method != "POST" or not each.ok:
            continue
        if not each.path.endswith(("/search", "/timeseries", "/scalar", "/aggregate")):
            made.update(str(value) for _, value in identities(each.answer))
        if isinstance(each.body, Mapping):
            for series in each.body.get("series") or []:
                made.update((str(series.get("metric")), str(series.get("host"))))
    return frozenset(made)


def _wanted(interactions: Sequence[Interaction]) -> Iterator[Found]:
    """Monitors before the downtimes that name them."""
    found = [thing for each in interactions for thing in _read(each)]
    yield from sorted(found, key=lambda thing: thing[0].startswith("downtimes"))


def _read(interaction: Interaction) -> Iterator[Found]:
    for method, pattern, reader in READERS:
        if interaction.method == method and (match := pattern.fullmatch(interaction.path)):
            if interaction.ok or method != "GET":
                yield from _safely(reader, interaction, match.groupdict())
            return


def _safely(
    reader: Callable[[Interaction, dict[str, str]], Iterator[Found]], interaction: Interaction, path: dict[str, str]
) -> Iterator[Found]:
    """Answers that are not what they should be prepare nothing."""
    try:
        yield from list(reader(interaction, path))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return


def _add(seed: dict[str, Any], kind: str, key: Any, content: Any) -> str | None:
    """Put it in if the sandbox takes it; else say why not."""
    if kind == "metrics":
        seed.setdefault(kind, {})[key] = content
        return None
    held = seed.setdefault(kind, [])
    if any(_key(kind, each) == key for each in held if key is not None):
        return None
    attempt = {**seed, kind: [*held, content]}
    try:
        try_out(load_seed(attempt))
    except BadSeed as error:
        return str(error).replace("\n", "; ")
    held.append(content)
    return None


def _key(kind: str, content: Mapping[str, Any]) -> Any:
    return content.get("name") if kind == "hosts" else content.get("id") or content.get("email")
