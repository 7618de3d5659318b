"""The pages as HTML: templates of the theme, in which everything is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from publisher.subscribers.service.settings import ServiceSettings

if TYPE_CHECKING:
    from jinja2 import Environment


class ServicePages:
    """Renders any page of the service."""

    def __init__(self, settings: ServiceSettings) -> None:
        """Templates come with the settings, as text; all are compiled before anybody asks."""
        self._environment = _environment(settings)
        for name in settings.templates:
            self._environment.get_template(name)

    def page(self, name: str, **shown: object) -> str:
        """The whole document."""
        return self._environment.get_template(f"{name}.html").render(shown)


def _environment(settings: ServiceSettings) -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    env = Environment(
        loader=DictLoader(dict(settings.templates)),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    env.filters["href"] = settings.href
    env.globals |= _known(settings)
    return env


def _known(settings: ServiceSettings) -> Mapping[str, object]:
    return {
        "site_name": settings.site_name,
        "site_url": settings.site_url,
        "language": settings.language,
        "contact": settings.contact,
        "editor": settings.editor,
        "logo": settings.logo,
    }


def masked(address: str) -> str:
    """As much of an address as its owner knows it by, and nobody else.

    >>> masked("anna.berg@tidning.se")
    'a…g@tidning.se'
    >>> masked("bo@x.se")
    'b…@x.se'
    """
    local, _, domain = address.rpartition("@")
    last = local[-1] if len(local) > 3 else ""  # noqa: PLR2004 (of three letters two would be most)
    return f"{local[:1]}…{last}@{domain}"
