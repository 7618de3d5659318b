"""What readers and apps really get, asked for over the web after a deploy, or any time."""

from publisher.deploy.verify.checks import Report, verify
from publisher.deploy.verify.discovery import discover
from publisher.deploy.verify.facts import Expected, Facts

__all__ = ["Expected", "Facts", "Report", "discover", "verify"]
