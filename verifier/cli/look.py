"""Looks at everything that was asked for, at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from verifier.cli.secrets import Secrets
from verifier.facts import SourceFacts, SourceState
from verifier.verdicts import How, Source


def problem(asked: argparse.Namespace) -> str:
    """What is wrong with what was asked, before anything is looked at; "" = nothing."""
    from verifier.datadog import CouldNotLook, site_named

    try:
        site_named(asked.site)
    except CouldNotLook as fault:
        return str(fault)
    return ""


def look(asked: argparse.Namespace, secrets: Secrets, metric: str) -> Mapping[Source, SourceFacts]:
    """The facts of every source that was asked; one that fails has its reason in it. metric: the one that is asked for."""
    looks: dict[Source, Callable[[], SourceFacts]] = {Source.DOCUMENT: lambda: _document(asked)}
    if asked.own_run is not None:
        looks[Source.HOST] = lambda: _own_run(asked)
    elif asked.host is not None:
        looks[Source.HOST] = lambda: _host(asked, secrets)
    if secrets.api_key or secrets.app_key or asked.api_url:
        looks[Source.ACCOUNT] = lambda: _account(asked, secrets, metric)
    with ThreadPoolExecutor(max_workers=len(Source)) as pool:
        running = {source: pool.submit(function) for source, function in looks.items()}
        return {source: running[source].result() for source in Source if source in running}


def _document(asked: argparse.Namespace) -> SourceFacts:
    from verifier.gather import document
    from verifier.intake.address import HOSTS
    from verifier.intake.repository import Rules

    if isinstance(asked.path, Path):
        return document.look(document.DocumentTarget(asked.path)).facts
    hosts = (*HOSTS, *asked.git_host)
    rules = Rules(hosts=hosts, allow=tuple(asked.allow_address), instead=dict(asked.stand_in))
    return document.look(document.RepositoryTarget(asked.path, rules=rules)).facts


def _host(asked: argparse.Namespace, secrets: Secrets) -> SourceFacts:
    from verifier.gather import host

    user, address, port = asked.host
    try:
        key = asked.identity.read_text("utf-8") if asked.identity else ""
    except (OSError, UnicodeDecodeError):
        return _unread(Source.HOST, How.SSH, f"The private key {asked.identity.name} cannot be read.")
    target = host.HostTarget(
        user=user,
        address=address,
        port=port,
        key=key,
        password=secrets.ssh_password,
        host_key=asked.host_key,
        allow=tuple(asked.allow_address),
        sudo=asked.sudo,
    )
    return host.look(target).facts


def _own_run(asked: argparse.Namespace) -> SourceFacts:
    from verifier.gather import host

    try:
        raw = asked.own_run.read_bytes()
    except OSError:
        return _unread(Source.HOST, How.OWN_RUN, f"The file {asked.own_run.name} cannot be read.")
    return host.read(raw, how=How.OWN_RUN)


def _account(asked: argparse.Namespace, secrets: Secrets, metric: str) -> SourceFacts:
    from verifier.gather import account

    if not secrets.api_key or not secrets.app_key:
        missing = "DD_APP_KEY" if secrets.api_key else "DD_API_KEY"
        return _unread(Source.ACCOUNT, How.API, f"The account needs both keys, and {missing} is not set.")
    target = account.AccountTarget(
        api_key=secrets.api_key, app_key=secrets.app_key, site=asked.site, api_url=asked.api_url, metrics=(metric,)
    )
    return account.look(target).facts


def _unread(source: Source, how: How, reason: str) -> SourceFacts:
    return SourceFacts(source, how, SourceState.NOT_READ, reason, datetime.now(UTC).isoformat(timespec="seconds"))
