"""The signing key of a co-operative: drawn once, kept in a private place, readable by nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from scop_analytics import private
from scop_analytics.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FOLDER: Final = "keys"
PRIVATE: Final = ".key"
PUBLIC: Final = ".pub"


def signing_key(entity: str, path: Path | None = None) -> tuple[Ed25519PrivateKey, Path]:
    """The key that signs for ``entity`` and the file of its public half, for the union; drawn when there is none yet."""
    try:
        place = path or private.folder() / FOLDER / f"{entity}{PRIVATE}"
        key = _read(place) if place.exists() else _drawn(place)
        public = place.with_suffix(PUBLIC)
        text = public_text(key.public_key())
        if not public.is_file() or public.read_text(encoding="ascii", errors="replace") != text:
            public.write_text(text, encoding="ascii", newline="\n")
    except (OSError, RuntimeError) as fault:  # nobody's home, or a folder nobody may write
        raise UsageError("key_place", where=str(path or entity)) from fault
    return key, public


def public_text(key: Ed25519PublicKey) -> str:
    """A public key as the union files it."""
    from cryptography.hazmat.primitives import serialization as form

    return key.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a file; anything else is refused with the name of the file."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = form.load_pem_public_key(path.read_bytes())
    except (ValueError, OSError) as fault:
        raise UsageError("public_key_unreadable", where=str(path)) from fault
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError("public_key_unreadable", where=str(path))
    return key


def _drawn(place: Path) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    private.draw(place, text)
    return key


def _read(place: Path) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if private.open_to_others(place):
        raise UsageError("key_open_to_others", where=str(place))
    try:
        key = form.load_pem_private_key(place.read_bytes(), password=None)
    except (ValueError, TypeError, OSError) as fault:
        raise UsageError("key_unreadable", where=str(place)) from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError("key_unreadable", where=str(place))
    return key
