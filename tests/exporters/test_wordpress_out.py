"""WXR as two readers that others wrote, and our own importer, read it back."""

from __future__ import annotations
