"""Parser of conditions: from text to syntax tree by recursive descent. Nothing is ever executed."""

from __future__ import annotations

from typing import cast, get_args

from survey.errors import Place, nearest
from survey.expressions.syntax_tree import (
    Arithmetic,
    ComparisonNode,
    Condition,
    CountCall,
    Expression,
    Has,
    Joined,
    Membership,
    Name,
    Negative,
    Not,
    NumberLiteral,
    Operation,
    Quantified,
    Quantifier,
    Quantity,
    Sign,
    State,
    StateName,
    TextLiteral,
)
from survey.expressions.tokens import WORDS, ExpressionSyntaxError, Token, tokenize

FUNCTIONS = ("any", "all", "count", "has", "answered", "dont_know", "refused")

# One level of parentheses costs eight calls here and more in the walks over the tree that follow; forty levels stay far
# below the interpreter's limit of recursion, however deep the caller is already.
_DEEPEST = 40
_COMPARISONS = get_args(Sign)
_CONDITIONS = (ComparisonNode, Membership, Has, State, Not, Joined)


def parse(source: str, place: Place | None = None) -> Expression:
    """Syntax tree of the condition written in ``source``.

    Parameters
    ----------
    source : str
        One condition; :mod:`survey.expressions` has the grammar.
    place : Place, optional
        Place of its first character, so that mistakes are reported with file, line and column.

    Raises
    ------
    ExpressionSyntaxError
        ``X003`` a sign or word of another language, ``X004`` a quote not closed, ``X005`` text after the end of
        the condition, ``X006`` a value where a condition is needed, ``X007`` an unknown function,
        ``X008`` ``any`` or ``all`` without a comparison, ``X009`` nested too deep, ``X010`` comparisons in a chain,
        ``X011`` a list with something else than codes, ``X012`` too long a sum, ``X013`` nothing that can begin a
        value, ``X014`` a function without the name of a question, ``X016`` ``any`` or ``all`` where a value is needed,
        ``X017`` a condition where a value is needed, ``X018`` a missing sign.

    Examples
    --------
    >>> parse("D04 in [3, 4] or D01a in [4, 5]").names
    ('D04', 'D01a')
    """
    return _Parser(source, place).expression()


class _Parser:
    """Recursive descent over the tokens of one condition: a method for each rule of the grammar, loosest first."""

    def __init__(self, source: str, place: Place | None) -> None:
        self.source = source
        self.place = place
        self.tokens = tokenize(source, place)
        self.position = 0
        self.depth = 0
        self.names: dict[str, None] = {}

    def expression(self) -> Expression:
        """The whole condition, up to its end."""
        root = self.condition(self.either())
        if self.now.kind != "end":
            remedy = nearest(self.now.text, WORDS) if self.now.kind == "name" else "Join two conditions by and, or."
            raise self.error("X005", self.now, f"The condition is complete before {self.shown(self.now)}.", remedy)
        return Expression(self.source, self.place, root, tuple(self.names))

    def either(self) -> Condition | Quantity | Quantified:
        """Alternatives joined by ``or``; a single one as it is."""
        first = self.both()
        parts = [first]
        while self.take("word", "or"):
            parts.append(self.both())
        return self.joined("or", parts)

    def both(self) -> Condition | Quantity | Quantified:
        """Conjunctions joined by ``and``; a single one as it is."""
        parts = [self.negation()]
        while self.take("word", "and"):
            parts.append(self.negation())
        return self.joined("and", parts)

    def joined(self, word: str, parts: list[Condition | Quantity | Quantified]) -> Condition | Quantity | Quantified:
        if len(parts) == 1:
            return parts[0]
        conditions = tuple(self.condition(part) for part in parts)
        return Joined(conditions[0].start, conditions[-1].end, "and" if word == "and" else "or", conditions)

    def negation(self) -> Condition | Quantity | Quantified:
        """A comparison, or the negation of one."""
        word = self.take("word", "not")
        if word is None:
            return self.comparison()
        self.deeper(word)
        operand = self.condition(self.negation())
        self.depth -= 1
        return Not(word.start, operand.end, operand)

    def comparison(self) -> Condition | Quantity | Quantified:
        """Two values compared, a value and a list, or a value or condition alone."""
        left = self.sum()
        sign = self.take("sign", *_COMPARISONS)
        if sign is not None:
            right = self.quantity(self.sum())
            self.no_chain()
            return ComparisonNode(left.start, right.end, self.side(left), cast("Sign", sign.text), right)
        negated = self.now.text == "not" and self.now.kind == "word" and self.tokens[self.position + 1].text == "in"
        if negated:
            self.position += 1
        if self.take("word", "in"):
            values = self.listed()
            self.no_chain()
            return Membership(left.start, self.tokens[self.position - 1].end, self.side(left), values, negated)
        return left

    def no_chain(self) -> None:
        """Refuse a second comparison behind the first, such as ``18 <= S03 <= 29`` (``X010``)."""
        if self.now.kind == "sign" and self.now.text in _COMPARISONS:
            fact = "Comparisons do not form a chain."
            raise self.error("X010", self.now, fact, "Write two, joined by and: 18 <= S03 and S03 <= 29.")

    def listed(self) -> tuple[NumberLiteral | TextLiteral, ...]:
        """Codes in square brackets."""
        self.expect("[", "A list of codes in square brackets follows 'in'.")
        values = [self.literal()]
        while self.take("sign", ","):
            values.append(self.literal())
        self.expect("]", "Close the list with ].")
        return tuple(values)

    def literal(self) -> NumberLiteral | TextLiteral:
        """A number, with or without a minus, or a text."""
        minus = self.take("sign", "-")
        token = self.now
        self.position += token.kind in ("number", "text")
        if token.kind == "number":
            value = float(token.text)
            return NumberLiteral(minus.start if minus else token.start, token.end, -value if minus else value)
        if token.kind == "text" and minus is None:
            return TextLiteral(token.start, token.end, token.text)
        fact = f"A number or a text in quotes is needed here, not {self.shown(token)}."
        raise self.error("X011", token, fact, "Lists hold codes, for example [1, 2].")

    def sum(self) -> Condition | Quantity | Quantified:
        """Products joined by ``+`` and ``-``, from left to right."""
        left = self.product()
        while (sign := self.take("sign", "+", "-")) is not None:
            left = self.arithmetic(sign, left, self.product())
        return left

    def product(self) -> Condition | Quantity | Quantified:
        """Factors joined by ``*`` and ``/``, from left to right."""
        left = self.factor()
        while (sign := self.take("sign", "*", "/")) is not None:
            left = self.arithmetic(sign, left, self.factor())
        return left

    def arithmetic(
        self, sign: Token, left: Condition | Quantity | Quantified, right: Condition | Quantity | Quantified
    ) -> Arithmetic:
        first, second = self.quantity(left), self.quantity(right)
        # a sum without parentheses is read in a loop, but its tree is as deep as the sum is long
        if _depth(first) >= _DEEPEST:
            raise self.error("X012", sign, "The sum is too long.", "Split it into several conditions.")
        return Arithmetic(first.start, second.end, cast("Operation", sign.text), first, second)

    def factor(self) -> Condition | Quantity | Quantified:
        """A number, a text, a name, a call, a negative value, or something in parentheses."""
        token = self.now
        self.position += 1
        if token.kind == "number":
            return NumberLiteral(token.start, token.end, float(token.text))
        if token.kind == "text":
            return TextLiteral(token.start, token.end, token.text)
        if token.kind == "name":
            return self.call(token) if self.now.text == "(" and self.now.kind == "sign" else self.name(token)
        if token.kind == "sign" and token.text == "-":
            self.deeper(token)
            operand = self.quantity(self.factor())
            self.depth -= 1
            return Negative(token.start, operand.end, operand)
        if token.kind == "sign" and token.text == "(":
            return self.parenthesised(token)
        self.position -= 1
        fact = f"A name, a number or a condition is needed here, not {self.shown(token)}."
        raise self.error("X013", token, fact, "For example: D04 in [3, 4]")

    def parenthesised(self, token: Token) -> Condition | Quantity | Quantified:
        """Value or condition in parentheses, of which the first is already read."""
        self.deeper(token)
        inner = self.either()
        self.expect(")", "Close the parenthesis.")
        self.depth -= 1
        return inner

    def name(self, token: Token) -> Name:
        self.names.setdefault(token.text)
        return Name(token.start, token.end, token.text)

    def call(self, function: Token) -> Has | State | CountCall | Quantified:
        """A function with the name of a question, and codes for ``has``."""
        if function.text not in FUNCTIONS:
            fact = f"There is no function {function.text!r}."
            raise self.error("X007", function, fact, nearest(function.text, FUNCTIONS))
        self.position += 1
        if self.now.kind != "name":
            fact = f"{function.text}() needs the name of a question, not {self.shown(self.now)}."
            raise self.error("X014", self.now, fact, f"For example: {function.text}(E01)")
        name = self.name(self.now)
        self.position += 1
        codes = self.codes() if function.text == "has" else ()
        closing = self.expect(")", f"Close the call: {function.text}({name.name}{', …' if codes else ''})")
        if function.text == "has":
            return Has(function.start, closing.end, name, codes)
        if function.text == "count":
            return CountCall(function.start, closing.end, name)
        if function.text in get_args(Quantifier):
            return Quantified(function.start, closing.end, cast("Quantifier", function.text), name)
        return State(function.start, closing.end, cast("StateName", function.text), name)

    def codes(self) -> tuple[NumberLiteral | TextLiteral, ...]:
        """Codes behind the name in ``has``."""
        self.expect(",", "has() needs a multiple choice and at least one code: has(B03, 11)")
        values = [self.literal()]
        while self.take("sign", ","):
            values.append(self.literal())
        return tuple(values)

    def condition(self, node: Condition | Quantity | Quantified) -> Condition:
        """The node itself when it is a condition; otherwise an error (``X006``, ``X008``)."""
        if isinstance(node, _CONDITIONS):
            return node
        if isinstance(node, Quantified):
            fact = f"{node.quantifier}() says of whom, not what."
            raise self.error("X008", node, fact, f"Compare it: {node.quantifier}({node.name.name}) in [1, 2]")
        fact = "This is a value, not a condition."
        raise self.error("X006", node, fact, f"Compare it: {self.source[node.start : node.end]} == 1")

    def quantity(self, node: Condition | Quantity | Quantified) -> Quantity:
        """The node itself when it is a value; otherwise an error (``X016``, ``X017``)."""
        if isinstance(node, Quantified):
            fact = f"{node.quantifier}() can stand only at the left of a comparison."
            raise self.error("X016", node, fact, f"For example: {node.quantifier}({node.name.name}) == 1")
        if isinstance(node, _CONDITIONS):
            remedy = "Join conditions by and, or, not."
            raise self.error("X017", node, "This is a condition, not a value.", remedy)
        return node

    def side(self, node: Condition | Quantity | Quantified) -> Quantity | Quantified:
        """The node itself when it can be the left side of a comparison."""
        return node if isinstance(node, Quantified) else self.quantity(node)

    @property
    def now(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.position]

    def take(self, kind: str, *texts: str) -> Token | None:
        """The next token when it is one of these, which is then read; otherwise None."""
        token = self.now
        if token.kind != kind or token.text not in texts:
            return None
        self.position += 1
        return token

    def expect(self, sign: str, remedy: str) -> Token:
        """The next token, which must be this sign (``X018``)."""
        token = self.take("sign", sign)
        if token is None:
            raise self.error("X018", self.now, f"{sign} is needed here, not {self.shown(self.now)}.", remedy)
        return token

    def deeper(self, token: Token) -> None:
        """Count one more level of nesting, and refuse too many (``X009``)."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error("X009", token, "The condition is nested too deep.", "Split it into simpler conditions.")

    def shown(self, token: Token) -> str:
        """A token as it is written, for messages."""
        return "the end" if token.kind == "end" else self.source[token.start : token.end]

    def error(
        self, code: str, at: Token | Quantity | Condition | Quantified, fact: str, remedy: str
    ) -> ExpressionSyntaxError:
        return ExpressionSyntaxError(code, self.source, at.start, at.end - at.start, fact, remedy, self.place)


def _depth(node: Quantity) -> int:
    """Depth of the left branch of a sum or product."""
    depth = 0
    while isinstance(node, Arithmetic):
        node = node.left
        depth += 1
    return depth
