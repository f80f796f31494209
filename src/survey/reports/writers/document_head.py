"""Head of a file of a report: title, lines under it, warnings for every page, and who published it."""

from __future__ import annotations

from dataclasses import dataclass

from survey.reports.document_model import Meta
from survey.reports.report_input import NO_WORDS
from survey.reports.writers.tidy_cells import worded
from survey.text import Language, Text


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """Head of a file, in all its languages; empty lines are left out."""

    title: Text = NO_WORDS
    lines: tuple[Text, ...] = ()
    warnings: tuple[Text, ...] = ()
    issuer: Text = NO_WORDS

    @classmethod
    def of(cls, meta: Meta) -> DocumentHead:
        """The head of a report."""
        below = (
            meta.region,
            meta.period,
            meta.issuer,
            meta.contact,
            meta.issued,
            meta.revision,
            *meta.facts,
            meta.caution,
        )
        return cls(meta.title, below, (meta.draft, meta.simulated), meta.issuer)

    def lines_in(self, language: Language) -> list[str]:
        """The lines under the title."""
        return [worded(line, language) for line in self.lines if line]

    def warnings_in(self, language: Language) -> list[str]:
        """The warnings."""
        return [worded(warning, language) for warning in self.warnings if warning]
