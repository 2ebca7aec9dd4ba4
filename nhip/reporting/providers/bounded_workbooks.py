"""Đọc bảng tính trong giới hạn: workbooks of strangers are read in a sandbox.

Two cells in the far corners of a sheet make the reader ask for more memory than there is, which
ends the process it runs in; that must never be one that serves people.
"""

from nhip.core.sandbox import PATIENCE_SECONDS, Sandbox, serve
from nhip.reporting.providers import workbooks
from nhip.reporting.providers.workbooks import NotAWorkbook
from nhip.reporting.rules.drafting import Sheet

_READERS = {"formulas": workbooks.read_workbook, "values": workbooks.read_values}
_sandbox = Sandbox(__name__)


def read_workbook(content: bytes, *, patience: float = PATIENCE_SECONDS) -> tuple[Sheet, ...]:
    """Return what ``workbooks.read_workbook`` reads within the limits. Raises NotAWorkbook."""
    return _ask("formulas", content, patience)


def read_values(content: bytes, *, patience: float = PATIENCE_SECONDS) -> tuple[Sheet, ...]:
    """Return what ``workbooks.read_values`` reads within the limits. Raises NotAWorkbook."""
    return _ask("values", content, patience)


def end_sandbox() -> None:
    """End the sandbox, if one runs."""
    _sandbox.end()


def _ask(reader: str, content: bytes, patience: float) -> tuple[Sheet, ...]:
    if len(content) > workbooks.LARGEST:
        raise NotAWorkbook("too large")
    answer: tuple[Sheet, ...] | str | None = _sandbox.ask((reader, content), patience=patience)
    if answer is None:
        raise NotAWorkbook("it takes too much time or memory")
    if isinstance(answer, str):
        raise NotAWorkbook(answer)
    return answer


def _answer(question: tuple[str, bytes]) -> tuple[Sheet, ...] | str:
    reader, content = question
    try:
        return _READERS[reader](content)
    except NotAWorkbook as error:
        return str(error)


if __name__ == "__main__":
    serve(_answer)
