"""Computed waves: delivery, weighted sample and indicators of one quarter."""

from __future__ import annotations

from dataclasses import dataclass, field

from survey.design import Sample
from survey.findings import Findings
from survey.indicators import ChangeTable, IndicatorTable, TrendTable
from survey.interviews import Interviews, RawTable
from survey.monitor.instrument import Instrument
from survey.monitor.previous_wave import Baseline
from survey.monitor.settings import Settings, WaveFiles
from survey.monitor.wave_delivery import WaveDelivery
from survey.monitor.workspace_languages import WorkspaceLanguages
from survey.periods import Period
from survey.reports.report_input import NoPrevious


@dataclass(frozen=True, slots=True, eq=False)
class ComputedWave:
    """A wave with its numbers; :class:`survey.monitor.Wave` adds the report.

    Parameters
    ----------
    settings : Settings
        Those of the workspace.
    instrument : Instrument
        The instrument of the wave.
    files : WaveFiles
    delivery : WaveDelivery
    sample : Sample
    indicators : IndicatorTable
    baseline : Baseline, "first", "declared" or "gap"
        The wave before, computed in the same run; or the reason why there is none.
    changes : ChangeTable
        Changes of the indicators against the wave before and the same quarter a year ago; without rows when there is neither.
    trend : TrendTable
        Trends of the region over the waves that were read, at most eight; without numbers below four waves.
    seconds : dict
        Seconds spent by step.
    languages : WorkspaceLanguages
        Catalogues of the workspace.
    """

    settings: Settings
    instrument: Instrument
    files: WaveFiles
    delivery: WaveDelivery
    sample: Sample
    indicators: IndicatorTable
    baseline: Baseline | NoPrevious
    changes: ChangeTable
    trend: TrendTable
    seconds: dict[str, float]
    languages: WorkspaceLanguages = field(default_factory=WorkspaceLanguages)

    @property
    def previous(self) -> IndicatorTable | None:
        """The indicators of the wave before, None when there is none."""
        return self.baseline.indicators if isinstance(self.baseline, Baseline) else None

    @property
    def period(self) -> Period:
        """The period of the wave."""
        return self.files.period

    @property
    def raw(self) -> RawTable:
        """The file as delivered."""
        return self.delivery.raw

    @property
    def interviews(self) -> Interviews:
        """The interviews, those with errors set aside."""
        return self.delivery.interviews

    @property
    def findings(self) -> Findings:
        """Findings about the delivered file."""
        return self.delivery.findings
