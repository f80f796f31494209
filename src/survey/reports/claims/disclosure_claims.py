"""Claims of the disclosure sheet and of the title page: what follows from the data, not from the settings."""

from __future__ import annotations

import math

from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.claims.method_claims import RATE_CLAIMS
from survey.reports.phrases import Phrases
from survey.reports.report_context import ReportContext
from survey.reports.report_input import Methods, ReportInput
from survey.text import Text

_LEVEL_95 = 1.96


def _issued(given: ReportInput, words: Phrases) -> Places:
    assert given.issued is not None
    return {"date": words.date(given.issued)}


def _revised(given: ReportInput, words: Phrases) -> Places:
    assert given.revision is not None
    return {"date": words.date(given.revision.date)}


DRAFT_CLAIM: ReportClaim[ReportInput] = ReportClaim("meta_draft", lambda given: given.draft)
ISSUED_CLAIM: ReportClaim[ReportInput] = ReportClaim("meta_issued", lambda given: given.issued is not None, _issued)
REVISED_CLAIM: ReportClaim[ReportInput] = ReportClaim(
    "meta_revision", lambda given: given.revision is not None, _revised
)


def _weighting(methods: Methods, words: Phrases) -> Places:
    return {
        "steps": words.joined((step.name for step in methods.weight_steps), "; "),
        "margins": words.joined((margin.name for margin in methods.margins), "; "),
    }


WEIGHTING_CLAIMS: tuple[ReportClaim[Methods], ...] = (
    ReportClaim("disclosure_weights", lambda one: bool(one.weight_steps and one.margins), _weighting),
    ReportClaim("disclosure_weights_alone", lambda one: bool(one.weight_steps) and not one.margins, _weighting),
)


def _deffs(material: ReportContext) -> list[float]:
    """Design effects of the headline indicators that are known."""
    known = (material.region(one.id).deff_pooled for one in material.computed)
    return [deff for deff in known if not math.isnan(deff)]


def _precision(material: ReportContext, words: Phrases) -> Places:
    deffs = _deffs(material)
    margin = 100 * _LEVEL_95 * 0.5 * math.sqrt(max(deffs) / material.given.methods.n_used)
    return {
        "low": words.number(min(deffs), 2),
        "high": words.number(max(deffs), 2),
        "margin": words.margin(margin, "percent"),
    }


def _has_range(material: ReportContext, *, wanted: bool) -> bool:
    """Whether design effects are known, and those printed differ or, where that is wanted, do not."""
    shown = {f"{deff:.2f}" for deff in _deffs(material)}
    return bool(shown) and material.given.methods.n_used > 0 and (len(shown) > 1) == wanted


DEFF_CLAIMS: tuple[ReportClaim[ReportContext], ...] = (
    ReportClaim("disclosure_deff", lambda material: _has_range(material, wanted=True), _precision),
    ReportClaim("disclosure_deff_one", lambda material: _has_range(material, wanted=False), _precision),
)
"""The margin is that of a share of one half under the largest of the design effects."""

NO_OUTCOMES_CLAIM: ReportClaim[Methods] = ReportClaim("disclosure_no_outcomes", lambda one: one.outcomes is None)


def response(methods: Methods, words: Phrases) -> Text:
    """The response rate, or that it is not known."""
    if methods.outcomes is None:
        return NO_OUTCOMES_CLAIM.text(methods, words)
    return next((text for one in RATE_CLAIMS if (text := one.text(methods.outcomes, words))), Text())


LACKING_CLAIM: ReportClaim[int] = ReportClaim("disclosure_lacking", lambda n: n > 0, lambda n, _: {"n": n})
SOURCES_CLAIM: ReportClaim[int] = ReportClaim("disclosure_sources", lambda n: n == 0)
"""The codes that ask for the items: said where every item is filled in."""

WORDINGS_CLAIM: ReportClaim[bool] = ReportClaim("disclosure_wordings", lambda has_annex: has_annex)
