"""Ngôn ngữ biểu thức của biểu mẫu: text in, one syntax tree out; nothing is ever executed.

comparison  = sum ( "=" | "!=" | "<=" | ">=" | "<" | ">" ) sum
sum         = product { ("+" | "-") product }
product     = unary { ("*" | "/") unary }
unary       = "-" unary | primary
primary     = number | call | condition | tally | reference | "(" sum ")"
condition   = "if" "(" ( comparison | question ) "," sum "," sum ")"
question    = ( "is_missing" | "is_nil" ) "(" one cell of any period or form ")"
call        = name "(" arguments ")"
reference   = name [ "!" name ]            row!column, or one of them beside the present cell
            | "[" form "]" name "!" name   a cell of another form of the same unit and period
            | "[" form "]" name            there, that column of the row with the present row's code
tally       = "count" "(" list [ "," name "=" choice ] ")"
            | "total" "(" list "!" name [ "," name "=" choice ] ")"
range       = name ":" name                only inside sum(), max(), min()
children    = "children" | "of_which"      only inside sum(), max(), min()

Parsed once, a tree has four targets: decimals (``rules.evaluation``), the grid in the browser
(``javascript``), the workbook (``excel``) and PostgreSQL (``sql``).
"""

from nhip.reporting.rules.expressions.faults import NotAnExpression
from nhip.reporting.rules.expressions.parsing import parse_comparison, parse_formula
from nhip.reporting.rules.expressions.trees import (
    COMPARISONS,
    FUNCTIONS,
    SHIFTS,
    TALLIES,
    Call,
    Children,
    Comparison,
    Conditional,
    Negation,
    Node,
    Number,
    Operation,
    Question,
    Range,
    Reference,
    Rounding,
    Tally,
    walk,
)

__all__ = [
    "COMPARISONS",
    "FUNCTIONS",
    "SHIFTS",
    "TALLIES",
    "Call",
    "Children",
    "Comparison",
    "Conditional",
    "Negation",
    "Node",
    "NotAnExpression",
    "Number",
    "Operation",
    "Question",
    "Range",
    "Reference",
    "Rounding",
    "Tally",
    "parse_comparison",
    "parse_formula",
    "walk",
]
