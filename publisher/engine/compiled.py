"""Templates that came along with the program, compiled once and not in each process anew.

Compiled code is run, so it is read only from where the program itself lies, as Python does with its
own `.pyc`: whoever can write there can write the program. A publication's own templates are never
kept, and nothing of theirs, nor of its settings, gets into what is: see `unfolded`.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import BytecodeCache, pass_context
from jinja2.bccache import Bucket, bc_magic

from publisher import FOLDER
from publisher.engine.theme import packaged

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

_HOME = FOLDER / "__pycache__"


def keep_compiled(env: Environment, kind: str) -> None:
    """Let an environment keep what it has compiled, apart from environments of another `kind`.

    All its filters must have been given; none of its own may be a `pass_…` one.
    """
    from importlib.metadata import version

    from jinja2.filters import FILTERS

    for name, function in env.filters.items():
        if FILTERS.get(name) is not function:
            env.filters[name] = unfolded(function)
    made_of = (kind, version("jinja2"), sys.version, sorted(env.filters), sorted(env.tests))
    env.bytecode_cache = _CompiledTemplates(sha256(repr(made_of).encode()).hexdigest()[:16])


def unfolded(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that is asked only when a page is made.

    Jinja works out what it does to constants while it compiles, so `{{ "/x"|href }}` would have one
    publication's address in it for all others.
    """

    @pass_context
    def asked(_context: Context, *given: Any, **named: Any) -> Any:  # noqa: ANN401 (any filter)
        return function(*given, **named)

    return asked


class _CompiledTemplates(BytecodeCache):
    """Jinja's cache, with files that are known to be whole; Jinja's own would unpickle them."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._ours: set[str] = set()

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """As Jinja has it; nothing is looked for but what came along with the program."""
        key = self.get_cache_key(name, filename)
        if filename and Path(filename).is_relative_to(packaged()):
            self._ours.add(key)
        return super().get_bucket(environment, name, filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if what lies there is of this very template and whole."""
        if bucket.key not in self._ours:
            return
        with suppress(OSError):
            data = self._file(bucket).read_bytes()
            head, code = data[:32], data[32:]
            if head == _seal(bucket, code):
                bucket.code = marshal.loads(code)  # noqa: S302 (the program's own folder)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, where the program may write into its own folder and Python does so too."""
        if bucket.key not in self._ours or sys.dont_write_bytecode:
            return
        code = marshal.dumps(bucket.code)
        file = self._file(bucket)
        staged = file.with_name(f"{file.name}.{os.getpid()}")
        with suppress(OSError):  # as Python passes over it: then it is compiled each time
            staged.write_bytes(_seal(bucket, code) + code)
            staged.replace(file)

    def _file(self, bucket: Bucket) -> Path:
        return _HOME / f"template-{self._mark}-{bucket.key}.bin"


def _seal(bucket: Bucket, code: bytes) -> bytes:
    return sha256(bc_magic + bucket.checksum.encode() + code).digest()
