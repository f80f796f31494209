"""Weighted waves: interviews and weighted sample of one quarter, with the instrument it was asked with."""

from __future__ import annotations

from dataclasses import dataclass

from survey.design import Sample
from survey.indicators import IndicatorTable, compute
from survey.interviews import Interviews
from survey.monitor.instrument import Instrument
from survey.monitor.settings import WaveFiles
from survey.periods import Period


@dataclass(frozen=True, slots=True, eq=False)
class WeightedWave:
    """A wave whose delivery passed the checks, before its indicators are computed.

    Parameters
    ----------
    files : WaveFiles
    instrument : Instrument
    interviews : Interviews
        Those with errors set aside; of an archived wave without what respondents said in their own words.
    not_asked : tuple of str
        Questions left out of the wave on purpose.
    sample : Sample
    """

    files: WaveFiles
    instrument: Instrument
    interviews: Interviews
    not_asked: tuple[str, ...]
    sample: Sample

    @property
    def period(self) -> Period:
        """The period of the wave."""
        return self.files.period

    def indicators(self, *, window: Sample | None = None, domains: tuple[str, ...] | None = None) -> IndicatorTable:
        """Indicators as the instrument of the wave defines them, small groups from a window that ends with this wave."""
        return compute(
            self.instrument.indicators,
            self.sample,
            wave=str(self.period),
            domains=domains,
            not_asked=self.not_asked,
            window=window,
        )
