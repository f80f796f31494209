"""The instrument from its folder: ``questionnaire.yaml`` and ``groups.yaml``, checked as a whole."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from survey.argument_errors import public
from survey.documents import Document, DocumentItem, finish
from survey.documents.document import names_beside
from survey.documents.schema_check import check
from survey.errors import ReadError, nearest
from survey.questionnaire.answer_lists import Named, read_list, read_missing, read_scale
from survey.questionnaire.condition_scope import QuestionnaireScope
from survey.questionnaire.consistency import check_conditions, check_ids, check_pointers, is_valid_id, read_roles
from survey.questionnaire.former_declarations import check_former_ids
from survey.questionnaire.groupings_file import read_groupings
from survey.questionnaire.model import Block, Grouping, Question, Questionnaire, Variable
from survey.questionnaire.questions import read_question
from survey.questionnaire.reading_context import Context
from survey.questionnaire.schema import groups_schema, questionnaire_schema
from survey.questionnaire.survey_languages import read_languages
from survey.questionnaire.wordings import wording
from survey.text import Language, Text

FILE = "questionnaire.yaml"
GROUPS = "groups.yaml"


@public
def read_questionnaire(folder: str | Path) -> Questionnaire:
    """The instrument in this folder, checked.

    Parameters
    ----------
    folder : str or Path
        Holds ``questionnaire.yaml`` and, when respondents are classified, ``groups.yaml``.

    Returns
    -------
    Questionnaire

    Raises
    ------
    ReadError
        ``Q002`` when there is no such folder or it is a file, ``D003`` when it holds no ``questionnaire.yaml``.
    QuestionnaireError
        Every mistake of both files at once, each with file, line and column.

    Examples
    --------
    >>> form = read_questionnaire("questionnaires/interethnic")
    >>> form.variable("D05").text["ru"]
    'Если бы такой конфликт произошёл, что могло бы стать его причиной? Выберите не более трёх причин.'
    """
    folder = Path(folder)
    if not folder.is_dir():
        fact, remedy = "There is no such folder.", nearest(folder.name, names_beside(folder))
        if folder.exists():
            fact, remedy = "This is a file, not a folder.", "Name the folder that holds questionnaire.yaml."
        raise ReadError("Q002", str(folder), fact, remedy)
    document = Document.read(folder / FILE)
    document.languages = read_languages(document.root.need("languages"))
    check(document.root.named("questionnaire"), questionnaire_schema())
    form = _FolderReading(document).form(str(folder))
    documents = [document]
    if (folder / GROUPS).exists():
        groups = Document.read(folder / GROUPS, groups_schema(), form.languages)
        documents.append(groups)
        scope = QuestionnaireScope(form.variables)
        form = replace(form, groupings=read_groupings(groups, dict(form.variables), scope))
    finish(documents)
    return form


class _FolderReading:
    """One walk through ``questionnaire.yaml``."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.root = document.root.named("questionnaire")
        self.languages: tuple[Language, ...] = self.root.need("languages").texts()

    def form(self, folder: str) -> Questionnaire:
        context = self.context()
        blocks = self.blocks(context)
        context.lists.complain_of_unused()
        context.scales.complain_of_unused()
        variables = make_variables(blocks)
        check_ids(context.ids, variables)
        check_former_ids([one for one in context.former_ids if is_valid_id(one.item)], context.ids)
        check_pointers(context, (question for block in blocks for question in block.questions), variables)
        check_conditions(context, self.document, QuestionnaireScope(variables), variables)
        roles = read_roles(self.root.need("roles").named("roles"), variables)
        form = Questionnaire(
            self.root.need("id").text(),
            self.root.need("version").text(),
            wording(self.root.need("title").named("title")),
            self.languages,
            blocks,
            variables,
            dict[str, Grouping](),
            roles.get("interview", ""),
            folder,
            self.facts(),
            roles,
            self.versions(),
            context.missing.codes,
            context.missing_default,
        )
        self.root.no_other_keys()
        return form

    def context(self) -> Context:
        missing = read_missing(self.root.need("missing"))
        default = missing.chosen(self.root.need("missing_default"))
        lists = Named(self.root.get("lists"), "list", read_list)
        scales = Named(self.root.get("scales"), "scale", read_scale)
        return Context(missing, default, lists, scales)

    def blocks(self, context: Context) -> tuple[Block, ...]:
        header, observations = self.root.get("header"), self.root.get("observations")
        blocks = [self.block(header, "H", context)] if header else []
        asked = self.root.need("blocks").elements()
        for element in asked:
            name = element.need("id")
            context.ids.append(name.named(f"block {name.source}"))
            if name.source in ("H", "O"):
                name.complain(
                    "Q039", f"{name.source} is reserved for the header or the observations.", "Choose another id."
                )
        blocks += [self.block(element, element.need("id").text(), context) for element in asked]
        if observations:
            blocks.append(self.block(observations, "O", context))
        return tuple(blocks)

    def block(self, item: DocumentItem, name: str, context: Context) -> Block:
        item = item.named(f"block {name}")
        item.get("id")
        inside = replace(context, block=name, by_interviewer=name in ("H", "O"))
        block = Block(
            name,
            wording(item.need("title").named(item.element)),
            tuple(read_question(element, inside) for element in item.need("questions").elements()),
            self.said(item, "intro"),
            self.said(item, "outro"),
            item.words("note"),
        )
        item.no_other_keys()
        return block

    def said(self, item: DocumentItem, name: str) -> Text:
        given = item.get(name)
        return wording(given.named(f"{item.element}, {name}")) if given else Text()

    def versions(self) -> tuple[tuple[str, datetime.date], ...]:
        given = self.root.get("versions")
        dated = [(name, since.day()) for name, since in given.entries()] if given else []
        return tuple(sorted(dated, key=lambda one: one[1]))

    def facts(self) -> tuple[tuple[str, str], ...]:
        given = self.root.get("facts")
        return tuple((name, item.text()) for name, item in given.entries()) if given else ()


def make_variables(blocks: tuple[Block, ...]) -> dict[str, Variable]:
    """Variables by id, in the order of asking: a question, or each row of a battery."""
    variables: dict[str, Variable] = {}
    for question in (question for block in blocks for question in block.questions):
        for row in question.rows or (None,):
            name = row.id if row else question.id
            reverse = row is not None and row.reverse
            variables.setdefault(
                name, Variable(name, question, row, len(variables), _scores(question, reverse=reverse))
            )
    return variables


def _scores(question: Question, *, reverse: bool) -> dict[int, float]:
    scored = {option.code: option.score for option in question.options if option.score is not None}
    return {code: 100 - score if reverse else score for code, score in scored.items()}
