"""The command line, as a shell runs it."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import cleanpage
from cleanpage import Cleaner, Label
from cleanpage.cli import parser

ROOT = Path(cleanpage.__file__).parents[1]
PACKS = Path(__file__).parents[1] / "fixtures" / "rules-packs"
PROSE = "The gardener who lives next door has told me that the roses in the yard will need a lot of water this week."
MORE = "Nobody in the street would have thought that an old fence could cost so much, and yet we paid for it together."
PAGE = f"Share on Facebook\n\n{PROSE}\n\n{MORE}\n\nShare on Facebook\n© 2024 The Daily Heron. All rights reserved.\n"
KEPT = f"{PROSE}\n\n{MORE}\n"
COMMAND = f"{shlex.quote(sys.executable)} -m cleanpage"
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
posix = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")


def run(*args: object, data: bytes = b"", **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "cleanpage", *map(str, args)]
    return subprocess.run(command, input=data, capture_output=True, env=ENV, timeout=60, check=False, **options)


def shell(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=ENV, cwd=cwd, timeout=60, check=False)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_bytes(PAGE.encode())
    return path


@posix
def test_pipes(page: Path) -> None:
    done = shell(f"cat page.txt | {COMMAND} | cat", page.parent)
    assert (done.stdout, done.stderr, done.returncode) == (KEPT, "", 0)


@posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("options", ["", "--explain", "--jsonl", "--jsonl --jobs 2"])
def test_a_closed_pipe_is_141_without_a_traceback(tmp_path: Path, options: str, unbuffered: str) -> None:
    line = json.dumps({"text": PAGE}) + "\n" if "jsonl" in options else f"{PROSE}\n"
    (tmp_path / "big").write_text(line * 40_000, encoding="utf-8")
    flags = "--policy article" if "explain" in options else "--only spam"
    done = shell(
        f"PYTHONUNBUFFERED={unbuffered} {COMMAND} {options} {flags} < big | head -n 1; exit ${{PIPESTATUS[0]}}",
        tmp_path,
    )
    assert done.stdout.count("\n") == 1
    assert (done.stderr, done.returncode) == ("", 141)


@posix
@pytest.mark.parametrize("options", [[], ["--jsonl"], ["--jsonl", "--jobs", "2"]])
def test_an_interrupt_is_130_without_a_traceback(options: list[str]) -> None:
    command = [sys.executable, "-m", "cleanpage", *options]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENV,
        start_new_session=True,
        # a job in the background of a shell ignores interrupts, and would hand that on
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - there are no threads
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps({"text": PAGE}).encode() + b"\n")
        process.stdin.flush()
        if options == ["--jsonl"]:
            assert process.stdout.readline()  # a slow pipe is answered line by line
        else:
            time.sleep(1.5)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=20)
        assert process.stderr
        assert (process.stderr.read(), process.returncode) == (b"", 130)


def test_files_stay_apart(page: Path, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(PROSE, encoding="utf-8")
    done = run(tmp_path / "b.txt", page, tmp_path / "b.txt")
    assert done.stdout.decode() == f"{PROSE}\n{KEPT}{PROSE}"
    assert run("-", tmp_path / "b.txt", data=PAGE.encode()).stdout.decode() == KEPT + PROSE


def test_output_goes_to_a_file(page: Path, tmp_path: Path) -> None:
    done = run(page, "-o", tmp_path / "out.txt")
    assert (done.stdout, done.returncode) == (b"", 0)
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == KEPT


def test_a_missing_file_is_1_and_the_rest_is_written(page: Path, tmp_path: Path) -> None:
    done = run(tmp_path / "none.txt", tmp_path, page)
    assert (done.stdout.decode(), done.returncode) == (KEPT, 1)
    assert b"none.txt: No such file" in done.stderr
    assert done.stderr.count(b"\n") == 2


@pytest.mark.usefixtures("page")
def test_options_may_stand_between_files(tmp_path: Path) -> None:
    (tmp_path / "-b.txt").write_text(PROSE, encoding="utf-8")
    done = run("page.txt", "--lang", "en", "page.txt", "--", "-b.txt", cwd=tmp_path)
    assert done.stdout.decode() == KEPT * 2 + PROSE


def test_no_input_leaves_the_output_alone(tmp_path: Path) -> None:
    (tmp_path / "out.txt").write_bytes(b"old")
    assert run(tmp_path / "none.txt", "-o", tmp_path / "out.txt").returncode == 1
    assert (tmp_path / "out.txt").read_bytes() == b"old"
    assert run("--jsonl", tmp_path / "none.txt", "-o", tmp_path / "new.txt").returncode == 1
    assert not (tmp_path / "new.txt").exists()
    assert run("-o", tmp_path / "no" / "where.txt", data=b"x").returncode == 1


def test_in_place(page: Path, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(PAGE, encoding="utf-8")
    done = run("--in-place", page, page, tmp_path / "b.txt")
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)
    assert page.read_text(encoding="utf-8") == (tmp_path / "b.txt").read_text(encoding="utf-8") == KEPT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.txt", "page.txt"]


def test_in_place_refuses_to_empty_a_file(page: Path, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(PAGE, encoding="utf-8")
    empties = ("--in-place", page, "--drop", "title,content")
    done = run(*empties, tmp_path / "none.txt")
    assert done.returncode == 1
    assert b"--force" in done.stderr
    assert page.read_text(encoding="utf-8") == PAGE
    assert run(*empties, "--force").returncode == 0
    assert page.read_bytes() == b""


def test_in_place_jsonl(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text(json.dumps({"text": PAGE, "id": 1}) + "\n{broken\n", encoding="utf-8")
    assert run("--in-place", "--jsonl", lines).returncode == 1
    first, second = lines.read_text(encoding="utf-8").splitlines()
    assert json.loads(first) == {"text": KEPT, "id": 1}
    assert json.loads(second)["_raw"] == "{broken"


@pytest.mark.parametrize("jobs", [1, 2])
def test_jsonl_keeps_fields_order_and_places(jobs: int) -> None:
    good = {"id": 1, "body": PAGE, "ü": [None, 1.5, {"a": "\ud800"}]}
    lines = [
        json.dumps(good),
        "{broken",
        "",
        "[1]",
        '{"id": 2}',
        '{"body": 5, "id": 3}',
        json.dumps({"body": "", "id": 4}),
    ]
    done = run("--jsonl", "--field", "body", "--jobs", jobs, data="\r\n".join(lines).encode())
    out: list[Any] = [json.loads(line) if line else None for line in done.stdout.decode().split("\n")]
    assert out[0] == {**good, "body": KEPT}
    assert list(out[0]) == list(good)
    assert out[1]["_raw"] == "{broken"
    assert out[2] is None
    assert out[3] == {"_raw": "[1]", "_error": "not a JSON object"}
    assert out[4] == {"id": 2, "_error": "no field 'body'"}
    assert out[5] == {"body": 5, "id": 3, "_error": "field 'body' is no string"}
    assert out[6:] == [{"body": "", "id": 4}, None]
    assert done.returncode == 1
    assert [line.split(b":")[2] for line in done.stderr.splitlines()] == [b"2", b"4", b"5", b"6"]


def test_jobs_change_nothing(tmp_path: Path) -> None:
    names = []
    for i in range(150):
        names.append(tmp_path / f"{i}.txt")
        names[-1].write_text(
            f"{PAGE}\nNumber {i} was not the last of the many that we have seen in the yard.\n", encoding="utf-8"
        )
    names.insert(70, tmp_path / "none.txt")
    one, two = run(*names), run("--jobs", "2", *names)
    assert (one.stdout, one.stderr, one.returncode) == (two.stdout, two.stderr, two.returncode)
    assert one.returncode == 1
    assert one.stdout.count(PROSE.encode()) == 150
    lines = b"".join(json.dumps({"text": PAGE, "id": i}).encode() + b"\n" for i in range(3000))
    out = run("--jsonl", "--jobs", "2", data=lines).stdout
    assert [json.loads(line)["id"] for line in out.splitlines()] == list(range(3000))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_output_is_in_the_encoding_of_the_input(encoding: str) -> None:
    told = "The café on the corner was £5 dearer than it had been before the summer, said “Müller”."
    text = f"Share on Facebook\n\n{told}\n\n{MORE}\n"
    done = run("--lang", "en", data=text.encode(encoding))
    assert done.stdout == text.removeprefix("Share on Facebook\n\n").encode(encoding)


def test_undecodable_bytes_survive() -> None:
    data = f"Share on Facebook\n\n{PROSE} Über allem ".encode() + b"\xff\xfe\x80" + f" stand das.\n\n{MORE}\n".encode()
    assert run(data=data).stdout == data.removeprefix(b"Share on Facebook\n\n")


def test_json(page: Path) -> None:
    done = run("--json", page)
    result = json.loads(done.stdout)
    assert result.pop("file") == str(page)
    assert result == Cleaner().clean(PAGE).to_dict()
    (line,) = run("--jsonl", "--json", data=json.dumps({"text": PAGE, "id": 1}).encode()).stdout.splitlines()
    record = json.loads(line)
    assert (record["id"], record["text"]) == (1, KEPT)
    assert record["_cleanpage"]["paragraphs"][0]["label"] == "navigation"


def test_explain(page: Path) -> None:
    lines = run("--explain", page).stdout.decode().splitlines()
    assert lines[0].endswith("page.txt: en, ok, 2 of 5 paragraphs kept")
    assert [line.split()[0] for line in lines[1:]] == ["dropped", "kept", "kept", "dropped", "dropped"]
    assert "phrases.navigation" in lines[1]
    (head, *_) = run("--jsonl", "--explain", data=json.dumps({"text": PAGE}).encode()).stdout.decode().splitlines()
    assert head.startswith("-:1: en")


@posix
@pytest.mark.skipif(shutil.which("script") is None, reason="needs the program script, for a terminal")
@pytest.mark.parametrize("no_colour", ["", "1"])
def test_colour_on_a_terminal(page: Path, no_colour: str) -> None:
    done = shell(f"NO_COLOR={no_colour} TERM=xterm script -qec '{COMMAND} --explain page.txt' /dev/null < /dev/null", page.parent)
    assert ("\x1b[" in done.stdout) == (not no_colour)


@posix
@pytest.mark.skipif(shutil.which("script") is None, reason="needs the program script, for a terminal")
def test_progress_is_for_terminals_only(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text((json.dumps({"text": PAGE}) + "\n") * 20_000, encoding="utf-8")
    done = shell(f"script -qec '{COMMAND} --jsonl a.jsonl > out.jsonl' /dev/null < /dev/null", tmp_path)
    assert " documents, " in done.stdout
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 20_000
    assert run("--jsonl", tmp_path / "a.jsonl").stderr == b""


def test_diff(page: Path) -> None:
    diff = run("--diff", page).stdout.decode()
    assert diff.startswith(f"--- {page}\n+++ {page} (clean)\n@@ -1,")
    assert diff.count("\n-Share on Facebook\n") == 2


def test_removed(page: Path, tmp_path: Path) -> None:
    gone = "Share on Facebook\nShare on Facebook\n© 2024 The Daily Heron. All rights reserved.\n"
    assert run(page, "--removed", tmp_path / "gone.txt").stdout.decode() == KEPT
    assert (tmp_path / "gone.txt").read_text(encoding="utf-8") == gone
    run("--jsonl", "--removed", tmp_path / "gone.txt", data=(json.dumps({"text": PAGE}) + "\n").encode() * 2)
    assert (tmp_path / "gone.txt").read_text(encoding="utf-8") == gone * 2


def test_choosing_labels() -> None:
    def out(*args: str) -> str:
        return run(*args, data=PAGE.encode()).stdout.decode()

    share, rights = "Share on Facebook", "All rights reserved."
    assert share not in out()
    assert rights in out("--keep", "legal")
    assert share in out("--keep", "navigation,legal")
    assert PROSE not in out("--drop", "content")
    assert share in out("--only", "legal")
    assert rights not in out("--only", "legal", "--only", "spam")
    assert rights not in out("--policy", "gentle")
    assert rights in out("--min-confidence", "1")


def test_choosing_rules(tmp_path: Path) -> None:
    done = run("--json", "--no-rule", "contact,phrases.legal", data=PAGE.encode())
    said = {e["rule"] for p in json.loads(done.stdout)["paragraphs"] for e in p["evidence"]}
    assert "phrases.navigation" in said
    assert not {rule for rule in said if rule.startswith("contact.")} | (said & {"phrases.legal"})
    shop = f"{PROSE}\n\n{MORE} So use code 25 for it when you go there with your friends and the others.\n"
    assert "use code" in run(data=shop.encode()).stdout.decode()
    assert "use code" not in run("--rules", PACKS / "shop.toml", data=shop.encode()).stdout.decode()
    (tmp_path / "c.toml").write_text(f"rules = [{json.dumps(str(PACKS / 'shop.toml'))}]\n", encoding="utf-8")
    assert "use code" not in run("--config", tmp_path / "c.toml", "--jobs", "2", data=shop.encode()).stdout.decode()
    assert "use code" in run("--config", tmp_path / "c.toml", "--no-rule", "shop", data=shop.encode()).stdout.decode()


def test_classifier() -> None:
    def reasons(name: str) -> set[str]:
        done = json.loads(run("--json", "--classifier", name, data=PAGE.encode()).stdout)
        return {e["rule"].partition(".")[0] for p in done["paragraphs"] for e in p["evidence"]}

    # only the learned model adds reasons of its own
    assert "model" in reasons("model")
    assert "model" not in reasons("vote")


def test_lang() -> None:
    assert json.loads(run("--json", "--lang", "de", data=PAGE.encode()).stdout)["lang"] == "de"
    assert json.loads(run("--json", "--lang", "auto", data=PAGE.encode()).stdout)["lang"] == "en"


@pytest.mark.parametrize("extractor", ["trafilatura", "justext"])
def test_html(tmp_path: Path, extractor: str) -> None:
    html = f"<html><head><title>Roses</title></head><body><article><p>{PROSE}</p><p>{MORE}</p></article></body></html>"
    (tmp_path / "a.html").write_text(html, encoding="utf-8")
    done = run("--html", "--extractor", extractor, tmp_path / "a.html")
    assert [line for line in done.stdout.decode().splitlines() if line] == [PROSE, MORE]
    data = json.dumps({"text": html, "id": 1}).encode()
    (line,) = run(
        "--html", "--extractor", extractor, "--url", "https://heron.example/", "--jsonl", "--json", data=data
    ).stdout.splitlines()
    assert json.loads(line)["_cleanpage"]["metadata"]["title"] == "Roses"


def test_nothing_left_is_said() -> None:
    done = run("--html", data=b"<html></html>")
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)
    done = run("--drop", "content,title", data=PROSE.encode())
    assert done.stdout == b""
    assert b"nothing is left of it" in done.stderr


def test_list() -> None:
    assert run("--list", "labels").stdout.decode().split() == [str(label) for label in Label]
    assert run("--list", "rules").stdout.decode().split() == Cleaner().rule_names()
    assert {"en", "de", "fr"} <= set(run("--list", "languages").stdout.decode().split())
    assert "spam.keywords" not in run("--list", "rules", "--no-rule", "spam").stdout.decode().split()


def test_verbose_sums_up(page: Path) -> None:
    told = run("-v", page, "-").stderr.decode().splitlines()
    assert len(told) == 3
    assert "2 of 5 paragraphs" in told[0]
    assert "navigation 2" in told[0]
    assert told[2].startswith("cleanpage: 2 documents")
    assert run(page).stderr == b""


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--nonsense"], "unrecognized arguments"),
        (["--keep", "captoin"], "did you mean 'caption'?"),
        (["--drop", "newsleter"], "did you mean 'newsletter'?"),
        (["--no-rule", "phrases.newslettr"], "did you mean 'phrases.newsletter'?"),
        (["--classifier", "vite"], "did you mean 'vote'?"),
        (["--policy", "gentel"], "did you mean 'gentle'?"),
        (["--policy", "gentle", "--only", "ad"], "not allowed with"),
        (["--min-confidence", "7"], "between 0 and 1"),
        (["--lang", "English"], "a language is a code"),
        (["--config", "nowhere.toml"], "nowhere.toml"),
        (["--rules", "nowhere.toml"], "nowhere.toml"),
        (["--list", "everything"], "invalid choice"),
        (["--json", "--diff"], "not allowed with"),
        (["--in-place"], "--in-place needs files"),
        (["--in-place", "--json", "a"], "--in-place writes text"),
        (["--in-place", "--html", "a"], "HTML files"),
        (["--in-place", "-o", "b", "a"], "not allowed with"),
        (["--force", "a"], "--force needs --in-place"),
        (["--field", "x"], "--field needs --jsonl"),
        (["--url", "x"], "--url needs --html"),
        (["--extractor", "justext"], "--extractor needs --html"),
        (["--jobs", "0"], "at least 1"),
        (["-", "-"], "read only once"),
    ],
)
def test_wrong_usage_is_2(args: list[str], message: str) -> None:
    done = run(*args, data=PAGE.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in " ".join(done.stderr.decode().split())


def test_a_rule_that_raises_fails_its_document_only(tmp_path: Path) -> None:
    env = plugin(tmp_path, "def bad(document):\n    if 'boom' in document.text:\n        raise KeyError('boom')\n    return []\n")
    (tmp_path / "c.toml").write_text("[heuristics]\ninstalled = true\n", encoding="utf-8")
    lines = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in (PAGE, "boom", PAGE))
    command = [sys.executable, "-m", "cleanpage", "--config", "c.toml", "--jsonl"]
    done = subprocess.run(command, input=lines, capture_output=True, env=env, cwd=tmp_path, check=False)
    out = [json.loads(line) for line in done.stdout.splitlines()]
    assert out == [{"text": KEPT}, {"text": "boom", "_error": "KeyError: 'boom'"}, {"text": KEPT}]
    assert (done.returncode, done.stderr) == (1, b"cleanpage: -:2: KeyError: 'boom'\n")


def test_a_rule_that_cannot_travel_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    env = plugin(tmp_path, "bad = lambda document: []\n")
    (tmp_path / "c.toml").write_text("[heuristics]\ninstalled = true\n", encoding="utf-8")
    command = [sys.executable, "-m", "cleanpage", "--config", "c.toml", "--jobs"]
    alone, many = (
        subprocess.run([*command, n], input=b"x", capture_output=True, env=env, cwd=tmp_path, check=False) for n in "12"
    )
    assert (alone.returncode, alone.stdout) == (0, b"x")
    assert many.returncode == 1
    assert many.stderr.startswith(b"cleanpage: a rule that can't be pickled")
    assert many.stderr.count(b"\n") == 1


def plugin(folder: Path, code: str) -> dict[str, str]:
    """Install a package with one rule; returns the environment in which Python finds it."""
    info = folder / "plug-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plug\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[cleanpage.heuristics]\nplug.bad = plug:bad\n", encoding="utf-8")
    (folder / "plug.py").write_text(code, encoding="utf-8")
    return {**ENV, "PYTHONPATH": os.pathsep.join([str(ROOT), str(folder)])}


def test_help_is_quick_and_documents_every_exit_code() -> None:
    def seconds() -> float:
        began = time.perf_counter()
        done = run("--help")
        assert done.returncode == 0
        text = done.stdout.decode()
        assert all(code in text for code in ("0 ", "1 ", "2 ", "130", "141"))
        return time.perf_counter() - began

    bare = min(_python_start() for _ in range(5))
    # 0.2 s on a machine where Python itself starts in 0.02 s
    assert min(seconds() for _ in range(5)) < max(0.2, 10 * bare)


def _python_start() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", ""], check=True)
    return time.perf_counter() - began


def test_version() -> None:
    assert run("--version").stdout.decode() == f"cleanpage {cleanpage.__version__}\n"


def test_every_option_is_in_the_tests() -> None:
    told = Path(__file__).read_text(encoding="utf-8")
    for action in parser()._actions:
        assert (
            any(f'"{option}"' in told or f"{option} " in told for option in action.option_strings) or not action.option_strings
        ), action
