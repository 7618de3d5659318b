"""Templates that are compiled once for all builds of a process.

A build compiles the theme's templates and Material's anew, as it must: it is a process of its own.
That is more than half of a small build, and the tests make thousands in one process. So here the
code of a template is kept. It follows from the source, from how its environment is set up, and from
what Jinja works out while it compiles: filters of what is constant, `{{ "x.css" | asset }}`, whose
answers are part of what the code is kept under.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes
from jinja2.nodes import EvalContext
from jinja2.utils import _PassArg

_code: dict[tuple[Any, ...], Any] = {}
_read: dict[tuple[Any, ...], tuple[nodes.Expr, ...]] = {}
_compile: Callable[..., Any] = Environment.compile


def share() -> None:
    """From now on; whoever builds gets the same bytes as before."""
    Environment.compile = _shared  # type: ignore[method-assign]


def _shared(
    env: Environment,
    source: Any,
    name: str | None = None,
    filename: str | None = None,
    **more: bool,
) -> Any:
    if more or not isinstance(source, str):
        return _compile(env, source, name, filename, **more)
    ground = (_ground(env), source, name, filename)
    key = (*ground, _worked_out(env, name, _constants(env, ground)))
    if key not in _code:
        _code[key] = _compile(env, source, name, filename)
    return _code[key]


def _ground(env: Environment) -> tuple[Any, ...]:
    """How an environment is set up, as far as the compiler asks."""
    return (
        type(env),
        *(getattr(env, each) for each in _SETTINGS),
        getattr(env, "newstyle_gettext", None),
        tuple(sorted(env.extensions)),
        tuple(sorted((each, repr(value)) for each, value in env.policies.items())),
        _passed(env.filters),
        _passed(env.tests),
    )


_SETTINGS = (
    "autoescape",
    "block_end_string",
    "block_start_string",
    "comment_end_string",
    "comment_start_string",
    "finalize",
    "is_async",
    "keep_trailing_newline",
    "line_comment_prefix",
    "line_statement_prefix",
    "lstrip_blocks",
    "newline_sequence",
    "optimized",
    "sandboxed",
    "trim_blocks",
    "undefined",
    "variable_end_string",
    "variable_start_string",
)


def _passed(functions: dict[str, Any]) -> tuple[Any, ...]:
    """What each is handed besides its value, which is written into the code."""
    return tuple(sorted((name, str(_PassArg.from_obj(each))) for name, each in functions.items()))


def _constants(env: Environment, ground: tuple[Any, ...]) -> tuple[nodes.Expr, ...]:
    """Filters and tests in a source that may be worked out when it is compiled."""
    if ground not in _read:
        tree = env._parse(*ground[1:])
        found = tree.find_all((nodes.Filter, nodes.Test))
        _read[ground] = tuple(each for each in found if each.find(nodes.Name) is None)
    return _read[ground]


def _worked_out(
    env: Environment, name: str | None, constants: tuple[nodes.Expr, ...]
) -> tuple[str, ...]:
    context = EvalContext(env, name)
    return tuple(_value(each, context) for each in constants)


def _value(node: nodes.Expr, context: EvalContext) -> str:
    try:
        return repr(node.as_const(context))
    except Exception as error:  # noqa: BLE001 (as the compiler does, which then leaves it for later)
        return f"later: {error!r}"
