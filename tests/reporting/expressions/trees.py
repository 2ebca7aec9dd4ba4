"""Expressions and figures by chance, each a sentence of the language."""

from random import Random

CELLS = ["a", "b", "c", "s!a", "s!b"]
ELSEWHERE = ["prev(a)", "last_year(b)", "cumulative(c)", "below(a)", "plan(b)"]
ELSEWHERE += ["[X.1/Y]q!w", "[X.1/Y]w", "prev([X]q!w)", "prev([X]w)"]
SETS = ["a:c", "b, c, 4", "a:b, s!c", "x:y, a"]
QUESTIONS = ["is_nil(a)", "is_missing(b)", "is_nil(prev(a))", "is_missing(s!a)"]
LEAVES = ["cell", "cell", "number", "elsewhere"]
NODES = ["+", "-", "*", "minus", "sum", "max", "min", "abs", "round", "if", "asked", "known"]
SIGNS = ["=", "!=", "<", ">", "<=", ">="]


def expression(random: Random, depth: int, *, quotients: bool = True) -> str:
    """Return the text of an expression that is at most so deep."""
    kinds = [*LEAVES, *(NODES if depth else ()), *("/" if depth and quotients else "")]
    kind = random.choice(kinds)

    def part() -> str:
        return expression(random, depth - 1, quotients=quotients)

    made = {
        "cell": lambda: random.choice(CELLS),
        "number": lambda: random.choice(["0", "1", "2.5", "100", "0.01", "7"]),
        "elsewhere": lambda: random.choice(ELSEWHERE),
        "minus": lambda: random.choice([f"-({part()})", f"(-{random.choice(CELLS)})"]),
        "abs": lambda: f"abs({part()})",
        "round": lambda: f"round({part()}, {random.randint(-3, 6)})",
        "if": lambda: f"if({part()} {random.choice(SIGNS)} {part()}, {part()}, {part()})",
        "asked": lambda: f"if({random.choice(QUESTIONS)}, {part()}, {part()})",
        "known": lambda: f"first_known({part()}, {part()})",
    }
    sets = dict.fromkeys(
        ("sum", "max", "min"), lambda: f"{kind}({random.choice([*SETS, f'{part()}, {part()}'])})"
    )
    return (made | sets).get(kind, lambda: f"({part()} {kind} {part()})")()


def case(random: Random, depth: int, *, digits: int, quotients: bool = True) -> dict[str, object]:
    """Return a case: an expression at r!t, one that stands on it, and figures of all kinds."""

    def figures(*cells: str) -> dict[str, str]:
        said = {cell: _figure(random, digits) for cell in cells}
        return {cell: text for cell, text in said.items() if text is not None}

    return {
        "says": "by chance",
        "formulas": {
            "r!t": expression(random, depth, quotients=quotients),
            "s!t": random.choice(["r!t", "r!t + 1", "r!t * r!a", "first_known(r!t, 0)"]),
        },
        "places": random.randint(0, 4),
        "figures": figures(*(f"{row}!{column}" for row in "rs" for column in "abc")),
        "previous": figures("r!a", "[X]q!w", "[X]r!w"),
        "last_year": figures("r!b"),
        "earlier": figures("r!c"),
        "below": figures("r!a"),
        "plan": figures("r!b"),
        "elsewhere": figures("[X.1/Y]q!w", "[X.1/Y]r!w"),
    }


def _figure(random: Random, digits: int) -> str | None:
    kind = random.random()
    if kind < 0.12:
        return None
    if kind < 0.25:
        return random.choice(["nil", "0"])
    whole = random.randint(0, 10 ** random.randint(1, digits) - 1)
    fraction = random.choice(["", ".5", ".25", f".{random.randint(0, 99):02}"])
    return random.choice(["", "", "-"]) * (whole > 0) + f"{whole}{fraction}"
