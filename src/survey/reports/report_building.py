"""Building of the report from the facts of a wave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import count

from survey.reports.claims.claim import every
from survey.reports.claims.disclosure_claims import DRAFT_CLAIM, ISSUED_CLAIM, REVISED_CLAIM
from survey.reports.claims.method_claims import CAUTION_CLAIM, DAYS_CLAIM, SIMULATED_CLAIM
from survey.reports.document_model import (
    DocumentKind,
    FigureGroup,
    Meta,
    Report,
    ReportSection,
    ReportTable,
    SectionBlock,
)
from survey.reports.report_context import ReportContext
from survey.reports.report_input import ReportInput
from survey.reports.sections.brief import conclusions, figures, how
from survey.reports.sections.changes import changes
from survey.reports.sections.concerns import concerns
from survey.reports.sections.disclosure import disclosure
from survey.reports.sections.districts import districts
from survey.reports.sections.full_tables import full_tables
from survey.reports.sections.groups import groups
from survey.reports.sections.headline import headline
from survey.reports.sections.methods import methods
from survey.reports.sections.quality import quality
from survey.reports.sections.revision import revision
from survey.reports.sections.terms import terms
from survey.reports.sections.topics import composites, topics
from survey.reports.sections.trends import trends
from survey.reports.sections.wordings import wordings
from survey.text import Text

SectionMaker = Callable[[ReportContext], ReportSection | Iterable[ReportSection] | None]

SECTIONS: tuple[SectionMaker, ...] = (
    revision,
    headline,
    topics,
    concerns,
    districts,
    groups,
    composites,
    trends,
    changes,
    methods,
    disclosure,
    quality,
    wordings,
    full_tables,
)
"""Makers of the sections, in the order of the report; annexes last."""

BRIEF_SECTIONS: tuple[SectionMaker, ...] = (conclusions, figures, how)


def build_report(given: ReportInput) -> Report:
    """The report of one wave, in all its languages, with what must not be published already blank.

    Parameters
    ----------
    given : ReportInput
        Facts of the wave. Optional parts that are empty leave out their section or sentence.

    Returns
    -------
    Report
        Tables and figures numbered through; the same tables, numbers and keys in every language.

    Raises
    ------
    TextError
        ``T001`` when a wording is missing in one of ``given.languages``.
    """
    return _report(ReportContext.gather(given))


def build_brief(given: ReportInput) -> Report:
    """The brief of one wave, for a reader in a hurry: two pages with what is good, bad, changed and not known.

    Its sentences are claims as those of the report, its numbers and charts those of the report.

    Parameters
    ----------
    given : ReportInput
        The same facts as those of the report.

    Returns
    -------
    Report
        Of the kind ``brief``.

    Raises
    ------
    TextError
        ``T001`` when a wording is missing in one of ``given.languages``.
    """
    return _brief(ReportContext.gather(given))


def build_documents(given: ReportInput) -> tuple[Report, Report]:
    """Report and brief of one wave, from one gathering of its facts: see :func:`build_report` and :func:`build_brief`."""
    material = ReportContext.gather(given)
    return _report(material), _brief(material)


def _report(material: ReportContext) -> Report:
    sections = _made_of(SECTIONS, material)
    sections += _made(terms(material, sections))
    return Report(_meta(material), _numbered(sections))


def _brief(material: ReportContext) -> Report:
    title = material.words.say("brief_title", title=material.given.title)
    meta = _meta(material)
    counterparts: tuple[DocumentKind, ...] = ("report",) if meta.counterparts else ()
    return Report(
        replace(meta, kind="brief", title=title, counterparts=counterparts),
        _numbered(_made_of(BRIEF_SECTIONS, material)),
    )


def _made_of(makers: Sequence[SectionMaker], material: ReportContext) -> list[ReportSection]:
    return [section for make in makers for section in _made(make(material))]


def _made(found: ReportSection | Iterable[ReportSection] | None) -> Iterable[ReportSection]:
    """Sections of what a maker gave."""
    if isinstance(found, ReportSection):
        return (found,)
    return found or ()


def _meta(material: ReportContext) -> Meta:
    given, words = material.given, material.words
    facts = given.methods
    return Meta(
        title=given.title,
        wave=given.wave,
        period=words.wave(given.wave),
        region=given.region,
        facts=(
            words.say("meta_interviews", n=facts.n_used),
            *every((DAYS_CLAIM,), facts, words),
        ),
        caution=CAUTION_CLAIM.text(facts, words),
        simulated=SIMULATED_CLAIM.text(given, words),
        languages=given.languages,
        issuer=facts.disclosed.get("issuer", Text()),
        contact=facts.disclosed.get("contact", Text()),
        issued=ISSUED_CLAIM.text(given, words),
        revision=REVISED_CLAIM.text(given, words),
        draft=DRAFT_CLAIM.text(given, words),
        day=given.issued,
        counterparts=("brief",) if given.files else (),
    )


def _numbered(sections: Sequence[ReportSection]) -> tuple[ReportSection, ...]:
    tables, figures = count(1), count(1)

    def numbered(block: SectionBlock) -> SectionBlock:
        if isinstance(block, ReportTable):
            return replace(block, number=next(tables))
        if isinstance(block, FigureGroup):
            return replace(block, figures=tuple(replace(one, number=next(figures)) for one in block.figures))
        return block

    return tuple(replace(section, blocks=tuple(numbered(block) for block in section.blocks)) for section in sections)
