"""``python -m benchmarks quality | errors | speed``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import corpus, documents, errors, extraction, pages, planted, plots, quality, report, shingles, speed, systems
from benchmarks.report import Section
from cleanpage.classifiers.vote import Vote
from cleanpage.cleaner import Cleaner

#: Pages that are judged unless another number is asked for: a run takes a few minutes.
PAGE_SAMPLE = 200


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="How good, where wrong, how fast.")
    commands = parser.add_subparsers(dest="command", required=True)
    _quality_options(commands.add_parser("quality", help="scores against labels or gold texts, beside peers"))
    _error_options(commands.add_parser("errors", help="the worst documents, each wrong line with the reasons for it"))
    fast = commands.add_parser("speed", help="throughput beside peers, growth, hostile documents, memory, start-up")
    fast.add_argument("--corpus", type=Path, metavar="FILE", help="JSON lines with html, text or lines (shared pages)")
    fast.add_argument("--megabytes", type=float, metavar="N", help="raw text to time with (2; quick: 0.5)")
    fast.add_argument("--quick", action="store_true", help="documents up to 4 MB only, fewer rounds")
    _outputs(fast)
    return parser


def _quality_options(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    _labelled(source)
    source.add_argument("--planted", action="store_true", help="blocks of another author, put into the fixtures' clean text")
    source.add_argument("--gold", type=Path, metavar="FILE", help="pages with html and gold: .jsonl or .jsonl.xz")
    source.add_argument("--extraction-benchmark", type=Path, metavar="DIR", help="a clone of article-extraction-benchmark")
    source.add_argument("--trafilatura", type=Path, metavar="DIR", help="a clone of adbar/trafilatura, or a file of pages")
    parser.add_argument("--sample", type=int, metavar="N", help=f"N documents, or pages ({PAGE_SAMPLE}), evenly spread")
    _outputs(parser)


def _error_options(parser: argparse.ArgumentParser) -> None:
    _labelled(parser)
    parser.add_argument("--count", type=int, default=20, metavar="N", help="documents shown (20)")
    parser.add_argument("--crossed", action="store_true", help="only lines wrongly kept or dropped, not wrongly named")
    parser.add_argument("--vote", action="store_true", help="judge with Vote instead of the default classifier")
    parser.add_argument("--html", action="store_true", help="write a page instead of text")


def _labelled(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--labelled", type=Path, metavar="FILE", help="labelled documents, file or folder (fixtures)")


def _outputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--own", action="store_true", help="cleanpage alone, no peers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the tables as JSON too")
    parser.add_argument("--plots", type=Path, metavar="DIR", help="draw plots into a folder (needs matplotlib)")
    parser.add_argument("--write", action="store_true", help="replace this run's section of results.md, with plots")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark and print its report."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser().parse_args(arguments)
    if options.command == "errors":
        return _errors(options)
    if options.write:
        options.plots = options.plots or report.RESULTS.parent / "plots"
    try:
        section = _quality(options) if options.command == "quality" else _speed(options)
    except (OSError, ValueError, KeyError) as error:
        print(f"benchmarks: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(section.markdown(arguments))
    if options.json:
        text = json.dumps(section.to_dict(arguments), ensure_ascii=False, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")
    if options.write:
        report.write(section, arguments)
    return 0


def _documents(options: argparse.Namespace) -> list[documents.Labelled]:
    found = documents.labelled(options.labelled) if options.labelled else documents.fixtures()
    if not found:
        msg = f"no labelled documents in {options.labelled or documents.FIXTURES.name}"
        raise ValueError(msg)
    return found


def _quality(options: argparse.Namespace) -> Section:
    contenders, skipped = (systems.own(), []) if options.own else systems.contenders()
    if options.extraction_benchmark or options.gold or options.trafilatura:
        return _pages(options, [one for one in contenders if one.name != extraction.RAW], skipped)
    docs = documents.sample(planted.documents() if options.planted else _documents(options), options.sample)
    runs = quality.judged(docs, contenders)
    name = f"Quality: {options.labelled.stem if options.labelled else 'planted blocks' if options.planted else 'fixtures'}"
    section = quality.section(name, docs, skipped, runs)
    return _drawn(section, options, lambda folder: plots.quality(docs, runs, folder, section.slug))


def _pages(options: argparse.Namespace, contenders: Sequence[systems.System], skipped: Sequence[str]) -> Section:
    count = options.sample or PAGE_SAMPLE
    if options.extraction_benchmark:
        runs = extraction.filtered(pages.recorded(options.extraction_benchmark), contenders)
        return extraction.gold_section("Quality: article-extraction-benchmark", runs, shingles.words, skipped)
    if options.trafilatura:
        found = pages.segment_pages(options.trafilatura, count)
        runs = extraction.filtered(pages.views(found), contenders)
        return extraction.segment_section("Quality: segments of trafilatura's evaluation", runs, skipped)
    runs = extraction.filtered(pages.views(pages.gold_pages(options.gold, count)), contenders)
    name = f"Quality: gold texts of {options.gold.name.split('.')[0]}"
    return extraction.gold_section(name, runs, shingles.words_or_characters, skipped)


def _speed(options: argparse.Namespace) -> Section:
    plan = speed.Plan.quick() if options.quick else speed.Plan()
    texts = corpus.corpus(options.corpus, options.megabytes or (0.5 if options.quick else 2.0))
    section, rates = speed.section(texts, plan, peers=not options.own)
    return _drawn(section, options, lambda folder: plots.speed(rates, folder, section.slug))


def _drawn(section: Section, options: argparse.Namespace, draw: plots.Drawing) -> Section:
    """The section with its plots, if they are asked for and can be drawn."""
    if not options.plots:
        return section
    try:
        return replace(section, plots=draw(options.plots))
    except ImportError as error:
        print(f"benchmarks: no plots: {error}", file=sys.stderr)
        return section


def _errors(options: argparse.Namespace) -> int:
    cleaner = Cleaner(classifier=Vote()) if options.vote else Cleaner()
    found = errors.cases(_documents(options), cleaner)
    if options.crossed:
        found = [case for case in map(errors.crossed_only, found) if case.wrong]
    write = errors.as_html if options.html else errors.as_text
    try:
        for line in write(found, options.count):
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever reads has seen enough; the interpreter must not complain at its end
        sys.stdout = None
    return 0


if __name__ == "__main__":
    sys.exit(main())
