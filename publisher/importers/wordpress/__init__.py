"""WordPress's own export (WXR), read for versions 1.0 to 1.2."""

from __future__ import annotations

from publisher.importers.wordpress.source import WordPress

__all__ = ["WordPress"]
