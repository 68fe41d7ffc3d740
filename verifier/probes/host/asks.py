"""What more than one probe asks: the Agent's commands and files, containers, processes, ports."""

from __future__ import annotations

from verifier.script import Ask, Command, File, Files, Snippet

HOMES = ("/etc/datadog-agent", "/opt/datadog-agent/etc")
HOME_5 = "/etc/dd-agent"

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
if [ -e "$root/etc/dd-agent/datadog.conf" ]; then
  say 100000 agent-status info may 10 "$root/etc/init.d/datadog-agent" info
fi
""",
    ("datadog-agent status (as JSON, else as text)", "/etc/init.d/datadog-agent info (Agent 5)"),
)

MAIN_CONFIGS: tuple[File, ...] = (
    *(File(f"{home}/datadog.yaml", settings=True) for home in HOMES),
    File(f"{HOME_5}/datadog.conf", settings=True),
)
_YAML = ("*.yaml", "*.yml")
CONFIGS: tuple[Files, ...] = (
    *(Files(f"{home}/conf.d", _YAML, depth=2, without=("auto_conf.yaml",), settings=True) for home in HOMES),
    Files(f"{HOME_5}/conf.d", _YAML, settings=True),
)
CODE: tuple[Files, ...] = tuple(Files(f"{home}/checks.d", ("*.py",)) for home in (*HOMES, HOME_5))

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
  if [ ! -e "$root/proc/version" ] && [ ! -e "$root/proc/1" ]; then plain 5 ps -A -o comm=; return; fi
  if [ ! -r "$root/proc/1/comm" ]; then # hidepid: of other users' processes only root may know
    if [ -z "$as_root" ]; then return 45; fi
    may 5 ps -A -o comm=
    return
  fi
  for at in "$root"/proc/[0-9]*; do
    { IFS= read -r comm <"$at/comm"; } 2>/dev/null && printf '%s\n' "$comm"
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
  for table in tcp tcp6; do
    if reach -f "$root/proc/net/$table"; then
      $by sed -n 's/^ *[0-9]*: [0-9A-F]*:\([0-9A-F]*\) [0-9A-F]*:[0-9A-F]* 0A .*/\1/p' "$root/proc/net/$table"
    fi
  done | sort | uniq
}
say 8000 ports '' listening
""",
    ("which TCP ports are listened on (/proc/net/tcp, /proc/net/tcp6)",),
)

AGENT: tuple[Ask, ...] = (AGENT_VERSION, AGENT_HEALTH, AGENT_STATUS, CONTAINERS, *MAIN_CONFIGS)
AGENT_FILES: tuple[Ask, ...] = (*AGENT, AGENT_CONFIGCHECK, *CONFIGS, *CODE)
