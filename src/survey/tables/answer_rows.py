"""Rows of one question: which interviews gave each answer, in whose words, and on which base."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from survey.arrays import Floats, Mask
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import TabulationError, nearest
from survey.estimation.chosen_answers import ChosenCodes, choice_of
from survey.estimation.estimand_columns import Base, numbers_of
from survey.estimation.legend import Legend
from survey.interviews import Interviews
from survey.questionnaire.model import NUMERIC_KINDS, Question, Reason
from survey.tables.row_blocks import Nets, RowBlock, RowOrder, RowStatistic
from survey.tables.table_words import as_text, everywhere, words
from survey.text import Text

_MOST_LEVELS = 12
"""Different whole numbers in a column of a plain table up to which they are answers and not measurements."""

_MOST_ROWS = 500


@dataclass(frozen=True, slots=True, eq=False)
class AnswerRow:
    """An answer, or several taken together.

    ``level`` is the code as the frame shows it; ``chosen`` (n,) says who gave it. ``is_blank`` marks the rows of those who do
    not know or refused.
    """

    level: Level
    label: Text
    chosen: Mask
    role: Literal["data", "net"] = "data"
    indent: int = 0
    is_blank: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class AnswerBlock:
    """One question as rows of a table.

    Parameters
    ----------
    name : str
    title, asked : Text
        Heading, and the wording of the question; empty for a column of a plain table.
    answers : tuple of AnswerRow
    base : (n,) array of bool
        Interviews in the base of the shares.
    values : (n,) array or None
        Numbers for mean and median, NaN where blank; None where there are none.
    show : tuple of RowStatistic
    several : bool
        Whether a respondent may have given several answers, so that shares do not add up to 100.
    base_asked : bool
        Whether those who do not know or refused are in the base.
    """

    name: str
    title: Text
    asked: Text
    answers: tuple[AnswerRow, ...]
    base: Mask
    values: Floats | None
    show: tuple[RowStatistic, ...]
    several: bool
    base_asked: bool


def read_blocks(sample: Sample, given: Sequence[str | pd.Series | RowBlock], base: Base) -> tuple[AnswerBlock, ...]:
    """Blocks of rows, a battery as one for each of its rows.

    Raises
    ------
    TabulationError
        ``B001``, ``B008`` nothing to show; ``B002`` something that is not shown so; ``B003``, ``B004`` nets; ``B005``
        too many answers; ``B006`` a base that the data do not know.
    EstimationError
        ``E004``, ``E005`` variables.
    """
    blocks = [one if isinstance(one, RowBlock) else RowBlock(one) for one in given]
    found = tuple(answers for one in blocks for answers in _blocks_of(sample, one, base))
    if not found:
        raise TabulationError("B001", "survey.tabulate: rows", "No question is named.", "Name at least one.")
    return found


def orders_of(sample: Sample, blocks: Sequence[AnswerBlock], given: Sequence[RowBlock]) -> list[RowOrder]:
    """Order of the answers of every block that :func:`read_blocks` makes of those given."""
    orders = [one.order for one in given for _ in range(_n_blocks(sample, one))]
    assert len(orders) == len(blocks)
    return orders


def _n_blocks(sample: Sample, block: RowBlock) -> int:
    rows = _battery(sample, block.source) if isinstance(block.source, str) else ()
    return len(rows) or 1


def _battery(sample: Sample, name: str) -> tuple[str, ...]:
    return sample.rows_of(name) if name not in sample.assigned else ()


def _blocks_of(sample: Sample, block: RowBlock, base: Base) -> Iterator[AnswerBlock]:
    if isinstance(block.source, str):
        rows = _battery(sample, block.source)
        for name in rows or (block.source,):
            yield _one_block(sample, dataclasses.replace(block, title=None if rows else block.title), name, base)
    else:
        name = str(block.source.name) if block.source.name is not None else "series"
        yield _of_choice(sample, block, name, choice_of_series(sample, block.source, name), base)


def _one_block(sample: Sample, block: RowBlock, name: str, base: Base) -> AnswerBlock:
    show = statistics_of(block)
    wants_numbers = not show and _holds_numbers(sample, name)
    if wants_numbers or (set(show) <= {"mean", "median"} and show):
        values = numbers_of(sample, name, f"survey.tabulate: rows {name!r}")
        title, asked = headings(sample, name, block)
        shown: tuple[RowStatistic, ...] = show or ("mean",)
        return AnswerBlock(name, title, asked, (), ~np.isnan(values), values, shown, False, False)
    return _of_choice(sample, block, name, choice_of(sample, name, f"survey.tabulate: rows {name!r}"), base)


def statistics_of(block: RowBlock) -> tuple[RowStatistic, ...]:
    """Statistics that a block is asked for; none when they follow from the question.

    Raises
    ------
    TabulationError
        ``B002`` a word that is not a statistic.
    """
    given = () if block.show is None else (block.show,) if isinstance(block.show, str) else tuple(block.show)
    known: tuple[RowStatistic, ...] = ("shares", "counts", "mean", "median")
    for one in given:
        if one not in known:
            raise TabulationError(
                "B002",
                "survey.RowBlock: show",
                f"{one!r} is not one of the words known here.",
                nearest(str(one), known),
            )
    return tuple(one for one in known if one in given)


def _holds_numbers(sample: Sample, name: str) -> bool:
    """Whether a name holds measurements rather than answers."""
    if isinstance(sample.data, Interviews) and name in sample.data.form.variables:
        return sample.data.form.variables[name].kind in NUMERIC_KINDS
    if not sample.has(name) or sample.kind_of(name) != "number":
        return False
    if isinstance(sample.data, Interviews) and name in sample.data.form.groupings:
        return False
    seen = pd.unique(sample.values(name))
    seen = seen[~np.isnan(seen)]
    return len(seen) > _MOST_LEVELS or bool((seen != np.round(seen)).any())


def _of_choice(sample: Sample, block: RowBlock, name: str, choice: ChosenCodes, base: Base) -> AnswerBlock:
    if not choice.levels:
        raise TabulationError(
            "B008",
            f"survey.tabulate: rows {name!r}",
            f"It is blank in all of {len(sample)} interviews, so it has no answers.",
            "Leave it out, or give the column its categories (pandas: astype('category')).",
        )
    if len(choice.levels) > _MOST_ROWS:
        raise TabulationError(
            "B005",
            f"survey.tabulate: rows {name!r}",
            f"It has {len(choice.levels):,} different answers; a table shows at most {_MOST_ROWS}.",
            "Group them first, or show the mean: RowBlock(name, show='mean').",
        )
    title, asked = headings(sample, name, block)
    show = statistics_of(block) or ("shares",)
    answers = [
        AnswerRow(level, label, choice.chosen([level]))
        for level, label in zip(choice.levels, labels_of(choice), strict=True)
    ]
    blanks, in_base = _unanswered(sample, name, choice.answered, base) if base == "asked" else ([], choice.answered)
    nets = net_rows(block.nets, choice, _question(sample, name), name)
    rows = (*placed(answers, nets, choice), *blanks)
    values = numbers_of(sample, name, f"survey.tabulate: rows {name!r}") if {"mean", "median"} & {*show} else None
    return AnswerBlock(name, title, asked, rows, in_base, values, show, choice.mentions is not None, base == "asked")


def labels_of(choice: ChosenCodes) -> tuple[Text, ...]:
    """Wordings of the levels; of a plain table the levels themselves."""
    return choice.labels or tuple(everywhere(_plain(level)) for level in choice.levels)


def _plain(level: Level) -> str:
    return f"{level:.15g}" if isinstance(level, float) else str(level)


def choice_of_series(sample: Sample, given: pd.Series, name: str) -> ChosenCodes:
    """Answers given as one label per interview; a pandas categorical keeps the order of its categories."""
    place = f"survey.tabulate: series {name!r}"
    categories = given if isinstance(given.dtype, pd.CategoricalDtype) else given.astype("category")
    codes = sample.arranged(categories.cat.codes.astype(np.int64), place)
    if codes.shape != (len(sample),):
        raise TabulationError(
            "B007",
            place,
            f"It has {len(given)} values; the sample has {len(sample)} interviews.",
            "Give one label per interview of the sample, blank where there is none.",
        )
    at = codes.astype(np.intp)
    levels = tuple(one.item() if isinstance(one, np.generic) else one for one in categories.cat.categories)
    return ChosenCodes(levels, (), at >= 0, codes=at)


def headings(sample: Sample, name: str, block: RowBlock) -> tuple[Text, Text]:
    """Heading of a name, and the wording of the question behind it, empty where there is none."""
    title, asked = title_of(sample, name), Text()
    question = _question(sample, name)
    if question is not None:
        asked = question.text
    return (title if block.title is None else as_text(block.title)), asked


def title_of(sample: Sample, name: str) -> Text:
    """Wording of a name: of the row of a battery, the question, the classification; else the name itself."""
    return Legend.of(sample).title(name) or everywhere(name)


def _question(sample: Sample, name: str) -> Question | None:
    if isinstance(sample.data, Interviews) and name in sample.data.form.variables and name not in sample.assigned:
        return sample.data.form.variables[name].question
    return None


def _unanswered(sample: Sample, name: str, answered: Mask, base: Base) -> tuple[list[AnswerRow], Mask]:
    """Rows of those who do not know and who refused, and the base of everybody asked."""
    recoded = name in sample.classes and sample.classes[name].reasons is not None
    asked = isinstance(sample.data, Interviews) and sample.has(name) and name not in sample.assigned
    if not (recoded or asked):
        raise TabulationError(
            "B006",
            f"survey.tabulate: rows {name!r}, base {base!r}",
            "The data do not say why answers are blank, so it is not known who was asked.",
            "Use base='answered', or interviews decoded with their questionnaire.",
        )
    reasons = sample.reason(name)
    rows = [
        AnswerRow(key, words(key), reasons == reason, is_blank=True)
        for key, reason in (("dont_know", Reason.DONT_KNOW), ("refused", Reason.REFUSED))
    ]
    return rows, answered | rows[0].chosen | rows[1].chosen


def net_rows(
    nets: Nets | None, choice: ChosenCodes, question: Question | None, name: str
) -> list[tuple[AnswerRow, tuple[Level, ...]]]:
    """Nets of a question with the levels that each takes together.

    Raises
    ------
    TabulationError
        ``B003`` an answer that the question does not have; ``B004`` a question that does not say which answers are
        positive.
    """
    if nets is None:
        return []
    given = (
        _questionnaire_nets(question, name) if nets == "questionnaire" else [(as_text(a), b) for a, b in nets.items()]
    )
    found = []
    for label, levels in given:
        own = tuple(choice.meant(level) for level in levels)
        for level in own:
            if level not in choice.levels:
                raise TabulationError(
                    "B003",
                    f"survey.tabulate: net of {name!r}",
                    f"{level!r} is not one of its answers.",
                    nearest(str(level), [str(one) for one in (*choice.levels, *choice.names)]),
                )
        shown = "+".join(map(_plain, own))
        found.append((AnswerRow(shown, label, choice.chosen(own), "net"), own))
    return found


def _questionnaire_nets(question: Question | None, name: str) -> list[tuple[Text, tuple[int, ...]]]:
    sides = [] if question is None else [(key, getattr(question, key)) for key in ("positive", "neutral", "negative")]
    if not any(codes for _, codes in sides):
        raise TabulationError(
            "B004",
            f"survey.tabulate: net of {name!r}",
            "The questionnaire does not say which of its answers are positive and which negative.",
            "Name the answers: nets={'wording': [1, 2]}.",
        )
    return [(words(f"net_{key}"), tuple(codes)) for key, codes in sides if codes]


def placed(
    answers: Sequence[AnswerRow], nets: Sequence[tuple[AnswerRow, tuple[Level, ...]]], choice: ChosenCodes
) -> list[AnswerRow]:
    """Answers with their nets: each net before its answers where no answer is in two nets, else after all answers."""
    used = [level for _, levels in nets for level in levels]
    if len(used) != len(set(used)):
        return [*answers, *(row for row, _ in nets)]
    by_level = dict(zip(choice.levels, answers, strict=True))
    net_of = {level: at for at, (_, levels) in enumerate(nets) for level in levels}
    rows: list[AnswerRow] = []
    opened: set[int] = set()
    for level, answer in by_level.items():
        at = net_of.get(level)
        if at is None:
            rows.append(answer)
        elif at not in opened:
            opened.add(at)
            rows.append(nets[at][0])
            own = [one for one in choice.levels if net_of.get(one) == at]
            rows += [dataclasses.replace(by_level[one], indent=1) for one in own]
    return rows
