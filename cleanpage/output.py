"""Where the pieces go (standard output, a file, back where they came from), and what people are told meanwhile."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import BinaryIO

from cleanpage import formats
from cleanpage.report import Tally
from cleanpage.stream import Piece

#: Seconds between two signs of life.
_TICK = 0.2


class Refused(Exception):
    """Why a file is not written, and stays as it was."""


@dataclass(frozen=True)
class Where:
    """Where output goes.

    Attributes:
        path: a file, or None for standard output.
        in_place: every file is written back to itself.
        force: even if nothing is left of it.
        removed: a file for the dropped paragraphs, or None.
    """

    path: str | None = None
    in_place: bool = False
    force: bool = False
    removed: str | None = None


@dataclass
class Log:
    """Tells people on standard error what goes wrong, what goes on if it is a terminal, and what was done if asked."""

    verbose: bool = False
    whole_files: bool = True
    failed: bool = False
    tally: Tally = field(default_factory=Tally)
    began: float = field(default_factory=time.monotonic)
    ticked: float = 0.0
    inputs: int = 0

    def error(self, message: str) -> None:
        """Something failed."""
        self.failed = True
        self.say(message)

    def say(self, message: str) -> None:
        """A line on standard error."""
        self._wipe()
        print(f"cleanpage: {message}".encode(errors="backslashreplace").decode(), file=sys.stderr, flush=True)

    def watch(self, pieces: Iterable[Piece], removed: BinaryIO | None) -> Iterator[Piece]:
        """Pass pieces on, and tell of them."""
        for piece in pieces:
            for message in piece.errors:
                self.error(message)
            if removed is not None:
                removed.write(piece.removed)
            self.tally += piece.tally
            self.inputs += 1
            if self.whole_files and not piece.lost:
                self._tell(piece)
            self._tick()
            yield piece

    def _tell(self, piece: Piece) -> None:
        if piece.tally.emptied:
            self.say(f"{piece.name}: nothing is left of it (verdict: empty)")
        if self.verbose:
            self.say(f"{piece.name}: {piece.tally}")

    def _tick(self) -> None:
        """A sign of life, where it disturbs nobody: a terminal that doesn't show the output besides."""
        now = time.monotonic()
        if now - max(self.ticked, self.began) < _TICK or not sys.stderr.isatty() or sys.stdout.isatty():
            return
        self.ticked = now
        print(
            f"\r{self.tally.documents} documents, {self.tally.chars / 1e6:.1f} MB ", end="", file=sys.stderr, flush=True
        )

    def _wipe(self) -> None:
        if self.ticked:
            print("\r\x1b[K", end="", file=sys.stderr)
            self.ticked = 0.0

    def close(self) -> None:
        """The summary."""
        self._wipe()
        if self.verbose and (self.inputs != 1 or not self.whole_files):
            seconds = max(time.monotonic() - self.began, 1e-9)
            self.say(
                f"{self.tally}; {seconds:.1f} s, {self.tally.chars / 1e6 / seconds:.1f} million characters a second"
            )


def deliver(pieces: Iterable[Piece], where: Where, log: Log) -> None:
    """Write all pieces where they belong."""
    with ExitStack() as stack:
        removed = stack.enter_context(formats.replacing(where.removed)) if where.removed else None
        watched = log.watch(pieces, removed)
        if where.in_place:
            for name, group in itertools.groupby(watched, key=lambda piece: piece.name):
                _back(name, group, where, log)
        elif where.path is not None:
            _to_file(watched, where.path, log)
        else:
            _to_stream(watched, sys.stdout.buffer, log)
    log.close()


def _back(name: str, pieces: Iterable[Piece], where: Where, log: Log) -> None:
    """Write one file back to itself, unless it could not be read or nothing would be left of it."""
    tally = Tally()
    try:
        with formats.replacing(name) as file:
            for piece in pieces:
                if piece.lost:
                    raise Refused
                file.write(piece.output)
                tally += piece.tally
            if tally.emptied and tally.emptied == tally.documents and not where.force:
                raise Refused(
                    f"{name}: not written, since nothing would be left of it (--force writes it all the same)"
                )
    except Refused as refused:
        if refused.args:
            log.error(str(refused))
    except OSError as error:
        log.error(f"{name}: {error.strerror or error}")


def _to_file(pieces: Iterable[Piece], path: str, log: Log) -> None:
    """Write everything to one file; where no input could be read it stays as it was."""
    try:
        with formats.replacing(path) as file:
            if not _to_stream(pieces, file, log):
                raise Refused
    except Refused:
        log.error(f"{path}: not written, since no input could be read")


def _write_all(file: BinaryIO, data: bytes) -> None:
    """Write to a file that may be unbuffered (``python -u``) and then takes only as much as it likes."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def _to_stream(pieces: Iterable[Piece], file: BinaryIO, log: Log) -> bool:
    """Write pieces one after the other, whole files on lines of their own; whether any input could be read."""
    any_read, open_line = True, False
    for number, piece in enumerate(pieces):
        any_read = not piece.lost or (any_read and number > 0)
        if piece.output and open_line and log.whole_files:
            file.write(b"\n")
        _write_all(file, piece.output)
        file.flush()
        open_line = not piece.output.endswith(b"\n") if piece.output else open_line
    return any_read
