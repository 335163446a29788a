"""Conditions of a sweep: comparisons of sums of axes, such as ``home_support + intermediate_care / 2 <= 25``.

The grammar is small on purpose: names of axes, numbers, ``+ - * /``, brackets, comparisons, ``and``, ``or``, ``not``.
Nothing is executed: the text is parsed to a tree, and the tree is worked out here.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.description.input_errors import InputError, InputErrors, shown, unknown

ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}  # fmt: skip
LONGEST_CONDITION = 500
RULE = "must compare axes and numbers, such as home_support + intermediate_care / 2 <= 25"


@dataclass(frozen=True)
class Condition:
    """A condition that every cell meets: its text, and its parsed tree."""

    text: str
    tree: ast.expr

    @classmethod
    def read(cls, text: str, names: Mapping[str, bool], file: str, key: str) -> "Condition":
        """Return the condition of a text; raise InputErrors where it cannot be used.

        ``names`` are the axes that it may name, and whether their values are numbers.
        """
        try:
            tree = ast.parse(text.strip()[:LONGEST_CONDITION], mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise InputErrors([InputError(file, key, shown(text), message=f"{shown(text)} {RULE}")]) from None
        _check(tree, names, file, key, text)
        if not isinstance(tree, ast.Compare | ast.BoolOp | ast.UnaryOp) or len(text) > LONGEST_CONDITION:
            raise InputErrors([InputError(file, key, shown(text), message=f"{shown(text)} {RULE}")])
        return cls(text, tree)

    def holds(self, values: Mapping[str, float]) -> bool:
        """Tell whether it holds for values, by axis; a division by zero holds for nothing."""
        try:
            return bool(_value(self.tree, values))
        except ZeroDivisionError:
            return False


def _check(node: ast.expr, names: Mapping[str, bool], file: str, key: str, text: str) -> None:
    """Raise InputErrors for any part of a tree that the grammar does not have."""
    name = _name(node)
    if name and name not in names:
        raise InputErrors([unknown(file, key, name, names, what="axis")])
    if name and not names[name]:
        raise InputErrors([InputError(file, key, name, message=f"the values of axis '{name}' are no numbers")])
    match node:
        case ast.Name() | ast.Attribute() if name:
            return
        case ast.Constant(value=value) if isinstance(value, int | float) and not isinstance(value, bool):
            return
        case ast.BinOp(op=sign) if type(sign) in ARITHMETIC:
            parts = [node.left, node.right]
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            parts = [node.operand]
        case ast.Compare() if all(type(sign) in COMPARISONS for sign in node.ops):
            parts = [node.left, *node.comparators]
        case ast.BoolOp():
            parts = node.values
        case _:
            raise InputErrors([InputError(file, key, shown(text), message=f"{shown(text)} {RULE}")])
    for part in parts:
        _check(part, names, file, key, text)


def _name(node: ast.expr) -> str:
    """Return the name of an axis, one with a dot in it too; nothing for anything else."""
    if isinstance(node, ast.Attribute) and (before := _name(node.value)):
        return f"{before}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _value(node: ast.expr, values: Mapping[str, float]) -> float:  # noqa: PLR0911 - a return for each kind of node
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.BinOp():
            return ARITHMETIC[type(node.op)](_value(node.left, values), _value(node.right, values))
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, values)
        case ast.UnaryOp():
            return float(not _value(node.operand, values))
        case ast.BoolOp(op=ast.And()):
            return float(all(_value(part, values) for part in node.values))
        case ast.BoolOp():
            return float(any(_value(part, values) for part in node.values))
        case ast.Compare():
            sides = [_value(side, values) for side in (node.left, *node.comparators)]
            pairs = zip(node.ops, sides, sides[1:], strict=False)
            return float(all(COMPARISONS[type(sign)](one, other) for sign, one, other in pairs))
        case _:
            return values[_name(node)]
