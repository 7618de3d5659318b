"""Slips of language as faults, where the owner has chosen that; else nothing is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.problems import PublisherError

if TYPE_CHECKING:
    from publisher.build.inputs import BuildInputs, BuildRequest


def hold(request: BuildRequest, examined: BuildInputs) -> None:
    """Raises PublisherError for what `copy_desk.strict` has made faults of."""
    strict = examined.context.config.copy_desk
    if strict.strict or strict.all_strict:
        from publisher.build import language

        if found := language.proofread(request, examined).faults:
            raise PublisherError(found)
