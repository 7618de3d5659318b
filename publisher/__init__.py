"""Kinamedia's publisher: one folder of Markdown becomes a site, feeds and mail editions."""

__version__ = "0.4.0"
