"""The theme's templates: where they are read, and what is said when a publication's own fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING

from publisher.engine.recipes import BuildContext, ThemeFile
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from jinja2 import Environment

Source = tuple[str, str, None]
"""A template's text and its file's path, as Jinja's FunctionLoader wants them."""

_AWAY = "Rätta den, eller ta bort filen: då används den som följer med."


def own_templates(context: BuildContext, folder: str) -> dict[str, str]:
    """The publication's own templates in `web` or `mail`: path on this machine → path told."""
    root = context.config.root
    return {
        str(file.path): file.path.relative_to(root).as_posix()
        for name, file in context.theme.items()
        if name.startswith(f"{folder}/")
        and name.endswith(".html")
        and file.path.is_relative_to(root)
    }


def reader(context: BuildContext, folder: str) -> Callable[[str], Source | None]:
    """A function that gives a template by its path below the folder; None if there is none.

    It raises PublisherError for one that is no text.
    """
    return reader_of(context.theme, folder)


def reader_of(theme: Mapping[str, ThemeFile], folder: str) -> Callable[[str], Source | None]:
    """The same for who has a theme and no build."""

    def read(name: str) -> Source | None:
        file = theme.get(f"{folder}/{name}")
        if file is None:
            return None
        try:
            return file.path.read_text(encoding="utf-8"), str(file.path), None
        except UnicodeDecodeError as error:
            text = "mallen är inte UTF-8"
            fault = Problem(path=f"theme/{folder}/{name}", text=text, hint="Spara filen som UTF-8.")
            raise PublisherError(fault) from error

    return read


def bounded(env: Environment) -> None:
    """Let no loop over numbers be longer than any page: then it is a slip, and is told as one."""
    from jinja2.sandbox import safe_range

    env.globals["range"] = safe_range


@contextmanager
def template_faults(context: BuildContext, folder: str) -> Iterator[None]:
    """Raise PublisherError for whatever goes wrong in a template of the publication's own.

    What goes wrong in ours, where none of its own has a part in it, is a bug of ours and passes.
    """
    try:
        yield
    except PublisherError:
        raise
    except Exception as error:
        own = own_templates(context, folder)
        problem = _problem(error, own, f"theme/{folder}") if own else None
        if problem is None:
            raise
        raise PublisherError(problem) from error


def _problem(error: Exception, own: dict[str, str], folder: str) -> Problem | None:
    """None when no template of `own` can have led to it."""
    from jinja2 import TemplateError

    jinjas = isinstance(error, TemplateError)
    path, line = _place(error, own)
    # What a disk refuses while a page is filled in is no fault of the template's.
    if not jinjas and (not path or isinstance(error, OSError)):
        return None
    text, hint = _words(error)
    if not path:
        hint = f"Felet syns i en mall som följer med, som inte får vad den behöver. {hint}"
    return Problem(path=path or folder, line=line, text=text, hint=hint)


def _place(error: Exception, own: dict[str, str]) -> tuple[str, int | None]:
    from jinja2 import TemplateSyntaxError

    if isinstance(error, TemplateSyntaxError):
        path = own.get(error.filename or "", "")
        return path, error.lineno if path else None
    found: tuple[str, int | None] = ("", None)
    for frame, line in walk_tb(error.__traceback__):
        if path := own.get(str(Path(frame.f_code.co_filename)), ""):
            found = (path, line)
    return found


def _words(error: Exception) -> tuple[str, str]:
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

    said = f"Jinja svarade ”{error}”. {_AWAY}"
    if isinstance(error, TemplateNotFound):
        return f"mallen ber om ”{error.name}”, som inte finns", _AWAY
    if isinstance(error, TemplateSyntaxError):
        return "mallen är felskriven", f"Jinja svarade ”{error.message}”. {_AWAY}"
    if isinstance(error, UndefinedError):
        return "mallen använder något som inte finns", said
    if isinstance(error, OverflowError):
        return "mallen räknar för länge", f"En slinga tar högst 100 000 varv. {_AWAY}"
    if isinstance(error, RecursionError):
        return "mallen tar in sig själv utan slut", _AWAY
    return "mallen gick inte att fylla i", f"{type(error).__name__}: {error}. {_AWAY}"
