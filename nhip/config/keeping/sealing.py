"""Mã hóa bản sao lưu: streams in the format of ``age`` (X25519, ChaCha20-Poly1305 in chunks).

What is written or read never lies in memory as a whole: a pipe stands between us and a
thread that encrypts or decrypts. Every chunk is authenticated, and so is the end.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO, NoReturn

import pyrage
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Invalid, Refused


class NotAKey(Invalid):
    """Không phải khóa: neither a key of age nor a file that holds one."""

    message = _("%(text)s is no key of age, nor a file with one.")


class CannotBeOpened(Refused):
    """Không mở được: another key, or no backup at all."""

    message = _("The backup cannot be opened: it is for another key, or is no backup.")


class BackupIsDamaged(Refused):
    """Bản sao lưu bị hỏng: cut off or changed since it was made."""

    message = _("The backup is damaged: it was cut off or changed. Nothing was restored.")


Work = Callable[[IO[bytes]], None]


@contextmanager
def sealed_into(target: Path, keys: Sequence[str]) -> Iterator[IO[bytes]]:
    """Yield a stream whose bytes are encrypted to the keys; the file appears when it is whole.

    Raises NotAKey.
    """
    recipients = [_recipient(line) for key in keys for line in _lines(key)]
    draft = target.with_name(f"{target.name}.part")
    try:
        with _private(draft) as file:
            with _writing(lambda end: pyrage.encrypt_io(end, file, recipients)) as stream:
                yield stream
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def opened(source: Path, key: Path) -> Iterator[IO[bytes]]:
    """Yield what was encrypted; only after the block is it certain that all of it was genuine.

    Raises NotAKey, CannotBeOpened, BackupIsDamaged.
    """
    identities = [_identity(line) for line in _lines(str(key))]
    with (
        source.open("rb") as file,
        _reading(lambda end: pyrage.decrypt_io(file, end, identities)) as stream,
    ):
        yield stream


class _Worker(Thread):
    """A thread at the other end of a pipe; why it failed is known before the pipe is closed."""

    def __init__(self, work: Work, end: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.work, self.end = work, end
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            self.work(self.end)
            self.end.flush()
        except Exception as error:  # noqa: BLE001  told by whoever waits for the thread
            self.failure = error
        with suppress(OSError):
            self.end.close()


@contextmanager
def _writing(work: Work) -> Iterator[IO[bytes]]:
    reading, writing = os.pipe()
    worker = _Worker(work, os.fdopen(reading, "rb"))
    stream = os.fdopen(writing, "wb")
    worker.start()
    try:
        yield stream
        stream.close()
    except BrokenPipeError:
        worker.join()
        raise worker.failure or BrokenPipeError from None
    finally:
        with suppress(OSError):
            stream.close()
        worker.join()
    if worker.failure is not None:
        raise worker.failure


@contextmanager
def _reading(work: Work) -> Iterator[IO[bytes]]:
    reading, writing = os.pipe()
    worker = _Worker(work, os.fdopen(writing, "wb"))
    stream = os.fdopen(reading, "rb")
    worker.start()
    try:
        yield stream
        while stream.read(1 << 16):  # what follows must be genuine as well
            pass
    except Exception:
        if worker.failure is not None:
            _refuse(worker.failure)
        raise
    finally:
        stream.close()
        worker.join()
    if worker.failure is not None:
        _refuse(worker.failure)


def _refuse(failure: Exception) -> NoReturn:
    if isinstance(failure, pyrage.DecryptError):
        raise CannotBeOpened from None
    if isinstance(failure, OSError) and failure.errno is None:
        raise BackupIsDamaged from None
    raise failure


def _private(path: Path) -> IO[bytes]:
    """Open a new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _lines(key: str) -> list[str]:
    """Return a key as it was given, or the keys in the file of that name. Raises NotAKey."""
    if key.startswith("age1"):
        return [key]
    try:
        lines = Path(key).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        raise NotAKey(text=key) from None
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not found:
        raise NotAKey(text=key)
    return found


def _recipient(line: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(line)
    except pyrage.RecipientError:
        raise NotAKey(text=line[:16]) from None


def _identity(line: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(line)
    except pyrage.IdentityError:
        raise NotAKey(text=_("the line of a key file")) from None
