"""Check of a condition against the questionnaire: names, codes, the order of asking, and whether it can hold."""

from __future__ import annotations

from collections.abc import Iterator

from survey.errors import Complaint, listed, nearest
from survey.expressions.answer_domains import Domain, Scope
from survey.expressions.satisfiability import can_hold
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
    Quantified,
    Quantity,
    State,
    SyntaxNode,
    TextLiteral,
    constant,
    place_at,
)


def check(expression: Expression, scope: Scope, *, element: str = "", before: int | None = None) -> list[Complaint]:
    """Mistakes of the condition, each with its characters marked; empty when it fits.

    Parameters
    ----------
    expression : Expression
    scope : Scope
        The names that may be used.
    element : str, optional
        Owner of the condition, for the complaints: ``question D05, ask_if``.
    before : int, optional
        Position in the order of asking; every question named must be asked before it.

    Returns
    -------
    list of Complaint
        ``X020`` an unknown name, ``X021`` a missing code, ``X022`` a code that no answer has, ``X023`` a value
        outside the bounds, ``X024`` a text compared with a number, ``X025`` a multiple choice or ``X026`` a battery
        where one value is needed, ``X027`` a function that does not fit the question, ``X028`` arithmetic with
        a text, ``X029`` a question that is asked later, ``X031`` an order of text codes, ``X032`` a missing code and
        ``X033`` a code that no answer has, both written as texts. Only when there are none of these: ``X030`` the
        condition, or an alternative in it, can never hold.
    """
    found = list(_Check(expression, scope, element, before).condition(expression.root))
    if found:
        return found
    root = expression.root
    parts = root.parts if isinstance(root, Joined) and root.word == "or" else (root,)
    impossible = [part for part in parts if not can_hold(part, scope)]
    if len(impossible) == len(parts):
        impossible = [root]
    remedy = "Compare it with the answers of the questions it names."
    checked = _Check(expression, scope, element, before)
    return [
        checked.complaint("X030", part, "This can never hold, whatever is answered.", remedy) for part in impossible
    ]


_SHOWN = 8


class _Check:
    """Walk over a syntax tree that yields what does not fit the scope."""

    def __init__(self, expression: Expression, scope: Scope, element: str, before: int | None) -> None:
        self.expression = expression
        self.scope = scope
        self.element = element
        self.before = before

    def condition(self, node: Condition) -> Iterator[Complaint]:
        match node:
            case Joined():
                for part in node.parts:
                    yield from self.condition(part)
            case Not():
                yield from self.condition(node.operand)
            case ComparisonNode():
                yield from self.comparison(node)
            case Membership():
                yield from self.side(node.left)
                for literal in node.literals:
                    yield from self.pair(node.left, literal, exact=True)
            case Has():
                yield from self.name(node.name, node, ("set",))
                options = Quantified(node.name.start, node.name.end, "any", node.name)
                for code in node.codes:
                    yield from self.pair(options, code, exact=True)
            case State():
                yield from self.name(node.name, node, ("number", "text", "set", "battery"))

    def comparison(self, node: ComparisonNode) -> Iterator[Complaint]:
        yield from self.side(node.left)
        yield from self.side(node.right)
        exact = node.sign in ("==", "!=")
        if constant(node.right) is None and not isinstance(node.left, Quantified) and constant(node.left) is not None:
            yield from self.pair(node.right, node.left, exact=exact)
        else:
            yield from self.pair(node.left, node.right, exact=exact)

    def side(self, node: Quantity | Quantified) -> Iterator[Complaint]:
        """Complaints about one side of a comparison."""
        match node:
            case Name():
                yield from self.name(node, node, ("number", "text"))
            case CountCall() | Quantified():
                yield from self.name(node.name, node, ("set", "battery"))
            case Negative():
                yield from self.operand(node.operand)
            case Arithmetic():
                yield from self.operand(node.left)
                yield from self.operand(node.right)

    def operand(self, node: Quantity) -> Iterator[Complaint]:
        """Complaints about a value that is calculated with."""
        yield from self.side(node)
        if self.kind(node) == "text":
            yield self.complaint("X028", node, "Nothing can be calculated with a text.", "Use a number.")

    def name(self, node: Name, whole: SyntaxNode, fitting: tuple[str, ...]) -> Iterator[Complaint]:
        """Complaints about a name: unknown, of a kind that is not ``fitting``, or asked too late."""
        domain = self.scope.domain(node.name)
        if domain is None:
            fact = f"Nothing has the name {node.name!r}."
            yield self.complaint("X020", node, fact, nearest(node.name, self.scope.names()))
        elif domain.kind not in fitting:
            yield self.misfit(node, whole, domain)
        elif self.before is not None and domain.position is not None and domain.position >= self.before:
            fact = f"{node.name} is not yet answered when this condition is needed."
            yield self.complaint("X029", node, fact, "Name a question that is asked before, or move one of the two.")

    def misfit(self, node: Name, whole: SyntaxNode, domain: Domain) -> Complaint:
        """Complaint about a multiple choice or a battery where one value is needed, or a function of the wrong kind."""
        name = node.name
        if isinstance(whole, Name) and domain.kind == "set":
            remedy = f"Write has({name}, code), any({name}) or count({name})."
            return self.complaint("X025", node, f"{name} is a multiple choice and has no single answer.", remedy)
        if isinstance(whole, Name):
            remedy = f"Write any({name}) or all({name}), or name one row: {', '.join(domain.rows[:4])}."
            return self.complaint("X026", node, f"{name} is a battery and has no single answer.", remedy)
        fact = (
            f"{name} is {'a battery' if domain.kind == 'battery' else 'a question with one answer'}, and this function"
        )
        remedy = (
            f"Write any({name}) == 1 or all({name}) == 1" if domain.kind == "battery" else f"Compare it: {name} == 1"
        )
        return self.complaint("X027", whole, f"{fact} is not for it.", remedy)

    def pair(self, left: Quantity | Quantified, right: Quantity | Quantified, *, exact: bool) -> Iterator[Complaint]:
        """Complaints about two sides that do not fit each other; ``exact`` when they are compared by ``==``, ``!=`` or ``in``."""
        kinds = (self.kind(left), self.kind(right))
        if None not in kinds and kinds[0] != kinds[1]:
            fact = f"{self.shown(left)} is a {kinds[0]}, {self.shown(right)} is a {kinds[1]}."
            yield self.complaint("X024", right, fact, self.written_remedy(left) or self.written_remedy(right))
            return
        sides = [node for node in (left, right) if self.written(node)]
        if sides and not exact:
            fact = f"The codes of {self.shown(sides[0])} are texts and have no order."
            yield self.complaint("X031", sides[0], fact, f"List the codes that are meant: in [{self.listed(sides[0])}]")
            return
        value = constant(right)
        if exact and value is not None and isinstance(left, Name | Quantified):
            yield from self.code(left if isinstance(left, Name) else left.name, right, value)

    def written(self, node: Quantity | Quantified) -> tuple[str, ...]:
        """Text codes of the answers a name or its rows hold; empty where they are numbers."""
        name = node.name if isinstance(node, Quantified) else node
        domain = self.scope.domain(name.name) if isinstance(name, Name) else None
        return domain.written if domain is not None else ()

    def written_remedy(self, node: Quantity | Quantified) -> str:
        usual = "Texts stand in quotes, numbers and codes do not."
        return f"Its codes are texts and stand in quotes: {self.listed(node)}." if self.written(node) else usual

    def listed(self, node: Quantity | Quantified) -> str:
        written = self.written(node)
        return ", ".join(f'"{code}"' for code in written[:_SHOWN]) + (", ..." if len(written) > _SHOWN else "")

    def kind(self, node: Quantity | Quantified) -> str | None:
        """``number`` or ``text``; None when that is unknown, or is reported elsewhere."""
        match node:
            case TextLiteral():
                return "text"
            case Name() | Quantified():
                name = node if isinstance(node, Name) else node.name
                domain = self.scope.domain(name.name)
                if domain is None or (isinstance(node, Name) and domain.kind not in ("number", "text")):
                    return None
                return "text" if domain.written or domain.kind == "text" else "number"
            case _:
                return "number"

    def code(self, name: Name, node: SyntaxNode, value: float | str) -> Iterator[Complaint]:
        """Complaints about a constant that is not an answer to the question."""
        domain = self.scope.domain(name.name)
        if domain is None or isinstance(value, str):
            if domain is not None and domain.written and value not in domain.written:
                yield self.unknown_text(name, node, str(value), domain)
            return
        reasons = dict(domain.missing)
        if value in reasons:
            reason = reasons[int(value)]
            use = f"{reason}({name.name})" if reason in ("dont_know", "refused") else f"not answered({name.name})"
            fact = f"{value:.15g} is not an answer to {name.name}: it means {reason} and is blank in the data."
            yield self.complaint("X021", node, fact, f"Write {use}")
        elif domain.codes and value not in domain.codes:
            fact = f"{name.name} has no answer with the code {value:.15g}."
            yield self.complaint("X022", node, fact, f"Its codes: {listed(domain.codes)}.")
        elif not domain.codes and not self.inside(domain, value):
            fact = f"{value:.15g} is outside the bounds of {name.name}."
            yield self.complaint(
                "X023", node, fact, f"Answers lie between {domain.low or 0:.15g} and {domain.high or 0:.15g}."
            )

    def unknown_text(self, name: Name, node: SyntaxNode, value: str, domain: Domain) -> Complaint:
        if value in domain.missing_written:
            fact = f"{value!r} is not an answer to {name.name}: it is a missing code and blank in the data."
            return self.complaint("X032", node, fact, f"Write not answered({name.name})")
        fact = f"{name.name} has no answer with the code {value!r}."
        return self.complaint("X033", node, fact, nearest(value, domain.written))

    def inside(self, domain: Domain, value: float) -> bool:
        return (domain.low is None or value >= domain.low) and (domain.high is None or value <= domain.high)

    def shown(self, node: SyntaxNode) -> str:
        return self.expression.source[node.start : node.end]

    def complaint(self, code: str, node: SyntaxNode, fact: str, remedy: str) -> Complaint:
        place = place_at(self.expression.place, node.start)
        mark = (node.start, node.end - node.start)
        return Complaint(code, place, self.element, self.expression.source, mark, fact, remedy)
