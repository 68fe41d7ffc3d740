"""Reads the Agent's trace receiver and the processes that may be the traced app."""

from __future__ import annotations

import re

from verifier.agent_config import app_code
from verifier.facts import NotLooked, NotThere
from verifier.facts.host import TracedProcess, TracedProcesses, TraceReceiver
from verifier.probes.host.agents import TheAgent, the_agent
from verifier.probes.host.answers import Answers
from verifier.probes.host.databases import listening_ports
from verifier.script import Section, Snippet

RECEIVER_PORT = 8126
APP_NAMES = ("DD_SERVICE", "DD_SERVICE_NAME", "DATADOG_SERVICE_NAME", "DD_ENV", "DD_VERSION", "DD_TRACE_ENABLED",
             "DD_AGENT_HOST", "DD_TRACE_AGENT_HOSTNAME", "DD_TRACE_AGENT_PORT", "DD_LOGS_INJECTION",
             "DD_RUNTIME_METRICS_ENABLED", "DD_PROFILING_ENABLED", "FLASK_APP", "FLASK_RUN_PORT", "PORT")  # fmt: skip
_APPS_SHELL = r"""
is_a_language() {
  case ${1##*/} in
    [Pp]ython* | pypy* | *.py | ruby* | *.rb | gunicorn* | uwsgi* | uvicorn* | hypercorn* | flask* | puma* | \
      unicorn* | rackup* | rails* | ddtrace-run) return 0 ;;
  esac
  return 1
}
app_pids() {
  if [ -n "$no_proc" ]; then
    listed=$(plain 5 ps -axo pid=,comm=) || return
    printf '%s\n' "$listed" | while IFS=' ' read -r pid comm; do
      if is_a_language "$comm"; then printf '%s\n' "$pid"; fi
    done
    return
  fi
  if [ ! -r "$root/proc/1/comm" ]; then return 44; fi
  {
    for at in "$root"/proc/[0-9]*; do
      comm=''
      inside "$at/comm" && { IFS= read -r comm <"$at/comm"; } 2>/dev/null || continue
      if is_a_language "$comm"; then printf '%s\n' "${at##*/}"; fi
    done
    ${as_root:+sudo -n} grep -l -e DD_SERVICE= -e DATADOG_SERVICE_NAME= -e ddtrace/bootstrap \
      "$root"/proc/[0-9]*/environ 2>/dev/null | sed -n 's|.*/proc/\([0-9]*\)/environ$|\1|p'
  } | sort -n | uniq
}
# The word after a flag such as --password is its value, and stays here. ps does not tell where a word ends that has
# blanks, so there everything goes up to the next flag.
app_words() {
  if [ -n "$no_proc" ]; then
    plain 5 ps -ww -p "$pid" -o args= | tr ' ' '\n' | sed -e ':s' FLAGS -e b -e ':v' -e n -e '/^-/b s' \
      -e 's/.*/xxxx/' -e 'b v'
    return
  fi
  reach -f "$at/cmdline" && $by cat "$at/cmdline" | tr '\000' '\n' | sed FLAGS -e b -e ':v' -e '/=/b' -e n \
    -e 's/^[^-].*/xxxx/'
}
app_environment() {
  if [ -n "$no_proc" ]; then return 44; fi # ps -E would show all of it
  reach -f "$at/environ" || return
  $by cat "$at/environ" | tr '\000' '\n' | sed -n ALLOWED \
    -e 's|^PYTHONPATH=.*ddtrace/bootstrap.*|PYTHONPATH=ddtrace/bootstrap|p'
}
app_folder() {
  if [ -n "$no_proc" ]; then plain 5 lsof -a -p "$pid" -d cwd -Fn | sed -n 's|^n/|/|p'; return; fi
  readlink "$at/cwd" 2>/dev/null || { [ -z "$as_root" ] || sudo -n readlink "$at/cwd"; }
}
# The files that the command line and FLASK_APP name; module:app is module.py.
app_sources() {
  {
    app_words | sed -n -e '/\.py$/p' -e '/\.rb$/p' -e '/\.ru$/p' -e '/\.go$/p' \
      -e '/^[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*$/{
      s|:.*||
      s|[.]|/|g
      s|$|.py|
      p
    }'
    app_environment | sed -n -e 's/^FLASK_APP=\([^:]*\).*/\1/p' | sed -e 's/\.py$//' -e 's/$/.py/'
    case " $(app_words | tr '\n' ' ')" in
      *'flask run'* | *rackup* | *puma*) printf '%s\n' app.py wsgi.py config.ru ;;
    esac
  } 2>/dev/null | head -n 6
}
web_or_traced() {
  reach -f "$1" || return 0
  $by cat "$1" | grep -q -i -e ddtrace -e datadog -e flask -e django -e fastapi -e bottle -e tornado -e aiohttp \
    -e pyramid -e falcon -e sanic -e cherrypy -e sinatra -e rails -e net/http -e gin-gonic
}
say 4000 apps pids app_pids
if [ -n "$no_proc" ]; then say 10 apps no-environments true; fi
app_pids 2>/dev/null | head -n 25 | while IFS= read -r pid; do
  at=$root/proc/$pid by=''
  say 4000 apps "words $pid" app_words
  say 4000 apps "environment $pid" app_environment
  cwd=$(app_folder 2>/dev/null)
  app_sources | while IFS= read -r word; do
    case $word in
      /*) file=$root$word; shown=$word ;;
      *)
        file=$root$cwd/$word; shown=$cwd/$word
        if [ -z "$root$no_proc" ]; then file=$at/cwd/$word; fi
        ;;
    esac
    if web_or_traced "$file"; then say 65536 apps "source $pid $shown" peek "$file"; fi
  done
done
"""
_FLAGS = " ".join(f"-e '/^-.*{word}/b v'" for word in (
    "[Kk][Ee][Yy]", "[Pp][Aa][Ss][Ss]", "[Pp][Ww][Dd]", "[Ss][Ee][Cc][Rr][Ee][Tt]", "[Tt][Oo][Kk][Ee][Nn]"))  # fmt: skip
APPS = Snippet(
    "apps",
    _APPS_SHELL.replace("ALLOWED", " ".join(f"-e '/^{name}=/p'" for name in APP_NAMES)).replace("FLAGS", _FLAGS),
    (
        "of Python, Ruby and web-server processes, and of those with a Datadog tracer: the command line "
        "(/proc/*/cmdline), the source file it names where that speaks of a web framework or a tracer, and of the "
        f"environment only {', '.join(APP_NAMES)} and whether PYTHONPATH holds ddtrace",
        "the same without /proc (macOS), by ps -o pid,comm,args and lsof -d cwd, and nothing of the environment",
    ),
)

_SERVERS = re.compile(r"(?:^|/)(gunicorn|uwsgi|uvicorn|hypercorn|flask|puma|unicorn|rackup|rails)$")


def read_receiver(answers: Answers) -> TraceReceiver | NotLooked | NotThere:
    agent = the_agent(answers)
    if not isinstance(agent, TheAgent):
        return agent
    told = agent.status.receiver if agent.status else None
    if told is not None and told.running is not None:
        return TraceReceiver(told.running, told.port, told.traces, told.received, told.problem)
    if RECEIVER_PORT in listening_ports(answers):
        return TraceReceiver(None, RECEIVER_PORT, None, problem=f"Something listens on port {RECEIVER_PORT}; "
                             "the Agent's status does not say what it received.")  # fmt: skip
    return NotLooked(agent.status_problem or "The Agent's status says nothing of traces.")


def read_processes(answers: Answers) -> TracedProcesses | NotLooked | NotThere:
    pids = answers.one(APPS.key, "pids")
    if pids is None or pids.status != 0:
        return NotLooked("The processes of other users, or of this kind of system, cannot be looked at.")
    listed = pids.text.split()
    blind = answers.one(APPS.key, "no-environments") is not None
    complete = not pids.truncated and len(listed) <= 25 and not blind
    items = []
    for pid in listed:
        words, environment = answers.one(APPS.key, f"words {pid}"), answers.one(APPS.key, f"environment {pid}")
        if words is None or words.status != 0 or environment is None or environment.status != 0:
            complete = complete and words is not None and not words.text and words.status not in (0, 45)
            if words is None or words.status != 0:
                continue
        sources = [s for s in answers.all(APPS.key) if s.argument.startswith(f"source {pid} ")]
        item = _process(words.text.split("\n"), environment, sources)
        if item is not None:
            items.append(item)
    if not items and blind:
        return NotLooked("What a process is traced by stands in its environment, which this kind of system shows to nobody "
                         "in part, so it was not looked at.")  # fmt: skip
    if not items and not complete:
        return NotLooked("Not every process could be looked at, so the traced app may be one of them.")
    if not items:
        return NotThere("No process with a Datadog tracer and no known web app runs on this machine right now.")
    return TracedProcesses(tuple(items), complete)


def _process(words: list[str], environment: Section | None, sources: list[Section]) -> TracedProcess | None:
    """None: nothing of it looks like a traced or a web app."""
    words = [word for word in words if word]
    told = dict(line.split("=", 1) for line in (environment.text if environment else "").split("\n") if "=" in line)
    codes = [(s, app_code.read(s.text, s.argument)) for s in sources if s.status == 0 and not s.truncated]
    path, code = _best(codes)
    launched = _launched(words) or "PYTHONPATH" in told
    service = told.get("DD_SERVICE") or told.get("DD_SERVICE_NAME") or told.get("DATADOG_SERVICE_NAME") or ""
    serves = any(_SERVERS.search(word) for word in words[:3])
    if not (launched or code.framework or code.manual or service or serves):
        return None
    return TracedProcess(
        command=" ".join(words)[:300],
        ddtrace_run=launched,
        source=path,
        source_read=bool(codes) and not code.problem,
        manual=code.manual,
        framework=code.framework or ("flask" if any(w.rpartition("/")[2] == "flask" for w in words[:3]) else ""),
        service=service,
        port=_port(words, told),
        environment_read=environment is not None and environment.status == 0 and not environment.truncated,
        own_modules=code.own_modules,
    )


def _launched(words: list[str]) -> bool:
    """`ddtrace-run …`, or the interpreter that runs it; as a word for the app itself it means nothing."""
    names = [word.rpartition("/")[2] for word in words[:2]]
    return names[:1] == ["ddtrace-run"] or (names[1:] == ["ddtrace-run"] and names[0].startswith(("python", "pypy")))


def _best(codes: list[tuple[Section, app_code.AppCode]]) -> tuple[str, app_code.AppCode]:
    if not codes:
        return "", app_code.AppCode()
    section, code = max(codes, key=lambda one: (bool(one[1].manual), bool(one[1].framework), not one[1].problem))
    return section.argument.split(" ", 2)[2], code


def _port(words: list[str], told: dict[str, str]) -> int | None:
    line = " ".join(words)
    found = re.search(r"(?:--port[= ]|-p |--bind[= ]\S*:|-b \S*:)(\d{2,5})\b", line)
    text = found.group(1) if found else told.get("FLASK_RUN_PORT") or told.get("PORT") or ""
    return int(text) if text.isdigit() else None
