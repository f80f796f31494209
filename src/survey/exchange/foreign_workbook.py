"""Workbook of another tool: what of it a questionnaire can hold, and an account of every row that it cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from survey.errors import ExchangeError
from survey.exchange.foreign_names import FreeNames, codes_for
from survey.exchange.form_languages import label_columns
from survey.exchange.form_words import FormWords
from survey.exchange.form_workbook import DeliveredRow, Sheets
from survey.exchange.questionnaire_tree import Tree
from survey.exchange.read_form import FormLine
from survey.exchange.xpath_condition import KnownAnswer, NotUnderstoodError, bounds_of, condition_of
from survey.languages import ENGLISH, is_cyrillic
from survey.text import Catalogue, Language

_PLAIN = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
    "time": "time", "barcode": "code", "range": "integer",
}  # fmt: skip
_METADATA = frozenset(
    [
        "start",
        "end",
        "today",
        "deviceid",
        "deviceid",
        "username",
        "phonenumber",
        "email",
        "audit",
        "start-geopoint",
        "simserial",
        "subscriberid",
        "uri:deviceid",
        "background-audio",
    ]
)
_SELECT = re.compile(
    r"(?P<many>select_multiple|select multiple|select all that apply(?: from)?|add select multiple prompt using)"
    r"|(?P<one>select_one|select one(?: from)?|select1|add select one prompt using)"
)
_BEGIN = re.compile(r"begin[ _](group|repeat|loop)\b.*")
_END = re.compile(r"end[ _](group|repeat|loop)\b.*")
_HANDLED = frozenset({"type", "name", "label", "required", "relevant", "constraint"})


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
        self._say = Catalogue.load("survey.exchange")
        self._suffixes = label_columns(sheets)
        self.languages: tuple[Language, ...] = tuple(dict.fromkeys(self._suffixes.values())) or (ENGLISH,)
        self._words = FormWords(self.languages)
        self.understood: list[FormLine] = []
        self.not_understood: list[FormLine] = []
        self._names = FreeNames(reserved=("H", "O"))
        self._known: dict[str, KnownAnswer] = {}
        self._lists: dict[str, Tree] = {}
        self._codes: dict[str, dict[str, int | str]] = {}
        self._used: set[str] = set()
        self._blocks: list[Tree] = []
        self._block: Tree | None = None

    def tree(self) -> Tree:
        """The tree of ``questionnaire.yaml``; the account is complete afterwards.

        Raises
        ------
        ExchangeError
            ``J015`` a group that is not closed, ``J016`` an end without a beginning, ``J017`` a name twice in a group.
        """
        self._read_choices()
        self._walk()
        self._tell_of_unused()
        return self._whole()

    def _whole(self) -> Tree:
        settings = self._settings()
        words = self._words
        key = self._names.free("instanceID")
        texts = {"id": key, "type": "text", **dict(words.say("import_key"))}
        title = settings.get("form_title") or settings.get("form_id") or self._path.stem
        return {
            "id": settings.get("form_id") or re.sub(r"\W", "_", self._path.stem),
            "version": settings.get("version") or "1",
            "title": {language: self._titled(title, language) for language in self.languages},
            "languages": list(self.languages),
            "roles": {"interview": key},
            "missing": [],
            "missing_default": [],
            **({"lists": {name: self._lists[name] for name in sorted(self._used)}} if self._used else {}),
            "header": {"title": dict(words.say("import_header")), "questions": [texts]},
            "blocks": self._blocks,
        }

    def _titled(self, title: str, language: Language) -> str:
        """The title, which is in one language only, in words that a language of another alphabet can have."""
        is_written = not is_cyrillic(language) or any("\u0400" <= letter <= "\u052f" for letter in title)
        return title if is_written else self._words.say("import_title", title=title)[language]

    def _settings(self) -> Mapping[str, str]:
        rows = self._sheets.get("settings", ())
        cells = rows[0].cells if rows else {}
        for column, cell in cells.items():
            if column not in ("form_title", "form_id", "version", "default_language"):
                self._lost("settings", rows[0], "line_cell", column=column, found=cell)
        for row in rows[1:]:
            for column, cell in row.cells.items():
                self._lost("settings", row, "line_cell", column=column, found=cell)
        return cells

    def _lost(self, sheet: str, row: DeliveredRow, key: str, **places: object) -> None:
        self.not_understood.append(
            FormLine(sheet, row.number, row.cells.get("name", ""), self._say.text(key, **places))
        )

    # choices

    def _read_choices(self) -> None:
        lists: dict[str, list[DeliveredRow]] = {}
        for row in self._sheets.get("choices", ()):
            if row.cells.get("list_name") and row.cells.get("name"):
                lists.setdefault(row.cells["list_name"], []).append(row)
            else:
                self._lost("choices", row, "line_no_name")
            for column, cell in row.cells.items():
                head, _, suffix = column.partition("::")
                if head not in ("list_name", "name", "label") or (head == "label" and suffix not in self._suffixes):
                    self._lost("choices", row, "line_cell", column=column, found=cell)
        for name, rows in lists.items():
            self._read_list(name, rows)

    def _read_list(self, name: str, rows: list[DeliveredRow]) -> None:
        once: dict[str, DeliveredRow] = {}
        for row in rows:
            if row.cells["name"] in once:
                self._lost("choices", row, "line_twice", code=row.cells["name"], first=once[row.cells["name"]].number)
            once.setdefault(row.cells["name"], row)
        codes = codes_for(list(once))
        self._codes[name] = codes
        for code, row in once.items():
            if str(codes[code]) != code:
                self._lost("choices", row, "line_recoded", code=code, new=codes[code])
        options = [{"code": codes[code], **self._wording("choices", row)} for code, row in once.items()]
        self._lists[name] = {"options": options}

    def _tell_of_unused(self) -> None:
        for row in self._sheets.get("choices", ()):
            name = row.cells.get("list_name", "")
            if name in self._used:
                said = self._say.text("line_choice", list=name)
                self.understood.append(FormLine("choices", row.number, row.cells.get("name", ""), said))
            elif name:
                self._lost("choices", row, "line_unused_list", list=name)
        for sheet, rows in self._sheets.items():
            if sheet not in ("survey", "choices", "settings"):
                for row in rows:
                    self._lost(sheet, row, "line_other_sheet")

    def _wording(self, sheet: str, row: DeliveredRow) -> dict[Language, str]:
        """The label in every language; one that is missing is that of another language, and is reported."""
        given: dict[Language, str] = {}
        for suffix, language in self._suffixes.items():
            cell = row.cells.get(f"label::{suffix}" if suffix else "label")
            if cell and (suffix or language not in given):
                given[language] = cell
        if not given:
            self._lost(sheet, row, "line_no_label")
            given = {self.languages[0]: row.cells.get("name", "–")}
        first = next(iter(given.values()))
        for language in self.languages:
            if language not in given and len(self.languages) > 1:
                self._lost(sheet, row, "line_no_wording", code=language)
        if any("${" in words for words in given.values()):
            self._lost(sheet, row, "line_piped")
        return {language: given.get(language, first) for language in self.languages}

    # survey

    def _walk(self) -> None:
        opened: list[tuple[str, DeliveredRow, set[str]]] = []
        names: set[str] = set()
        for row in self._sheets["survey"]:
            kind = " ".join(row.cells.get("type", "").split())
            begin, end = _BEGIN.fullmatch(kind.casefold()), _END.fullmatch(kind.casefold())
            if end:
                if not opened or opened[-1][0] != end[1]:
                    fact = f"The row ends a {end[1]} that was not begun."
                    raise ExchangeError("J016", self._place(row), fact, "Begin it above, or delete the row.")
                names = opened.pop()[2]
                self._block = None if not opened else self._block
                continue
            self._need_new(row, names)
            if begin:
                opened.append((begin[1], row, names))
                names = set()
                self._open(row, begin[1], opened)
            elif any(one[0] in ("repeat", "loop") for one in opened):
                self._lost("survey", row, "line_repeat")
            else:
                self._row(row, kind, [one[1] for one in opened])
        if opened:
            kind, row, _ = opened[-1]
            fact = f"The {kind} that begins here is not closed."
            raise ExchangeError("J015", self._place(row), fact, f"Add a row with the type end {kind}.")

    def _place(self, row: DeliveredRow) -> str:
        return f"{self._path}, sheet survey, row {row.number}"

    def _need_new(self, row: DeliveredRow, names: set[str]) -> None:
        name = row.cells.get("name", "")
        if name and name in names and row.cells.get("type"):
            fact = f"The name {name!r} is there twice in one group."
            raise ExchangeError("J017", self._place(row), fact, "Give every row of a group a name of its own.")
        names.add(name)

    def _open(self, row: DeliveredRow, kind: str, opened: list[tuple[str, DeliveredRow, set[str]]]) -> None:
        if kind != "group":
            self._lost("survey", row, "line_repeat")
            return
        if len(opened) == 1:
            self._block = self._new_block(row)
        elif any(column.partition("::")[0] == "label" for column in row.cells):
            self._lost("survey", row, "line_inner_group")
        self._lost_columns(row, _HANDLED)

    def _new_block(self, row: DeliveredRow | None) -> Tree:
        name = self._names.free(row.cells.get("name", "block") if row else "block", "b")
        title = self._title(row)
        block: Tree = {"id": name, "title": title, "questions": []}
        self._blocks.append(block)
        if row is not None:
            self.understood.append(FormLine("survey", row.number, name, self._say.text("line_block")))
        return block

    def _title(self, row: DeliveredRow | None) -> dict[Language, str]:
        if row is not None and any(column.partition("::")[0] == "label" for column in row.cells):
            return self._wording("survey", row)
        return dict(self._words.say("import_block", n=len(self._blocks) + 1))

    def _row(self, row: DeliveredRow, kind: str, groups: list[DeliveredRow]) -> None:
        if not kind:
            self._lost("survey", row, "line_no_type")
        elif kind.casefold() in _METADATA:
            self._lost("survey", row, "line_metadata", kind=kind)
        elif kind.casefold() == "note":
            self._note(row)
        elif not row.cells.get("name"):
            self._lost("survey", row, "line_no_name")
        else:
            answers = self._answers(row, kind)
            if answers is None:
                self._lost("survey", row, "line_kind", kind=kind)
            else:
                self._question(row, answers, groups)

    def _current(self) -> Tree:
        if self._block is None:
            self._block = self._new_block(None)
        return self._block

    def _note(self, row: DeliveredRow) -> None:
        """A note before the first question of a block opens it; any other is reported."""
        block = self._current()
        if block["questions"] or "intro" in block or row.cells.get("relevant"):
            self._lost("survey", row, "line_note")
            return
        block["intro"] = self._wording("survey", row)
        self.understood.append(FormLine("survey", row.number, row.cells.get("name", ""), self._say.text("line_intro")))
        self._lost_columns(row, _HANDLED)

    def _answers(self, row: DeliveredRow, kind: str) -> Tree | None:
        """Keys of the tree that say what answers there are; None for a type that a questionnaire does not have."""
        plain = kind.casefold()
        if plain in _PLAIN:
            return {"type": _PLAIN[plain]}
        match = _SELECT.match(plain)
        if match is None:
            return None
        name, _, more = kind[match.end() :].strip().partition(" ")
        if name not in self._lists:
            return None
        if more:
            self._lost("survey", row, "line_cell", column="type", found=more)
        self._used.add(name)
        return {"type": "multiple" if match["many"] else "single", "list": name}

    def _question(self, row: DeliveredRow, answers: Tree, groups: list[DeliveredRow]) -> None:
        name = self._names.free(row.cells["name"])
        if name != row.cells["name"]:
            self._lost("survey", row, "line_renamed", new=name)
        question: Tree = {"id": name, "type": answers.pop("type"), **self._wording("survey", row), **answers}
        if row.cells.get("required", "").casefold() in ("yes", "true", "true()", "1"):
            question["required"] = True
        elif row.cells.get("required", "").casefold() not in ("", "no", "false", "false()", "0"):
            self._lost("survey", row, "line_cell", column="required", found=row.cells["required"])
        condition = self._condition(row, groups)
        if condition:
            question["ask_if"] = condition
        self._bounds(row, question)
        self._current()["questions"].append(question)
        codes = {code: str(new) if isinstance(new, int) else f"'{new}'" for code, new in self._codes.get(question.get("list", ""), {}).items()}  # fmt: skip
        self._known[row.cells["name"]] = KnownAnswer(name, question["type"], codes)
        self.understood.append(
            FormLine("survey", row.number, name, self._say.text("line_question", kind=question["type"]))
        )
        self._lost_columns(row, _HANDLED)

    def _condition(self, row: DeliveredRow, groups: list[DeliveredRow]) -> str:
        """The conditions of the row and of the groups around it, joined; one that is not understood is reported and left out."""
        found = []
        for one in (*groups, row):
            written = one.cells.get("relevant")
            if not written:
                continue
            try:
                found.append(condition_of(written, self._known))
            except NotUnderstoodError:
                self._lost("survey", row, "line_condition", condition=written)
        return " and ".join(f"({one})" if len(found) > 1 else one for one in found)

    def _bounds(self, row: DeliveredRow, question: Tree) -> None:
        written = row.cells.get("constraint")
        if not written:
            return
        try:
            low, high = bounds_of(written)
        except NotUnderstoodError:
            low = high = None
        whole = all(bound is None or bound.is_integer() for bound in (low, high))
        if (low is None and high is None) or question["type"] not in ("integer", "decimal") or (
            question["type"] == "integer" and not whole
        ):  # fmt: skip
            self._lost("survey", row, "line_cell", column="constraint", found=written)
            return
        for key, bound in (("min", low), ("max", high)):
            if bound is not None:
                question[key] = int(bound) if bound.is_integer() else bound

    def _lost_columns(self, row: DeliveredRow, handled: frozenset[str]) -> None:
        for column, cell in row.cells.items():
            head, _, suffix = column.partition("::")
            if head not in handled or (head == "label" and suffix not in self._suffixes):
                self._lost("survey", row, "line_cell", column=column, found=cell)


def without_condition(tree: Tree, question: str) -> bool:
    """Take the condition from a question of the tree; whether it had one."""
    for block in tree["blocks"]:
        for one in block["questions"]:
            if one["id"] == question and one.pop("ask_if", None) is not None:
                return True
    return False
