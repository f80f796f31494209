"""Outcomes of contacts: households by result, with response rates after the AAPOR Standard Definitions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContactOutcomes:
    """Numbers of households approached, by result, in the classes of the AAPOR Standard Definitions."""

    complete: int
    partial: int = 0
    refusal: int = 0
    non_contact: int = 0
    other: int = 0
    unknown: int = 0
    not_eligible: int = 0

    @property
    def rate_if_all_eligible(self) -> float:
        """RR1 in percent: every unknown household counts as eligible; the lowest response rate possible."""
        return _percent(self.complete, self._eligible + self.unknown)

    @property
    def rate_if_none_eligible(self) -> float:
        """RR5 in percent: no unknown household counts as eligible; the highest response rate possible."""
        return _percent(self.complete, self._eligible)

    @property
    def cooperation(self) -> float:
        """COOP1 in percent: interviews among households that were contacted."""
        return _percent(self.complete, self._eligible - self.non_contact)

    @property
    def refusal_rate(self) -> float:
        """Refusal rate REF1 of AAPOR, in percent."""
        return _percent(self.refusal, self._eligible + self.unknown)

    @property
    def total(self) -> int:
        """Number of all households approached."""
        return self._eligible + self.unknown + self.not_eligible

    @property
    def _eligible(self) -> int:
        return self.complete + self.partial + self.refusal + self.non_contact + self.other


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
