"""Tags of hosts by source, as the seed gives them and as clients changed them. No HTTP in here.

The API spells a source in lower case (`datadog`, `users`), the list of hosts capitalises it.
"""

from __future__ import annotations

from sandbox.site.intake import tags_of_agent
from sandbox.site.inventory import hosts_of
from sandbox.site.state import Organisation

SPELLED = {"datadog": "Datadog", "users": "Users", "user": "Users"}


def spelled(source: str) -> str:
    return SPELLED.get(source.lower(), source)


def known(organisation: Organisation, host: str) -> bool:
    """A host is known when the seed has it, when somebody tagged it, or when it sent points."""
    named = any(host in (each.name, *each.aliases) for each in hosts_of(organisation))
    return named or organisation.get("host_tags", host) is not None


def tags_of(organisation: Organisation, host: str) -> dict[str, list[str]]:
    sent = tags_of_agent(organisation, host)
    own = {} if sent is None else {"Datadog": sent}
    if (changed := organisation.get("host_tags", host)) is not None:
        return {source: list(tags) for source, tags in changed.items()} | own
    for each in organisation.seed.hosts:
        if host in (each.name, *each.aliases):
            return {spelled(source): list(tags) for source, tags in each.tags.items()} | own
    return own


def change(organisation: Organisation, host: str, *, source: str, tags: list[str]) -> None:
    whole = tags_of(organisation, host)
    whole[spelled(source)] = list(dict.fromkeys(tags))
    organisation.put("host_tags", host, {name: listed for name, listed in whole.items() if listed})


def hosts(organisation: Organisation) -> list[str]:
    named = [host.name for host in hosts_of(organisation)]
    return list(dict.fromkeys(named + organisation.keys("host_tags")))
