"""content/ → Site, with every Problem found, reading only files that changed."""

from publisher.load.later import Later, later
from publisher.load.loader import Loaded, World, load

__all__ = ["Later", "Loaded", "World", "later", "load"]
