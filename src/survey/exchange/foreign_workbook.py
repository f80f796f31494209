"""Workbook of another tool: what of it a questionnaire can hold, and an account of every row that it cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from survey.errors import ExchangeError
from survey.exchange.foreign_answers import lists_of_several
from survey.exchange.foreign_choices import ForeignChoices
from survey.exchange.foreign_grids import Grid, grids
from survey.exchange.foreign_names import FreeNames
from survey.exchange.foreign_questions import ForeignQuestions
from survey.exchange.foreign_wordings import HEADING, ForeignWordings
from survey.exchange.form_account import FormAccount
from survey.exchange.form_workbook import DeliveredRow, Sheets
from survey.exchange.questionnaire_tree import Tree
from survey.text import Language

_METADATA = frozenset(
    (
        "start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "start-geopoint", "simserial",
        "subscriberid", "uri:deviceid", "background-audio",
    )
)  # fmt: skip
_BEGIN = re.compile(r"begin[ _](group|repeat|loop)\b.*")
_END = re.compile(r"end[ _](group|repeat|loop)\b.*")
_SETTINGS = ("form_title", "form_id", "version", "default_language")
_GROUP = frozenset({"type", "name", "label", "relevant"})


@dataclass(slots=True)
class _Opened:
    """A group or repeat that is not closed yet, and the names inside it."""

    kind: str
    row: DeliveredRow
    names: set[str] = field(default_factory=set)


class ForeignForm:
    """One walk through the sheets of a foreign form.

    Parameters
    ----------
    path : Path
    sheets : mapping of name to rows
    """

    def __init__(self, path: Path, sheets: Sheets) -> None:
        self._path = path
        self._sheets = sheets
        self.account = FormAccount()
        several = lists_of_several(sheets["survey"])
        self._wordings = ForeignWordings(sheets, self.account, several)
        self._choices = ForeignChoices(sheets.get("choices", ()), self._wordings, self.account, several)
        self._names = FreeNames(reserved=("H", "O"))
        self._questions = ForeignQuestions(self._wordings, self._choices, self._names, self.account)
        self._blocks: list[Tree] = []
        self._block: Tree | None = None
        self._opened: list[_Opened] = []
        self._outer: set[str] = set()

    def tree(self) -> Tree:
        """The tree of ``questionnaire.yaml``; the account is complete afterwards.

        Raises
        ------
        ExchangeError
            ``J015`` a group that is not closed, ``J016`` an end without a beginning, ``J017`` a name twice in a group.
        """
        self._walk()
        lists = self._choices.used()
        for sheet, rows in self._sheets.items():
            if sheet not in ("survey", "choices", "settings"):
                for row in rows:
                    self.account.lost(sheet, row, "line_other_sheet")
        for code in self._wordings.words.without_catalogue:
            self.account.lost("survey", HEADING, "line_no_catalogue", code=code)
        return self._whole(lists)

    def _whole(self, lists: Mapping[str, Tree]) -> Tree:
        settings, words = self._settings(), self._wordings.words
        key = self._names.free("instanceID")
        question = {"id": key, "type": "text", **dict(words.added("import_key"))}
        return {
            "id": settings.get("form_id") or re.sub(r"\W", "_", self._path.stem),
            "version": settings.get("version") or "1",
            "title": self._wordings.title(settings.get("form_title") or settings.get("form_id") or self._path.stem),
            "languages": list(self._wordings.languages),
            "roles": {"interview": key},
            "missing": [],
            "missing_default": [],
            **({"lists": dict(lists)} if lists else {}),
            "header": {"title": dict(words.added("import_header")), "questions": [question]},
            "blocks": self._blocks,
        }

    def _settings(self) -> Mapping[str, str]:
        rows = self._sheets.get("settings", ())
        for at, row in enumerate(rows):
            for column in row.cells:
                if at or column not in _SETTINGS:
                    self.account.lost_cell("settings", row, column)
                else:
                    self.account.taken("settings", row, "line_settings")
        return rows[0].cells if rows else {}

    def _walk(self) -> None:
        rows = self._sheets["survey"]
        found, skipped = grids(rows), 0
        for at, row in enumerate(rows):
            if at < skipped:
                continue
            if row.cells.get("disabled", "").casefold() in ("yes", "true"):
                self.account.lost("survey", row, "line_disabled")
            elif at in found and not self._is_repeated():
                self._grid(found[at])
                skipped = at + found[at].n
            else:
                self._one(row)
        if self._opened:
            last = self._opened[-1]
            fact = f"The {last.kind} that begins here is not closed."
            raise ExchangeError("J015", self._place(last.row), fact, f"Add a row with the type end {last.kind}.")

    def _one(self, row: DeliveredRow) -> None:
        """A row outside grids."""
        kind = " ".join(row.cells.get("type", "").split())
        begin, end = _BEGIN.fullmatch(kind.casefold()), _END.fullmatch(kind.casefold())
        if end:
            self._close(row, end[1])
            return
        self._need_new(row)
        if begin:
            self._open(row, begin[1])
        elif self._is_repeated():
            self.account.lost("survey", row, "line_repeat")
        else:
            self._row(row, kind)

    def _grid(self, grid: Grid) -> None:
        """A grid as one question with rows."""
        for row in (grid.head, *grid.rows):
            self._need_new(row)
        question = self._questions.battery(grid, [one.row for one in self._opened])
        if question is not None:
            self._current()["questions"].append(question)
        if grid.closing is not None:
            self.account.taken("survey", grid.closing, "line_end")

    def _is_repeated(self) -> bool:
        return any(one.kind != "group" for one in self._opened)

    def _place(self, row: DeliveredRow) -> str:
        return f"{self._path}, sheet survey, row {row.number}"

    def _need_new(self, row: DeliveredRow) -> None:
        names = self._opened[-1].names if self._opened else self._outer
        name = row.cells.get("name", "")
        if name and name in names and row.cells.get("type"):
            fact = f"The name {name!r} is there twice in one group."
            raise ExchangeError("J017", self._place(row), fact, "Give every row of a group a name of its own.")
        names.add(name)

    def _open(self, row: DeliveredRow, kind: str) -> None:
        self._opened.append(_Opened(kind, row))
        if self._is_repeated():
            self.account.lost("survey", row, "line_repeat")
            return
        if len(self._opened) == 1:
            self._block = self._new_block(row)
        else:
            self.account.taken("survey", row, "line_inner")
            if _is_labelled(row):
                self.account.lost("survey", row, "line_inner_group")
        self._questions.report_columns(row, _GROUP)

    def _close(self, row: DeliveredRow, kind: str) -> None:
        if not self._opened or self._opened[-1].kind != kind:
            fact = f"The row ends a {kind} that was not begun."
            raise ExchangeError("J016", self._place(row), fact, "Begin it above, or delete the row.")
        self.account.taken("survey", row, "line_end") if not self._is_repeated() else self.account.lost(
            "survey", row, "line_repeat"
        )
        self._opened.pop()
        self._block = self._block if self._opened else None

    def _new_block(self, row: DeliveredRow | None) -> Tree:
        name = self._names.free(row.cells.get("name", "block") if row else "block", "b")
        block: Tree = {"id": name, "title": self._title(row), "questions": []}
        self._blocks.append(block)
        if row is not None:
            self.account.taken("survey", row, "line_block")
            self.account.made(f"block {name}", "survey", row)
        return block

    def _title(self, row: DeliveredRow | None) -> dict[Language, str]:
        if row is not None and _is_labelled(row):
            return self._wordings.wording("survey", row)
        return dict(self._wordings.words.added("import_block", n=len(self._blocks) + 1))

    def _row(self, row: DeliveredRow, kind: str) -> None:
        if not kind:
            self.account.lost("survey", row, "line_no_type")
        elif kind.casefold() in _METADATA:
            self.account.lost("survey", row, "line_metadata", kind=kind)
        elif kind.casefold() == "note":
            self._note(row)
        elif not row.cells.get("name"):
            self.account.lost("survey", row, "line_no_name")
        else:
            question = self._questions.question(row, kind, [one.row for one in self._opened])
            if question is not None:
                self._current()["questions"].append(question)

    def _current(self) -> Tree:
        if self._block is None:
            self._block = self._new_block(None)
        return self._block

    def _note(self, row: DeliveredRow) -> None:
        """Notes before the first question of a block open it, one under another; any other is reported."""
        block = self._current()
        if block["questions"] or row.cells.get("relevant"):
            self.account.lost("survey", row, "line_note")
            return
        said = self._wordings.wording("survey", row)
        before = block.get("intro", {})
        block["intro"] = {code: "\n".join(filter(None, (before.get(code), words))) for code, words in said.items()}
        self.account.taken("survey", row, "line_intro")
        self._questions.report_columns(row, _GROUP)


def _is_labelled(row: DeliveredRow) -> bool:
    return any(column.partition("::")[0] == "label" for column in row.cells)
