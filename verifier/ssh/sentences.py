"""What paramiko's faults mean to a candidate."""

from __future__ import annotations

import re
from collections.abc import Iterable

import paramiko
from paramiko.ssh_exception import AuthenticationException, BadAuthenticationType, IncompatiblePeer


def why(fault: Exception, transport: paramiko.Transport, key: paramiko.PKey | None) -> str:
    old = too_old_for(transport.remote_version or "", key)
    if isinstance(fault, IncompatiblePeer):
        return "This SSH server and we have no common algorithm; it is probably too old (an ECDSA host key would help)."
    if isinstance(fault, AuthenticationException) and old:
        return old
    if isinstance(fault, BadAuthenticationType):
        return f"The machine does not accept this way of signing in (it offers: {ways(fault.allowed_types)})."
    if isinstance(fault, AuthenticationException):
        if "timeout" in str(fault).lower():
            return "The SSH server did not answer the sign-in in time."
        return "The machine refused the sign-in: check the user, and that the key or password is right."
    if "banner" in str(fault).lower() or "no banner" in str(fault):
        return "Something accepts connections there, but no SSH server presented itself in time."
    return lost(fault)


def ways(told: Iterable[str]) -> str:
    """The ways of signing in that a server names. Of its words only known ones are repeated: it has seen a password."""
    return ", ".join(way for way in told if way in _WAYS) or "none that is known"


_WAYS = ("publickey", "password", "keyboard-interactive", "hostbased", "gssapi-with-mic", "gssapi-keyex")


def too_old_for(version: str, key: paramiko.PKey | None) -> str:
    """OpenSSH learnt Ed25519 in 6.5 and RSA with SHA-2 in 7.2; we sign with nothing weaker."""
    found = re.search(r"OpenSSH_(\d+)\.(\d+)", version)
    if found is None or key is None:
        return ""
    server = (int(found.group(1)), int(found.group(2)))
    needs = (7, 2) if isinstance(key, paramiko.RSAKey) else (6, 5) if isinstance(key, paramiko.Ed25519Key) else (0, 0)
    if server >= needs:
        return ""
    return (
        f"This old SSH server (OpenSSH {server[0]}.{server[1]}) does not understand signatures with this kind of key: "
        "use an ECDSA P-256 key, which it and we both know."
    )


def lost(fault: Exception) -> str:
    if isinstance(fault, TimeoutError):
        return "The machine stopped answering."
    return "The connection was lost before the machine had answered."


def not_run(status: int, said: str) -> str:
    """The login shell ended, and nothing of our script arrived. said: its last words, without secrets."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in said).split())[-200:]
    told = f": “{words}”" if words else ", and said nothing"
    return f"The login shell of this user did not run our script; it ended with status {status}{told}."
