"""Columns and rows of a table that are not published: too small, or needed to calculate one that is too small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from survey.arrays import Floats, Mask
from survey.design.sample import Sample
from survey.indicators.publication import discloses
from survey.indicators.respondent_groups import Overlaps
from survey.indicators.rule_constants import REGION, PublicationRule
from survey.indicators.secondary_suppression import CellFamily, CellGroups, families_of, hide_more, small_rests
from survey.tables.answer_rows import AnswerBlock
from survey.tables.banner import Banner


@dataclass(frozen=True, eq=False)
class KnownGroups:
    """Groups of respondents whose totals a reader of a table knows, everybody first.

    Parameters
    ----------
    inside : (groups, people) array of bool
        Only interviews that count: in the domain, with a weight above zero.
    domain : tuple of str
        Classification of each group; ``region`` for everybody.
    line : (groups,) array of int
        Line of the table, a column or a row, that shows the group; -1 for a group that is known without one, such as
        everybody, or the respondents of no category.
    """

    inside: Mask
    domain: tuple[str, ...]
    line: tuple[int, ...]

    @property
    def is_line(self) -> Mask:
        """(groups,) groups that are lines of the table."""
        return np.array(self.line) >= 0

    @cached_property
    def families(self) -> list[CellFamily]:
        """Groups with their parts in another classification."""
        return families_of(self.overlaps(np.ones(self.inside.shape[1], bool)), self.domain, self.is_line)

    def overlaps(self, base: Mask) -> Overlaps:
        """Respondents of a base that each two groups have in common."""
        inside = self.inside[:, base].astype(np.float64)
        return Overlaps(np.einsum("kn,ln->kl", inside, inside, optimize=True))


def groups_of(
    sample: Sample, parts: Sequence[tuple[str, Sequence[tuple[int, Mask]]]], everybody: int
) -> tuple[KnownGroups, Mask]:
    """Groups of the lines of a table, and (n,) the interviews that count.

    Parameters
    ----------
    sample : Sample
    parts : sequence of (classification, lines)
        The lines of each classification, each with its mask (n,).
    everybody : int
        Line that shows everybody; -1 without one.
    """
    counted = np.asarray(sample.weights > 0)
    if sample.domain is not None:
        counted = counted & sample.domain
    inside = [np.ones(int(counted.sum()), bool)]
    domain, line = [REGION], [everybody]
    for name, lines in parts:
        own = [mask[counted] for _, mask in lines]
        inside += own
        domain += [name] * len(own)
        line += [at for at, _ in lines]
        if len(own) > 1:  # all but a single line is known only as far as the line is: from everybody less the line
            inside.append(~np.logical_or.reduce(own))
            domain.append(name)
            line.append(-1)
    return KnownGroups(np.array(inside), tuple(domain), tuple(line)), counted


def column_groups(sample: Sample, banner: Banner) -> tuple[KnownGroups, Mask]:
    """Groups of the columns of a banner, and (n,) the interviews that count."""
    parts: list[tuple[str, Sequence[tuple[int, Mask]]]] = []
    for at in range(len(banner.names)):
        parts += _disjoint(f"break {at}", [(place, banner.columns[place].inside) for place in banner.of_break(at)])
    return groups_of(sample, parts, 0 if banner.of_break(-1) else -1)


def _disjoint(name: str, lines: Sequence[tuple[int, Mask]]) -> list[tuple[str, Sequence[tuple[int, Mask]]]]:
    """One classification; or one for each line where a respondent may be in several."""
    number = np.sum([mask for _, mask in lines], axis=0)
    if number.max(initial=0) <= 1:
        return [(name, lines)]
    return [(f"{name} {place}", [(place, mask)]) for place, mask in lines]


def hidden_lines(groups: KnownGroups, base: Mask, traits: Sequence[Mask], rule: PublicationRule) -> Mask:
    """(lines,) lines of one question that are hidden, whole, so that nothing follows about them from the others.

    Parameters
    ----------
    groups : KnownGroups
    base : (people,) array of bool
        Interviews in the base of the question.
    traits : sequence of (people,) arrays of bool
        Who gave each answer. None at all: the question is shown by means only.
    rule : PublicationRule

    Notes
    -----
    A line is hidden when :func:`survey.indicators.publication.discloses` says so of one of its answers. As answers add up
    to the base, a single hidden answer of a line could be calculated from the others: the line goes as a whole. Further
    lines are hidden by :func:`survey.indicators.secondary_suppression.hide_more`, for every answer in turn until nothing
    changes, since totals of all answers are known together.
    """
    people = groups.inside & base
    n = people.sum(axis=1).astype(np.float64)
    cases = np.array([(people & trait).sum(axis=1) for trait in traits], np.float64).reshape(-1, len(n))
    if not len(cases):
        cases = np.full((1, len(n)), np.nan)
    hidden = groups.is_line & np.logical_or.reduce([discloses(n, one, rule) for one in cases])
    families = _with_small_rests(groups.families, n, rule)
    if hidden.any() or any(any(True for _ in small_rests(families, n, one, rule)) for one in cases):
        hidden = _closed(hidden, groups, base, cases, families, rule)
    shown = np.zeros(max(groups.line) + 1, bool)
    for line, one in zip(groups.line, hidden, strict=True):
        if line >= 0:
            shown[line] = one
    return shown


def _with_small_rests(families: Sequence[CellFamily], n: Floats, rule: PublicationRule) -> list[CellFamily]:
    """Families in which so few are in the whole and in none of its parts that they could be disclosed."""
    rests = [(family, n[family.whole] - n[family.parts].sum()) for family in families]
    return [family for family, rest in rests if 0 < rest < max(rule.least_n, rule.least_n_extreme)]


def _closed(
    hidden: Mask, groups: KnownGroups, base: Mask, cases: Floats, families: list[CellFamily], rule: PublicationRule
) -> Mask:
    """(groups,) hidden lines with all that they could be calculated from."""
    overlaps = groups.overlaps(base)
    while True:
        before = hidden
        for one in np.unique(cases, axis=0):
            hidden = hide_more(hidden, CellGroups(overlaps, groups.domain, groups.is_line, one), families, rule)
        if (hidden == before).all():
            return hidden


def hidden_columns(groups: KnownGroups, counted: Mask, block: AnswerBlock, rule: PublicationRule | None) -> Mask | None:
    """(columns,) columns of a banner that are hidden in a block; None when nothing is ever hidden.

    It says nothing about the answers of a small group that nobody in it refused, so that this hides nothing.
    """
    if rule is None:
        return None
    traits = [answer.chosen[counted] for answer in block.answers if not answer.is_blank]
    hidden = hidden_lines(groups, block.base[counted], traits, rule)
    if block.values is not None and block.answers:
        known = ~np.isnan(block.values)[counted]
        hidden |= hidden_lines(groups, known, [], rule)
    return hidden


def hidden_rows(sample: Sample, banner: Banner, block: AnswerBlock, rule: PublicationRule | None) -> Mask | None:
    """(answers,) answers that are hidden where they are the base of shares: as groups of respondents, not as traits."""
    if rule is None:
        return None
    lines = list(enumerate(block.answers))
    parts = _disjoint("answers", [(at, answer.chosen) for at, answer in lines if answer.role == "data"])
    parts += [(f"net {at}", [(at, answer.chosen)]) for at, answer in lines if answer.role == "net"]
    groups, counted = groups_of(sample, parts, -1)
    hidden = np.zeros(len(block.answers), bool)
    for at in range(len(banner.names)):
        traits = [banner.columns[place].inside[counted] for place in banner.of_break(at)]
        hidden |= hidden_lines(groups, (block.base & banner.members(at))[counted], traits, rule)
    return hidden
