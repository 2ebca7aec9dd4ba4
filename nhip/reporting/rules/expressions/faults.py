"""Lỗi biểu thức: what is wrong with a text, and at which character."""


class NotAnExpression(ValueError):
    """Biểu thức sai: the text is not a sentence of the expression language.

    ``code`` says what is wrong, ``at`` the character where it was seen, counted from one.
    """

    def __init__(self, code: str, text: str, at: int = 0, **facts: object) -> None:
        self.code = code
        self.text = text
        self.at = at + 1
        self.facts = facts
        said = "".join(f", {name} {fact}" for name, fact in facts.items())
        super().__init__(f"{code} at {self.at}{said}: {text[max(at - 20, 0) : at + 40]}")


class TooLong(ValueError):
    """Quá dài: what an expression becomes does not fit where it should stand."""

    code = "translation-too-long"

    def __init__(self, place: object, most: int) -> None:
        self.place = place
        self.facts = {"most": most}
        super().__init__(f"{self.code} at {place}: more than {most} characters")


class CountedOneByOne(ValueError):
    """Không tính hàng loạt: the rows of a list differ from report to report."""

    code = "lists-are-counted-one-by-one"

    def __init__(self, place: object) -> None:
        self.place = place
        super().__init__(f"{self.code} at {place}")
