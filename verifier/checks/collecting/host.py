"""What the machine tells of the collected data: tags, the database and its integration, the custom check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.agent_config.doubts import NOT_REACHED, SEVERAL
from verifier.checks import check
from verifier.facts.account import JudgedHost, JudgedMetric
from verifier.facts.base import NotLooked, NotThere
from verifier.facts.host import (
    AgentTags,
    CustomCheck,
    Databases,
    Integration,
    Integrations,
    SubmittedMetric,
)
from verifier.subjects.metric import closeness
from verifier.verdicts import Evidence, Finding, absent, failed, passed, unknown

CHECK_OF = {"mysql": "mysql", "postgresql": "postgres", "mongodb": "mongo"}
RUNNING = ("ok", "warning")
BROKEN = ("error", "not loaded")


@check(hint="A YAML list under `tags:` in datadog.yaml, one `- key:value` a line; then restart the Agent.")
def host_agent_has_tags(
    tags: AgentTags, judged: JudgedHost | NotLooked | NotThere, *, minimum: int, container_env: str
) -> Finding:
    """The Agent's configuration sets tags."""
    seen = Evidence("tags", seen=tags.written or ", ".join(tags.tags) or "none", where=tags.where)
    joined = [tag for tag in tags.tags if "," in tag]
    if joined and not _split_in(joined[0], judged):
        return failed(f"To this Agent {joined[0]} is one tag: between tags it wants blanks, or a YAML list.", seen)
    count = sum(len(tag.split(",")) for tag in tags.tags)
    if not count:
        return failed(tags.problem, seen) if tags.problem else absent(f"No tags are set in {tags.where}.", seen)
    if count < minimum:
        return failed(f"Only {count} of {minimum} tags are set.", seen)
    if tags.form == "env":
        rule = "container_env_is_config"
        if container_env != "yes":
            return failed("The tags come from DD_TAGS, not from the Agent's configuration file.", seen, rule=rule)
        return passed(f"DD_TAGS of the container sets {', '.join(tags.tags)}.", seen, rule=rule)
    return passed(f"The configuration sets {', '.join(tags.tags)}.", seen)


def _split_in(joined: str, judged: JudgedHost | NotLooked | NotThere) -> bool:
    """Whether the account lists the parts as tags of their own."""
    if not isinstance(judged, JudgedHost):
        return False
    listed = {tag.lower() for _, tags in judged.host.tags for tag in tags}
    return all(part.strip().lower() in listed for part in joined.split(","))


@check(hint="Install and start MySQL (or MariaDB), PostgreSQL or MongoDB; a container counts too.")
def host_runs_a_database(databases: Databases, *, kinds: tuple[str, ...]) -> Finding:
    """One of the asked databases is on the machine."""
    wanted = " or ".join(kinds)
    for how, said in (("process", "runs"), ("container", "runs in a container"), ("package", "is installed")):
        for item in databases.items:
            if item.kind in kinds and item.how == how:
                return passed(f"{item.kind} {said}.", Evidence(item.kind, seen=f"{how}: {item.detail}", wanted=wanted))
    others = [item for item in databases.items if item.kind not in kinds]
    if others:
        return failed(f"{others[0].kind} is not {wanted}.", Evidence("database", seen=others[0].detail, wanted=wanted))
    ports = ", ".join(item.detail for item in databases.items)
    return unknown(f"Something listens on port {ports}; which program it is cannot be seen.")


@check(hint="Fill conf.d/<database>.d/conf.yaml, restart the Agent, and look for [OK] in `datadog-agent status`.")
def host_integration_is_running(integrations: Integrations, *, kinds: tuple[str, ...]) -> Finding:
    """The Agent's integration for the database runs."""
    names = [CHECK_OF.get(kind, kind) for kind in kinds]
    findings = [_of_integration(item) for item in integrations.items if item.name in names]
    if not findings:
        return absent(f"None of the checks {', '.join(names)} is configured.")
    return min(findings, key=lambda finding: list(finding.outcome.__class__).index(finding.outcome))


def _of_integration(item: Integration) -> Finding:
    seen = Evidence(f"check {item.name}", seen=item.status or "status not readable", wanted="ok", where=item.config)
    if item.status in RUNNING:
        if item.metrics_last_run == 0:
            return unknown(f"The check {item.name} runs, and has collected nothing yet.", seen, wait_seconds=60)
        note = "The check has warnings." if item.status == "warning" else ""
        return passed(f"The check {item.name} runs.", seen, note=note)
    if item.config_problem:
        return failed(f"{item.config}: {item.config_problem}.", seen)
    if item.status == "error":
        return failed(f"The check {item.name} reports an error: {item.last_error}", seen)
    if item.status == "not loaded":
        why = item.last_error or "restart the Agent after changing its configuration"
        return failed(f"The check {item.name} is configured, but the Agent does not run it: {why}.", seen)
    return unknown(item.unread or item.status_unread or f"Whether the check {item.name} runs is not known.", seen)


@check(
    hint="checks.d/NAME.py and conf.d/NAME.yaml under one name, and `self.gauge('my_metric', …)`; restart the Agent."
)
def host_check_submits(custom_check: CustomCheck, *, metric: str, method: str) -> Finding:
    """The custom check submits the metric."""
    if custom_check.unread:
        return unknown(custom_check.unread)
    if trouble := _trouble(custom_check):
        return trouble
    named = [one for one in custom_check.metrics if one.name == metric]
    found = min(named, key=lambda one: (bool(one.doubt), one.method != method), default=None)
    if found is None:
        return _other_name(custom_check, metric)
    seen = _submission(custom_check, found, wanted=f"self.{method}('{metric}', …)")
    if found.method != method:
        return failed(f"{metric} is submitted with self.{found.method}, not with self.{method}.", seen)
    if found.doubt:
        return unknown(f"The code holds a submission of {metric}, but {found.doubt}.", seen)
    if custom_check.samples == 0:
        return unknown(f"The code submits {metric}, but its last run submitted nothing.", seen, wait_seconds=60)
    if custom_check.status in RUNNING:
        return passed(f"The check {custom_check.name} submits {metric}, and the Agent runs it.", seen)
    return unknown(
        f"The code submits {metric}; whether the Agent runs it is not known. {custom_check.status_unread}".strip(), seen
    )


def _trouble(check: CustomCheck) -> Finding | None:
    """Why the Agent cannot run it, as its own status, the code or the configuration say."""
    if check.code_problem and check.status not in RUNNING:
        line = Evidence("code", seen=check.code_problem, where=check.code)
        return failed(f"{check.code}: {check.code_problem}.", line)
    if not check.config and check.status not in RUNNING:
        missing = Evidence("configuration", seen="none", wanted=f"conf.d/{check.name}.yaml", where=check.code)
        return failed(f"{check.code} has no configuration: conf.d/{check.name}.yaml is missing.", missing)
    if check.config_problem and check.status not in RUNNING:
        broken = Evidence("configuration", seen=check.config_problem, where=check.config)
        return failed(f"{check.config}: {check.config_problem}.", broken)
    if check.status in BROKEN:
        seen = Evidence("status", seen=check.status, wanted="ok", where="datadog-agent status")
        why = f": {check.last_error}" if check.last_error else ""
        return failed(f"The Agent does not run the check {check.name} ({check.status}){why}", seen)
    return None


def _other_name(check: CustomCheck, metric: str) -> Finding:
    if check.code_problem:
        return unknown(f"The Agent runs {check.name}, but its code cannot be read here: {check.code_problem}.")
    names = [one.name for one in check.metrics if one.name]
    if names:
        first = next(one for one in check.metrics if one.name)
        seen = _submission(check, first, wanted=metric)
        return failed(f"The check submits {', '.join(dict.fromkeys(names))}, not {metric}.", seen)
    if check.metrics:
        return unknown("The name of the metric is put together in the code, so it cannot be read from it.")
    return failed(
        "The code submits no metric.", Evidence("code", seen="no self.gauge(…)", wanted=metric, where=check.code)
    )


def _submission(check: CustomCheck, one: SubmittedMetric, *, wanted: str) -> Evidence:
    written = f"self.{one.method}('{one.name}', {one.expression})"
    return Evidence("submission", seen=written, wanted=wanted, where=f"{check.code}:{one.line}")


@check(hint="`random.randint(0, 1000)`, called inside `check()` so that every run draws anew.")
def host_value_is_random_within(
    custom_check: CustomCheck, judged: JudgedMetric | NotLooked | NotThere, *, low: int, high: int, off_by_one: str
) -> Finding:
    """The value that is submitted is random within the asked range."""
    if custom_check.unread or custom_check.code_problem:
        return unknown(custom_check.unread or f"The code cannot be read: {custom_check.code_problem}.")
    found = _judged_submission(custom_check, judged.name if isinstance(judged, JudgedMetric) else "")
    if found is None:
        return unknown("The code shows no submission of the judged metric.")
    wanted = f"random, {low} to {high}"
    seen = _submission(custom_check, found, wanted=wanted)
    if found.doubt or found.value_doubt:
        return unknown(f"What is submitted cannot be told from the code: {found.doubt or found.value_doubt}.", seen)
    if found.constant:
        return failed("The value is the same at every run: it is not drawn anew inside `check()`.", seen)
    if found.low is None or found.high is None:
        return unknown(f"The range of {found.expression or 'the value'} cannot be read from the code.", seen)
    span = f"{found.low:g} to {found.high:g}"
    if found.low < low or found.high > high:
        return failed(f"The value lies between {span}, beyond {low} to {high}.", seen)
    if (found.low, found.high) == (low, high):
        return passed(f"The value is random, {span}.", seen)
    if found.low <= low + 1 and found.high >= high - 1:
        if off_by_one != "accept":
            return failed(f"The value is random, {span}, not {low} to {high}.", seen, rule="range_off_by_one")
        return passed(f"The value is random, {span}.", seen, rule="range_off_by_one")
    return passed(f"The value is random, {span}.", seen, note=f"The range is narrower than {low} to {high}.")


def _judged_submission(check: CustomCheck, name: str) -> SubmittedMetric | None:
    """Of the judged name, the one of which least is certain; else the only one there is."""
    metrics = check.metrics
    if not name and metrics:  # nobody chose
        name = max((one.name for one in metrics), key=lambda one: closeness(one, check.name))
    named = [one for one in metrics if one.name == name] or (list(metrics) if len(metrics) == 1 else [])
    named = [one for one in named if one.doubt != NOT_REACHED] or named
    if len({(one.constant, one.low, one.high) for one in named}) > 1:
        return replace(named[0], value_doubt=SEVERAL)
    return max(named, key=lambda one: bool(one.doubt or one.value_doubt), default=None)


@check(hint="`min_collection_interval: 45` on the instance in the check's YAML; restart the Agent.")
def host_runs_the_check_every(custom_check: CustomCheck, *, seconds: int) -> Finding:
    """The custom check runs at the asked interval."""
    it = custom_check
    if it.unread:
        return unknown(it.unread)
    place = f"{it.config}:{it.written_line}" if it.written_line else it.config or it.code
    seen = Evidence("min_collection_interval", seen=it.written_interval or "not set", wanted=str(seconds), where=place)
    if it.interval is None:
        if it.config_problem:
            return failed(f"{it.config}: {it.config_problem}.", seen)
        return unknown("How often the check runs is not known.", seen)
    used = Evidence("the Agent runs it every", seen=_seconds(it.intervals or (it.interval,)), wanted=f"{seconds} s",
                    where=_TOLD_BY.get(it.interval_from, ""))  # fmt: skip
    if all(one == seconds for one in it.intervals or (it.interval,)):
        if it.status == "not loaded":
            return unknown(f"The file says {seconds} seconds, but the Agent does not run the check.", seen, used)
        note = "" if it.interval_from == "status" else "Read from the file; the running Agent did not say it."
        return passed(f"The check runs every {seconds} seconds.", seen, used, note=note)
    return failed(_why_not(it, seconds), seen, used)


_TOLD_BY = {
    "status": "datadog-agent status",
    "configcheck": "datadog-agent configcheck",
    "rules": "the file, by the Agent's rules",
}


def _why_not(check: CustomCheck, seconds: int) -> str:
    used = f"the check runs every {_seconds(check.intervals or (check.interval or 0.0,))}"
    if check.written_where == "top":
        return f"min_collection_interval stands at the top of the file, where the Agent ignores it; {used}."
    if check.written_where == "init_config" and check.interval != seconds:
        return f"min_collection_interval stands under init_config, which only Agent 5 reads; {used}."
    if check.written_where == "misspelt":
        return f"The key is not written exactly min_collection_interval, so the Agent ignores it; {used}."
    if check.written_interval == str(seconds):
        return f"The file says {seconds}, but {used}: restart the Agent."
    if not check.written_where:
        return f"No interval is set; {used}."
    return f"The interval is {check.written_interval}; {used}."


def _seconds(intervals: Sequence[float]) -> str:
    return ", ".join(f"{one:g}" for one in dict.fromkeys(intervals)) + " seconds"
