"""Layout of a file: the columns that hold each variable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from survey.errors import ReadError, nearest
from survey.ingest.collecting_tool import CollectingTool
from survey.ingest.column_headings import Claim, HeadingPart, Headings, Meaning
from survey.ingest.factorized_columns import FactorizedColumn
from survey.interviews import RawTable
from survey.questionnaire.model import Questionnaire, Variable

_OF_THE_TOOL = 9
"""Rank of the heading of a column that the collecting tool adds by itself."""

_DECIDED = -1
"""Rank of a column whose question the wave names."""


@dataclass(frozen=True, slots=True)
class QuestionColumns:
    """Columns of the file that hold one variable.

    ``options`` and ``mentions`` are by option code and by rank. A number after a multiple choice's id is in
    ``numbered``; all columns of the question together decide which of the two it is. ``unplaced`` belong to the
    question, but to which option is not known.
    """

    whole: str | None = None
    numbered: Mapping[int, str] = field(default_factory=dict)
    options: Mapping[int, str] = field(default_factory=dict)
    mentions: Mapping[int, str] = field(default_factory=dict)
    specify: str | None = None
    unplaced: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """Names of the columns with answers."""
        whole = (self.whole,) if self.whole is not None else ()
        return (*whole, *self.numbered.values(), *self.options.values(), *self.mentions.values())


@dataclass(frozen=True, slots=True)
class Rivals:
    """Two columns whose headings name the same answer; ``same`` when they hold the same, cell by cell."""

    variable: str
    used: str
    other: str
    same: bool = False


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """Columns by variable id, and what was made of the other columns.

    ``extra`` belong to no question; ``ambiguous`` have headings that fit several; ``respelled`` have foreign letters;
    ``beside`` begin with the id of a question and hold something else; ``rivals`` name one answer twice; ``joined`` are
    columns of one answer of which no interview fills two, by the column that they are read into. ``renamed`` have an id that a
    variable had before, by heading: the codes in them may be former ones, too, so that nothing is read from them.
    """

    columns: Mapping[str, QuestionColumns]
    extra: tuple[str, ...]
    ambiguous: Mapping[str, tuple[str, ...]]
    respelled: tuple[str, ...]
    beside: tuple[str, ...] = ()
    rivals: tuple[Rivals, ...] = ()
    ignored: tuple[str, ...] = ()
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)


def find_columns(
    raw: RawTable,
    form: Questionnaire,
    cells: Mapping[str, FactorizedColumn],
    ignored: frozenset[str] = frozenset(),
    tool: CollectingTool | None = None,
    assigned: Mapping[str, str] | None = None,
) -> ColumnLayout:
    """The layout of a file.

    A column is recognised by the id of a question, alone, after the groups of an ODK form, or before its wording or
    that of an option; failing that by the wording alone, in the heading or in the label of an SPSS or Stata file;
    failing that by a multiple-response set the file declares. Where two headings name one answer, the id alone goes
    before the id with other text.

    Parameters
    ----------
    raw : RawTable
    form : Questionnaire
    cells : mapping of name to FactorizedColumn
    ignored : frozenset of str
        Columns to leave out.
    tool : CollectingTool or None
        Tool that wrote the file: a column that it adds by itself comes after every other column of the same meaning.
    assigned : mapping of column to variable id, optional
        What the wave says of the columns.

    Raises
    ------
    ReadError
        ``F060`` when no column belongs to the questionnaire, ``F061`` when none holds the key.
    """
    headings = Headings(form)
    names = [str(name) for name in raw.cells.columns if str(name) not in ignored]
    claims = {name: claim for name in names if (claim := headings.by_id(name)) is not None}
    claims = {name: _after_all(claim) if tool and tool.owns(name) else claim for name, claim in claims.items()}
    contradicted = _contradicted(claims, headings, raw)
    claims = {name: claim for name, claim in claims.items() if name not in contradicted}
    claims |= {name: Claim(Meaning(said), _DECIDED) for name, said in (assigned or {}).items() if name in names}
    renamed = {
        name: variable for name in names if name not in claims and (variable := headings.formerly(name)) is not None
    }
    in_sets = _in_sets(raw, headings, [name for name in names if name not in claims and name not in renamed])
    claims |= {name: claim for name, claim in in_sets.items() if claim.meaning.part != "unplaced"}
    claimed = {claim.meaning.variable for claim in claims.values()}
    ambiguous = {name: fitting for name, fitting in contradicted.items() if name not in claims}
    for name in names:
        if name in claims or name in ambiguous or name in renamed:
            continue
        fitting = headings.by_wording(name) or headings.by_wording(raw.labels.get(name, ""))
        free = tuple(meaning for meaning in fitting if meaning.part != "whole" or meaning.variable not in claimed)
        if len(free) == 1:
            claims[name] = Claim(free[0], 1)
        elif free:
            ambiguous[name] = tuple(meaning.variable for meaning in free)
    claims = {**in_sets, **claims}
    claims = _placed(claims, form)
    chosen, rivals = _settled(claims, cells)
    joined, rivals = _joined(rivals, raw, cells)
    columns = _assembled(chosen)
    _complain(columns, names, raw.path, form)
    held = {name for name, meaning in chosen.items() if meaning.part != "unplaced"}
    held |= {name for others in joined.values() for name in others}
    extra = tuple(name for name in names if name not in held)
    return ColumnLayout(
        columns,
        extra,
        {name: variables for name, variables in ambiguous.items() if name not in chosen},
        tuple(name for name in chosen if headings.is_respelled(name)),
        tuple(name for name in extra if headings.is_beside(name)),
        rivals,
        tuple(str(name) for name in raw.cells.columns if str(name) in ignored),
        joined,
        renamed,
    )


def _contradicted(claims: Mapping[str, Claim], headings: Headings, raw: RawTable) -> dict[str, tuple[str, ...]]:
    """Columns named like one question and worded in the file like another: Q5 of a tool that numbers the questions itself."""
    found: dict[str, tuple[str, ...]] = {}
    for name, claim in claims.items():
        worded = headings.by_wording(label) if (label := raw.labels.get(name, "")) else ()
        others = tuple(dict.fromkeys(meaning.variable for meaning in worded))
        variable = headings.form.variables[claim.meaning.variable]
        is_option = (
            headings.option_of(variable, label) is not None
        )  # "Police" may be an option here and a question there
        if others and variable.id not in others and not is_option:
            found[name] = (variable.id, *others)
    return found


def _after_all(claim: Claim) -> Claim:
    return replace(claim, rank=_OF_THE_TOOL)


def _in_sets(raw: RawTable, headings: Headings, free: Iterable[str]) -> dict[str, Claim]:
    """Columns of declared multiple-response sets named or worded as a multiple choice."""
    found: dict[str, Claim] = {}
    unclaimed = set(free)
    for declared in raw.response_sets.values():
        variable = _of_set(headings, declared.name, declared.label)
        for number, name in enumerate(declared.columns if variable is not None else (), 1):
            if variable is None or name not in unclaimed:
                continue
            if declared.kind == "categories":
                found[name] = Claim(Meaning(variable.id, "mention", number), 1)
            elif (code := headings.option_of(variable, raw.labels.get(name, ""))) is not None:
                found[name] = Claim(Meaning(variable.id, "option", code), 1)
            else:
                found[name] = Claim(Meaning(variable.id, "unplaced"), 1)
    return found


def _of_set(headings: Headings, name: str, label: str) -> Variable | None:
    named = headings.ids.get(name.lstrip("$").casefold())
    worded = [meaning.variable for meaning in headings.by_wording(label) if meaning.part == "whole"]
    found = named or (worded[0] if len(worded) == 1 else None)
    variable = headings.form.variables[found] if found is not None else None
    return variable if variable is not None and variable.kind == "multiple" else None


def _placed(claims: Mapping[str, Claim], form: Questionnaire) -> dict[str, Claim]:
    """Options given by their place in the list, under the code at that place where only that code fits."""
    placed = dict(claims)
    numbers: dict[str, dict[str, int]] = {}
    for name, claim in claims.items():
        if claim.meaning.part == "ordered" and claim.meaning.number is not None:
            numbers.setdefault(claim.meaning.variable, {})[name] = claim.meaning.number
    for variable, ours in numbers.items():
        codes = _codes_of(tuple(ours.values()), form.variables[variable].codes)
        for name, number in ours.items():
            part: HeadingPart = "option" if codes else "unplaced"
            placed[name] = Claim(Meaning(variable, part, codes.get(number)))
    return placed


def _codes_of(numbers: tuple[int, ...], codes: tuple[int, ...]) -> dict[int, int]:
    """Codes by number, read as code or as place; empty when both readings fit and differ, or none does."""
    as_place = {number: codes[number - 1] for number in numbers if 0 < number <= len(codes)}
    as_code = {number: number for number in numbers if number in codes}
    if len(as_code) == len(numbers):
        return as_code if len(as_place) < len(numbers) or as_place == as_code else {}
    fits = len(as_place) == len(numbers) and all(as_place[number] == number for number in as_code)
    return as_place if fits else {}


def _settled(
    claims: Mapping[str, Claim], cells: Mapping[str, FactorizedColumn]
) -> tuple[dict[str, Meaning], tuple[Rivals, ...]]:
    """One column for each answer, the plainest heading first, and the pairs nothing decides between."""
    chosen: dict[str, Meaning] = {}
    first: dict[Meaning, str] = {}
    rivals: list[Rivals] = []
    for name in sorted(claims, key=lambda name: claims[name].rank):
        meaning = claims[name].meaning
        used = first.setdefault(meaning, name)
        if used == name or meaning.part == "unplaced":
            chosen[name] = meaning
        elif claims[used].rank == claims[name].rank:
            rivals.append(Rivals(meaning.variable, used, name, cells[used].same_as(cells[name])))
    return {name: chosen[name] for name in claims if name in chosen}, tuple(rivals)


def _joined(
    rivals: tuple[Rivals, ...], raw: RawTable, cells: Mapping[str, FactorizedColumn]
) -> tuple[dict[str, tuple[str, ...]], tuple[Rivals, ...]]:
    """Columns of one answer that fill one another, as two versions of a form leave them, and the other pairs."""
    joined: dict[str, tuple[str, ...]] = {}
    left: list[Rivals] = []
    for pair in rivals:
        others = joined.get(pair.used, ())
        filled = np.any([cells[name].filled() for name in (pair.used, *others)], axis=0)
        if pair.same or (filled & cells[pair.other].filled()).any() or not _same_labels(raw, pair.used, pair.other):
            left.append(pair)
        else:
            joined[pair.used] = (*others, pair.other)
    return joined, tuple(left)


def _same_labels(raw: RawTable, one: str, other: str) -> bool:
    """Whether the file says the same of the values of two columns."""
    return raw.value_labels.get(one, {}) == raw.value_labels.get(other, {}) and (
        raw.user_missing.get(one, ()) == raw.user_missing.get(other, ())
    )


def join_columns(
    cells: Mapping[str, FactorizedColumn], joined: Mapping[str, tuple[str, ...]]
) -> Mapping[str, FactorizedColumn]:
    """The columns of a file, those of one answer in one column."""
    if not joined:
        return cells
    whole = dict(cells)
    for used, others in joined.items():
        for other in others:
            whole[used] = whole[used].filled_from(whole.pop(other))
    return whole


def _assembled(found: Mapping[str, Meaning]) -> dict[str, QuestionColumns]:
    names: dict[tuple[str, HeadingPart], dict[int | None, str]] = {}
    unplaced: dict[str, list[str]] = {}
    for name, meaning in found.items():
        names.setdefault((meaning.variable, meaning.part), {})[meaning.number] = name
        if meaning == Meaning(meaning.variable, "unplaced"):
            unplaced.setdefault(meaning.variable, []).append(name)

    def by_number(variable: str, part: HeadingPart) -> dict[int, str]:
        ours = names.get((variable, part), {})
        return {number: ours[number] for number in sorted(number for number in ours if number is not None)}

    return {
        variable: QuestionColumns(
            names.get((variable, "whole"), {}).get(None),
            by_number(variable, "numbered"),
            by_number(variable, "option"),
            by_number(variable, "mention"),
            names.get((variable, "specify"), {}).get(None),
            tuple(unplaced.get(variable, ())),
        )
        for variable in {meaning.variable: None for meaning in found.values()}
    }


def _nearest_names(names: list[str], form: Questionnaire) -> str:
    """The question that a column may mean, also by an id that it had before: these are read in waves of that time only."""
    former = {
        one.id.casefold(): (one.id, variable.id, one.before.isoformat())
        for variable in form.variables.values()
        for one in (*variable.question.former_names, *(variable.row.former_names if variable.row else ()))
    }
    held = next((former[name.casefold()] for name in names if name.casefold() in former), None)
    if held is None:
        return nearest(names[0] if names else "", form.variables)
    column, present, day = held
    return f"The column {column!r} has the id that {present} had until {day}; it is read in a wave whose fieldwork was before."


def _complain(columns: Mapping[str, QuestionColumns], names: list[str], place: str, form: Questionnaire) -> None:
    if not any(held.answers or held.unplaced for held in columns.values()):
        shown = ", ".join(repr(name) for name in names[:8])
        raise ReadError(
            "F060",
            place,
            f"No column belongs to questionnaire {form.id}: {shown}{', …' if len(names) > 8 else ''}.",
            f"Is this the file with the interviews? {_nearest_names(names, form)}",
        )
    if not columns.get(form.key, QuestionColumns()).answers:
        held = {name for one in columns.values() for name in one.answers}
        spare = ", ".join(repr(name) for name in names if name not in held)
        raise ReadError(
            "F061",
            place,
            f"No column holds {form.key}, the number of the interview.",
            f"Add it, or name it so: without it no finding can name the interview. Columns of no question: {spare or '-'}.",
        )
