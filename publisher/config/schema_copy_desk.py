"""How `copy_desk:` may be written; only the settings' schema imports this."""

from __future__ import annotations

from pydantic import Field

from publisher.config.schema_types import Line, Strict
from publisher.config.values_copy_desk import CopyDeskSettings


class CopyDeskFields(Strict):
    """`copy_desk:`, which rules of language hold here."""

    on: list[Line] = Field(default=[], examples=[["kommer-att"]])
    off: list[Line] = Field(default=[], examples=[["borjar-med-siffra"]])
    strict: bool | list[Line] = Field(default=False, examples=["true"])

    def settings(self) -> CopyDeskSettings:
        """As a value."""
        some = self.strict if isinstance(self.strict, list) else []
        return CopyDeskSettings(
            on=tuple(self.on),
            off=tuple(self.off),
            strict=tuple(some),
            all_strict=self.strict is True,
        )
