"""The story of a deploy: see that the build is fit, plan, apply, promise, verify, notify.

Whether the build is fresh is the build's own business; what it says comes in as `problems`. The
caller keeps other builds from starting meanwhile.
"""

from publisher.deploy.follow_up import facts, news
from publisher.deploy.release import SITE, Release, Route, routes
from publisher.deploy.rollback import Rollback, earlier, put_back
from publisher.deploy.story import CompletedStep, DeployStep, carry_out, plan, too_many_deletions
from publisher.deploy.target import FileFacts

__all__ = [
    "SITE",
    "CompletedStep",
    "DeployStep",
    "FileFacts",
    "Release",
    "Rollback",
    "Route",
    "carry_out",
    "earlier",
    "facts",
    "news",
    "plan",
    "put_back",
    "routes",
    "too_many_deletions",
]
