"""Turns a seed into a folder: the root that the script sees, and the stand-ins on its PATH.

root/        /etc, /proc, /home … of the candidate
bin/         the only folder on the PATH: a few real tools by name, everything else a stand-in
says/        what the stand-ins print
containers/  NAME/root and NAME/says, for `docker exec`
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from sandbox.agent import printed as stand_in
from sandbox.agent.collector import HOME_MACOS, collect
from sandbox.agent.seed import AgentSeed
from sandbox.hosts import macos
from sandbox.hosts.seed import Container, HostSeed, Process

REAL_TOOLS = ("cat", "find", "grep", "head", "readlink", "sed", "sort", "test", "timeout", "tr", "true", "uniq")

_SAYS = """#!/bin/sh
# Prints what was prepared for these arguments.
name=$(printf '%s' "{name} $*" | tr -c 'A-Za-z0-9.' '-')
if [ -f "{says}/{name}.needs-sudo" ] && [ "$1" != version ] && [ -z "$SANDBOX_ROOT_RIGHTS" ]; then
  printf '%s\\n' 'Error: unable to read authentication token file: permission denied' >&2
  exit 1
fi
if [ ! -f "{says}/$name" ]; then
  printf '%s\\n' "Error: unknown command" >&2
  exit 1
fi
cat "{says}/$name"
if [ -f "{says}/$name.status" ]; then exit "$(cat "{says}/$name.status")"; fi
"""

_DOCKER = """#!/bin/sh
here='{containers}'
case $1 in
  ps) case $* in *Ports*) cat '{says}/docker-ps-ports' ;; *) cat '{says}/docker-ps' ;; esac ;;
  inspect) shift 3; if [ -d "$here/$1" ]; then cat "$here/$1/environment"; else exit 1; fi ;;
  exec)
    name=$2
    shift 2
    if [ ! -d "$here/$name" ]; then printf 'Error: No such container: %s\\n' "$name" >&2; exit 1; fi
    case $1 in
      agent) shift; exec "$here/$name/bin/agent" "$@" ;;
      cat) exec cat "$here/$name/root$2" ;;
      find) cd "$here/$name/root" || exit 1; shift; a=.$1 b=.$2; shift 2; find "$a" "$b" "$@" | sed 's/^[.]//' ;;
      *) exit 126 ;;
    esac ;;
  *) exit 1 ;;
esac
"""

_SUDO = """#!/bin/sh
if [ "$1" = -n ]; then shift; fi
SANDBOX_ROOT_RIGHTS=yes
export SANDBOX_ROOT_RIGHTS
exec "$@"
"""
_NO_SUDO = "#!/bin/sh\nprintf '%s\\n' 'sudo: a password is required' >&2\nexit 1\n"
_ID = "#!/bin/sh\nprintf '%s\\n' 1000\n"


def materialise(seed: HostSeed, into: Path, *, now: int) -> None:
    """Write everything the host needs below `into`."""
    root, tools, says = into / "root", into / "bin", into / "says"
    for folder in (root, tools, says, into / "containers"):
        folder.mkdir(parents=True, exist_ok=True)
    _tools(tools)
    _executable(tools / "id", _ID)
    _executable(tools / "sudo", _SUDO if seed.sudo else _NO_SUDO)
    if seed.macos:
        _macos(seed, root, tools, says)
    else:
        _linux(seed, root, tools, says)
    for path, target in seed.links.items():
        _link(root, path, target)
    if seed.agent is not None:
        _agent(seed.agent, seed.files, says, now, name="datadog-agent", home=HOME_MACOS if seed.macos else "")
        five = seed.agent.major == 5 and not seed.macos
        place = root / "etc/init.d/datadog-agent" if five else tools / "datadog-agent"
        _executable(place, _SAYS.format(name="datadog-agent", says=says))
    if seed.containers or seed.docker:
        _docker(seed, into, now)


def _linux(seed: HostSeed, root: Path, tools: Path, says: Path) -> None:
    _write_files(root, {**_own_files(seed), **seed.files})
    for process in seed.processes:
        _process(root, process)
    _prepared(says, "systemd-detect-virt ", f"{seed.virtualisation}\n", 1 if seed.virtualisation == "none" else 0)
    _executable(tools / "systemd-detect-virt", _SAYS.format(name="systemd-detect-virt", says=says))


def _macos(seed: HostSeed, root: Path, tools: Path, says: Path) -> None:
    macos.make_folders(root)
    _write_files(root, seed.files)
    for path, target in macos.links(seed).items():
        _link(root, path, target)
    for words, text in macos.says(seed):
        _prepared(says, words, text)
    for tool in macos.COMMANDS:
        _executable(tools / tool, _SAYS.format(name=tool, says=says))
    for tool in macos.MISSING:
        (tools / tool).unlink()


def _own_files(seed: HostSeed) -> dict[str, str]:
    """What every machine has; the seed's own files win."""
    return {
        "/proc/sys/kernel/osrelease": f"{seed.kernel}\n",
        "/proc/sys/kernel/hostname": f"{seed.hostname}\n",
        "/proc/1/comm": "systemd\n",
        "/proc/net/tcp": _ports(seed.listening),
        "/etc/hostname": f"{seed.hostname}\n",
        "/etc/timezone": f"{seed.timezone}\n",
    }


def _ports(listening: list[int]) -> str:
    head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    return head + "".join(
        f"{index:4}: 00000000:{port:04X} 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 {9000 + index} 1\n"
        for index, port in enumerate(listening)
    )


def _process(root: Path, process: Process) -> None:
    folder = f"/proc/{process.pid}"
    words = process.command or [process.name]
    _write_files(root, {f"{folder}/comm": f"{process.name[:15]}\n"})
    (root / folder[1:] / "cmdline").write_bytes("".join(f"{word}\0" for word in words).encode())
    told = "".join(f"{name}={value}\0" for name, value in process.environment.items())
    (root / folder[1:] / "environ").write_bytes(told.encode())
    (root / folder[1:] / "cwd").symlink_to(process.cwd)  # only ever read as text


def _agent(agent: AgentSeed, files: Mapping[str, str], says: Path, now: int, *, name: str, home: str = "") -> None:
    found = collect(agent, files, home)
    if agent.needs_sudo:
        (says / f"{name}.needs-sudo").write_text("")
    if agent.major == 5:
        words = "is running all child processes" if agent.running else "is not running"
        _prepared(says, f"{name} info", stand_in.info(agent, found), 0 if agent.running else 255)
        _prepared(says, f"{name} status", f"Datadog Agent (supervisor) {words}\n", 0 if agent.running else 1)
        return
    down = (
        "Error: Could not reach agent: connection refused. Make sure the agent is running before requesting the status."
    )
    as_json = stand_in.status_json(agent, found, now)
    for words, text in (
        ("status --json", as_json),
        ("status -j", as_json),
        ("status -p", as_json),
        ("status --pretty-json", as_json),
        ("status", stand_in.status_text(agent, found)),
        ("health", stand_in.health(agent)),
        ("configcheck", stand_in.configcheck(found)),
    ):
        refused = words.startswith("status -") and not agent.json
        failed = not agent.running or refused or (words == "health" and agent.health != "pass")
        _prepared(says, f"{name} {words}", text if agent.running and not refused else f"{down}\n", int(failed))
    _prepared(says, f"{name} version", stand_in.version(agent))


def _docker(seed: HostSeed, into: Path, now: int) -> None:
    says, containers = into / "says", into / "containers"
    rows = [(one.name, one.image, one.ports) for one in seed.containers]
    (says / "docker-ps-ports").write_text("".join(f"{'|'.join(row)}\n" for row in rows))
    (says / "docker-ps").write_text("".join(f"{'|'.join(row[:2])}\n" for row in rows))
    _executable(into / "bin/docker", _DOCKER.format(containers=containers, says=says))
    for container in seed.containers:
        _container(container, containers / container.name, now)


def _container(container: Container, into: Path, now: int) -> None:
    for folder in ("root/etc/datadog-agent/checks.d", "root/etc/datadog-agent/conf.d", "bin", "says"):
        (into / folder).mkdir(parents=True, exist_ok=True)
    (into / "environment").write_text("".join(f"{name}={value}\n" for name, value in container.environment.items()))
    _write_files(into / "root", container.files)
    if container.agent is not None:
        _agent(container.agent, container.files, into / "says", now, name="agent")
        _executable(into / "bin/agent", _SAYS.format(name="agent", says=into / "says"))


def _tools(folder: Path) -> None:
    for tool in REAL_TOOLS:
        real = shutil.which(tool, path="/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin")
        if real:
            (folder / tool).symlink_to(Path(real).resolve() if Path(real).resolve().name == tool else real)


def _prepared(says: Path, words: str, text: str, status: int = 0) -> None:
    name = "".join(letter if letter.isascii() and (letter.isalnum() or letter == ".") else "-" for letter in words)
    (says / name).write_text(text, encoding="utf-8")
    if status:
        (says / f"{name}.status").write_text(str(status))


def _executable(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def _write_files(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        place = root / path[1:]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def _link(root: Path, path: str, target: str) -> None:
    """A link inside the root: its text must stay what a real machine shows, so it is only ever read as text."""
    place = root / path[1:]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)
