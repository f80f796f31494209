"""Claims of the glossary: a term is explained where the document uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from survey.indicators.status_rule import CLASSES
from survey.reports.claims.change_claims import trimmed
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.document_model import Cards, FactList, Paragraph, ReportSection, ReportTable, TableCell
from survey.reports.phrases import Phrases
from survey.reports.report_context import ReportContext
from survey.reports.report_input import Methods


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Contents of a document: kinds and units of its cells, ids of its columns, facts and paragraphs; methods and the rule.

    ``alert`` is the least probability of the negative level of a signal, in percent.
    """

    columns: frozenset[str]
    ids: frozenset[str]
    has_interval: bool
    has_level: bool
    has_probability: bool
    has_signal: bool
    has_points_of_percent: bool
    methods: Methods
    alert: float

    @classmethod
    def of(cls, sections: Sequence[ReportSection], material: ReportContext) -> DocumentFacts:
        """Contents of these sections."""
        blocks = [block for section in sections for block in section.blocks]
        tables = [block for block in blocks if isinstance(block, ReportTable)]
        cells = list(_cells(blocks))
        facts = {fact.id for block in blocks if isinstance(block, FactList) for fact in block.facts}
        return cls(
            columns=frozenset(column.id for table in tables for column in table.columns),
            ids=frozenset({block.id for block in blocks if isinstance(block, Paragraph)} | facts),
            has_interval=any(cell.low is not None for cell in cells),
            has_level=any(cell.status in CLASSES for cell in cells),
            has_probability=any(
                cell.kind == "status" and cell.status in CLASSES and bool(cell.detail) for cell in cells
            ),
            has_signal=any(cell.alert for cell in cells),
            has_points_of_percent=any(cell.unit == "pp" and cell.value is not None for cell in cells),
            methods=material.given.methods,
            alert=100 * material.given.indicators.status_rule.alert,
        )


def _cells(blocks: Sequence[object]) -> Iterator[TableCell]:
    for block in blocks:
        if isinstance(block, ReportTable):
            for row in block.rows:
                yield from row.cells
        elif isinstance(block, Cards):
            for card in block.cards:
                yield card.estimate
                yield card.status


def _term(
    term: str,
    meaning: str,
    holds: Callable[[DocumentFacts], bool],
    places: Callable[[DocumentFacts, Phrases], Places] = lambda _, __: {},
) -> tuple[str, ReportClaim[DocumentFacts]]:
    return term, ReportClaim(meaning, holds, places)


def _levels(_: DocumentFacts, words: Phrases) -> Places:
    return {name: words.status(name) for name in ("stable", "tension", "negative")}


def _signal(facts: DocumentFacts, words: Phrases) -> Places:
    return {**_levels(facts, words), "alert": trimmed(words, facts.alert)}


TERMS: tuple[tuple[str, ReportClaim[DocumentFacts]], ...] = (
    _term("term_interval", "meaning_interval", lambda facts: facts.has_interval),
    _term("term_level", "meaning_level", lambda facts: facts.has_level, _levels),
    _term("term_probability", "meaning_probability", lambda facts: facts.has_probability),
    _term("term_signal", "meaning_signal", lambda facts: facts.has_signal, _signal),
    _term("term_n_eff", "meaning_n_eff", lambda facts: "n_eff" in facts.columns),
    _term("term_model", "meaning_model", lambda facts: "model" in facts.columns),
    _term("term_balance", "meaning_balance", lambda facts: "net" in facts.columns),
    _term("term_points", "meaning_points", lambda facts: facts.has_points_of_percent),
    _term("term_weight", "meaning_weight", lambda facts: bool(facts.methods.weight_steps)),
    _term("term_kish", "meaning_kish", lambda facts: "kish" in facts.columns),
    _term("term_stratum", "meaning_stratum", lambda facts: facts.methods.n_strata > 1),
    _term("term_sampling_point", "meaning_sampling_point", lambda facts: facts.methods.n_psu is not None),
)
"""Keys of terms with the sentences that explain them."""

TERM_CLAIMS: tuple[ReportClaim[DocumentFacts], ...] = tuple(claim for _, claim in TERMS)
