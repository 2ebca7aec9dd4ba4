"""Bảng Parquet: rows of a stranger's file, read by DuckDB in a sandbox, some thousands at a time.

DuckDB is an extra (``pip install nhip[parquet]``), because most nodes are never fed so.
"""

import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Invalid
from nhip.core.sandbox import Sandbox, serve
from nhip.reporting.rules.feed_tables import AT_ONCE, Heads, Literal, NotATable, Row

LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "512MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_sandbox = Sandbox(__name__)


class ParquetIsNotInstalled(Invalid):
    """Chưa cài phần đọc Parquet."""

    status = 415
    message = _("This node does not read Parquet; send CSV or JSON, or install nhip[parquet].")


def require_parquet() -> None:
    """Refuse where the extra is not installed. Raises ParquetIsNotInstalled."""
    if find_spec("duckdb") is None:
        raise ParquetIsNotInstalled


def parquet_rows(content: bytes, heads: Heads) -> Iterator[Row]:
    """Yield the rows of a Parquet file. Raises NotATable, ParquetIsNotInstalled."""
    require_parquet()
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(content)
        file.flush()
        found = _ask(file.name, None)
        heads.prove(found)
        position = 0
        while some := _ask(file.name, (found, position)):
            for line in some:
                position += 1
                yield Row(
                    position, {head: _plain(text) for head, text in zip(found, line, strict=True)}
                )


def end_sandbox() -> None:
    """End the sandbox, if one runs."""
    _sandbox.end()


def _ask(path: str, wanted: tuple[Sequence[str], int] | None) -> list[Any]:
    answer = _sandbox.ask((path, wanted))
    if not isinstance(answer, list):
        raise NotATable("unreadable", answer or "it takes too much time or memory")
    return answer


def _plain(text: str | None) -> Literal | None:
    """Return a text whose numbers are plain, whatever language the feed declares."""
    return None if text is None else Literal(text)


def _answer(question: tuple[str, tuple[Sequence[str], int] | None]) -> list[Any] | str:
    """Return the heads, or some rows as texts; what is wrong with the file comes back as text."""
    import duckdb  # it is only there where somebody installed it

    path, wanted = question
    try:
        with duckdb.connect(":memory:", config=LIMITS) as base:
            base.execute("SET allowed_paths = ?", [[str(Path(path))]])
            base.execute("SET enable_external_access = false")
            base.execute("SET lock_configuration = true")
            if wanted is None:
                return [name for name, *_type in base.read_parquet(path).description]
            heads, first = wanted
            columns = ", ".join(f'CAST("{head}" AS VARCHAR)' for head in heads)
            page = f"LIMIT {AT_ONCE} OFFSET {first}"
            # The heads were proven to be some of a feed's own.
            statement = f"SELECT {columns} FROM read_parquet(?) {page}"  # noqa: S608
            return base.execute(statement, [path]).fetchall()
    except duckdb.Error as error:
        return str(error)[:200] or "unreadable"


if __name__ == "__main__":
    serve(_answer)
