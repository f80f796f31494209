"""Companion of a public-use file: what was withheld, what was made coarser, and how well respondents are protected."""

from __future__ import annotations

from collections.abc import Iterator

from survey.exports.public_file import PublicUse
from survey.questionnaire.model import Questionnaire
from survey.text import Catalogue, Language

_LISTED = ("withheld", "coarsened")


def readme(found: PublicUse, file: str) -> str:
    """The text in every language of the catalogue, one after the other."""
    catalogue = Catalogue.load("survey.exports")
    form = found.table.form
    languages = [one for one in form.languages if one in catalogue.languages]
    languages += [one for one in catalogue.languages if one not in languages]
    return "\n\n\n".join("\n".join(_of_language(found, file, catalogue, language)) for language in languages) + "\n"


def _of_language(found: PublicUse, file: str, catalogue: Catalogue, language: Language) -> Iterator[str]:
    form = found.table.form

    def say(key: str, **places: object) -> str:
        return catalogue.sentence(language, f"readme_{key}", **places)

    title = form.title[language] if form.title.has(language) else form.title[found.table.language]
    yield f"{title} ({form.version})"
    yield say("file", file=file, n=found.n)
    yield ""
    yield say("quasi", names=", ".join(_named(form, name, language) for name in found.quasi_identifiers))
    yield say("classes", k=found.k, smallest=found.smallest_class)
    yield say("before", n=found.n_below, k=found.k)
    yield say("touched", n=found.n_touched)
    if found.n_blank:
        yield say("blank", n=found.n_blank)
    for treatment in _LISTED:
        listed = found.treatments[found.treatments["treatment"] == treatment]
        yield ""
        yield say(treatment)
        for why, group in listed.groupby("why", sort=False):
            yield f"- {say(f'why_{why}')}: {', '.join(group['column'])}"
    yield ""
    if found.table.weight:
        yield say("weight", weight=found.table.weight)
    yield say("errors")
    yield say("limits")


def _named(form: Questionnaire, name: str, language: Language) -> str:
    """A quasi-identifier with its wording where it has one in the language."""
    of = form.groupings.get(name) or form.variables[name]
    return f"{of.text[language]} ({name})" if of.text.has(language) else name
