"""What a machine has of its own when it starts: accounts, names, how to get in, and the files of the test, as a tar."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

USER, AGENT = 1000, 990
AGENT_FOLDERS = ("/etc/datadog-agent", "/var/log/datadog", "/var/run/datadog")
OS_RELEASE = 'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="22.04"\nPRETTY_NAME="Ubuntu 22.04.4 LTS"\n'
PAM = """auth required pam_unix.so
account required pam_unix.so
session required pam_unix.so
"""


@dataclass
class Account:
    """The one who signs in. password "" = none. sudo: "", "password" or "free". groups: further ones."""

    user: str
    shell: str
    password: str = field(repr=False)
    sudo: str
    public_key: str
    groups: tuple[str, ...] = ()

    @property
    def home(self) -> str:
        return "/root" if self.user == "root" else f"/home/{self.user}"


def owner_and_mode(path: str, user: str) -> tuple[str, int]:
    """As the Agent's package leaves its files (0640 dd-agent:dd-agent); at home, one's own; elsewhere root's."""
    if path.startswith(tuple(f"{folder}/" for folder in AGENT_FOLDERS)):
        return "dd-agent", 0o640
    return (user, 0o644) if path.startswith(f"/home/{user}/") else ("root", 0o644)


def sudo_rule(user: str, sudo: str) -> str:
    """One line of sudoers. sudo: "", "password", "free"."""
    return {"": "", "password": f"{user} ALL=(ALL:ALL) ALL", "free": f"{user} ALL=(ALL:ALL) NOPASSWD: ALL"}[sudo]


def write_tar(place: str, account: Account, *, name: str, host_key: str, sshd: str, motd: str,
              files: Mapping[str, str | bytes]) -> None:  # fmt: skip
    """files: paths inside -> text; theirs win over ours."""
    with tarfile.open(place, "w") as tar:
        made: set[str] = set()
        for path, (text, owner, mode) in (_own(account, name, host_key, sshd, motd) | _theirs(account, files)).items():
            for folder in [str(one) for one in reversed(PurePosixPath(path).parents)][1:]:
                if folder not in made and _whose(folder, account) != "root":
                    _add(tar, folder, None, _whose(folder, account), 0o755)
                made.add(folder)
            if path not in made:
                _add(tar, path, text, owner, mode)


_Entry = tuple[str | bytes | None, str, int]


def _own(account: Account, name: str, host_key: str, sshd: str, motd: str) -> dict[str, _Entry]:
    user = account.user
    people = [f"root:x:0:0:root:/root:{account.shell if user == 'root' else '/bin/sh'}",
              "daemon:x:1:1::/usr/sbin:/usr/sbin/nologin", "nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin",
              "sshd:x:102:65534::/run/sshd:/usr/sbin/nologin", "postgres:x:104:104::/var/lib/postgresql:/bin/sh",
              "mysql:x:105:105::/var/lib/mysql:/bin/false", "mongodb:x:106:106::/var/lib/mongodb:/usr/sbin/nologin",
              f"dd-agent:x:{AGENT}:{AGENT}:Datadog Agent:/opt/datadog-agent:/usr/sbin/nologin"]  # fmt: skip
    groups = {"root": 0, "daemon": 1, "tty": 5, "adm": 4, "shadow": 42, "utmp": 43, "nogroup": 65534, "postgres": 104,
              "mysql": 105, "mongodb": 106, "dd-agent": AGENT}  # fmt: skip
    if user != "root":
        people.append(f"{user}:x:{USER}:{USER}::{account.home}:{account.shell}")
        groups[user] = USER
    members = dict.fromkeys(account.groups, user)
    password = hashed(account.password)
    shadow = [f"{line.split(':')[0]}:{password if line.split(':')[0] == user else '*'}:19000:0:99999:7:::"
              for line in people]  # fmt: skip
    plain = {
        "passwd": "\n".join(people),
        "group": "\n".join(f"{group}:x:{gid}:{members.get(group, '')}" for group, gid in groups.items()),
        "hostname": name,
        "hosts": f"127.0.0.1 localhost\n127.0.1.1 {name}",
        "nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files\nservices: files\nprotocols: files",
        "os-release": OS_RELEASE.rstrip("\n"),
        "timezone": "Etc/UTC",
        "motd": motd,
        "environment": "",
        "ssh/sshd_config": sshd,
        **{f"pam.d/{service}": PAM for service in ("sshd", "sudo", "other")},
        "pam.d/su": f"auth sufficient pam_rootok.so\n{PAM}",
    }
    kept = {
        "shadow": ("\n".join(shadow), 0o640),
        "sudoers": (f"Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n{sudo_rule(user, account.sudo)}", 0o440),
        "ssh/host_key": (host_key, 0o600),
    }
    entries: dict[str, _Entry] = {f"/etc/{at}": (text + "\n", "root", 0o644) for at, text in plain.items()}
    entries |= {f"/etc/{at}": (text + "\n", "root", mode) for at, (text, mode) in kept.items()}
    entries[f"{account.home}/.ssh/authorized_keys"] = (account.public_key + "\n", user, 0o600)
    return entries


def _theirs(account: Account, files: Mapping[str, str | bytes]) -> dict[str, _Entry]:
    return {path: (text, *owner_and_mode(path, account.user)) for path, text in files.items()}


def _whose(folder: str, account: Account) -> str:
    if folder in AGENT_FOLDERS:
        return "dd-agent"
    if folder == f"/home/{account.user}":
        return account.user
    return owner_and_mode(folder, account.user)[0]


def _add(tar: tarfile.TarFile, path: str, text: str | bytes | None, owner: str, mode: int) -> None:
    entry = tarfile.TarInfo(path.lstrip("/"))
    entry.mode = mode
    entry.uid = entry.gid = {"root": 0, "dd-agent": AGENT}.get(owner, USER)
    if text is None:
        entry.type = tarfile.DIRTYPE
        tar.addfile(entry)
    else:
        content = text if isinstance(text, bytes) else text.encode()
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))


def hashed(password: str) -> str:
    """For /etc/shadow; without a password, nothing that any is like."""
    if not password:
        return "*"
    done = subprocess.run(
        ["openssl", "passwd", "-6", "-stdin"], input=password, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
