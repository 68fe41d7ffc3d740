"""What the account tells of the set-up: the machine, the organisation, the Agent."""

from __future__ import annotations

from verifier.checks import check
from verifier.checks.hearing import LOOK_AGAIN, asleep
from verifier.facts.account import JudgedHost, Organisation
from verifier.moments import in_utc
from verifier.verdicts import Evidence, Finding, failed, passed, unknown


@check(hint="Any system is allowed; let its Agent report, so that the account lists it.")
def account_lists_the_system(judged: JudgedHost) -> Finding:
    """The account lists the machine with its system."""
    host = judged.host
    system = host.system or host.platform
    if not system:
        return unknown(f"The account lists {host.name}, but does not say which system it runs.")
    seen = Evidence("host", seen=_together(host.name, system, host.install), where="/api/v1/hosts")
    return passed(f"The account lists {host.name}, which runs {system}.", seen)


@check(hint="Change the organisation's name under Organization Settings.")
def account_belongs_to(account: Organisation, *, organisation: str) -> Finding:
    """The organisation carries the agreed name."""
    if not account.name:
        return unknown("The keys may not read the organisation's name.")
    seen = Evidence("organisation", seen=account.name, wanted=organisation, where=account.site)
    if _plain(account.name) != _plain(organisation):
        return failed(f"The organisation is called {account.name}.", seen)
    return passed(f"The organisation is called {account.name}.", seen)


@check(hint="Run `datadog-agent status` on the machine; its API key and site must be those of this account.")
def account_host_is_reporting(judged: JudgedHost, *, within_seconds: int) -> Finding:
    """The Agent of the machine reports to the account."""
    host = judged.host
    heard = in_utc(host.last_reported)
    seen = Evidence(f"last report of {host.name}", seen=heard, where="/api/v1/hosts")
    if not host.last_reported:
        return unknown(f"The account lists {host.name}, but does not say when it was last heard.")
    if not host.agent_version and "agent" not in host.apps:
        if not host.has_metadata:
            return unknown(f"The account lists {host.name}, but does not say whether an Agent reports it.", seen)
        return failed(f"{host.name} is known to the account, but no Agent reports it.", seen)
    if judged.asked_at - host.last_reported > within_seconds:
        # A machine that sleeps has not stopped reporting for good.
        return unknown(asleep(judged), seen, wait_seconds=LOOK_AGAIN)
    agent = f"Agent {host.agent_version}" if host.agent_version else "An Agent"
    return passed(f"{agent} reports {host.name}, last heard at {heard}.", seen)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _together(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
