"""The command line: a filter from standard input to standard output, or over files."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

# whatever costs time is imported where it is needed, so that --help is quick
if TYPE_CHECKING:
    from cleanpage.cleaner import Cleaner
    from cleanpage.stream import View

OK, FAILED, USAGE, INTERRUPTED, CLOSED_PIPE = 0, 1, 2, 130, 141
_EXIT_CODES = """exit codes: 0 all is well; 1 some input failed, the rest is written; 2 wrong usage;
130 interrupted; 141 the reader of standard output has gone"""


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    try:
        code = _exit_code(argv)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Python flushes standard output once more when it ends: that must not fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return CLOSED_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        print(f"cleanpage: {error.filename or 'output'}: {error.strerror or error}", file=sys.stderr)
        return FAILED


def _exit_code(argv: list[str] | None) -> int:
    """Run; argparse leaves by an exception, but what it wrote must be flushed too."""
    try:
        return _run(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else OK


def parser() -> argparse.ArgumentParser:
    """All options."""
    made = argparse.ArgumentParser(
        "cleanpage",
        description="Drop the boilerplate from scraped text, keep the author's own to the byte.",
        epilog=_EXIT_CODES,
    )
    made.add_argument("files", nargs="*", metavar="FILE", help="files to clean; none, or -, is standard input")
    made.add_argument("--version", action="store_true", help="print the version")
    made.add_argument("--list", choices=("labels", "rules", "languages"), help="print what there is, one a line")
    made.add_argument("--jobs", type=int, default=1, metavar="N", help="processes, for many files or JSON lines")
    made.add_argument("-v", "--verbose", action="store_true", help="sum up on standard error")
    _add_input(made.add_argument_group("input"))
    _add_output(made.add_argument_group("output"))
    _add_choice(made.add_argument_group("what is dropped"))
    return made


def _add_input(group: Any) -> None:
    group.add_argument(
        "--jsonl", action="store_true", help="every line is a JSON object: clean one field, keep the others"
    )
    group.add_argument("--field", help="the field of --jsonl (default: text)")
    group.add_argument("--html", action="store_true", help="the input is HTML: extract its text first")
    group.add_argument("--extractor", choices=("trafilatura", "justext"), help="of --html (default: trafilatura)")
    group.add_argument("--url", help="where the page of --html is from")
    group.add_argument("--lang", metavar="CODE", help="language of all documents (default: find out)")


def _add_output(group: Any) -> None:
    where = group.add_mutually_exclusive_group()
    where.add_argument("-o", "--output", metavar="FILE", help="write to a file; it appears whole or not at all")
    where.add_argument(
        "--in-place", action="store_true", help="write every file back to itself, unless nothing is left of it"
    )
    group.add_argument(
        "--force", action="store_true", help="with --in-place: write a file back even if nothing is left of it"
    )
    group.add_argument("--removed", metavar="FILE", help="write the dropped paragraphs to a file")
    form = group.add_mutually_exclusive_group()
    for name, told in _FORMS.items():
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name, default="text", help=told)


_FORMS = {
    "json": "one JSON object a document: text, language, verdict, every paragraph with its reasons",
    "explain": "one line a paragraph: kept or dropped, label, confidence, why",
    "diff": "a unified diff",
}


def _add_choice(group: Any) -> None:
    several: dict[str, Any] = {"action": "extend", "type": _words, "default": [], "metavar": "LABEL"}
    group.add_argument("--keep", help="labels that stay (comma, or again)", **several)
    group.add_argument("--drop", help="labels that go", **several)
    preset = group.add_mutually_exclusive_group()
    preset.add_argument("--only", help="drop nothing but these labels", **several)
    preset.add_argument("--policy", metavar="NAME", help="article (default) or gentle")
    group.add_argument("--min-confidence", type=float, metavar="P", help="drop only what is at least so sure, 0 to 1")
    group.add_argument("--classifier", metavar="NAME", help="model (default), or vote: adds up what the rules say")
    group.add_argument("--no-rule", help="rules that are not used, by name or prefix", **{**several, "metavar": "ID"})
    group.add_argument(
        "--rules", help="rule packs (TOML)", **{**several, "type": lambda x: [Path(x)], "metavar": "FILE"}
    )
    group.add_argument("--config", metavar="FILE", help="settings (TOML); options on the command line come on top")


def _words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _run(argv: list[str] | None) -> int:
    """Parse, then list or clean."""
    options = parser()
    args = options.parse_intermixed_args(argv)
    if args.version:
        from cleanpage import __version__

        print(f"cleanpage {__version__}")
        return OK
    problem = _misuse(args)
    if problem:
        options.error(problem)
    try:
        cleaner = _cleaner(args)
    except (ValueError, OSError) as error:
        options.error(str(error))
    return _list(args.list, cleaner) if args.list else _clean(args, cleaner)


def _misuse(args: argparse.Namespace) -> str:
    """What is wrong with a combination of options, or ''. An option is honoured or refused, never ignored."""
    needs = [
        (args.field, args.jsonl, "--field needs --jsonl"),
        (args.force, args.in_place, "--force needs --in-place"),
        (args.extractor, args.html, "--extractor needs --html"),
        (args.url, args.html, "--url needs --html"),
        (args.in_place, args.files and "-" not in args.files, "--in-place needs files"),
        (args.in_place, args.form == "text", "--in-place writes text: no --json, --explain or --diff"),
        (args.in_place, not args.html or args.jsonl, "--in-place would write text into HTML files"),
        (True, args.jobs >= 1, "--jobs must be at least 1"),
        (args.files.count("-") > 1, False, "standard input can be read only once"),
    ]
    return next((problem for asked, given, problem in needs if asked and not given), "")


def _cleaner(args: argparse.Namespace) -> Cleaner:
    """The cleaner that the config file and the options describe."""
    from cleanpage.config import Settings, load

    settings = Settings(
        lang=args.lang,
        preset=args.policy,
        only=tuple(args.only),
        keep=tuple(args.keep),
        drop=tuple(args.drop),
        min_confidence=args.min_confidence,
        without=tuple(args.no_rule),
        packs=tuple(args.rules),
        classifier=args.classifier,
    )
    return settings.over(load(args.config) if args.config else Settings()).cleaner()


def _list(what: str, cleaner: Cleaner) -> int:
    from cleanpage import lexicon
    from cleanpage.document import LABELS

    lists = {"labels": lambda: LABELS, "rules": cleaner.rule_names, "languages": lexicon.languages}
    print("\n".join(lists[what]()))
    return OK


def _clean(args: argparse.Namespace, cleaner: Cleaner) -> int:
    """Clean all inputs; returns the exit code."""
    from cleanpage import output, pool, stream

    worker = stream.Worker(cleaner, _view(args))
    # a file that is named twice would be read while it is being written
    names = list(dict.fromkeys(args.files) if args.in_place else args.files) or [stream.STDIN]
    where = output.Where(args.output, args.in_place, args.force, args.removed)
    log = output.Log(args.verbose, whole_files=worker.view.field is None)
    with contextlib.closing(pool.run(worker, stream.jobs(names, worker.view), args.jobs)) as pieces:
        try:
            output.deliver(pieces, where, log)
        except pool.PoolError as error:
            log.error(str(error))
    return FAILED if log.failed else OK


def _view(args: argparse.Namespace) -> View:
    from cleanpage.stream import View

    extractor = (args.extractor or "trafilatura") if args.html else None
    colour = (
        args.output is None
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
    return View(args.form, (args.field or "text") if args.jsonl else None, extractor, args.url, colour)
