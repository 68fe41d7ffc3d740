"""SSH keys of the sandbox, made from names: the same after every start, and no key lies in a file."""

from __future__ import annotations

import hashlib
import io

import paramiko
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def host_key(name: str, generation: int = 1) -> paramiko.PKey:
    """The key a host shows. A rebuilt machine is the next generation."""
    return paramiko.Ed25519Key.from_private_key(io.StringIO(_made_of(f"host {name} {generation}")))


def login_key(name: str) -> str:
    """The private key (text) that gets a candidate into his sandbox host."""
    return _made_of(f"login {name}")


def public_of(private: str) -> paramiko.PKey:
    return paramiko.Ed25519Key.from_private_key(io.StringIO(private))


def _made_of(words: str) -> str:
    """A key from public words protects nothing; it only has to be a key, always the same one."""
    seed = hashlib.sha256(f"proofboard sandbox: {words}".encode()).digest()
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    ).decode()
