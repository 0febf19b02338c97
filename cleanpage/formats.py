"""Bytes in, bytes out: encodings that survive a round trip, JSON lines, files that are written whole or not at all."""

from __future__ import annotations

import codecs
import json
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

#: Longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Where pages say so, they mean the superset (WHATWG Encoding Standard), which has no control characters in it.
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-11": "cp874",
}
#: Bytes that detection looks at.
_SAMPLE = 1 << 16
#: With fewer bytes beyond ASCII nobody can tell; then it is what most of the web's old pages are in.
_FEWEST, _USUAL = 3, "cp1252"
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
#: How far into a page its charset may be declared.
_PROLOGUE = 4096


@dataclass(frozen=True)
class Decoded:
    """Text with what it takes to write it back.

    ``encode(text)`` gives the very bytes that it was decoded from, and for a part of the text those of that part.

    Attributes:
        text: undecodable bytes are lone surrogates in it (PEP 383).
        encoding: Python's name of the encoding.
        mark: the byte order mark, if there was one; no part of the text.
    """

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""

    def encode(self, text: str) -> bytes:
        """A part of the text as bytes of the same encoding, after the same byte order mark."""
        return self.mark + encode(text, self.encoding) if text else b""


def encode(text: str, encoding: str = "utf-8") -> bytes:
    """Text as bytes; escaped bytes come out as they were, what the encoding lacks as a backslash escape."""
    try:
        return text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return text.encode(encoding, "backslashreplace")


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Find out what bytes say: by byte order mark, as UTF-8, as declared, by detection; never fails.

    Args:
        data: the bytes of a document.
        declared: name of an encoding that somebody claims, right or wrong.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            found = _lossless(data[len(mark) :], name, mark)
            if found:
                return found
    try:
        return Decoded(data.decode())
    except UnicodeDecodeError as error:
        first_bad = error.start
    rough = data.decode(errors="surrogateescape")
    if _mostly_right(rough):
        return Decoded(rough)
    for guess in (declared, _detected(data[max(first_bad - 1024, 0) :][:_SAMPLE])):
        found = _lossless(data, _superset(guess)) or _lossless(data, guess) if guess else None
        if found:
            return found
    return Decoded(rough)


def _lossless(data: bytes, encoding: str, mark: bytes = b"") -> Decoded | None:
    """The text, if it decodes without a fault and encodes to the very same bytes again."""
    try:
        text = data.decode(encoding)
        return Decoded(text, encoding, mark) if text.encode(encoding) == data else None
    except (UnicodeError, LookupError):
        return None


def _mostly_right(text: str) -> bool:
    """Whether a text with escaped bytes is UTF-8 all the same: fewer bytes are escaped than characters came out."""
    escaped = len(re.findall("[\udc80-\udcff]", text))
    return 2 * escaped <= len(text) - len(text.encode("ascii", "ignore"))


def _detected(sample: bytes) -> str | None:
    """What chardet makes of some bytes."""
    if sum(byte > 127 for byte in sample[: 1 << 12]) < _FEWEST:
        return _USUAL
    import chardet

    name: str | None = chardet.detect(sample)["encoding"]
    return name


def _superset(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return name
    return _SUPERSETS.get(known, known)


def declared_charset(html: bytes) -> str | None:
    """The encoding that a page claims in a ``meta`` tag or in its XML declaration."""
    match = _CHARSET.search(html[:_PROLOGUE])
    return match[1].decode("ascii") if match else None


@dataclass(frozen=True)
class Record:
    """One JSON line.

    Attributes:
        fields: the object, or None if the line holds none.
        error: what is wrong with the line, or ''.
        raw: the line without its end.
    """

    fields: dict[str, Any] | None
    error: str
    raw: bytes

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the line: no record, and no error."""
        return not self.raw.strip()

    def broken(self) -> bytes:
        """The line with an ``_error`` field: with its other fields, or with the ``_raw`` line where there are none."""
        fields = {"_raw": self.raw.decode(errors="surrogateescape")} if self.fields is None else self.fields
        return self.dump({**fields, "_error": self.error})

    def dump(self, fields: dict[str, Any]) -> bytes:
        """Fields as a JSON line; undecodable bytes of this line come out as they were."""
        line = json.dumps(fields, ensure_ascii=False)
        try:
            return line.encode() + b"\n"
        except UnicodeEncodeError:
            # an escape like \ud800 in valid input must stay one; a raw byte can only come from a line that is not UTF-8
            return (line.encode(errors="backslashreplace") if self._valid() else encode(line)) + b"\n"

    def _valid(self) -> bool:
        try:
            return bool(self.raw.decode())
        except UnicodeDecodeError:
            return False


def parse_line(raw: bytes, field: str) -> Record:
    """Read one JSON line whose ``field`` must be a string; whatever is wrong with it becomes ``error``."""
    raw = raw.removesuffix(b"\n").removesuffix(b"\r").removeprefix(codecs.BOM_UTF8)
    try:
        value = json.loads(raw.decode(errors="surrogateescape"))
    except RecursionError:
        return Record(None, "not JSON: nested too deeply", raw)
    except ValueError as error:
        return Record(None, "" if not raw.strip() else f"not JSON: {error}", raw)
    if not isinstance(value, dict):
        return Record(None, "not a JSON object", raw)
    if field not in value:
        return Record(value, f"no field {field!r}", raw)
    if not isinstance(value[field], str):
        return Record(value, f"field {field!r} is no string", raw)
    return Record(value, "", raw)


def line_groups(file: BinaryIO, size: int = 1 << 19) -> Iterator[list[bytes]]:
    """Lines of a binary file in groups of about ``size`` bytes, or of what is there: a slow pipe is not waited for."""
    read = getattr(file, "read1", file.read)
    tail: list[bytes] = []
    while data := read(size):
        head, newline, rest = data.rpartition(b"\n")
        if not newline:
            tail.append(data)  # a long line: joined once, when it ends
            continue
        lines = b"".join([*tail, head]).split(b"\n")
        tail = [rest] if rest else []
        yield lines
    if tail:
        yield [b"".join(tail)]


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """Write a file anew: it appears whole when the block ends, and stays as it was if the block raises.

    Links are followed and permissions kept. What is no regular file (a pipe, ``/dev/stdout``) is simply written to.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:
            yield stream
        return
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """The permissions of a file, or those that a new one would get."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
