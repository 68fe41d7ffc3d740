"""What the machine tells of the traced app: whether traces arrive, and in which way it is traced."""

from __future__ import annotations

from verifier.checks import check
from verifier.facts.base import NotLooked, NotThere
from verifier.facts.host import TracedProcess, TracedProcesses, TraceReceiver
from verifier.verdicts import Evidence, Finding, failed, passed, unknown

# Spans of one's own go well with ddtrace-run; these instrument the framework, as ddtrace-run does.
SPANS = ("tracer.wrap", "tracer.trace")
A_MINUTE = 60


@check(hint="Start the app with `ddtrace-run`, call each route, and look under APM Agent in `datadog-agent status`.")
def host_app_is_traced(
    receiver: TraceReceiver | NotLooked | NotThere, processes: TracedProcesses | NotLooked | NotThere
) -> Finding:
    """A traced app sends its traces to the Agent."""
    items = processes.items if isinstance(processes, TracedProcesses) else ()
    traced = [item for item in items if item.ddtrace_run or item.manual]
    if isinstance(receiver, TraceReceiver) and receiver.traces_last_minute:
        seen = Evidence("traces of the last minute", seen="; ".join(receiver.received), where="datadog-agent status")
        number = receiver.traces_last_minute
        traces = "1 trace" if number == 1 else f"{number} traces"
        return passed(f"The Agent received {traces} in the last minute.", seen,
                      *(_of(item) for item in traced[:1]))  # fmt: skip
    if traced:
        return _nothing_arrives(traced[0], receiver)
    untraced = [item for item in items if item.framework and item.source_read and item.environment_read]
    if untraced and isinstance(processes, TracedProcesses) and processes.complete:
        return failed("A web app runs, without a Datadog tracer.", _of(untraced[0]))
    if isinstance(receiver, TraceReceiver) and receiver.running is False:
        return unknown(f"The Agent's trace receiver does not run. {receiver.problem}".strip())
    return unknown("No traced app runs at the moment, and no traces came in during the last minute.")


def _nothing_arrives(item: TracedProcess, receiver: TraceReceiver | NotLooked | NotThere) -> Finding:
    if not isinstance(receiver, TraceReceiver):
        return unknown(
            f"An app with a tracer runs; whether its traces arrive is not known. {receiver.reason}", _of(item)
        )
    if receiver.running is False:
        down = Evidence("trace receiver", seen=receiver.problem or "not running", where="datadog-agent status")
        return failed("An app with a tracer runs, but the Agent's trace receiver does not.", _of(item), down)
    return unknown(
        "An app with a tracer runs, but no traces came in during the last minute: call its routes and look again.",
        _of(item),
        wait_seconds=A_MINUTE,
    )


@check(
    hint="With ddtrace-run the code needs no tracer: remove `patch_all`, `TraceMiddleware` and the like.", negative=True
)
def host_uses_one_tracing_method(processes: TracedProcesses | NotThere) -> Finding:
    """The app is traced in one way, not in two."""
    if isinstance(processes, NotThere):
        return unknown(processes.reason)
    for item in processes.items:
        if item.ddtrace_run and _instruments(item):
            return failed(f"ddtrace-run and {', '.join(_instruments(item))} are both in use.", _of(item))
    traced = [item for item in processes.items if item.ddtrace_run or item.manual]
    if not traced:
        return unknown("No app with a tracer runs at the moment, so its way of tracing cannot be seen.")
    blind = next((item for item in traced if not (item.source_read and item.environment_read)), None)
    if blind is not None:
        what = "source" if not blind.source_read else "environment"
        return unknown(
            f"The {what} of the traced app could not be read, so a second way of tracing may be there.", _of(blind)
        )
    importing = next((item for item in traced if item.own_modules), None)
    if importing is not None:
        names = ", ".join(importing.own_modules[:3])
        return unknown(f"The app imports {names}, which was not read and may trace as well.", _of(importing))
    if not processes.complete:
        return unknown("Not every process could be looked at, so a second way of tracing may be there.", _of(traced[0]))
    return passed(f"Only {_method(traced[0])} is in use.", *(_of(item) for item in traced))


def _instruments(item: TracedProcess) -> tuple[str, ...]:
    return tuple(call for call in item.manual if call not in SPANS)


def _method(item: TracedProcess) -> str:
    return "ddtrace-run" if item.ddtrace_run else ", ".join(item.manual)


def _of(item: TracedProcess) -> Evidence:
    found = [*(["ddtrace-run"] if item.ddtrace_run else []), *item.manual]
    return Evidence(item.command, seen=", ".join(found) or "no tracer", where=item.source)
