"""The keys beside the database: of links that never expire, and of addresses to be known again.

A token is `key id.what it says.seal`. What it says can be read by anybody, so it never holds an
address; the seal (HMAC-SHA256, 128 bits) can be made by nobody else. After `rotate` new tokens
and hashes are made with a new key, and old ones are still understood.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.subscribers.times import Clock, clock, stamp

MARK = "publisher-people-keys"
"""What the file says of itself, in its first line but one: by it the leak guard knows it."""
_BETWEEN = "\x1f"
_SEAL = 16
_SHORT_SEAL = 10


class KeyRing:
    """All keys, the newest of which is used for what is new."""

    FILE = "keys.json"

    def __init__(self, folder: Path, current: str, keys: Mapping[str, Mapping[str, str]]) -> None:
        """As the file has them."""
        self._folder = folder
        self.current = current
        self._keys = dict(keys)
        self._sealing = lru_cache(maxsize=64)(self._derived)

    @classmethod
    def load(cls, folder: Path, *, make: bool = True, now: Clock = clock) -> KeyRing:
        """The keys in a folder, made on first use with `make`.

        Raises PublisherError: they are gone or cannot be read.
        """
        file = folder / cls.FILE
        if make and not file.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _laid(file, _new({}, now), first=True)
        try:
            if file.stat().st_mode & 0o077:  # it was copied here by hand
                file.chmod(0o600)
            written = json.loads(file.read_text("utf-8"))
            return cls(folder, written["current"], written["keys"])
        except OSError as error:
            text = (
                f"nycklarna till registret över prenumeranter går inte att läsa ({reason(error)})"
            )
            hint = (
                "Lägg tillbaka keys.json ur den senaste säkerhetskopian. Gör inga nya: då slutar "
            )
            hint += "alla länkar i alla brev att fungera, och de som har sagt nej får brev igen."
            if not isinstance(error, FileNotFoundError):
                hint = remedy(error)
            raise PublisherError(Problem(path=str(file), text=text, hint=hint)) from None
        except (ValueError, KeyError, TypeError):
            text = "nycklarna till registret över prenumeranter är skadade"
            hint = "Lägg tillbaka keys.json ur den senaste säkerhetskopian."
            raise PublisherError(Problem(path=str(file), text=text, hint=hint)) from None

    @property
    def ids(self) -> tuple[str, ...]:
        """Every key's name."""
        return tuple(self._keys)

    def token(self, kind: str, *parts: str | int) -> str:
        """A token for a link, of letters, digits, `-`, `_` and two full stops."""
        said = urlsafe_b64encode(_BETWEEN.join(map(str, parts)).encode()).rstrip(b"=").decode()
        return f"{self.current}.{said}.{self._seal(self.current, kind, said)}"

    def read(self, kind: str, token: str) -> tuple[str, ...] | None:
        """What a token of this kind says; None if it is not ours, or of another kind."""
        key, _, rest = token.partition(".")
        said, _, seal = rest.partition(".")
        if key not in self._keys or not said.isascii() or not seal.isascii():
            return None
        if not hmac.compare_digest(seal, self._seal(key, kind, said)):
            return None
        text = urlsafe_b64decode(said + "=" * (-len(said) % 4)).decode()
        return tuple(text.split(_BETWEEN))

    def short(self, kind: str, number: int) -> str:
        """A token of at most 40 small letters, digits and hyphens: for VERP."""
        said = f"{self.current}-{number}"
        return f"{said}-{self._short_seal(self.current, kind, said)}"

    def read_short(self, kind: str, token: str) -> int | None:
        """The number in it; None if it is not ours."""
        said, _, seal = token.lower().rpartition("-")
        key, _, number = said.partition("-")
        if key not in self._keys or not (number.isascii() and number.isdigit() and seal.isascii()):
            return None
        right = hmac.compare_digest(seal, self._short_seal(key, kind, said))
        return int(number) if right else None

    def address_hash(self, address_key: str) -> str:
        """What an address is known by where it must not stand; under the newest key."""
        return self._hash(self.current, address_key)

    def address_hashes(self, address_key: str) -> tuple[str, ...]:
        """The same under every key there has been, the newest first."""
        others = (key for key in self._keys if key != self.current)
        return tuple(self._hash(key, address_key) for key in (self.current, *others))

    def hidden(self, kind: str, value: str) -> str:
        """A value that must be known again and not be read: a client's address in a limit."""
        return hmac.new(self._sealing(self.current, kind), value.encode(), sha256).hexdigest()[:32]

    def rotated(self, *, now: Clock = clock) -> KeyRing:
        """With a new newest key, written to the file; `store.rotate` does the rest."""
        file = self._folder / self.FILE
        _laid(file, _new(self._keys, now), first=False)
        return KeyRing.load(self._folder, make=False)

    def _hash(self, key: str, address_key: str) -> str:
        made = hmac.new(self._sealing(key, "address"), address_key.encode(), sha256)
        return f"{key}-{made.hexdigest()[:32]}"

    def _seal(self, key: str, kind: str, said: str) -> str:
        made = hmac.new(self._sealing(key, f"token {kind}"), said.encode(), sha256).digest()
        return urlsafe_b64encode(made[:_SEAL]).rstrip(b"=").decode()

    def _short_seal(self, key: str, kind: str, said: str) -> str:
        made = hmac.new(self._sealing(key, f"short {kind}"), said.encode(), sha256).digest()
        return b32encode(made[:_SHORT_SEAL]).decode().lower()

    def _derived(self, key: str, kind: str) -> bytes:
        """A key of its own for each use, so that a seal of one kind is none of another."""
        return hmac.new(bytes.fromhex(self._keys[key]["secret"]), kind.encode(), sha256).digest()


def _new(keys: Mapping[str, Mapping[str, str]], now: Clock) -> str:
    """The file's text with one more key."""
    name = secrets.token_hex(2)
    while name in keys:
        name = secrets.token_hex(2)
    key = {"secret": secrets.token_hex(32), "created": stamp(now())}
    return _text(name, {**keys, name: key})


def _text(current: str, keys: Mapping[str, object]) -> str:
    return json.dumps({"what": MARK, "current": current, "keys": keys}, indent=2) + "\n"


def _laid(file: Path, text: str, *, first: bool) -> None:
    """Whole or not at all, for its owner only. Of two who make the first one, one wins for both."""
    staged = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        if first:
            with suppress(FileExistsError):
                os.link(staged, file)
        else:
            staged.replace(file)
    except OSError as error:
        text = f"nycklarna till registret över prenumeranter går inte att skriva ({reason(error)})"
        raise PublisherError(Problem(path=str(file), text=text, hint=remedy(error))) from None
    finally:
        staged.unlink(missing_ok=True)


def merged(folder: Path, written: str, *, now: Clock = clock) -> KeyRing:
    """The keys of a copy added to those in the folder: what was signed since is still understood.

    The newest there is stays the newest.
    """
    file, added = folder / KeyRing.FILE, json.loads(written)
    try:
        here = json.loads(file.read_text("utf-8"))
        keys = {**added["keys"], **here["keys"]}
        text = _text(here["current"], keys)
    except (OSError, ValueError, KeyError, TypeError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = written  # what lies there is gone or damaged, and of no use to anybody
    _laid(file, text, first=False)
    return KeyRing.load(folder, make=False, now=now)
