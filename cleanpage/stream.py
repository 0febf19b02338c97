"""Files and JSON lines through a cleaner: inputs become jobs, and a worker makes pieces of output of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cleanpage import formats, report
from cleanpage.cleaner import Cleaner
from cleanpage.document import Result
from cleanpage.html import clean_html

#: The name of standard input.
STDIN = "-"
#: Bytes that one job holds, unless a single file is larger, and files at most.
JOB_BYTES, JOB_FILES = 1 << 19, 64
#: Where a JSON line that keeps its own fields holds the rest of its result.
RESULT_FIELD = "_cleanpage"


@dataclass(frozen=True)
class View:
    """What is read, and what is written of it.

    Attributes:
        form: 'text', 'json', 'explain' or 'diff'.
        field: the field of JSON lines that holds the text; None for files that are one document each.
        extractor: for HTML; None for text.
        url: where an HTML page is from.
        colour: for a terminal.
    """

    form: str = "text"
    field: str | None = None
    extractor: str | None = None
    url: str | None = None
    colour: bool = False


@dataclass(frozen=True)
class Job:
    """Work for one worker: files to read, or what was read already.

    Attributes:
        names: the files.
        data: bytes of the only file, if it is standard input; or JSON lines.
        first: number of the first of the JSON lines.
        error: why there is nothing to do: the file could not be read.
    """

    names: tuple[str, ...]
    data: tuple[bytes, ...] | None = None
    first: int = 1
    error: str = ""


@dataclass
class Piece:
    """What came out of a file, or of some of its lines.

    Attributes:
        name: the file.
        output: what is to be written.
        removed: the dropped paragraphs, a line each.
        errors: what went wrong, for people.
        lost: whether the input could not be read at all.
        tally: what became of the documents.
    """

    name: str
    output: bytes = b""
    removed: bytes = b""
    errors: list[str] = field(default_factory=list)
    lost: bool = False
    tally: report.Tally = field(default_factory=report.Tally)


@dataclass(frozen=True)
class Worker:
    """Does jobs: a cleaner and a view of its results, picklable."""

    cleaner: Cleaner
    view: View

    def __call__(self, job: Job) -> list[Piece]:
        """The pieces of a job, in order; a document that fails is an error in its piece and stops nothing."""
        if job.error:
            return [Piece(job.names[0], errors=[f"{job.names[0]}: {job.error}"], lost=True)]
        return [self._lines(job)] if self.view.field is not None and job.data is not None else self._files(job)

    def _files(self, job: Job) -> list[Piece]:
        """One piece a file."""
        pieces = [Piece(name) for name in job.names]
        read: list[tuple[Piece, formats.Decoded]] = []
        for piece in pieces:
            try:
                data = Path(piece.name).read_bytes() if job.data is None else job.data[0]
                read.append((piece, self._decoded(data)))
            except OSError as error:
                piece.errors.append(f"{piece.name}: {error.strerror or error}")
                piece.lost = True
        for (piece, decoded), result in zip(read, self._results([d.text for _, d in read]), strict=True):
            if isinstance(result, str):
                piece.errors.append(f"{piece.name}: {result}")
                piece.lost = True
                continue
            piece.tally.add(result)
            piece.output = self._written(result, piece.name, decoded.encode)
            piece.removed = dropped(result, decoded.encoding)
        return pieces

    def _decoded(self, data: bytes) -> formats.Decoded:
        if self.view.extractor is None:
            return formats.decode(data)
        # what an extractor gives is no slice of the page, and may hold any character: it is written as UTF-8
        return formats.Decoded(formats.decode(data, formats.declared_charset(data)).text)

    def _lines(self, job: Job) -> Piece:
        """The piece of some JSON lines: as many lines out as in."""
        name, wanted = job.names[0], self.view.field or ""
        piece = Piece(name)
        records = [formats.parse_line(raw, wanted) for raw in job.data or ()]
        results = iter(self._results([str(r.fields[wanted]) for r in records if r.fields and not r.error]))
        out, gone = [], []
        for number, record in enumerate(records, job.first):
            result: Result | str = record.error or ("" if record.fields is None else next(results))
            if isinstance(result, str):
                out.append(self._broken(record, result, piece, f"{name}:{number}"))
                continue
            piece.tally.add(result)
            out.append(self._record(record, result, f"{name}:{number}"))
            gone.append(dropped(result))
        piece.output, piece.removed = b"".join(out), b"".join(gone)
        return piece

    def _broken(self, record: formats.Record, error: str, piece: Piece, where: str) -> bytes:
        """What stands for a line without a result: itself if it is blank, else itself with an ``_error``."""
        if error:
            piece.errors.append(f"{where}: {error}")
        if self.view.form not in ("text", "json"):
            return b""
        return formats.Record(record.fields, error, record.raw).broken() if error else b"\n"

    def _record(self, record: formats.Record, result: Result, where: str) -> bytes:
        """What is written of one good line."""
        if self.view.form not in ("text", "json"):
            return self._written(result, where, formats.encode)
        fields = {**(record.fields or {}), self.view.field or "": result.text}
        if self.view.form == "json":
            fields[RESULT_FIELD] = {key: value for key, value in result.to_dict().items() if key != "text"}
        return record.dump(fields)

    def _results(self, texts: Sequence[str]) -> Sequence[Result | str]:
        """Results in batches; where one document breaks its batch, one by one, with a message for the broken ones."""
        if self.view.extractor is None:
            try:
                return list(self.cleaner.clean_many(texts))
            except Exception:  # noqa: BLE001, S110 - a user's rule may raise whatever it likes; which document was it?
                pass
        return [self._result(text) for text in texts]

    def _result(self, text: str) -> Result | str:
        try:
            if self.view.extractor is None:
                return self.cleaner.clean(text)
            return clean_html(text, self.view.url, extractor=self.view.extractor, cleaner=self.cleaner)
        except Exception as error:  # noqa: BLE001 - as above
            return f"{type(error).__name__}: {error}"

    def _written(self, result: Result, name: str, encode: Callable[[str], bytes]) -> bytes:
        """A result in the form that is asked for."""
        form, colour = self.view.form, self.view.colour
        if form == "json":
            return formats.Record(None, "", b"").dump({"file": name, **result.to_dict()})
        if form == "explain":
            return formats.encode(report.explain(result, self.cleaner.policy, name, colour=colour))
        return encode(report.diff(result, name, colour=colour) if form == "diff" else result.text)


def dropped(result: Result, encoding: str = "utf-8") -> bytes:
    """The dropped paragraphs, a line break after each."""
    rows = result.rows
    spans = zip(rows.start[~rows.kept].tolist(), rows.end[~rows.kept].tolist(), strict=True)
    return formats.encode("".join(result.source[a:b] + "\n" for a, b in spans), encoding)


def jobs(names: Sequence[str], view: View) -> Iterator[Job]:
    """The jobs of all inputs, in order."""
    group: list[str] = []
    size = 0
    for name in names:
        if view.field is None and name != STDIN:
            here = _size(name)
            if group and (size + here > JOB_BYTES or len(group) == JOB_FILES):
                yield Job(tuple(group))
                group, size = [], 0
            group.append(name)
            size += here
            continue
        if group:
            yield Job(tuple(group))
            group, size = [], 0
        yield from _stream(name, view)
    if group:
        yield Job(tuple(group))


def _size(name: str) -> int:
    try:
        return Path(name).stat().st_size
    except OSError:
        return 0  # the worker will meet the error again, and say so


def _stream(name: str, view: View) -> Iterator[Job]:
    """The jobs of standard input, or of a file of JSON lines."""
    if view.field is None:
        yield Job((name,), (sys.stdin.buffer.read(),))
        return
    try:
        with sys.stdin.buffer if name == STDIN else Path(name).open("rb") as file:
            first = 1
            for lines in formats.line_groups(file, JOB_BYTES):
                yield Job((name,), tuple(lines), first)
                first += len(lines)
    except OSError as error:
        yield Job((name,), error=error.strerror or str(error))
