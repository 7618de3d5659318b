"""The plugin `publisher`: lets plain `mkdocs build` and `mkdocs serve` give the same site as ours.

MkDocs finds no page, no menu and no theme file to write; when it is done, the publication is built
as `publisher build` does it and laid where MkDocs would have put the site.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files

from publisher.build import BuildOptions, build
from publisher.build.freshness import BUILD, CACHE
from publisher.problems import PublisherError


class PluginOptions(Config):
    """Options that MkDocs passes on; see `load_config`."""


class PublisherPlugin(BasePlugin[PluginOptions]):
    """Stands in MkDocs' way, politely. Our settings are checked by `publisher.config`, not here."""

    def __init__(self) -> None:
        """Know of no build yet."""
        self._wanted = Path()

    def load_config(
        self,
        options: dict[str, Any],  # noqa: ARG002 (MkDocs' signature)
        config_file_path: str | None = None,  # noqa: ARG002 (MkDocs' signature)
    ) -> tuple[list[Any], list[Any]]:
        """Accept any option: whoever reads them reports faults with file and line."""
        return [], []

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Take away menu and templates, and the folder that MkDocs is about to empty.

        That folder may be ours, `build/site`, which is not to be emptied behind our back.
        """
        self._wanted = Path(config.site_dir)
        config.site_dir = str(_root(config) / CACHE / "mkdocs")
        config.nav = None
        config.theme.static_templates.clear()
        return config

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:  # noqa: ARG002
        """Nothing in `content/`, and nothing of the theme, is MkDocs' to publish."""
        return Files([])

    def on_serve(
        self,
        server: LiveReloadServer,
        /,
        *,
        config: MkDocsConfig,
        builder: Any,  # noqa: ANN401, ARG002 (MkDocs' signature)
    ) -> LiveReloadServer:
        """Watch what MkDocs does not: feeds and theme."""
        for name in ("feeds", "theme"):
            if (folder := _root(config) / name).is_dir():
                server.watch(str(folder))
        return server

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Build the publication and lay its site where it was wanted. Faults end the command."""
        root = _root(config)
        try:
            build(BuildOptions(root=root, file=Path(config.config_file_path).name))
        except PublisherError as error:
            raise PluginError(f"\n{error}") from error
        made = root / BUILD / "site"
        if made.resolve() != self._wanted.resolve():
            shutil.rmtree(self._wanted, ignore_errors=True)
            shutil.copytree(made, self._wanted)


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent
