"""Measures that need processes of their own: start-up, peak memory, several workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median

from benchmarks.documents import ROOT

_STARTS = {
    "python -c pass": ["-c", "pass"],
    "import numpy": ["-c", "import numpy"],
    "import cleanpage": ["-c", "import cleanpage"],
    "import cleanpage and the first clean": ["-c", "import cleanpage; cleanpage.clean('The text of it.\\nShare')"],
    "cleanpage --help": ["-m", "cleanpage", "--help"],
}
#: Streams texts through clean_many until so many characters are done, then tells its greatest resident size in KB.
_STREAM = """
import itertools, json, sys
import cleanpage
texts, wanted, done = json.load(open(sys.argv[1], encoding="ascii")), float(sys.argv[2]), 0
def stream():
    sent = 0
    for text in itertools.cycle(texts):
        if sent >= wanted: return
        sent += len(text)
        yield text
for result in cleanpage.clean_many(stream()):
    done += len(result.text)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def start_up(rounds: int) -> dict[str, tuple[float, float]]:
    """Median seconds that each start takes: (elapsed, CPU). They take turns."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in _STARTS}
    for _ in range(rounds):
        for name, arguments in _STARTS.items():
            before, begin = os.times(), time.perf_counter()
            _python(arguments)
            after = os.times()
            cpu = after.children_user + after.children_system - before.children_user - before.children_system
            found[name].append((time.perf_counter() - begin, cpu))
    return {name: (median(a for a, _ in rows), median(b for _, b in rows)) for name, rows in found.items()}


def _python(arguments: Sequence[str]) -> str:
    """The output of a fresh interpreter that finds this checkout."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *arguments], env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    return done.stdout


def peak_memory(texts: Sequence[str], megabytes: float) -> float | None:
    """MB of memory that a process has at most while it streams so many million characters; None where none can tell."""
    if not Path("/proc/self/status").exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "texts.json"
        place.write_text(json.dumps(list(texts)), encoding="ascii")
        return int(_python(["-c", _STREAM, str(place), str(megabytes * 1e6)])) / 1000


def worker_seconds(texts: Sequence[str], workers: int, rounds: int) -> float:
    """Median elapsed seconds of cleaning all texts in so many processes, started and warm before the clock runs."""
    chunks = [list(texts[i::16]) for i in range(16)]
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(_clean, chunks[: 2 * workers]))
        taken = []
        for _ in range(rounds):
            begin = time.perf_counter()
            list(pool.map(_clean, chunks))
            taken.append(time.perf_counter() - begin)
    return median(taken)


def _clean(texts: list[str]) -> list[str]:
    import cleanpage

    return [result.text for result in cleanpage.clean_many(texts)]
