"""Signs what leaves this installation, and tells who signed what comes back. Ed25519; the key is a setting."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django.conf import settings

ALGORITHM = "Ed25519"


@dataclass(frozen=True)
class Public:
    """A public key: its raw bytes."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        return f"SHA256:{base64.b64encode(hashlib.sha256(self.raw).digest()).decode().rstrip('=')}"

    @property
    def pem(self) -> str:
        key = Ed25519PublicKey.from_public_bytes(self.raw)
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def has_signed(self, data: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


def sign(data: bytes) -> bytes:
    return _key().sign(data)


def own_key() -> Public:
    """The public half of this installation's key."""
    return Public(_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def from_pem(text: bytes) -> Public:
    """Raises ValueError where this is no public key that we could have signed with."""
    key = load_pem_public_key(text)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("It is a key of another kind.")
    return Public(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(settings.PROOFBOARD_SIGNING_KEY))
