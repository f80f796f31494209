"""Wording in several languages: what is said to people stands in data, never in code."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from survey.argument_errors import noun
from survey.errors import TextError, nearest

Language = str
"""An ISO 639-1 code: ``kk``, ``ru``, ``en``."""


_COMMA = ("kk", "ru")


def written(value: float, language: Language | None = None) -> str:
    """A number beside a picture: no zeros at its end, thousands apart, the decimal mark of the language.

    Examples
    --------
    >>> written(41.5, "kk"), written(30.0, "ru"), written(41.5)
    ('41,5', '30', '41.5')
    >>> written(-12500000.0) == "\N{MINUS SIGN}12\N{NO-BREAK SPACE}500\N{NO-BREAK SPACE}000"
    True
    """
    shown = f"{value + 0.0:,.10g}".replace(",", "\N{NO-BREAK SPACE}").replace("-", "\N{MINUS SIGN}")
    return shown.replace(".", ",") if language in _COMMA else shown


@noun
@dataclass(frozen=True, slots=True)
class Text:
    """One wording in one or more languages.

    Parameters
    ----------
    wordings : tuple of (language, wording)
        In the order in which the languages were given.

    Examples
    --------
    >>> name = Text.of(kk="Жасы", ru="Возраст")
    >>> name["kk"]
    'Жасы'
    """

    wordings: tuple[tuple[Language, str], ...] = ()

    @classmethod
    def of(cls, **wordings: str) -> Text:
        """The text with these wordings, one keyword per language."""
        return cls(tuple(wordings.items()))

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages this text has, in order."""
        return tuple(language for language, _ in self.wordings)

    def __getitem__(self, language: Language) -> str:
        """The wording in this language.

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
        """Whether there is a wording in this language."""
        return any(other == language for other, _ in self.wordings)

    def __iter__(self) -> Iterator[tuple[Language, str]]:
        return iter(self.wordings)

    def __bool__(self) -> bool:
        return bool(self.wordings)


class Catalogue:
    """Sentences of one room in every language, read from ``wording/<language>.toml`` beside its code.

    A key may hold one sentence, or a table of plural forms by CLDR category (``one``, ``few``, ``many``,
    ``other``) chosen by the place ``n``. Places are named: ``"{n} сұхбат"``.

    Parameters
    ----------
    sentences : mapping language -> key -> sentence or plural forms
    name : str
        Where the catalogue comes from, for error messages.
    """

    def __init__(self, sentences: Mapping[Language, Mapping[str, str | Mapping[str, str]]], name: str) -> None:
        self._sentences = sentences
        self._name = name

    @classmethod
    def load(cls, package: str) -> Catalogue:
        """The catalogue in folder ``wording`` of an importable package."""
        return _load(package)

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages of the catalogue, sorted."""
        return tuple(sorted(self._sentences))

    def keys(self, language: Language) -> frozenset[str]:
        """Keys that have a wording in this language."""
        return frozenset(self._sentences.get(language, {}))

    def sentence(self, language: Language, key: str, **places: object) -> str:
        """One sentence in one language, its places filled.

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
            return template.format(**places)
        except KeyError as missing:
            raise TextError(
                "T003",
                f"catalogue {self._name}, language {language!r}, key {key!r}",
                f"The sentence has a place {missing} that was not given.",
                f"Given: {', '.join(sorted(places)) or 'nothing'}.",
            ) from None

    def text(self, key: str, **places: object) -> Text:
        """The sentence in every language of the catalogue."""
        return Text(tuple((language, self.sentence(language, key, **places)) for language in self.languages))


@functools.cache
def _load(package: str) -> Catalogue:
    folder = files(package).joinpath("wording")
    sentences = {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    return Catalogue(sentences, package)


def plural_category(language: Language, number: object) -> str:
    """CLDR plural category of a whole number: Russian has one, few, many; Kazakh one and other.

    Examples
    --------
    >>> [plural_category("ru", n) for n in (1, 3, 5, 21)]
    ['one', 'few', 'many', 'one']
    """
    from babel import Locale

    return str(Locale.parse(language).plural_form(abs(int(str(number)))))
