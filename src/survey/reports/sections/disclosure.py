"""Annex of disclosure: the items that professional codes ask of a published survey, from the data and the settings.

The items are those of the Transparency Initiative of the American Association for Public Opinion Research (2021), of
the ESOMAR/WAPOR guideline on opinion polls and published surveys (2014) and of ISO 20252:2019.
"""

from __future__ import annotations

from survey.reports.claims.claim import every, first, paragraphs
from survey.reports.claims.disclosure_claims import (
    DEFF_CLAIMS,
    LACKING_CLAIM,
    SOURCES_CLAIM,
    WEIGHTING_CLAIMS,
    WORDINGS_CLAIM,
    response,
)
from survey.reports.claims.method_claims import DESIGN_CLAIMS, INTERVIEW_CLAIMS, PRECISION_CLAIMS
from survey.reports.claims.quality_claims import QUALITY_CLAIMS
from survey.reports.document_model import Fact, FactList, Paragraph, ReportSection
from survey.reports.report_context import ReportContext
from survey.reports.sections.methods import interview_languages
from survey.reports.sections.wordings import wordings
from survey.text import Text

_ITEMS = {
    "issuer": "disclosure_issuer",
    "sponsor": "disclosure_sponsor",
    "conductor": "disclosure_conductor",
    "contact": "disclosure_contact",
    "issued": "disclosure_issued",
    "purpose": "disclosure_purpose",
    "population": "disclosure_population",
    "frame": "disclosure_frame",
    "sampling": "disclosure_sampling",
    "design": "disclosure_design",
    "mode": "disclosure_mode",
    "dates": "disclosure_dates",
    "languages": "disclosure_languages",
    "translation": "disclosure_translation",
    "interviews": "disclosure_interviews",
    "interviewers": "disclosure_interviewers",
    "training": "disclosure_training",
    "incentives": "disclosure_incentives",
    "response": "disclosure_response",
    "weighting": "disclosure_weighting",
    "precision": "disclosure_precision",
    "small_bases": "disclosure_small_bases",
    "processing": "disclosure_processing",
    "wordings": "wordings_title",
    "limitations": "disclosure_limitations",
    "access": "disclosure_access",
    "automation": "disclosure_automation",
}
"""Items in their order, each with the key of its name."""

_NOT_ALWAYS = ("interviewers", "languages", "weighting", "precision", "wordings", "small_bases")
"""Items that some surveys do not have: nobody interviews on the web, one language, no interval."""


def disclosure(material: ReportContext) -> ReportSection:
    """The disclosure sheet; an item without words says that it is not given."""
    words, found = material.words, _values(material)
    names = [name for name in _ITEMS if found.get(name) or name not in _NOT_ALWAYS]
    n_lacking = sum(not found.get(name) for name in names)
    facts = tuple(
        Fact(
            name,
            words.say(_ITEMS[name]),
            found.get(name) or words.say("disclosure_not_given"),
        )
        for name in names
    )
    said: list[Paragraph] = [
        *paragraphs((SOURCES_CLAIM,), n_lacking, words),
        *paragraphs((LACKING_CLAIM,), n_lacking, words, "note"),
    ]
    title = words.say("disclosure_title")
    return ReportSection("disclosure", title, (*said, FactList("disclosure", facts)), is_annex=True)


def _values(material: ReportContext) -> dict[str, Text]:
    """Known facts of each item, by its name."""
    words, given, methods = material.words, material.given, material.given.methods
    small = [one for one in PRECISION_CLAIMS if one.key == "precision_hidden"]
    return {
        **methods.disclosed,
        "issued": words.date(given.issued) if given.issued is not None else Text(),
        "population": methods.population,
        "sampling": methods.sampling,
        "design": first(DESIGN_CLAIMS, methods, words),
        "mode": methods.mode,
        "dates": words.period(*methods.days) if methods.days is not None else Text(),
        "languages": interview_languages(material),
        "interviews": first(INTERVIEW_CLAIMS, methods, words),
        "interviewers": words.number(methods.n_interviewers, 0) if methods.n_interviewers is not None else Text(),
        "response": response(methods, words),
        "weighting": first(WEIGHTING_CLAIMS, methods, words),
        "precision": first(DEFF_CLAIMS, material, words),
        "small_bases": first(small, material, words),
        "processing": words.joined(every(QUALITY_CLAIMS, given, words), " "),
        "wordings": WORDINGS_CLAIM.text(wordings(material) is not None, words),
    }
