"""Private keys as people paste them, and fingerprints as they see them."""

from __future__ import annotations

import base64
import hashlib
import io

import paramiko
from paramiko.ssh_exception import PasswordRequiredException, SSHException

from verifier.ssh.login import CouldNotLookError


def fingerprint(key: paramiko.PKey) -> str:
    """As `ssh-keygen -l` shows it."""
    digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode()
    return f"SHA256:{digest.rstrip('=')}"


def private_key(text: str) -> paramiko.PKey:
    text = text.replace("\r\n", "\n").strip() + "\n"
    locked = False
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text))
        except PasswordRequiredException:
            locked = True
        except (SSHException, ValueError, TypeError, IndexError):
            continue
    if locked:
        raise CouldNotLookError("The private key is locked with a passphrase; give one made for this purpose without.")
    raise CouldNotLookError("The private key cannot be read: OpenSSH or PEM form of Ed25519, ECDSA or RSA is needed.")
