"""What the doctor finds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """A record to paste, as a web form for DNS asks for it: name, kind, value."""

    name: str
    kind: Literal["TXT", "PTR", "MX"]
    value: str

    def __str__(self) -> str:
        """On one line, as it is pasted.

        >>> str(DnsRecord("_dmarc.tidning.se", "TXT", "v=DMARC1; p=none"))
        '_dmarc.tidning.se. TXT "v=DMARC1; p=none"'
        """
        value = f'"{self.value}"' if self.kind == "TXT" else self.value
        return f"{self.name}. {self.kind} {value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorFinding:
    """One thing that was looked at: `good` as it is, `advice`, or a `fault` that costs readers."""

    subject: str
    state: Literal["good", "advice", "fault"]
    text: str
    hint: str = ""
    record: DnsRecord | None = None


def good(subject: str, text: str) -> DoctorFinding:
    """Nothing to do."""
    return DoctorFinding(subject=subject, state="good", text=text)


def advice(
    subject: str, text: str, hint: str = "", record: DnsRecord | None = None
) -> DoctorFinding:
    """Better otherwise, but letters arrive."""
    return DoctorFinding(subject=subject, state="advice", text=text, hint=hint, record=record)


def fault(
    subject: str, text: str, hint: str = "", record: DnsRecord | None = None
) -> DoctorFinding:
    """Letters are refused or end among spam for this."""
    return DoctorFinding(subject=subject, state="fault", text=text, hint=hint, record=record)
