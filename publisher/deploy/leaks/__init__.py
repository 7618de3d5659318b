"""What must never go out: secrets, readers' addresses, subscribers' texts, drafts.

Asked by a deploy of the finished files themselves, and without trust in how they were made.
"""

from publisher.deploy.leaks.readers import readers_about
from publisher.deploy.leaks.reading import ScannedBuild
from publisher.deploy.leaks.scan import leaks
from publisher.deploy.leaks.secrets import scrubbed, values

__all__ = ["ScannedBuild", "leaks", "readers_about", "scrubbed", "values"]
