"""One delivery as a whole: the file, its interviews, what was found, what the office corrected and waived."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from survey.argument_errors import noun
from survey.deliveries.corrections import Corrections
from survey.deliveries.waivers import Waivers
from survey.findings import Findings
from survey.interviews import Interviews, RawTable


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Delivery:
    """A delivered file after reading, decoding, corrections, validation and waivers.

    Parameters
    ----------
    raw : RawTable
        As delivered; corrections never touch it.
    interviews : Interviews
        With the answers corrected, and the interviews with an error set aside.
    findings : Findings
        Those of reading, decoding, corrections, validation and waivers together.
    corrections : Corrections or None
        The list of corrections with the status of every line; None when the wave has no list.
    waivers : Waivers or None
        The list of waivers with the status of every line; None when the wave has no list.
    """

    raw: RawTable
    interviews: Interviews
    findings: Findings
    corrections: Corrections | None = None
    waivers: Waivers | None = None

    @property
    def share_set_aside(self) -> float:
        """Share of the delivered interviews that were set aside, 0 to 1."""
        return 1 - self.interviews.n_accepted / len(self.interviews) if len(self.interviews) else 0.0

    @property
    def about_the_file(self) -> Findings:
        """Errors about the whole file rather than one interview; they block a run."""
        return self.findings.of("error").about_the_file

    def __repr__(self) -> str:
        interviews = self.interviews
        used = f"{len(interviews)} interviews delivered, {interviews.n_accepted} accepted"
        return f"<Delivery {self.raw.path}: {used}, {self.findings!r}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.findings.summary().to_html(index=False, na_rep='')}"
