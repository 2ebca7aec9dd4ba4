"""Đích JavaScript: a tree as nested lists, which the grid works out by the same rules."""

from typing import Any

from nhip.reporting.rules.expressions.trees import (
    Call,
    Children,
    Comparison,
    Conditional,
    Leaf,
    Negation,
    Node,
    Number,
    Operation,
    Question,
    Range,
    Reference,
    Rounding,
    Tally,
)


def tree(node: Node) -> list[Any]:
    """Return an expression as nested lists: its kind, then its parts."""
    match node:
        case Operation(sign=sign, left=left, right=right):
            return [sign, tree(left), tree(right)]
        case Negation(operand=operand):
            return ["minus", tree(operand)]
        case Rounding(operand=operand, places=places):
            return ["round", tree(operand), places]
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            return ["if", _condition(condition), tree(then), tree(otherwise)]
        case Call(function=function, arguments=arguments):
            return [function, *map(tree, arguments)]
        case Number() | Reference() | Range() | Children() | Tally():
            return _leaf(node)


def comparison_tree(one: Comparison) -> list[Any]:
    """Return a relation as its sign and both sides."""
    return [one.sign, tree(one.left), tree(one.right)]


def _condition(node: Comparison | Question) -> list[Any]:
    return comparison_tree(node) if isinstance(node, Comparison) else [node.asked, tree(node.cell)]


def _leaf(node: Leaf) -> list[Any]:
    match node:
        case Number(value=value):
            return ["number", f"{value:f}"]
        case Reference(name=name, column=column, form=None):
            return ["cell", name, column]
        case Reference(name=name, column=column, form=form):
            return ["cell", f"[{form}]{name}", column]
        case Range(first=first, last=last):
            return ["range", first, last]
        case Tally(rows=rows, column=column, asked=asked, choice=choice):
            return ["tally", rows, column, asked, choice]
        case Children(of_which=of_which):
            return ["of_which" if of_which else "children"]
