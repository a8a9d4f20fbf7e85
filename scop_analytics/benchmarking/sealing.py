"""The seal of a pack: canonical JSON (RFC 8785), its SHA-256, an Ed25519 signature of the same bytes."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: An envelope in canonical form, its pack as the bytes that were hashed and signed.
SEALED: Final = re.compile(rb'\{"pack":(\{.*\}),"public_key_id":"[0-9a-f]*","sha256":"[0-9a-f]*","signature":"[0-9a-f]*"\}\n?', re.DOTALL)  # fmt: skip


def canonical(tree: Any) -> bytes:
    """The one way of writing ``tree`` as JSON: the same content gives the same bytes everywhere."""
    import rfc8785

    return rfc8785.dumps(tree)


def key_id(key: Ed25519PublicKey) -> str:
    """What a public key is called: the first half of the SHA-256 of its 32 bytes, shortened."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def seal(pack: dict[str, Any], key: Ed25519PrivateKey) -> bytes:
    """The file of a pack: the pack, its hash, its signature, the id of the key."""
    body = canonical(pack)
    envelope = {
        "pack": pack,
        "sha256": hashlib.sha256(body).hexdigest(),
        "signature": key.sign(body).hex(),
        "public_key_id": key_id(key.public_key()),
    }
    return canonical(envelope) + b"\n"


def body_of(content: bytes, pack: dict[str, Any] | None) -> bytes:
    """The bytes that were signed: as they stand in a canonical file, written again when something re-indented it."""
    found = SEALED.fullmatch(content)
    return found.group(1) if found else canonical(pack)


def signed_by(key: Ed25519PublicKey, body: bytes, signature: str) -> bool:
    """Whether the owner of ``key`` signed ``body``."""
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(bytes.fromhex(signature), body)
    except InvalidSignature:
        return False
    return True
