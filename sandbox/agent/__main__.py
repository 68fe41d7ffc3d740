"""The commands of the stand-in Agent: run, status, configcheck, health, version, check."""

from __future__ import annotations

import argparse
import sys
import time

from sandbox.agent import VERSION, printed, state
from sandbox.agent.seed import AgentSeed
from sandbox.agent.settings import CannotStartError


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="datadog-agent", description="A stand-in (sandbox) for the Datadog Agent.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run the checks in the foreground")
    run.add_argument("--as-if-for", type=float, default=0.0, metavar="SECONDS", help="first make up for so long")
    status = commands.add_parser("status")
    status.add_argument("-p", "--pretty-json", "-j", "--json", dest="json", action="store_true")
    for name in ("configcheck", "health", "version"):
        commands.add_parser(name)
    once = commands.add_parser("check", help="run one check once and print what it submits; nothing is sent")
    once.add_argument("name")
    hand_on = commands.add_parser("hand-on", help="hand on to a sandbox what a trace agent receives (key: DD_API_KEY)")
    hand_on.add_argument("--from", dest="source", required=True, metavar="URL", help="of ddapm-test-agent")
    hand_on.add_argument("--to", required=True, metavar="URL", help="of the sandbox's site")
    hand_on.add_argument("--host", required=True, help="the name under which the machine reports")
    asked = parser.parse_args(arguments)
    try:
        if asked.command == "run":
            from sandbox.agent.daemon import run as run_in_the_foreground  # only this needs clients

            return run_in_the_foreground(asked.as_if_for)
        if asked.command == "hand-on":
            from sandbox.agent.traces import hand_on_for_ever

            return hand_on_for_ever(asked.source, asked.to, asked.host)
        if asked.command == "check":
            from sandbox.agent.once import check

            return check(asked.name)
        if asked.command == "version":
            print(printed.version(AgentSeed(version=VERSION)), end="")
            return 0
        print(_told(asked), end="")
    except (CannotStartError, state.UnreachableError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _told(asked: argparse.Namespace) -> str:
    running = state.ask()
    if asked.command == "configcheck":
        return printed.configcheck(running.found)
    if asked.command == "health":
        return printed.health(running.agent)
    if asked.json:
        return printed.status_json(running.agent, running.found, int(time.time()))
    return printed.status_text(running.agent, running.found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
