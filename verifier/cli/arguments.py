"""What can be written after `python -m verifier`."""

from __future__ import annotations

import argparse
import ipaddress
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from verifier.intake.address import is_address, on_loopback
from verifier.scoring import Claims


class BadArguments(ValueError):
    """One sentence about what was written."""


class Parser(argparse.ArgumentParser):
    """Raises instead of leaving, so that `--json` can answer with an object."""

    def error(self, message: str) -> NoReturn:
        raise BadArguments(f"{message[:1].upper()}{message[1:]}.")


def parser() -> Parser:
    top = Parser(prog="python -m verifier", description="Verifies a hands-on challenge step by step.")
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser)
    _check(commands.add_parser("check", help="look at a document, a host and an account, and judge"))
    _judge(commands.add_parser("judge", help="judge kept facts again, offline"))
    facts = commands.add_parser("facts", help="read recorded API exchanges and print the facts")
    facts.add_argument("--exchanges", type=Path, required=True, metavar="FILE")
    lint = commands.add_parser("lint", help="prove a definition against the checks")
    lint.add_argument("definition", type=Path, nargs="?")
    gate = commands.add_parser("gate", help="see every check of a definition pass and fail")
    gate.add_argument("definition", type=Path, metavar="DEFINITION")
    gate.add_argument("trials", type=Path, metavar="TRIALS", help="the file of trials that goes with the definition")
    gate.add_argument(
        "--look",
        type=Path,
        action="append",
        default=[],
        metavar="BUNDLE",
        help="find missing trials in kept facts (`check --keep`), of work that is right and work that is not, and write them",
    )
    accuracy = commands.add_parser("accuracy", help="compare document findings with labels given by people")
    accuracy.add_argument("submissions", type=Path)
    accuracy.add_argument("labels", type=Path)
    accuracy.add_argument("--differences", action="store_true", help="list every cell that differs")
    accuracy.add_argument("--definition", type=Path)
    likeness = commands.add_parser("likeness", help="put side by side what submissions share that is unusual")
    likeness.add_argument("submissions", type=Path, metavar="DIR", help="a folder with a folder or file a submission")
    likeness.add_argument("--definition", type=Path, metavar="FILE", help="another challenge than solutions-engineer")
    likeness.add_argument("--json", action="store_true", help="one JSON object on standard output")
    return top


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path",
        type=_path,
        metavar="PATH",
        help="answers.md, the folder that holds it, a zip or tar of it, or https://… of a public Git repository, "
        "as the browser shows it or with @BRANCH or @COMMIT",
    )
    parser.add_argument(
        "--git-host",
        action="append",
        default=[],
        metavar="HOST",
        help="another host than github.com, gitlab.com, bitbucket.org and codeberg.org that repositories may come from",
    )
    parser.add_argument(
        "--stand-in",
        type=_stand_in,
        action="append",
        default=[],
        metavar="HOST=URL",
        help="what to ask in place of a host of repositories; loopback only; marks the output as sandbox",
    )
    parser.add_argument("--host", type=host_address, metavar="USER@ADDR[:PORT]")
    parser.add_argument("--identity", type=Path, metavar="FILE", help="private key for --host")
    parser.add_argument("--host-key", default="", metavar="SHA256:…", help="stop if the host shows another key")
    parser.add_argument("--sudo", action="store_true", help="read what needs root with `sudo -n`")
    parser.add_argument(
        "--site", default="datadoghq.com", metavar="NAME", help="datadoghq.com, datadoghq.eu, us3.datadoghq.com …"
    )
    parser.add_argument("--api-url", default="", metavar="URL", help="loopback only; marks the output as sandbox")
    parser.add_argument(
        "--allow-address",
        type=_network,
        action="append",
        default=[],
        metavar="CIDR",
        help="a private, loopback or link-local network that --host, or a --git-host, may be in",
    )
    parser.add_argument("--own-run", type=Path, metavar="FILE", help="output of the script, run by the candidate")
    parser.add_argument("--keep", type=Path, metavar="BUNDLE", help="write the facts to be judged again")
    _judging(parser)


def _judge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="a file that `check --keep` wrote")
    _judging(parser)


def _judging(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--definition", type=Path, metavar="FILE", help="another challenge than solutions-engineer")
    parser.add_argument(
        "--claims", type=Claims, choices=list(Claims), help="what a claim that nobody confirmed is worth"
    )
    parser.add_argument(
        "--rule", type=_rule, action="append", default=[], metavar="NAME=VALUE", help="a house rule; see the definition"
    )
    parser.add_argument(
        "--drawn",
        type=_drawn,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter that was drawn for you in a contest; see your page",
    )
    parser.add_argument("--step", nargs="+", action="extend", default=[], metavar="KEY", help="report these steps only")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="one JSON object on standard output")
    output.add_argument("--junit", action="store_true", help="JUnit XML on standard output")


def host_address(text: str) -> tuple[str, str, int]:
    """USER@ADDR[:PORT]; an IPv6 address with a port stands in brackets."""
    user, at, rest = text.rpartition("@")
    if not at or not user:
        raise argparse.ArgumentTypeError("write --host as USER@ADDR[:PORT]")
    address, port = rest, "22"
    if rest.startswith("["):
        address, _, tail = rest[1:].partition("]")
        port = tail.removeprefix(":") or port
    elif rest.count(":") == 1:
        address, port = rest.split(":")
    if not address or not port.isdigit() or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError("write --host as USER@ADDR[:PORT]")
    return user, address, int(port)


def _drawn(text: str) -> tuple[str, str | int | float]:
    """44 is a number, my_metric is none."""
    name, value = _rule(text)
    for read in (int, float):
        with suppress(ValueError):
            return name, read(value)
    return name, value


def _path(text: str) -> Path | str:
    """A path here, or an address as it was written."""
    if not text.strip():
        raise argparse.ArgumentTypeError("PATH is empty")
    return text if is_address(text) else Path(text)


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"{text!r} is no network such as 192.0.2.0/24") from fault


def _stand_in(text: str) -> tuple[str, str]:
    host, _equals, base = text.partition("=")
    if not host or not on_loopback(base):
        raise argparse.ArgumentTypeError("write --stand-in as HOST=http://127.0.0.1:PORT")
    return host.lower(), base.rstrip("/")


def _rule(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("write NAME=VALUE")
    return name, value
