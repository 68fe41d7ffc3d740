"""A machine of its own: network, mounts, processes, name, /etc, accounts, and a real OpenSSH server.

Its /usr is this system's (Debian's userland, or only busybox's applets) with changes kept in memory; everything else
is its own and empty: /etc, /home, /root, /tmp, /var, /run, /opt, /usr/local. It ends with the context, or with the test
process.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import paramiko

from tests.lab.accounts import Account, hashed, owner_and_mode, sudo_rule, write_tar
from tests.lab.network import Cable, plug, unplug
from verifier.gather.host import HostTarget
from verifier.ssh import fingerprint

INIT = Path(__file__).parent / "init.sh"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NAMESPACES = ("--mount", "--pid", "--net", "--uts", "--ipc")
SSHD = """Port 22
HostKey /etc/ssh/host_key
PidFile none
UsePAM yes
PrintMotd yes
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AcceptEnv LANG LC_*
"""


class Inside(subprocess.Popen[str]):
    """A process in a machine. Signals go to itself, not to the nsenter that waits for it and ends as it does."""

    def send_signal(self, sig: int) -> None:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split() if self.poll() is None else []
        for child in children:
            os.kill(int(child), sig)


@dataclass
class Machine:
    """address, gateway: its end and the test's end of the cable between them; a process of the test may listen there."""

    name: str
    account: Account
    address: str
    gateway: str
    fingerprint: str
    key: str = field(repr=False)
    pid: int
    port: int = 22
    _running: list[Inside] = field(default_factory=list, repr=False)

    @property
    def user(self) -> str:
        return self.account.user

    @property
    def password(self) -> str:
        return self.account.password

    @property
    def home(self) -> str:
        return self.account.home

    def run(self, *argv: str, user: str = "root", env: Mapping[str, str] | None = None, input: str | None = None,
            check: bool = True, timeout: float = 60) -> subprocess.CompletedProcess[str]:  # fmt: skip
        """A command inside, to its end. Its environment is a fresh one and `env`."""
        done = subprocess.run(
            self._inside(argv, user), env=self._environment(user, env), input=input or "", capture_output=True,
            text=True, check=False, timeout=timeout,
        )  # fmt: skip
        if check and done.returncode != 0:
            raise RuntimeError(f"{argv[0]} ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-1500:]}")
        return done

    def start(self, *argv: str, user: str = "root", env: Mapping[str, str] | None = None, log: str = "/var/log/x.log",
              cwd: str = "/") -> Inside:  # fmt: skip
        """A process inside that goes on until it is killed or the machine ends. What it prints is in `log`, inside."""
        self.run("sh", "-c", ': >>"$1" && chmod 666 "$1"', "sh", log)
        words = ("sh", "-c", 'cd "$1" && log=$2 && shift 2 && exec "$@" >>"$log" 2>&1', "sh", cwd, log, *argv)
        process = Inside(
            self._inside(words, user), env=self._environment(user, env), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
        )  # fmt: skip
        self._running.append(process)
        return process

    def write(self, path: str, text: str, *, mode: int | None = None, owner: str = "") -> None:
        """Owner and mode, if not said, are those of the place: the Agent's below its folders, the user's at home."""
        usual_owner, usual_mode = owner_and_mode(path, self.user)
        owner, mode = owner or usual_owner, usual_mode if mode is None else mode
        for folder in [str(one) for one in reversed(Path(path).parents)][1:]:
            if self.run("test", "-d", folder, check=False).returncode != 0:
                self.run("mkdir", "-m", "755", folder)
                self.run("chown", f"{owner}:", folder)
        self.run(
            "sh", "-c", 'cat >"$1" && chown "$2:" "$1" && chmod "$3" "$1"', "sh", path, owner, f"{mode:o}", input=text
        )

    def read(self, path: str) -> str:
        return self.run("cat", path).stdout

    def remove(self, path: str) -> None:
        self.run("rm", "-rf", path)

    def add(self, user: str, *, shell: str = "/bin/bash", password: str = "", groups: Sequence[str] = (),
            sudo: str = "", files: Mapping[str, str] | None = None) -> None:  # fmt: skip
        """Another account, which the same key lets in. files: paths below its home -> text."""
        script = """
            number=$(($(wc -l </etc/passwd) + 1000))
            printf '%s:x:%s:%s::/home/%s:%s\\n' "$1" $number $number "$1" "$2" >>/etc/passwd
            printf '%s:%s:19000:0:99999:7:::\\n' "$1" "$5" >>/etc/shadow
            printf '%s:x:%s:\\n' "$1" $number >>/etc/group
            printf '%s\\n' "$3" >>/etc/sudoers
            mkdir -m 755 "/home/$1" "/home/$1/.ssh"
            cp /home/*/.ssh/authorized_keys "/home/$1/.ssh/"
            chown -R "$1:" "/home/$1"
            for group in $4; do sed -i "s/^$group:.*[^:]$/&,$1/; s/^$group:.*:$/&$1/" /etc/group; done
            """
        self.run("sh", "-c", script, "sh", user, shell, sudo_rule(user, sudo), " ".join(groups), hashed(password))
        for path, text in (files or {}).items():
            self.write(f"/home/{user}/{path}", text, owner=user)

    def target(self, **changes: object) -> HostTarget:
        """How to look at it: by key, as its user."""
        usual = {"user": self.user, "address": self.address, "port": self.port, "key": self.key,
                 "host_key": self.fingerprint, "allow": (f"{self.address}/32",), "deadline": 30.0}  # fmt: skip
        return HostTarget(**{**usual, **changes})

    def _inside(self, argv: Sequence[str], user: str) -> list[str]:
        enter = [_program("nsenter"), "--target", str(self.pid), *NAMESPACES, "--"]
        become = ["--reuid", user, "--regid", user, "--init-groups"] if user != "root" else []
        return [*enter, "/usr/lib/lab/setpriv", *become, "--pdeathsig", "KILL", "--", *argv]

    def _environment(self, user: str, more: Mapping[str, str] | None) -> dict[str, str]:
        home = {"root": "/root", self.user: self.home}.get(user, "/")
        return {"PATH": PATH, "HOME": home, "USER": user, "LOGNAME": user, "LANG": "C.UTF-8", **(more or {})}


@contextlib.contextmanager
def machine(
    folder: Path,
    *,
    name: str,
    userland: str = "debian",
    user: str = "candidate",
    shell: str = "",
    password: str = "",
    sudo: str = "",
    groups: Sequence[str] = (),
    files: Mapping[str, str | bytes] | None = None,
    motd: str = "",
    sshd: str = "",
    binds: Mapping[str | Path, str | Path] | None = None,
    hide: Sequence[str] = (),
) -> Iterator[Machine]:
    """folder: scratch, stays empty. userland: "debian" or "busybox". shell: /bin/bash if not said (busybox: /bin/sh).
    sudo: "" none, "password", "free". groups: further ones of the user. sshd: further lines of its settings.
    binds: folders outside -> where they are inside, read only. hide: paths of /usr that it shall not have."""
    key, host_key = paramiko.ECDSAKey.generate(), paramiko.ECDSAKey.generate()
    shell = shell or ("/bin/bash" if userland == "debian" else "/bin/sh")
    account = Account(user, shell, password, sudo, f"{key.get_name()} {key.get_base64()}", tuple(groups))
    lines = f"{SSHD}PasswordAuthentication {'yes' if password else 'no'}\n{sshd}"
    folder.mkdir(parents=True, exist_ok=True)
    write_tar(str(folder / "machine.tar"), account, name=name, host_key=_pem(host_key, folder), sshd=lines, motd=motd,
              files=files or {})  # fmt: skip
    pairs = [str(path) for pair in (binds or {}).items() for path in pair]
    started: list[Inside] = []
    try:
        with _started(folder, [name, userland, "\n".join(hide), *pairs]) as (pid, cable):
            yield Machine(name, account, cable.address, cable.gateway, fingerprint(host_key), _pem(key, folder), pid,
                          _running=started)  # fmt: skip
    finally:
        for process in started:
            process.wait()


@contextlib.contextmanager
def _started(folder: Path, words: Sequence[str]) -> Iterator[tuple[int, Cable]]:
    """The outside number of its first process, and the cable to it."""
    command = ["unshare", *NAMESPACES, "--fork", "--kill-child", "bash", str(INIT), str(folder), *words]
    with (folder / "init.log").open("w") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
            env={"PATH": PATH, "LANG": "C.UTF-8"},
        )  # fmt: skip
    cable = None
    try:
        assert process.stdin is not None and process.stdout is not None
        said = process.stdout.readline().split()
        if said[:1] == ["pid"]:
            cable = plug(int(said[1]))
            print(cable.address, cable.gateway, file=process.stdin, flush=True)
        if cable is None or process.stdout.readline() != "ready\n":
            raise RuntimeError(f"The machine {words[0]} did not start: {(folder / 'init.log').read_text()[-1500:]}")
        yield int(said[1]), cable
    finally:
        process.kill()
        process.communicate()
        if cable is not None:
            unplug(cable)
        shutil.rmtree(folder, ignore_errors=True)


def _pem(key: paramiko.PKey, folder: Path) -> str:
    place = folder / "key"
    key.write_private_key_file(str(place))
    text = place.read_text()
    place.unlink()
    return text.rstrip("\n")


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is not installed"
    return found
