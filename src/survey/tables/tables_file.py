"""Tables that are asked for in ``tables.yaml``, every mistake reported with file, line and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from survey.documents import Document, DocumentItem
from survey.errors import Place, nearest
from survey.estimation.domains import is_condition
from survey.estimation.estimand_columns import Base
from survey.estimation.multiple_testing import FamilyCorrection
from survey.expressions import check
from survey.indicators.rule_constants import CROSSED
from survey.questionnaire.category_names import CategoryNames
from survey.questionnaire.condition_scope import QuestionnaireScope
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.reading_context import read_condition
from survey.tables.cell_estimates import TablePercent
from survey.tables.row_blocks import Nets, RowBlock, RowOrder, RowStatistic
from survey.tables.schema import NO_LETTERS, TABLES, TableFormat
from survey.text import Text


@dataclass(frozen=True, slots=True)
class TableRequest:
    """A table that is asked for: the arguments of :func:`survey.tabulate`, and where the file asks for it.

    ``options`` are the keywords that the file gives; ``where`` is a condition or empty; ``before`` asks for the wave before.
    """

    id: str
    place: Place
    blocks: tuple[RowBlock, ...]
    columns: tuple[str, ...]
    where: str
    before: bool
    title: Text | None
    options: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TableRequests:
    """The tables of a file, its version, and the formats in which they are written; none when the file names none."""

    path: Path
    version: str
    formats: tuple[TableFormat, ...]
    tables: tuple[TableRequest, ...]


def read_tables(path: str | Path, form: Questionnaire) -> TableRequests:
    """The tables that a file asks for, checked against the questionnaire.

    Raises
    ------
    ReadError
        ``D003`` when there is no such file.
    QuestionnaireError
        Every mistake at once: ``B070`` a level out of range, ``B071`` two tables with one id, ``B072`` no such name,
        ``B073`` no such answer, ``B074`` a grid with columns, ``B075`` answers in people's own words; mistakes of a
        condition have other codes.
    """
    path = Path(path)
    document = Document.read(path, TABLES, form.languages)
    root = document.root.named("tables")
    version = root.need("version").text()
    formats, alpha = root.get("formats"), root.get("alpha")
    reader = _TableReader(
        form, _texts(root, "columns"), root.words("letters"), None if alpha is None else alpha.number()
    )
    tables: list[TableRequest] = []
    for element in root.need("tables").elements():
        name = element.need("id")
        table = reader.table(element.named(f"table {name.text()}"))
        if table.id in {other.id for other in tables}:
            name.complain("B071", f"There are two tables {table.id!r}.", "Give each table its own id.")
        tables.append(table)
    document.finish()
    known = get_args(TableFormat)
    chosen = () if formats is None else tuple(one for one in known if one in formats.texts())
    return TableRequests(path, version, chosen, tuple(tables))


@dataclass(frozen=True, slots=True)
class _TableReader:
    """Reader of one table after another: the questionnaire, and what the file says for all tables."""

    form: Questionnaire
    columns: tuple[str, ...]
    letters: str
    alpha: float | None

    def table(self, item: DocumentItem) -> TableRequest:
        """One table."""
        names = [self._row(one) for one in item.need("rows").elements()]
        own, grid = item.get("columns"), item.flag("grid")
        if grid and own is not None and own.elements():
            own.complain("B074", "A grid has the answers as columns.", "Leave out columns, or grid.")
        columns = () if grid else self.columns
        if own is not None:
            columns = tuple(self._column(one) for one in own.elements())
        show = cast("tuple[RowStatistic, ...]", _texts(item, "show")) or None
        order = cast("RowOrder", item.words("order") or "given")
        nets = self._nets(item.get("nets"), names)
        title = item.get("title")
        return TableRequest(
            item.need("id").text(),
            item.place,
            tuple(RowBlock(name, show, nets, order) for name in names),
            columns,
            self._where(item),
            item.flag("before"),
            None if title is None else title.wording(),
            self._options(item),
        )

    def _options(self, item: DocumentItem) -> Mapping[str, object]:
        letters = item.words("letters") or self.letters or "holm"
        options: dict[str, object] = {
            name: item.flag(name) for name in ("grid", "stacked", "total_row", "against_total", "overall", "intervals")
        }
        options["letters"] = None if letters == NO_LETTERS else cast("FamilyCorrection", letters)
        if self.alpha is not None:
            options["alpha"] = self.alpha
        for name, kind in (("percent", TablePercent), ("base", Base)):
            word = item.words(name)
            if word in get_args(kind):
                options[name] = word
        return options

    def _row(self, item: DocumentItem) -> str:
        name = item.text()
        self._look_up(item, name)
        return name

    def _look_up(self, item: DocumentItem, name: str) -> None:
        variable = self.form.variables.get(name)
        if name not in self._names():
            item.complain("B072", f"Nothing has the name {name!r}.", nearest(name, self._names()))
        elif variable is not None and variable.is_free_text:
            fact = f"{name!r} is answered in people's own words, which a table would publish."
            item.complain("B075", fact, "Code the answers first, or leave it out.")

    def _column(self, item: DocumentItem) -> str:
        given = item.text()
        if is_condition(given) and CROSSED not in given:
            self._condition(item)
            return given
        for name in given.split(CROSSED):
            self._look_up(item, name)
        return given

    def _names(self) -> tuple[str, ...]:
        return QuestionnaireScope.of(self.form).names()

    def _where(self, item: DocumentItem) -> str:
        given = item.get("where")
        if given is None:
            return ""
        self._condition(given.named(f"{item.element}, where"))
        return given.text()

    def _condition(self, item: DocumentItem) -> None:
        expression = read_condition(item)
        if expression is not None:
            item.document.complaints += check(expression, QuestionnaireScope.of(self.form), element=item.element)

    def _nets(self, item: DocumentItem | None, names: Sequence[str]) -> Nets | None:
        if item is None:
            return None
        if item.is_scalar():
            return "questionnaire"
        return {one.wording(): self._answers(one.need("answers"), names) for one in item.elements()}

    def _answers(self, item: DocumentItem, names: Sequence[str]) -> tuple[int | float | str, ...]:
        """Codes of answers, which every question of the table must have."""
        found: list[int | float | str] = []
        for one in item.elements():
            given = one.text()
            code: int | float | str = int(given) if one.is_integer() else given
            for name in names:
                known = self._known_answers(name)
                meant = (code,) if code in known.answers else known.meant(str(given))
                if len(meant) != 1 and name in self._names():
                    one.complain("B073", f"{given!r} is not an answer of {name!r}.", nearest(given, known.shown()))
            found.append(code)
        return tuple(found)

    def _known_answers(self, name: str) -> CategoryNames:
        if name in self.form.groupings:
            return CategoryNames.of_grouping(self.form.groupings[name])
        rows = self.form.battery(name)
        variable = rows[0] if rows else self.form.variables.get(name)
        return CategoryNames({}, {}) if variable is None else CategoryNames.of_variable(variable)


def _texts(item: DocumentItem, name: str) -> tuple[str, ...]:
    found = item.get(name)
    return () if found is None else found.texts()
