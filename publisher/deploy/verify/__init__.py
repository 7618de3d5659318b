"""What readers and apps really get, asked for over the web after a deploy, or any time."""

from publisher.deploy.verify.checks import VerifyReport, verify
from publisher.deploy.verify.discovery import discover
from publisher.deploy.verify.facts import Expected, SiteFacts

__all__ = ["Expected", "SiteFacts", "VerifyReport", "discover", "verify"]
