"""Wordings in several languages, and catalogues of sentences: texts for people are data, never code."""

from __future__ import annotations

import functools
import string
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeAlias

from survey.argument_errors import noun
from survey.errors import TextError, nearest
from survey.suffixes import FORMS, inflected

Language = str
"""An ISO 639-1 code: ``kk``, ``ru``, ``en``."""


def number_text(value: float, language: Language | None = None) -> str:
    """Digits of a number, at most 15 of them: no trailing zeros, the decimal mark of the language, without one a point.

    Examples
    --------
    >>> number_text(0.5, "kk"), number_text(1234567.0)
    ('0,5', '1234567')
    """
    # Adding 0 turns -0 into 0.
    shown = f"{value + 0.0:.15g}"
    return shown.replace(".", number_marks(language)[0]) if language is not None else shown


def written(value: float, language: Language | None = None) -> str:
    """Number as text for a chart: no trailing zeros, thousands separated, the decimal mark of the language.

    Examples
    --------
    >>> written(41.5, "kk"), written(30.0, "ru"), written(41.5)
    ('41,5', '30', '41.5')
    >>> written(-12500000.0) == "\N{MINUS SIGN}12\N{NO-BREAK SPACE}500\N{NO-BREAK SPACE}000"
    True
    """
    # Adding 0 turns -0 into 0.
    shown = f"{value + 0.0:,.10g}".replace(",", "\N{NO-BREAK SPACE}").replace("-", "\N{MINUS SIGN}")
    return shown.replace(".", number_marks(language)[0]) if language is not None else shown


def unfinished_mark(language: Language) -> str:
    """The beginning of a wording that is not yet written in its language.

    Examples
    --------
    >>> unfinished_mark("uz") + "Town"
    '[uz] Town'
    """
    return f"[{language}] "


@noun
@dataclass(frozen=True, slots=True)
class Text:
    """Wording of one text in one or more languages.

    Parameters
    ----------
    wordings : tuple of (language, wording)
        One pair per language, in the order given.

    Examples
    --------
    >>> name = Text.of(kk="Жасы", ru="Возраст")
    >>> name["kk"]
    'Жасы'
    """

    wordings: tuple[tuple[Language, str], ...] = ()

    @classmethod
    def of(cls, **wordings: str) -> Text:
        """Text with these wordings, one keyword per language."""
        return cls(tuple(wordings.items()))

    @classmethod
    def each(cls, languages: Iterable[Language], wording: Callable[[Language], str]) -> Text:
        """The text made by asking for its wording in every language.

        Examples
        --------
        >>> Text.each(["kk", "ru"], lambda language: written(0.5, language))
        Text(wordings=(('kk', '0,5'), ('ru', '0,5')))
        """
        return cls(tuple((language, wording(language)) for language in languages))

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages of the text, in the order given."""
        return tuple(language for language, _ in self.wordings)

    def __getitem__(self, language: Language) -> str:
        """Wording in this language.

        Raises
        ------
        TextError
            ``T001`` when the text has no wording in this language; nothing falls back silently.
        """
        for other, wording in self.wordings:
            if other == language:
                return wording
        shown = self.wordings[0][1] if self.wordings else ""
        raise TextError(
            "T001",
            f"wording {shown!r}",
            f"There is no wording in language {language!r}.",
            f"Add it. It exists in: {', '.join(self.languages) or 'no language'}.",
        )

    def has(self, language: Language) -> bool:
        """Whether the text has a wording in this language."""
        return any(other == language for other, _ in self.wordings)

    def __iter__(self) -> Iterator[tuple[Language, str]]:
        return iter(self.wordings)

    def __bool__(self) -> bool:
        return bool(self.wordings)


Sentence: TypeAlias = str | Mapping[str, str]
"""One sentence, or its plural forms by CLDR category."""

_ADDED: dict[Language, Mapping[str, Mapping[str, Sentence]]] = {}
"""Sentences of languages that the package does not have, by language, catalogue and key."""


class Catalogue:
    """Catalogue of the sentences of one package in every language, read from its ``wording/<language>.toml``.

    A key has one sentence, or a table of plural forms by CLDR category (``one``, ``few``, ``many``, ``other``), from
    which the place ``n`` chooses. Places are named: ``"{n} сұхбат"``; a place may ask for a form of what fills it
    (:mod:`survey.suffixes`): ``"{bound:ablative} кем емес"``. A float in a place has the decimal mark of the language.

    Parameters
    ----------
    sentences : mapping language -> key -> sentence or plural forms
    name : str
        Package of the catalogue, for error messages.
    """

    def __init__(self, sentences: Mapping[Language, Mapping[str, Sentence]], name: str) -> None:
        self._sentences = sentences
        self._name = name

    @classmethod
    def load(cls, package: str) -> Catalogue:
        """Catalogue in the folder ``wording`` of an importable package; read once and kept."""
        return _load(package)

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages of the catalogue, sorted."""
        return tuple(sorted(self._sentences))

    def keys(self, language: Language) -> frozenset[str]:
        """Keys of the sentences in this language."""
        return frozenset(self._sentences.get(language, {}))

    def ordered_keys(self, language: Language) -> tuple[str, ...]:
        """Keys of the sentences in this language, in the order of the file."""
        return tuple(self._sentences.get(language, {}))

    def template(self, language: Language, key: str) -> Sentence:
        """Sentence in one language with its places open."""
        return self._sentences[language][key]

    def sentence(self, language: Language, key: str, **places: object) -> str:
        """Sentence in one language, with its places filled.

        Raises
        ------
        TextError
            ``T002`` when the key is missing in this language, ``T003`` when a place is not given.
        """
        template = self._sentences.get(language, {}).get(key)
        if template is None:
            raise TextError(
                "T002",
                f"catalogue {self._name}, language {language!r}",
                f"There is no sentence with key {key!r}.",
                nearest(key, self._sentences.get(language, {})),
            )
        if not isinstance(template, str):
            template = template[plural_category(language, places.get("n", 0))]
        try:
            return _filled(template, language, places)
        except KeyError as missing:
            raise TextError(
                "T003",
                f"catalogue {self._name}, language {language!r}, key {key!r}",
                f"The sentence has a place {missing} that was not given.",
                f"Given: {', '.join(sorted(places)) or 'nothing'}.",
            ) from None

    def text(self, key: str, **places: object) -> Text:
        """Sentence in every language of the catalogue, with its places filled."""
        return Text.each(self.languages, lambda language: self.sentence(language, key, **places))


def _filled(template: str, language: Language, places: Mapping[str, object]) -> str:
    """Template with its places filled; templates are taken apart once, since a report has thousands of sentences."""
    pieces = _pieces(template)
    filling = _Filling(language)
    if pieces is None:
        return filling.vformat(template, (), places)
    return "".join(
        literal if name is None else literal + filling.format_field(places[name], form)
        for literal, name, form in pieces
    )


@functools.lru_cache(maxsize=2**12)
def _pieces(template: str) -> tuple[tuple[str, str | None, str], ...] | None:
    """Literals, each with the place after it and the form it asks for; None when a place is more than a name."""
    pieces = list(string.Formatter().parse(template))
    plain = all(
        name is None or (name.isidentifier() and conversion is None and "{" not in (form or ""))
        for _, name, form, conversion in pieces
    )
    return tuple((literal, name, form or "") for literal, name, form, _ in pieces) if plain else None


class _Filling(string.Formatter):
    """Places of a sentence filled in one language, in the form that each asks for."""

    def __init__(self, language: Language) -> None:
        self._forms = FORMS.get(language, ())
        self._language = language

    def format_field(self, value: object, format_spec: str) -> str:
        """The text for a place: the value as it is, or with what the named form adds."""
        if not format_spec:
            return number_text(value, self._language) if isinstance(value, float) else format(value)
        if format_spec not in self._forms:
            return format(value, format_spec)
        shown = number_text(value, self._language) if isinstance(value, float) else format(value)
        return inflected(self._language, shown, format_spec)


@functools.cache
def _load(package: str) -> Catalogue:
    folder = files(package).joinpath("wording")
    sentences = {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    added = {language: tables[package] for language, tables in _ADDED.items() if package in tables}
    return Catalogue(sentences | added, package)


def add_sentences(language: Language, tables: Mapping[str, Mapping[str, Sentence]]) -> None:
    """Add a language to the catalogues of this process; :mod:`survey.language_files` reads and checks it first.

    Parameters
    ----------
    language : str
    tables : mapping of catalogue to mapping of key to Sentence
    """
    if _ADDED.get(language) != tables:
        _ADDED[language] = tables
        _load.cache_clear()


def added_sentences(table: str) -> Mapping[Language, Mapping[str, Sentence]]:
    """Sentences of a table in the languages that were added."""
    return {language: tables[table] for language, tables in _ADDED.items() if table in tables}


@functools.cache
def plural_categories(language: Language) -> tuple[str, ...]:
    """Plural categories of a language in the order of CLDR.

    Examples
    --------
    >>> plural_categories("ru"), plural_categories("ja")
    (('one', 'few', 'many', 'other'), ('other',))
    """
    from babel import Locale

    named = {*Locale.parse(language).plural_form.tags, "other"}
    return tuple(one for one in ("zero", "one", "two", "few", "many", "other") if one in named)


def plural_category(language: Language, number: object) -> str:
    """Plural category of a whole number by CLDR: one, few, many in Russian; one, other in Kazakh.

    Examples
    --------
    >>> [plural_category("ru", n) for n in (1, 3, 5, 21)]
    ['one', 'few', 'many', 'one']
    """
    return _plural_rule(language)(abs(int(str(number))))


@functools.cache
def _plural_rule(language: Language) -> Callable[[int], str]:
    """From a number to its category; the rules of a language are compiled once."""
    from babel import Locale

    rule: Callable[[int], str] = Locale.parse(language).plural_form
    return rule


@functools.cache
def number_marks(language: Language) -> tuple[str, str]:
    """Decimal mark and mark between thousands (CLDR).

    Examples
    --------
    >>> number_marks("en")
    ('.', ',')
    """
    from babel import Locale

    symbols = Locale.parse(language).number_symbols
    latin = symbols.get("latn", symbols)
    return str(latin["decimal"]), str(latin["group"])
