"""Population figures from a folder: a table with its description in ``population.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from survey.argument_errors import public
from survey.design.population import Population, PopulationStatus, margin_from_frame
from survey.design.population_file import read_population_table
from survey.design.population_table import PopulationTable, TableError
from survey.design.schema import POPULATION
from survey.documents import Document, DocumentItem
from survey.errors import PopulationError, nearest
from survey.questionnaire.model import Questionnaire
from survey.text import Text

FILE = "population.yaml"

_STATUSES: tuple[PopulationStatus, ...] = get_args(PopulationStatus)


@dataclass(frozen=True, slots=True)
class _Description:
    """Contents of ``population.yaml``, each with its place in the file for complaints."""

    file: DocumentItem
    sheet: str | None
    counts: DocumentItem
    columns: tuple[tuple[DocumentItem, str, str], ...]
    margins: tuple[tuple[str, ...], ...]
    merge: tuple[tuple[DocumentItem, str, dict[str, tuple[str, ...]]], ...]
    status: PopulationStatus
    source: Text
    date: str
    retrieved: str


@public
def read_population(folder_or_file: str | Path, form: Questionnaire | None = None) -> Population:
    """Population figures described in ``population.yaml``.

    Parameters
    ----------
    folder_or_file : path
        The folder that holds ``population.yaml``, or that file.
    form : Questionnaire, optional
        Questionnaire whose groupings must contain the columns and categories of the table. None: no such check.

    Returns
    -------
    Population

    Raises
    ------
    QuestionnaireError
        All mistakes of the file at once, each with its line: ``P010`` the column of counts, or ``P015`` another column,
        is not in the table; ``P011`` a margin of a variable without a column; ``P012`` a category that its grouping
        does not have; ``P013`` the table does not exist or cannot be read; ``P016`` a variable that the questionnaire
        does not have; ``P018`` a count that is not a number or could be two; ``P019`` a column named twice; ``P020`` a row
        without a category; ``P021`` two rows with the same categories; ``P022`` a merge of unknown names or categories;
        ``D...`` for YAML.
    PopulationError
        ``P014`` when no table is named.
    """
    path = Path(folder_or_file)
    languages = form.languages if form is not None else ()
    document = Document.read(path / FILE if path.is_dir() else path, POPULATION, languages)
    described = _describe(document)
    table = _read_table(document, described)
    if table is not None:
        _check(described, table, form)
    document.finish()
    if table is None:
        raise PopulationError("P014", document.name, "There is no table of figures.", "Name it under file.")
    place = f"{document.name}: table {described.file.text()}"
    frame = table.to_frame(described.counts.text()).rename(
        columns={column: name for _, column, name in described.columns}
    )
    names = tuple(name for _, _, name in described.columns)
    joint = margin_from_frame(frame, names, described.counts.text(), place)
    population = Population(
        (joint,),
        described.margins or tuple((name,) for name in names),
        described.status,
        described.source,
        described.date,
        described.retrieved,
    )
    for item, name, into in described.merge:
        try:
            population = population.merge(name, into)
        except PopulationError as error:
            item.complain("P022", error.fact, error.remedy)
    document.finish()
    return population


def _describe(document: Document) -> _Description:
    root = document.root
    columns = tuple((item, column, item.text()) for column, item in root.need("columns").named("columns").entries())
    margins = root.get("margins")
    merge = root.get("merge")
    described = _Description(
        file=root.need("file").named("file"),
        sheet=sheet.text() if (sheet := root.get("sheet")) is not None else None,
        counts=root.need("count").named("count"),
        columns=columns,
        margins=tuple(one.texts() for one in margins.named("margins").elements()) if margins is not None else (),
        merge=tuple(
            (item, name, {new: members.texts() for new, members in item.entries()})
            for name, item in (merge.named("merge").entries() if merge is not None else ())
        ),
        status=root.need("status").named("status").choice(_STATUSES),
        source=_source(root.need("source").named("source")),
        date=root.need("date").text(),
        retrieved=root.need("retrieved").text(),
    )
    if margins is not None:
        known = {name for _, _, name in columns}
        for one in margins.named("margins").elements():
            for item in one.elements():
                if item.text() not in known:
                    item.complain(
                        "P011", f"No column of the table is said to hold {item.text()!r}.", nearest(item.text(), known)
                    )
    return described


def _source(item: DocumentItem) -> Text:
    return item.wording()


def _read_table(document: Document, described: _Description) -> PopulationTable | None:
    if not described.file.source:
        return None
    try:
        path = Path(document.name).parent / described.file.text()
        names = (described.counts.source, *(column for _, column, _ in described.columns))
        return read_population_table(path, names, described.sheet)
    except TableError as error:
        described.file.complain("P013", error.fact, error.remedy)
        return None


def _check(described: _Description, table: PopulationTable, form: Questionnaire | None) -> None:
    """Complain about columns not in the table, cells that are not figures, and names not in the questionnaire."""
    count = described.counts.source
    if count not in table.headings:
        described.counts.complain("P010", f"The table has no column {count!r}.", nearest(count, table.headings))
    else:
        _check_rows(described, table, count)
    seen: set[str] = set()
    for item, column, name in described.columns:
        if column not in table.headings:
            item.complain("P015", f"The table has no column {column!r}.", nearest(column, table.headings))
        elif name in seen or column == count:
            fact = f"{column!r} holds the numbers." if column == count else f"Two columns are said to hold {name!r}."
            item.complain("P019", fact, "Name each column once, by what it holds.")
        elif (line := table.empty_category(column)) is not None:
            item.complain("P020", f"Line {line} of the table has no category here.", "Complete the table.")
        elif form is not None:
            _check_grouping(item, table, column, name, form)
        seen.add(name)


def _check_rows(described: _Description, table: PopulationTable, count: str) -> None:
    wrong = table.wrong_count(count)
    if wrong is not None:
        described.counts.complain("P018", *wrong)
    elif (pair := table.repeated(count)) is not None:
        fact = f"Lines {pair[0]} and {pair[1]} of the table are about the same people."
        described.counts.complain("P021", fact, "Keep one of the two, or add the figures up.")


def _check_grouping(item: DocumentItem, table: PopulationTable, column: str, name: str, form: Questionnaire) -> None:
    if name in form.groupings:
        classes = form.groupings[name].categories
        allowed = {str(one.code) for one in classes} | {one.id for one in classes}
    elif name in form.variables:
        allowed = {str(one) for one in form.variables[name].codes}
    else:
        item.complain("P016", f"The questionnaire has no grouping or variable {name!r}.", nearest(name, form.groupings))
        return
    for line, category in table.column(column):
        if allowed and category not in allowed:
            fact = f"Line {line} of the table: {category!r} is not a category of {name!r}."
            item.complain("P012", fact, nearest(category, allowed))
            return
