"""Reading TOML files that people write: whatever is wrong is named, with its nearest neighbour."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cleanpage.registry import nearest

Table = Mapping[str, Any]


def read(path: Path) -> Table:
    """The tables of a TOML file.

    Raises:
        ValueError: if it is not TOML, naming file and place.
        OSError: if it can't be read.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        msg = f"{path}: not TOML: {error}"
        raise ValueError(msg) from error


def check_keys(table: Table, known: Iterable[str], where: str) -> None:
    """Refuse keys that nobody reads.

    Raises:
        ValueError: for an unknown key, naming it, its nearest neighbour and all known ones.
    """
    keys = list(known)
    for key in table:
        if key not in keys:
            msg = f"{where}: unknown key {key!r}{nearest(key, keys)} (keys: {', '.join(keys)})"
            raise ValueError(msg)


def strings(table: Table, key: str, where: str) -> tuple[str, ...]:
    """A string or a list of strings; () where the key is missing.

    Raises:
        ValueError: for anything else.
    """
    value = table.get(key, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(one, str) and one for one in values):
        msg = f"{where}: {key} must be a string or a list of strings, not {value!r}"
        raise ValueError(msg)
    return tuple(values)


def string(table: Table, key: str, where: str) -> str | None:
    """One string; None where the key is missing.

    Raises:
        ValueError: for anything else.
    """
    value = table.get(key)
    if value is not None and (not isinstance(value, str) or not value):
        msg = f"{where}: {key} must be a string, not {value!r}"
        raise ValueError(msg)
    return value


def number(table: Table, key: str, where: str) -> float | None:
    """One finite number; None where the key is missing.

    Raises:
        ValueError: for anything else.
    """
    value = table.get(key)
    if value is None:
        return None
    # bool is an int to Python, and TOML knows inf and nan
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
        msg = f"{where}: {key} must be a number, not {value!r}"
        raise ValueError(msg)
    return float(value)


def switch(table: Table, key: str, where: str) -> bool | None:
    """true or false; None where the key is missing.

    Raises:
        ValueError: for anything else.
    """
    value = table.get(key)
    if value is not None and not isinstance(value, bool):
        msg = f"{where}: {key} must be true or false, not {value!r}"
        raise ValueError(msg)
    return value


def tables(table: Table, key: str, where: str) -> list[Table]:
    """The tables of an array ``[[key]]``; [] where there is none.

    Raises:
        ValueError: for anything else.
    """
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        msg = f"{where}: {key} must be written as [[{key}]] tables"
        raise ValueError(msg)
    return value


def subtable(table: Table, key: str, where: str) -> Table:
    """The table ``[key]``; an empty one where there is none.

    Raises:
        ValueError: for anything else.
    """
    value = table.get(key, {})
    if not isinstance(value, dict):
        msg = f"{where}: {key} must be written as a [{key}] table"
        raise ValueError(msg)  # noqa: TRY004 - the value in the file is wrong, not an argument
    return value
