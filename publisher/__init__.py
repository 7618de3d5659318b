"""Kinamedia's publisher: one folder of Markdown becomes a site, feeds and mail editions."""

from pathlib import Path

__version__ = "0.8.0"

FOLDER = Path(__file__).parent
"""Where all of the program lies."""
