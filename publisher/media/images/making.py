"""How published pictures are made, as numbers that are parts of keys."""

from __future__ import annotations

CLEANING = 1
"""To be raised when other things stay or go: published pictures are then made anew."""

MAKING = 2
"""To be raised when the sizes or the saving change: pages then ask caches for new files."""
