"""A real OpenSSH server on loopback, in a mount namespace of its own where /etc is what the test says."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import paramiko

SSHD = "/usr/sbin/sshd"


@dataclass(frozen=True)
class OpenSSH:
    """What a client needs to get in."""

    user: str
    port: int
    key: str
    folder: Path


def available() -> str:
    """Why it cannot be started here ("" = it can)."""
    if not Path(SSHD).exists():
        return "sshd is not installed"
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return "a mount namespace needs root and unshare"
    probe = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return "" if probe.returncode == 0 else "mount namespaces are not allowed here"


@contextlib.contextmanager
def openssh(folder: Path, *, etc: Mapping[str, str], files: Mapping[str, str] | None = None) -> Iterator[OpenSSH]:
    """etc: files of the machine's /etc (besides the accounts). files: anything else, below `folder`/more."""
    user = pwd.getpwuid(os.geteuid()).pw_name
    own_etc = folder / "etc"
    own_etc.mkdir(parents=True)
    for name in ("passwd", "group", "shadow", "nsswitch.conf", "ssl"):
        source = Path("/etc") / name
        if source.is_file():
            shutil.copy(source, own_etc / name)
    for path, text in etc.items():
        place = own_etc / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    key = paramiko.ECDSAKey.generate()
    host_key, login = folder / "host_key", folder / "login_key"
    paramiko.ECDSAKey.generate().write_private_key_file(str(host_key))
    key.write_private_key_file(str(login))
    (folder / "authorized_keys").write_text(f"{key.get_name()} {key.get_base64()}\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host_key}\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n"
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    command = f'mount --make-rprivate / && mount --bind "{own_etc}" /etc && exec {SSHD} -D -e -f "{folder}/sshd_config"'
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen(
            ["unshare", "--mount", "--fork", "--kill-child", "sh", "-c", command], stderr=log, start_new_session=True
        )
    try:
        _wait_for(port, process, folder / "sshd.log")
        yield OpenSSH(user, port, login.read_text(), folder)
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"sshd did not start: {log.read_text()[-500:]}")
