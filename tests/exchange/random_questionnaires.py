"""Random questionnaires: every kind of question, lists, batteries, routes, conditions three deep, text codes, several languages."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import survey
from survey.errors import QuestionnaireError
from survey.questionnaire.model import Questionnaire

Tree = dict[str, Any]

LANGUAGES = ("kk", "ru", "en", "ar", "he", "uz_Latn", "tr", "fr", "am")
"""With and without a catalogue of the package, from the left and from the right."""

_WORDS = {
    "kk": "Сіз әңгіме өңір үй ғимарат қоғам іс ұл",
    "ru": "Вы ёлка «объём» цена_№_5 съезд",
    "en": 'You\'s said "a<b" and&c>d fifty50% {it} [x] #one *many* _so_ is$9 ${x}',
    "ar": "هل تعرف السوق في القرية؟",
    "he": "האם אתה מכיר את השוק",
    "uz_Latn": "O‘zbek so‘z g‘isht",
    "tr": "İl ığdır şehir çok",
    "fr": "L’été où ça “coûte” – très",
    "am": "እርስዎ ገበያ ያውቃሉ",
}
_TEXT_CODES = (
    "KZ",
    "north-east",
    "RU",
    "b2b",
    "q.x",
    "no_way",
    "yes_sir",
    "Ünal",
    "жоқ-ау",
    "truth",
    "e10x",
    "x",
    "ELSE",
)
_REFUSED = ("X030",)
"""Complaints of conditions that can never be true, which a random condition may be: it is left out."""

_REASONS = ("dont_know", "refused", "not_applicable")


class RandomQuestionnaire:
    """One questionnaire as the tree of its file.

    Parameters
    ----------
    seed : int
    """

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.seed = seed
        self.languages = self.rng.sample(LANGUAGES, self.rng.randint(1, 4))
        self.n = 0
        self.known: list[Tree] = []
        """Questions so far, with their answers written out under ``_codes`` and missing codes under ``_missing``."""
        self.lists: Tree = {}
        self.scales: Tree = {}
        self.pending: list[Tree] = []
        self.missing = self._missing()

    def tree(self) -> Tree:
        """The tree of ``questionnaire.yaml``."""
        rng = self.rng
        key = {"id": "KEY", "type": "code", **self.said("key")}
        half = {"id": "HALF", "type": "single", "options": [self.option(code) for code in (1, 2)], **self.said("half")}
        wave = {"id": "WAVE", "type": "wave", **self.said("wave")}
        self.known.append({**half, "_codes": [1, 2], "_missing": []})
        blocks = [
            {
                "id": f"B{at}",
                "title": self.said("block"),
                **({"intro": self.said("intro")} if rng.random() < 0.4 else {}),
                **({"outro": self.said("outro")} if rng.random() < 0.2 else {}),
                **({"note": "Office: x"} if rng.random() < 0.2 else {}),
                "questions": [self.question() for _ in range(rng.randint(1, 6))],
            }
            for at in range(1, rng.randint(2, 4))
        ]
        self._lead(blocks)
        ending = {"id": "END", "type": "text", **self.said("end")}
        whole: Tree = {
            "id": f"random {self.seed}",
            "version": str(rng.choice(("1", "2.0", "2018-03", "v 3"))),
            "title": self.said("title"),
            "languages": self.languages,
            "roles": {"interview": "KEY", "version": "HALF", "wave": "WAVE"},
            "missing": self.missing,
            "missing_default": [one["code"] for one in self.missing[: rng.randint(0, len(self.missing))]],
            "header": {"title": self.said("header"), "questions": [key, half, wave]},
            "blocks": blocks,
            "observations": {"title": self.said("observations"), "questions": [ending]},
        }
        if self.lists:
            whole["lists"] = self.lists
        if self.scales:
            whole["scales"] = self.scales
        made: Tree = _plain(whole)
        return made

    def said(self, about: str) -> Tree:
        """A wording in every language, no two alike."""
        self.n += 1
        rng = self.rng
        return {
            one: " ".join((*rng.sample(_WORDS[one].split(), rng.randint(1, 3)), about, str(self.n)))
            for one in self.languages
        }

    def option(self, code: int | str) -> Tree:
        """An answer."""
        return {"code": code, **self.said("answer")}

    def _missing(self) -> list[Tree]:
        rng = self.rng
        written = rng.random() < 0.3
        numbers: tuple[list[int | str], ...] = ([97, 98, 99], [-1, -2, -3], [998, 999, 997])
        codes: list[int | str] = ["DKNOW", "REFUS", "NOAPP"] if written else rng.choice(numbers)
        return [
            {"code": code, "reason": reason, **self.said(reason)}
            for code, reason in list(zip(codes, _REASONS, strict=True))[: rng.randint(1, 3)]
        ]

    def name(self) -> str:
        """An id, sometimes as long as ids may be."""
        self.n += 1
        stem = self.rng.choice(("Q", "b_", "Long_name_of_a_question_no_", "select", "X1_"))
        return f"{stem}{self.n}"[:32]

    def question(self) -> Tree:
        """A question that later ones may be routed by."""
        rng = self.rng
        makers: tuple[Callable[[Tree], None], ...] = (
            self._single, self._single, self._multiple, self._battery, self._number, self._decimal, self._scale,
            self._count, self._plain_kind,
        )  # fmt: skip
        made: Tree = {"id": self.name(), "_missing": [one["code"] for one in self.missing]}
        rng.choice(makers)(made)
        made |= self.said("question")
        if rng.random() < 0.5:
            made["ask_if"] = self.condition(3)
        for flag in ("required", "rotate", "card", "sensitive"):
            if rng.random() < 0.2:
                made[flag] = True
        if rng.random() < 0.1:
            made["prompted"] = False
        if rng.random() < 0.2:
            made["note"] = "For the office: 'x' — \"y\"\nsecond line"
        if made["type"] not in ("date", "time", "code", "wave") and rng.random() < 0.5:
            made["missing"] = [one["code"] for one in self.missing[: rng.randint(0, len(self.missing))]]
        self.known.append(made)
        return made

    def codes(self) -> list[int | str]:
        """Codes of a list, numbers or texts."""
        rng = self.rng
        if rng.random() < 0.3:
            return list(rng.sample(_TEXT_CODES, rng.randint(2, 6)))
        return sorted(rng.sample(range(1, 60), rng.randint(2, 8)))

    def _answers(self, made: Tree) -> None:
        rng = self.rng
        named = [one for one in self.lists if rng.random() < 0.3]
        if named:
            made["list"] = named[0]
            made["_codes"] = [one["code"] for one in self.lists[named[0]]["options"]]
            return
        codes = self.codes()
        options = [self.option(code) for code in codes]
        if rng.random() < 0.3:
            options[-1]["specify"] = True
        if isinstance(codes[0], int) and rng.random() < 0.3:
            for at, one in enumerate(options):
                one["score"] = round(100 * at / (len(options) - 1))
        if rng.random() < 0.3:
            name = f"list{len(self.lists)}"
            self.lists[name] = {"options": options}
            made["list"] = name
        else:
            made["options"] = options
        made["_codes"] = codes

    def _single(self, made: Tree) -> None:
        made["type"] = "single"
        self._answers(made)
        if isinstance(made["_codes"][0], int) and self.rng.random() < 0.2:
            made["positive"], made["negative"] = made["_codes"][:1], made["_codes"][1:2]

    def _battery(self, made: Tree) -> None:
        self._single(made)
        made["rows"] = [{"id": f"{made['id'][-9:]}_{at}", **self.said("row")} for at in range(self.rng.randint(1, 4))]

    def _multiple(self, made: Tree) -> None:
        made["type"] = "multiple"
        self._answers(made)
        if self.rng.random() < 0.5:
            made["exclusive"] = made["_codes"][-1:]
        if self.rng.random() < 0.4:
            made["max_choices"] = self.rng.randint(1, len(made["_codes"]))

    def _number(self, made: Tree) -> None:
        rng = self.rng
        made["type"] = "integer"
        low = rng.choice((0, 1, 18))
        if rng.random() < 0.8:
            made |= {"min": low, "max": low + rng.choice((5, 30, 70))}
        if rng.random() < 0.3:
            made["rows"] = [{"id": f"{made['id'][-9:]}_{at}", **self.said("row")} for at in range(rng.randint(1, 3))]

    def _decimal(self, made: Tree) -> None:
        made["type"] = "decimal"
        if self.rng.random() < 0.6:
            made |= {"min": 0.5, "max": 77.25}

    def _scale(self, made: Tree) -> None:
        rng = self.rng
        name = f"scale{len(self.scales)}"
        low, high = rng.choice(((0, 10), (1, 7), (0, 90), (-5, 5) if -1 not in made["_missing"] else (1, 5)))
        self.scales[name] = {"min": low, "max": high, "anchors": [self.option(low), self.option(high)]}
        if rng.random() < 0.5:
            self.scales[name]["scored"] = True
        made |= {"type": "scale", "scale": name}

    def _count(self, made: Tree) -> None:
        made |= {
            "type": "count",
            "min": 0,
            "split_by": "HALF",
            "max_by_version": {"1": 3, "2": 4},
            "statements": [{"id": f"{made['id'][-9:]}_s{at}", **self.said("statement")} for at in range(3)],
            "treatment": [{"id": f"{made['id'][-9:]}_t", **self.said("treatment")}],
        }

    def _plain_kind(self, made: Tree) -> None:
        made["type"] = self.rng.choice(("text", "date", "time", "code"))

    def condition(self, depth: int) -> str:
        """A condition on what was asked before, at most so deep."""
        rng = self.rng
        if depth == 0 or rng.random() < 0.25:
            return self._comparison(rng.choice(self.known))
        inner = self.condition(depth - 1)
        shape = rng.random()
        if shape < 0.25:
            return f"not ({inner})"
        return f"({inner}) {rng.choice(('and', 'or'))} ({self.condition(depth - 1)})"

    def _comparison(self, one: Tree) -> str:
        rng = self.rng
        name = rng.choice(one["rows"])["id"] if one.get("rows") else one["id"]
        if one["type"] in ("text", "date", "time", "code") or rng.random() < 0.15:
            return f"{rng.choice(('', 'not '))}answered({name})"
        if one["type"] == "multiple":
            code = _written(rng.choice(one["_codes"]))
            return rng.choice((f"has({name}, {code})", f"count({name}) >= 2", f"not has({name}, {code})"))
        if one["type"] == "single":
            picked = [_written(code) for code in rng.sample(one["_codes"], rng.randint(1, len(one["_codes"]) - 1))]
            if one.get("rows") and rng.random() < 0.4:
                return f"{rng.choice(('any', 'all'))}({one['id']}) in [{', '.join(picked)}]"
            return rng.choice((
                f"{name} == {picked[0]}", f"{name} != {picked[0]}", f"{name} in [{', '.join(picked)}]",
                f"{name} not in [{', '.join(picked)}]",
            ))  # fmt: skip
        low = one.get("min", self.scales[one["scale"]]["min"] if "scale" in one else 1)
        sign = rng.choice(("==", "!=", "<=", ">"))
        return f"{name} {sign} {low + 2}"

    def _lead(self, blocks: list[Tree]) -> None:
        """Routes from answers to later questions, and conditional ones."""
        rng = self.rng
        asked = [one for block in blocks for one in block["questions"]]
        for at, one in enumerate(asked[:-2]):
            if rng.random() < 0.2 and "options" in one and one["type"] == "single" and "rows" not in one:
                target = rng.choice([*(later["id"] for later in asked[at + 2 :]), "END_SCREENOUT", "END_REFUSAL"])
                rng.choice(one["options"])["goto"] = target
            elif rng.random() < 0.1 and one["type"] == "integer" and "rows" not in one and "max" in one:
                one["routing"] = [{"if": f"{one['id']} > {one['max'] - 2}", "goto": asked[-1]["id"]}]


def _written(code: int | str) -> str:
    return str(code) if isinstance(code, int) else f"'{code}'"


def _plain(value: Any) -> Any:
    """A tree without what the maker noted for itself."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if not key.startswith("_")}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def random_questionnaire(seed: int, folder: Path) -> Questionnaire:
    """A random questionnaire, read from the text file that is written into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tree = RandomQuestionnaire(seed).tree()
    while True:
        text = json.dumps(tree, ensure_ascii=False, indent=1)
        folder.joinpath("questionnaire.yaml").write_text(text, encoding="utf-8")
        try:
            return survey.read_questionnaire(folder)
        except QuestionnaireError as error:
            never = {one.element.split()[1].strip(",") for one in error.complaints if one.code in _REFUSED}
            if not never or len(never) != len({one.element for one in error.complaints}):
                raise
        for one in (question for block in tree["blocks"] for question in block["questions"]):
            if one["id"] in never:
                one.pop("ask_if", None)
