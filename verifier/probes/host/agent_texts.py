"""What `datadog-agent status` and `configcheck` say as text, and Agent 5's `info`. The status text has no interval."""

from __future__ import annotations

import re

from verifier.probes.host.agent_status import AgentStatus, CheckRun, Receiver


def of_text(text: str) -> AgentStatus | None:
    """The text form of 6 and 7. None: it is not one."""
    version = re.search(r"^Agent \(v(\d[\w.~+-]*)\)", text, re.MULTILINE)
    if version is None and "Running Checks" not in text:
        return None
    hostname = re.search(r"^    hostname: (\S+)", text, re.MULTILINE)
    return AgentStatus(
        version=version.group(1) if version else "",
        hostname=hostname.group(1) if hostname else "",
        runs=tuple(_text_runs(_part(text, "Running Checks"))),
        not_loaded={
            **_text_broken(_part(text, "Check Initialization Errors"), 6),
            **_text_broken(_part(text, "Loading Errors"), 4),
        },
        receiver=_text_receiver(text),
    )


def _part(text: str, title: str) -> str:
    """The lines below `  Title` / `  =====` up to the next heading of this kind."""
    found = re.search(
        rf"^  {title}\n  =+\n(.*?)(?=^ {{0,2}}[^\s=][^\n]*\n {{0,2}}=+$|\Z)", text, re.MULTILINE | re.DOTALL
    )
    return found.group(1) if found else ""


def _text_runs(part: str) -> list[CheckRun]:
    found = []
    for block in re.split(r"\n(?= {4}\S+(?: \([^\n]*\))?\n {4}-+\n)", "\n" + part):
        head = re.match(r" {4}(\S+)", block)  # core checks have no version behind their name
        if not head:
            continue
        for one in re.split(r"(?=^\s+Instance ID: )", block, flags=re.MULTILINE)[1:]:
            word = re.search(r"\[(OK|WARNING|ERROR)\]", one)
            error = re.search(r"^\s+Error: (.*)$", one, re.MULTILINE)
            samples = re.search(r"Metric Samples: Last Run: ([\d,]+)", one)
            source = re.search(r"Configuration Source: (?:file:)?(\S+)", one)
            found.append(
                CheckRun(
                    head.group(1),
                    word.group(1).lower() if word else "",
                    source.group(1) if source else "",
                    None,
                    error.group(1)[:300] if error else "",
                    int(samples.group(1).replace(",", "")) if samples else None,
                )
            )
    return found


def _text_broken(part: str, indent: int) -> dict[str, str]:
    """Names that stand on a line of dashes, each with the first lines below it."""
    broken = {}
    pattern = (
        rf"^ {{{indent}}}(\S+)(?: \([^\n]*\))?\n {{{indent}}}-+\n(.*?)(?=^ {{{indent}}}\S[^\n]*\n {{{indent}}}-+$|\Z)"
    )
    for found in re.finditer(pattern, part, re.MULTILINE | re.DOTALL):
        broken[found.group(1)] = " ".join(found.group(2).split())[:300]
    return broken


def _text_receiver(text: str) -> Receiver:
    found = re.search(r"^APM Agent\n=+\n(.*?)(?=^=+\n|\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        return Receiver()
    part = found.group(1)
    port = re.search(r"(?:Receiver: \S*:|unreachable on \S*:)(\d+)", part)
    number = int(port.group(1)) if port else None
    if not re.search(r"Status: Running", part):
        problem = re.search(r"^\s*Error: (.*)$", part, re.MULTILINE)
        return Receiver(False, number, problem=problem.group(1)[:300] if problem else "")
    clients = re.findall(
        r"From (\S{1,99}) (\S{0,99})[^\n]{0,99}?client (\S{1,99})\s{1,99}Traces received: (\d{1,9})", part
    )
    lines = tuple(f"{lang} {version} (tracer {tracer}): {count} traces" for lang, version, tracer, count in clients)
    return Receiver(True, number, sum(int(count) for *_, count in clients), lines)


TOO_OLD_SECONDS = 600


def says_not_running(text: str) -> bool:
    """Agent 5's `info` when its collector left no status behind."""
    return bool(re.search(r"^  Collector is not running\.$", text, re.MULTILINE))


def too_old(text: str) -> str:
    """A sentence where `info` shows what a collector wrote long ago ("" = it is fresh): a killed one leaves it behind."""
    part = text.partition("Dogstatsd (v")[0]
    found = re.search(r"^  Status date: [^\n(]{0,60}\((\d{1,6})s ago\)", part, re.MULTILINE)
    seconds = int(found.group(1)) if found else 0
    return f"The Agent last wrote its status {seconds} seconds ago, so whether it still runs is not known." if (
        seconds > TOO_OLD_SECONDS) else ""  # fmt: skip


def of_info(text: str) -> AgentStatus | None:
    """Agent 5's `info`; a check has its version behind its name since 5.13."""
    version = re.search(r"Collector \(v ?(5[\d.]*)\)", text)
    if version is None:
        return None
    runs, broken, hostname = [], {}, re.search(r"^\s+hostname: (\S+)", text, re.MULTILINE)
    for block in re.split(r"\n(?=\s{4}\S+(?: \([^\n]*\))?\n\s{4}-+\n)", text.partition("Dogstatsd (v")[0]):
        head = re.match(r"\s{4}(\S+)(?: \(|\n)", block)
        if head is None:
            continue
        failed = re.search(r"- initialize check class \[ERROR\]: (.*)", block)
        if failed:
            broken[head.group(1)] = failed.group(1)[:300]
        words = re.findall(r"- instance #\S+ \[(OK|WARNING|ERROR)\](?:: (.*))?", block)
        samples = re.search(r"Collected (\d+) metrics?", block)
        for index, (word, error) in enumerate(words):
            # the number is of all instances together
            count = int(samples.group(1)) if samples and index == 0 else 0 if samples else None
            runs.append(CheckRun(head.group(1), word.lower(), error=error[:300], samples=count))
    return AgentStatus(
        version.group(1), hostname.group(1) if hostname else "", tuple(runs), broken, _info_receiver(text)
    )


def _info_receiver(text: str) -> Receiver:
    """What `trace-agent -info` adds at the end, since 5.11; older ones wrote `-> tags: python, 2.7, CPython, 0.9`."""
    found = re.search(r"^Trace Agent \(v[^\n]*\n=+\n(.*)\Z", text, re.MULTILINE | re.DOTALL)
    if found is None:
        return Receiver()
    part = found.group(1)[:20_000]
    down = re.search(r"Not running \(port (\d{1,5})\)", part)
    if down:
        return Receiver(False, int(down.group(1)))
    port = re.search(r"^  Receiver: \S*:(\d{1,5})$", part, re.MULTILINE)
    if port is None:
        return Receiver()
    clients = re.findall(
        r"From (\S{1,99}) (\S{0,99})[^\n]{0,99}?client (\S{1,99})\s{1,99}Traces received: (\d{1,9})", part
    )
    clients += re.findall(r"-> tags: (\w{1,99}), ([^\s,]{1,99}), [^\s,]{1,99}, (\S{1,99})\s{1,99}Traces received: (\d{1,9})",
                          part)  # fmt: skip
    lines = tuple(f"{lang} {version} (tracer {tracer}): {count} traces" for lang, version, tracer, count in clients)
    return Receiver(True, int(port.group(1)), sum(int(count) for *_, count in clients), lines)


def resolved_intervals(text: str) -> dict[str, tuple[float, ...]]:
    """`configcheck`: name -> seconds of each instance, the default where none is written.

    Line by line: a pattern over many lines would take time by the square of a hostile text.
    """
    found: dict[str, tuple[float, ...]] = {}
    name, seconds = "", None
    for line in text.replace("\r", "").split("\n"):
        if heading := re.fullmatch(r"=== (\S+) check ===", line):
            name, seconds = heading.group(1), None
        elif name and seconds is None and _INSTANCE.match(line):
            seconds = 0.0
        elif seconds is not None and line == "~":
            found[name] = (*found.get(name, ()), seconds or 15.0)
            seconds = None
        elif seconds == 0.0 and (written := _INTERVAL.fullmatch(line)):
            seconds = float(written.group(1))
    return found


_INSTANCE = re.compile(r"(?:Config for i|I)nstance ID: |Instance \d+:")
_INTERVAL = re.compile(r"min_collection_interval: (\d{1,9})[ \t]*")
