"""Bytes survive the way in and out; JSON lines never lose one another; files are written whole or not at all."""

import io
import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanpage import formats
from cleanpage.formats import (
    declared_charset,
    decode,
    encode,
    line_groups,
    parse_line,
    replacing,
)

GERMAN = "Der Bürgermeister eröffnete am Montag die Brücke über den Fluß. Für Fußgänger ist sie schon geöffnet.\n"
RUSSIAN = "Вчера открыли новый мост через реку. Жители города ждали его пять лет.\n"
JAPANESE = "昨日、川にかかる新しい橋が開通しました。住民は五年間待っていました。\n"


@given(st.binary())
def test_any_bytes_survive(data: bytes) -> None:
    decoded = decode(data)
    assert encode(decoded.text, decoded.encoding) == data.removeprefix(decoded.mark)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_decides_and_comes_back(encoding: str) -> None:
    data = GERMAN.encode(encoding)
    decoded = decode(data, declared="koi8-r")
    assert decoded.text == GERMAN
    assert decoded.encode(decoded.text) == data
    assert decoded.encode("") == b""


def test_utf8_comes_before_what_is_declared() -> None:
    assert decode(GERMAN.encode(), declared="cp1251") == formats.Decoded(GERMAN, "utf-8")


def test_declared_comes_before_detection() -> None:
    data = "Ðàíî".encode("latin-1")  # too short for anybody to tell
    assert decode(data, declared="cp1251").text == "Рано"


def test_latin1_means_its_superset() -> None:
    assert decode("“Naïve” café".encode("cp1252"), declared="iso-8859-1").text == "“Naïve” café"


@pytest.mark.parametrize("declared", ["no-such-thing", "hex", "utf-16", "undefined"])
def test_a_wrong_declaration_does_no_harm(declared: str) -> None:
    data = (GERMAN * 3).encode("cp1252")
    decoded = decode(data, declared=declared)
    assert encode(decoded.text, decoded.encoding) == data


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GERMAN, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis"), (JAPANESE, "euc-jp")],
)
def test_detection(text: str, encoding: str) -> None:
    assert decode((text * 5).encode(encoding)).text == text * 5


def test_a_stray_byte_does_not_turn_utf8_into_something_else() -> None:
    data = GERMAN.encode() + b"\xff\n" + GERMAN.encode()
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert "Bürgermeister" in decoded.text
    assert decoded.encode(decoded.text) == data


def test_a_single_foreign_byte_is_windows_1252() -> None:
    assert decode(b"caf\xe9 society").text == "café society"


def test_what_an_encoding_lacks_is_escaped() -> None:
    assert encode("\ud800 and \udcff") == b"\\ud800 and \\udcff"
    assert encode("caf\udce9") == b"caf\xe9"


@pytest.mark.parametrize(
    "page",
    [
        b'<html><head><meta charset="koi8-r">',
        b"<META http-equiv=Content-Type content='text/html; charset=koi8-r'>",
        b'<?xml version="1.0" encoding="koi8-r"?><html>',
    ],
)
def test_declared_charset(page: bytes) -> None:
    assert declared_charset(page) == "koi8-r"


def test_undeclared_charset() -> None:
    assert declared_charset(b"<p>charset=koi8-r is an old encoding</p>") is None
    assert declared_charset(b" " * 5000 + b"<meta charset=koi8-r>") is None


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"{broken", "not JSON"),
        (b'["text"]', "not a JSON object"),
        (b'{"txt": "a"}', "no field 'text'"),
        (b'{"text": 3}', "is no string"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"text": "a", "n": ' + b"9" * 5000 + b"}", "not JSON"),
    ],
)
def test_broken_lines(raw: bytes, error: str) -> None:
    record = parse_line(raw, "text")
    assert error in record.error
    broken = json.loads(record.broken())
    assert broken["_error"] == record.error
    assert broken.get("_raw", "").encode() == raw or broken.items() >= json.loads(raw).items()


def test_lines_that_are_not_utf8_keep_their_bytes() -> None:
    record = parse_line(b'{"text": "caf\xe9", "id": 1}\r\n', "text")
    assert record.fields == {"text": "caf\udce9", "id": 1}
    assert record.dump(record.fields) == b'{"text": "caf\xe9", "id": 1}\n'


def test_escaped_surrogates_stay_valid_json() -> None:
    record = parse_line(b'{"text": "\\ud800 \\udce9 \xc3\xa9"}', "text")
    assert record.fields
    line = record.dump(record.fields)
    assert json.loads(line.decode()) == record.fields


def test_a_mark_before_the_first_line_and_blank_lines() -> None:
    assert parse_line(b'\xef\xbb\xbf{"text": "a"}\n', "text").fields == {"text": "a"}
    blank = parse_line(b" \r\n", "text")
    assert (blank.fields, blank.error, blank.blank) == (None, "", True)


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line)), st.integers(1, 30))
def test_line_groups_hold_every_line(lines: list[bytes], size: int) -> None:
    data = b"".join(line + b"\n" for line in lines)
    assert [line for group in line_groups(io.BytesIO(data), size) for line in group] == lines


def test_the_last_line_may_lack_its_end() -> None:
    assert list(line_groups(io.BytesIO(b"a\nb"))) == [[b"a"], [b"b"]]


def test_replacing_writes_all_or_nothing(tmp_path: Path) -> None:
    target = tmp_path / "page.txt"
    target.write_bytes(b"old")
    target.chmod(0o640)

    def fail() -> None:
        with replacing(target) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert target.read_bytes() == b"old"
    with replacing(target) as file:
        file.write(b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]
    assert os.name == "nt" or stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt", reason="links and devices of POSIX")
def test_replacing_follows_links_and_writes_to_devices(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    with replacing(tmp_path / "link.txt") as file:
        file.write(b"new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"new"
    with replacing("/dev/null") as file:
        file.write(b"gone")
    assert not Path("/dev/null").is_file()
