"""What more than one probe asks: the Agent's commands and files, containers, processes, ports."""

from __future__ import annotations

from verifier.probes.host import homes
from verifier.script import Ask, Command, Snippet

AGENT_VERSION = Command("agent-version", '"$agent" version', ("datadog-agent version",), cap=2_000)
AGENT_HEALTH = Command("agent-health", '"$agent" health', ("datadog-agent health",), cap=8_000, sudo=True)
AGENT_CONFIGCHECK = Command(
    "agent-configcheck", '"$agent" configcheck', ("datadog-agent configcheck",), cap=100_000, sudo=True, seconds=10
)
AGENT_STATUS = Snippet(
    "agent-status",
    """
say 600000 agent-status json may 10 "$agent" status -p
case $last in 0 | 127) ;; *) say 100000 agent-status text may 10 "$agent" status ;; esac
init=$root/etc/init.d/datadog-agent
if [ -e "$root/etc/dd-agent/datadog.conf" ] && inside "$init"; then
  say 100000 agent-status info may 10 "$init" info
elif [ -e "$root/opt/datadog-agent/etc/datadog.conf" ]; then
  say 100000 agent-status info may 10 "$agent" info
fi
""",
    (
        "datadog-agent status (as JSON, else as text)",
        "of Agent 5: /etc/init.d/datadog-agent info (on macOS: datadog-agent info)",
    ),
)

CONTAINER_NAMES = ("DD_TAGS", "DD_EXTRA_TAGS", "DD_HOSTNAME", "DD_SITE", "DD_ENV", "DD_SERVICE", "DD_VERSION",
                   "DD_APM_ENABLED", "DD_APM_NON_LOCAL_TRAFFIC", "DD_APM_RECEIVER_PORT", "DD_LOGS_ENABLED",
                   "DD_PROCESS_AGENT_ENABLED", "DD_AC_EXCLUDE", "DOCKER_DD_AGENT")  # fmt: skip
_CONTAINERS_SHELL = r"""
environment_of() {
  may 5 docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$1" | sed -n ALLOWED
}
files_of() {
  may 5 docker exec "$1" find /etc/datadog-agent/checks.d /etc/datadog-agent/conf.d -maxdepth 2 ! -type d \
    '(' -name '*.py' -o -name '*.yaml' -o -name '*.yml' ')' ! -name auto_conf.yaml
}
say 20000 containers list may 5 docker ps --no-trunc --format '{{.Names}}|{{.Image}}|{{.Ports}}'
if [ "$last" = 0 ]; then
  may 5 docker ps --format '{{.Names}}|{{.Image}}' 2>/dev/null | head -n 50 | while IFS='|' read -r name image; do
    case $name in '' | *[!A-Za-z0-9_.-]*) continue ;; esac
    case $image in *datadog/agent* | *datadog-agent* | *docker-dd-agent*) ;; *) continue ;; esac
    say 8000 containers "environment $name" environment_of "$name"
    say 2000 containers "version $name" may 5 docker exec "$name" agent version
    say 8000 containers "health $name" may 5 docker exec "$name" agent health
    say 600000 containers "json $name" may 10 docker exec "$name" agent status -p
    if [ "$last" != 0 ]; then say 100000 containers "text $name" may 10 docker exec "$name" agent status; fi
    say 100000 containers "configcheck $name" may 10 docker exec "$name" agent configcheck
    say 20000 containers "files $name" files_of "$name"
    {
      printf '%s\n' /etc/datadog-agent/datadog.yaml
      files_of "$name" 2>/dev/null | grep '^/' | sort
    } | head -n 40 | while IFS= read -r path; do
      say 65536 containers "file $name $path" may 5 docker exec "$name" cat "$path"
    done
  done
fi
"""
CONTAINERS = Snippet(
    "containers",
    _CONTAINERS_SHELL.replace("ALLOWED", " ".join(f"-e '/^{name}=/p'" for name in CONTAINER_NAMES)),
    (
        "docker ps",
        f"docker inspect of an Agent's container: the variables {', '.join(CONTAINER_NAMES)}",
        "docker exec in an Agent's container: agent version, health, status, configcheck; "
        "its datadog.yaml, conf.d/*.yaml and checks.d/*.py",
    ),
)

PROCESSES = Snippet(
    "processes",
    r"""
names_of_processes() {
  if [ -n "$no_proc" ]; then plain 5 ps -A -o comm=; return; fi
  if [ ! -r "$root/proc/1/comm" ]; then # hidepid: of other users' processes only root may know
    if [ -z "$as_root" ]; then return 45; fi
    may 5 ps -A -o comm=
    return
  fi
  for at in "$root"/proc/[0-9]*; do
    inside "$at/comm" && { IFS= read -r comm <"$at/comm"; } 2>/dev/null && printf '%s\n' "$comm"
  done
  return 0
}
database_processes() {
  found=$(names_of_processes) || return
  printf '%s\n' "$found" | grep -e 'mysqld' -e 'mariadbd' -e 'postgres' -e 'postmaster' -e 'mongod' | sort | uniq
}
say 8000 processes '' database_processes
""",
    ("whether a process is called mysqld, mariadbd, postgres, postmaster or mongod (/proc/*/comm, else ps)",),
)
PORTS = Snippet(
    "ports",
    r"""
listening() {
  if [ -n "$no_proc" ]; then
    plain 5 netstat -an | sed -n 's/^tcp[46]* *[0-9]* *[0-9]* *[^ ]*[.:]\([0-9]*\) .*LISTEN.*/:\1/p' | sort | uniq
    return
  fi
  for table in tcp tcp6; do
    if reach -f "$root/proc/net/$table"; then
      $by sed -n 's/^ *[0-9]*: [0-9A-F]*:\([0-9A-F]*\) [0-9A-F]*:[0-9A-F]* 0A .*/\1/p' "$root/proc/net/$table"
    fi
  done | sort | uniq
}
say 8000 ports '' listening
""",
    ("which TCP ports are listened on (/proc/net/tcp, /proc/net/tcp6, without /proc netstat -an)",),
)

AGENT: tuple[Ask, ...] = (AGENT_VERSION, AGENT_HEALTH, AGENT_STATUS, CONTAINERS, *homes.MAIN_FILES)
AGENT_FILES: tuple[Ask, ...] = (*AGENT, AGENT_CONFIGCHECK, *homes.FILES)
