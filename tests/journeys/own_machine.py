"""A machine with a network, mounts and processes of its own, on which a real shell is given what a page says.

Its Agent is a stand-in that prints what it was prepared to; `docker` is one too: `docker exec -it NAME sh -c …` runs the
words in a name space with the container's host name, with the terminal only where `-t` asks for one. `vagrant ssh` signs in
through the machine's real SSH server. The page's address is one of loopback, so the machine's own loopback passes it on.
"""

from __future__ import annotations

import contextlib
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.hosts.materialise import materialise
from tests.hosts import CHECK, OS_RELEASE, seed
from tests.lab.machine import Machine, machine
from tests.solution.relay import relay

ROOT = Path(__file__).resolve().parents[2]
NAME = "rowan"
CONTAINER = "agent-1"
DOCKER = f"""#!/bin/sh
[ "$1" = exec ] || exit 1
case $2 in
  -it) [ -t 0 ] || {{ echo 'the input device is not a TTY' >&2; exit 1; }}; apart='' ;;
  -i) apart=setsid ;;
  *) exit 1 ;;
esac
[ "$3" = {CONTAINER} ] || {{ echo "Error: No such container: $3" >&2; exit 1; }}
shift 3
exec $apart unshare --uts sh -c 'hostname {CONTAINER}; exec "$@"' sh "$@"
"""
PASSES_ON = """
import socket, sys, threading
def pump(one, other):
    try:
        while piece := one.recv(65536): other.sendall(piece)
    except OSError: pass
    finally:
        try: other.shutdown(socket.SHUT_WR)
        except OSError: pass
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    near, _ = server.accept()
    far = socket.create_connection((sys.argv[2], int(sys.argv[3])))
    for pair in ((near, far), (far, near)): threading.Thread(target=pump, args=pair, daemon=True).start()
"""


@dataclass(frozen=True)
class OwnMachine:
    """The machine, and a folder of the test with what a laptop beside it has: a key, and `vagrant`."""

    inside: Machine
    laptop: Path

    def shell(self, user: str = "root") -> list[str]:
        """Somebody's interactive shell on the machine itself."""
        return [*self.inside._inside(["bash", "--norc", "-i"], user)]

    def runs_in(self, folder: Path, line: str) -> str:
        """A line of the page in the laptop's own shell, with `vagrant` and `docker` there; what it says to stderr."""
        environment = {"PATH": f"{self.laptop}/bin:/usr/bin:/bin", "HOME": str(self.laptop)}
        done = subprocess.run(["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stderr


@contextlib.contextmanager
def own_machine(folder: Path, web: int) -> Iterator[OwnMachine]:
    """A machine whose loopback leads to the pages at this port."""
    prepared = folder / "prepared"
    agent = {"version": "6.4.1", "hostname": NAME, "clients": []}
    materialise(seed(NAME, hostname=NAME, agent=agent, containers=[]), prepared, now=int(time.time()))
    files = {
        "/etc/os-release": OS_RELEASE,
        "/etc/datadog-agent/datadog.yaml": f"api_key: {'0123456789abcdef' * 2}\ntags:\n  - role:exercise\n  - env:trial\n",
        "/etc/datadog-agent/conf.d/my_metric.yaml": "init_config:\n\ninstances:\n  - min_collection_interval: 45\n",
        "/etc/datadog-agent/checks.d/my_metric.py": CHECK,
        "/usr/bin/datadog-agent": (prepared / "bin" / "datadog-agent").read_text(),
        "/usr/bin/docker": DOCKER,
        "/usr/lib/lab/passes_on.py": PASSES_ON,
    }
    binds = {str(prepared): str(prepared), sys.base_prefix: sys.base_prefix}
    with machine(folder / "machine", name=NAME, files=files, binds=binds) as host, relay(host.gateway) as passing:
        passing.to = web
        host.run("chmod", "755", "/usr/bin/datadog-agent", "/usr/bin/docker")
        python = str(Path(sys.base_prefix, "bin", "python3"))
        host.start(python, "/usr/lib/lab/passes_on.py", str(web), passing.address, str(passing.port))
        yield OwnMachine(host, _laptop(folder / "laptop", host))


def _laptop(folder: Path, host: Machine) -> Path:
    (folder / "bin").mkdir(parents=True)
    key = folder / "key"
    key.write_text(f"{host.key}\n")
    key.chmod(0o600)
    options = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
    into = f"ssh {options} -i {key} {host.user}@{host.address}"
    enter = " ".join(host._inside(["docker"], "root"))
    for name, text in {
        "vagrant": f'[ "$1" = ssh ] || exit 1\nshift\n[ "$1" != -c ] || shift\nexec {into} "$@"\n',
        "docker": f'exec {enter} "$@"\n',
    }.items():
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{text}")
        (folder / "bin" / name).chmod(0o755)
    return folder


def on_a_terminal(shell: Sequence[str], lines: Sequence[str], *, answer: str = "y", path: str = "") -> str:
    """A real shell on a real terminal: the lines are typed one by one, the question is answered; what was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(
            shell[0], list(shell), {"PATH": path or os.environ["PATH"], "HOME": "/root", "TERM": "dumb", "PS1": "$ "}
        )
    shown, typed, waiting, asked = "", 0, [*lines, "exit"], False
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 0.2)
        try:
            piece = os.read(terminal, 65_536).decode("utf-8", "replace") if ready else ""
        except OSError:
            break
        if ready and not piece:
            break
        shown += piece
        if "[y/N] " in shown and not asked:
            os.write(terminal, f"{answer}\n".encode())
            asked = True
        elif not ready and waiting and len(shown) > typed and shown.rstrip().endswith(("$", "#")):
            typed = len(shown)  # what was typed has to be seen before the next line follows
            os.write(terminal, f"{waiting.pop(0)}\n".encode())
    os.close(terminal)
    os.waitpid(pid, 0)
    return shown
