"""The story of a check, from where a build would begin to make things.

What stops a build stops a check, in the same words, and nothing else does. What a check adds is
advice: on what is not published yet, and on sound, which takes its time to listen to.
"""

from __future__ import annotations

from dataclasses import replace

from publisher.build import loudness, quality
from publisher.build.inputs import BuildInputs, BuildRequest
from publisher.build.kept_hashes import remember_hashes
from publisher.build.loudness import OnFile
from publisher.build.upcoming import UpcomingAdvice, judged
from publisher.content import placeholders
from publisher.content.fragments import check_addresses
from publisher.content.welcome import welcome
from publisher.engine.dry_run import tried
from publisher.engine.outputs import BuildPlan
from publisher.engine.recipes import BuildContext
from publisher.problems import Problem, in_order
from publisher.system.parallel import forked, threaded


def checked(
    request: BuildRequest,
    examined: BuildInputs,
    plan: BuildPlan,
    on_progress: OnFile,
    *,
    placed: bool,
) -> tuple[Problem, ...]:
    """All that is to be said of a publication without faults in settings, entries and texts.

    `plan` is what a build would make, and with `placed` the build on disk is of the same sources.
    What was learnt is kept in the state, so that the next check need not find it out again.
    """
    context, state = examined.context, request.state
    trial = tried(plan, state, forked(request.jobs, "Läser bilder", request.on_progress))
    found = (
        *examined.problems,
        *trial.problems,
        *check_addresses(context.site.entries, context.texts, trial.exists),
        *quality.everything(context, state, plan, placed=placed),
        # It stops no build, only the sign-up service, which will not start with such a letter.
        *(replace(each, fatal=False) for each in welcome(context.config)[1]),
        *placeholders.advice(context.config, context.site, examined.ledger),
    )
    coming = judged(request, examined, trial.exists)
    remember_hashes(examined.hashes, state)
    state.commit()
    audible = _audible(context, coming)
    heard = (
        *quality.sounds(audible, state, threaded(request.jobs)),
        *loudness.advice(audible, examined.ledger, state, on_progress, request.jobs),
    )
    state.commit()
    return in_order((*coming.put_off((*found, *heard)), *coming.problems))


def _audible(context: BuildContext, coming: UpcomingAdvice) -> BuildContext:
    """With the episodes that are coming: after their day nobody listens to them any more."""
    known = {episode.id for episode in context.site.episodes}
    new = (each for each in coming.context.site.episodes if each.id not in known)
    return replace(context, site=replace(context.site, episodes=(*context.site.episodes, *new)))
