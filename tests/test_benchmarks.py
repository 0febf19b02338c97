"""The benchmarks: metrics against examples worked out by hand, the peers' rules, and every command once."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import (
    adversarial,
    calibration,
    corpus,
    documentfilters,
    documents,
    errors,
    extraction,
    pages,
    peers,
    planted,
    processes,
    quality,
    report,
    runners,
    scoring,
    shingles,
    speed,
    systems,
)
from benchmarks.__main__ import main
from benchmarks.documents import Labelled
from benchmarks.report import Section
from benchmarks.spans import Spans
from benchmarks.tables import Table, written
from cleanpage.classifiers.vote import Vote
from cleanpage.cleaner import Cleaner
from cleanpage.document import LABELS, Label

TITLE, CONTENT, AD, SPAM = (LABELS.index(label) for label in (Label.TITLE, Label.CONTENT, Label.AD, Label.SPAM))


def labelled(*rows: tuple[str, str], repeats: tuple[int, ...] = ()) -> Labelled:
    paragraphs = [{"label": label, "text": text, "repeat": i in repeats} for i, (label, text) in enumerate(rows)]
    return documents.from_fixture({"lang": "en", "kind": "made", "separator": "\n\n", "paragraphs": paragraphs}, "made")


def said(doc: Labelled, kept: list[bool], label: list[int] | None = None) -> Spans:
    column = None if label is None else np.array(label, np.int8)
    return Spans(doc.start, doc.end, np.array(kept), column)


# documents


def test_fixture_form_gives_gaps_and_offsets() -> None:
    rows = [
        {"label": "title", "text": "One"},
        {"label": "?", "text": "Two", "gap": " "},
        {"label": "ad", "text": "Three"},
    ]
    doc = documents.from_fixture({"lang": "en", "separator": "\n\n", "paragraphs": rows}, "x")
    assert doc.text == "One\n\nTwo Three"
    assert [doc.paragraph(row) for row in range(3)] == ["One", "Two", "Three"]
    assert doc.scored.tolist() == [True, False, True]
    assert doc.good.tolist() == [True, False, False]
    assert not doc.clean


def test_a_repeat_has_to_go_whatever_its_label() -> None:
    doc = labelled(("content", "Twice."), ("content", "Twice."), repeats=(1,))
    assert doc.good.tolist() == [True, False]


def test_lines_form_leaves_exact_copies_undecided() -> None:
    long = "A line that is long enough to be a copy."
    doc = documents.from_lines(
        {"lang": "en", "lines": [long, "Ha!", "Ha!", long.upper()], "labels": ["content"] * 4}, "x"
    )
    assert doc.either.tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("labels", "message"), [(["content"], "2 lines, 1 labels"), (["content", "advert"], "unknown label 'advert'")]
)
def test_slips_in_labelled_files_are_named(labels: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        documents.from_lines({"lang": "en", "lines": ["a", "b"], "labels": labels}, "x")


def test_all_fixtures_are_read() -> None:
    found = documents.fixtures()
    assert len(found) >= 160
    assert len({doc.id for doc in found}) == len(found)
    assert all(doc.text[a:b].strip() for doc in found for a, b in zip(doc.start, doc.end, strict=True))


@pytest.mark.skipif(
    not (documents.SHARED / "labelled").exists(), reason="the shared labelled data is not beside the checkout"
)
def test_shared_labelled_files_are_read() -> None:
    found = documents.labelled(documents.SHARED / "labelled" / "scraped.jsonl")
    assert {"clean", "leaky"} <= {doc.kind for doc in found}


def test_samples_are_even_and_always_the_same() -> None:
    assert documents.sample(range(10), 3) == [0, 3, 6]
    assert documents.sample(range(3), 10) == documents.sample(range(3), None) == [0, 1, 2]


# alignment and scores


def test_finer_and_coarser_pieces_count_by_most_characters() -> None:
    doc = labelled(("content", "x" * 10), ("ad", "y" * 10))
    finer = Spans(
        np.array([0, 4, 12]),
        np.array([4, 10, 22]),
        np.array([False, True, False]),
        np.array([AD, CONTENT, AD], np.int8),
    )
    found = scoring.align(doc, finer)
    assert found.label.tolist() == [CONTENT, AD]
    assert found.kept.tolist() == [True, False]
    assert found.lost.tolist() == [4, 10]
    coarser = Spans(np.array([0]), np.array([22]), np.array([False]), np.array([AD], np.int8))
    assert scoring.align(doc, coarser).label.tolist() == [AD, AD]


def test_what_nothing_is_said_of_stays_without_a_label() -> None:
    doc = labelled(("content", "seen"), ("ad", "unseen"))
    found = scoring.align(doc, Spans(np.array([0]), np.array([4]), np.array([True]), np.array([CONTENT], np.int8)))
    assert found.kept.tolist() == [True, True]
    assert found.label.tolist() == [CONTENT, scoring.NONE]


def test_probabilities_are_averaged_by_characters() -> None:
    doc = labelled(
        ("content", "xxxx"),
    )
    sure = np.zeros((2, len(LABELS)), np.float32)
    sure[0, CONTENT], sure[1, AD] = 1, 1
    spans = Spans(np.array([0, 3]), np.array([3, 4]), np.array([True, False]), np.array([CONTENT, AD], np.int8), sure)
    found = scoring.align(doc, spans).probability
    assert found is not None
    assert found[0, [CONTENT, AD]].tolist() == [0.75, 0.25]
    assert scoring.removal(found).tolist() == [0.25]


def test_scores_by_hand() -> None:
    leaky = labelled(("title", "Head"), ("content", "c" * 94), ("ad", "Buy"), ("ad", "Sell"), ("?", "Hm"))
    clean = labelled(("content", "d" * 50), ("content", "e" * 50))
    counts = scoring.tally(
        [leaky, clean],
        [
            said(leaky, [True, True, False, True, False], [TITLE, CONTENT, AD, CONTENT, AD]),
            said(clean, [True, False], [CONTENT, AD]),
        ],
    )
    found = scoring.point(counts)
    # dropped rightly: Buy; missed: Sell; dropped wrongly: the second half of the clean document
    assert found["precision"] == pytest.approx(1 / 2)
    assert found["recall"] == pytest.approx(1 / 2)
    assert found["f1"] == pytest.approx(1 / 2)
    assert found["lost"] == pytest.approx(50 / 198)
    assert found["lost_clean"] == pytest.approx(50 / 100)
    # title 1; content: 2 of 3 expected, 2 of 3 given; ad: 1 of 2 expected, 1 of 2 given
    assert found["macro_f1"] == pytest.approx((1 + 2 / 3 + 1 / 2) / 3)
    assert found["accuracy"] == pytest.approx(4 / 6)
    precision, recall, f1 = scoring.by_label(counts.confusion.sum(axis=0))
    assert (precision[AD], recall[AD], f1[AD]) == (0.5, 0.5, 0.5)
    assert np.isnan(f1[SPAM])


def test_undecided_copies_count_neither_way() -> None:
    line = "A line that is long enough to be a copy."
    doc = documents.from_lines({"lang": "en", "lines": [line, line], "labels": ["content", "content"]}, "x")
    counts = scoring.tally([doc], [said(doc, [True, False], [CONTENT, CONTENT])])
    assert counts.decision.sum() == 1
    assert counts.chars.tolist() == [[len(line), 0]]
    assert counts.confusion.sum() == 2


def test_systems_without_labels_have_no_macro_f1() -> None:
    doc = labelled(("content", "c"), ("ad", "a"))
    assert "macro_f1" not in scoring.point(scoring.tally([doc], [said(doc, [True, False])]))


def test_there_is_no_f1_of_boilerplate_where_there_is_none() -> None:
    doc = labelled(("content", "c"), ("content", "d"))
    assert np.isnan(scoring.point(scoring.tally([doc], [said(doc, [True, False])]))["f1"])


def test_bootstrap_is_repeatable_and_holds_the_figure() -> None:
    doc = labelled(("content", "cccc"), ("ad", "aaaa"))
    counts = scoring.tally([doc] * 20, [said(doc, [True, i % 4 > 0]) for i in range(20)])
    first, again = (scoring.interval(scoring.scores(counts, scoring.draws(20))["recall"]) for _ in range(2))
    assert first == again
    assert scoring.point(counts)["recall"] == pytest.approx(0.25)
    assert first[0] < 0.25 < first[1]


def test_oracle_is_perfect_where_pieces_are_paragraphs() -> None:
    doc = labelled(("content", "A sentence of the text."), ("ad", "Buy this"), ("content", "Another one."))
    best = quality.judged([doc], [])[-1]
    assert best.name == systems.ORACLE
    assert scoring.point(best.counts)["f1"] == 1
    assert scoring.point(best.counts)["lost"] == 0


# calibration


def test_calibration_error_by_hand() -> None:
    claimed, true = np.array([0.95, 0.95, 0.95, 0.95, 0.25, 0.25]), np.array([True, True, True, False, False, True])
    assert calibration.expected_error(claimed, true) == pytest.approx((4 * 0.20 + 2 * 0.25) / 6)
    mean, share, size = calibration.reliability(claimed, true)
    assert (mean[9], share[9], size[9], size[2], size.sum()) == (pytest.approx(0.95), 0.75, 4, 2, 6)


def test_precision_recall_by_hand() -> None:
    claimed, true = np.array([0.9, 0.8, 0.8, 0.1]), np.array([True, False, True, False])
    precision, recall = calibration.precision_recall(claimed, true)
    assert precision.tolist() == [1, pytest.approx(2 / 3), 0.5]
    assert recall.tolist() == [0.5, 1, 1]
    assert calibration.average_precision(claimed, true) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)


def test_systems_without_probabilities_claim_nothing() -> None:
    doc = labelled(("content", "c"), ("ad", "a"))
    assert calibration.claims([doc], [said(doc, [True, False])]) is None


# shingles


def test_shingle_match_by_hand() -> None:
    gold, found = shingles.shingles(list("abcde")), shingles.shingles(list("bcdefg"))
    # gold: abcd bcde; found: bcde cdef defg
    assert shingles.match(gold, found) == (1 / 4, 2 / 4, 1 / 4)
    assert shingles.shingles(["a", "b"]) == {("a", "b"): 1}
    assert shingles.shingles([]) == {}
    assert shingles.match(shingles.shingles(list("aaaaa")), shingles.shingles(list("aaaa"))) == (1 / 2, 0, 1 / 2)


def test_f1_is_made_of_mean_precision_and_mean_recall() -> None:
    golds = [list("abcde"), list("abcdefgh"), list("wxyz")]
    found = shingles.agreement(golds, [list("abcde"), list("abcd"), []])
    assert found.precision.tolist()[:2] == [1, 1]
    assert np.isnan(found.precision[2])
    assert found.recall.tolist() == [1, 1 / 5, 0]
    values = found.summary(np.ones(3))
    assert values["precision"] == 1
    assert values["recall"] == pytest.approx(0.4)
    assert values["f1"] == pytest.approx(2 * 0.4 / 1.4)
    assert values["accuracy"] == pytest.approx(1 / 3)


def test_characters_are_words_where_words_have_no_spaces() -> None:
    assert shingles.words_or_characters("Tokyo 2020 は東京") == ["Tokyo", "2020", "は", "東", "京"]
    assert shingles.words("Tokyo は東京") == ["Tokyo", "は東京"]


def test_best_pieces_use_every_copy_once() -> None:
    pieces = [text.split() for text in ("menu", "the cat sat on the mat", "the cat sat on the mat", "")]
    assert shingles.best_pieces(pieces, pieces[1]) == [False, True, False, False]


# peers


@pytest.mark.parametrize(
    ("line", "keeps"),
    [
        ("This line has five words.", True),
        ("He said: “This line has five words.”", True),
        ("This line has no end mark", False),
        ("Too short a line.", False),
        ("Please enable JavaScript to see this page.", False),
        ("Read our privacy policy before you go on.", False),
        ("And then it all stops like this...", False),
        (f"One word here is far too long: {'x' * 1001}.", False),
    ],
)
def test_c4_line_rules(line: str, keeps: bool) -> None:  # noqa: FBT001
    assert peers.c4([line])[0].kept.tolist() == [keeps]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("An ordinary line of text", "An ordinary line of text"),
        ("ALL IN UPPER CASE letters", ""),
        ("12,345", ""),
        ("3 likes", ""),
        ("Word", ""),
        ("Sign in to your account", "\n to your account"),
        ("Talks end without a deal Read more...", "Talks end without a deal "),
        ("You have 3 items in cart today", "You have 3 \n today"),
        ("A line of more than ten words is never edited at its end, read more", None),
    ],
)
def test_refinedweb_line_rules(line: str, left: str | None) -> None:
    kept = peers.refinedweb([line])[0].kept_text(line)
    assert kept.strip() == (line if left is None else left).strip()


@pytest.mark.parametrize("maker", [peers.justext, peers.trafilatura])
def test_extractors_keep_prose_given_as_html(maker: Any) -> None:
    prose = (
        "This is a sentence of the kind that is in all texts, and it was written so that it has many stop words. " * 3
    )
    text = f"Home\n\n{prose}\n{prose.replace('sentence', 'paragraph')}\n\x00\ud800 x\n"
    found = maker()([text, ""])
    assert len(found) == 2
    assert len(found[0].kept) == 4
    assert found[0].kept[1:3].all()


def test_extractors_results_are_told_apart_by_line() -> None:
    text = "keep & this <one>\ndrop that\nkeep & this <one>"
    spans = peers._survivors(text, lambda _: "- keep & this <one>")
    assert spans.kept.tolist() == [True, False, False]


@pytest.mark.parametrize("name", sorted(documentfilters.FILTERS))
def test_document_filters_judge_whole_documents(name: str) -> None:
    pytest.importorskip("datatrove")
    try:
        judge = documentfilters.FILTERS[name]()
    except ImportError as error:
        pytest.skip(str(error))
    found = judge(["buy\nbuy\nbuy\nbuy"])[0]
    assert found.kept.tolist() == [False] * 4


def test_missing_libraries_are_skipped_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Any:
        message = "no such library"
        raise ImportError(message)

    monkeypatch.setattr(peers, "justext", missing)
    found, skipped = systems.contenders()
    assert "jusText (lines as HTML): no such library" in skipped
    assert "jusText (lines as HTML)" not in [one.name for one in found]
    assert found[-1].name == "raw"


def test_own_pipeline_says_what_clean_says() -> None:
    texts = [doc.text for doc in documents.sample(documents.fixtures(), 12)]
    for spans, result in zip(systems.Pipeline(Cleaner())(texts), Cleaner().clean_many(texts), strict=True):
        assert spans.kept.tolist() == result.rows.kept.tolist()
        assert spans.start.tolist() == result.rows.start.tolist()


# pages


def page(gold: str = "", present: tuple[str, ...] = (), absent: tuple[str, ...] = ()) -> pages.Page:
    return pages.Page("p", "", gold, present, absent)


def test_segments_by_hand() -> None:
    counts = extraction.segments(["a  b\nc menu"], [page(present=("a b", "b c", "d"), absent=("menu", "footer"))])
    assert counts.tolist() == [[2, 1, 1, 1]]


def test_lift_is_the_rise_over_the_text_as_it_came() -> None:
    gold = "one two three four five six seven eight"
    source = pages.Texts("tool", [f"{gold}\nnine ten eleven twelve"] * 3, [page(gold)] * 3)
    run = extraction.Filtered(source, {"perfect": [gold] * 3, "worse": ["one two"] * 3, "raw": source.texts})
    found = extraction.measured(run, shingles.words)
    assert extraction.lift(found.shingled["raw"], found.shingled["perfect"], scoring.draws(3))[0] > 0
    rows = extraction.lift_table([found]).rows
    assert list(rows[1]) == ["texts raised", None, 1, 0]
    assert list(rows[2]) == ["texts lowered", None, 0, 1]


def extraction_clone(folder: Path) -> Path:
    body = "The council met on Monday to speak about the bridge over the river, which is old.\nIt will be repaired."
    (folder / "output").mkdir()
    truth = {str(i): {"articleBody": body, "url": "https://example.org"} for i in range(3)}
    (folder / "ground-truth.json").write_text(json.dumps(truth))
    (folder / "output" / "perfect.json").write_text(json.dumps(truth))
    leaky = {key: {"articleBody": f"{body}\nShare on Facebook and on all other networks"} for key in ("0", "1")}
    (folder / "output" / "leaky.json").write_text(json.dumps(leaky))
    return folder


def test_extraction_benchmark_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    assert (
        main(["quality", "--own", "--extraction-benchmark", str(extraction_clone(tmp_path)), "--json", str(out)]) == 0
    )
    assert "F1 of every text as it came" in capsys.readouterr().out
    tables = {table["title"]: table["rows"] for table in json.loads(out.read_text())["tables"]}
    rows = {row["text by"]: row for row in next(iter(tables.values()))}
    assert rows["perfect"]["raw"] == rows["perfect"]["oracle"] == 1
    assert rows["leaky"]["raw"] < rows["leaky"]["oracle"]
    raw = next(row for row in tables["Text by leaky"] if row["system"] == "raw")
    assert raw["recall"] == pytest.approx(2 / 3, abs=1e-6)  # one page has no output


@pytest.mark.parametrize("form", ["json", "py"])
def test_clones_of_trafilatura_are_read(tmp_path: Path, form: str) -> None:
    entries = {
        "https://a.example": {"file": "a.html", "with": ["yes"], "without": ["no"]},
        "https://b.example": {"file": "missing.html", "with": ["yes"], "without": []},
    }
    tests = tmp_path / "tests"
    (tests / "cache").mkdir(parents=True)
    (tests / "cache" / "a.html").write_bytes(b"<p>yes \xff</p>")
    text = json.dumps(entries) if form == "json" else f"X = {{}}\nEVAL_PAGES = {entries!r}\n"
    (tests / f"evaldata.{form}").write_text(text)
    found = pages.segment_pages(tmp_path)
    assert [(one.id, one.present, one.absent) for one in found] == [("https://a.example", ["yes"], ["no"])]


def test_folders_without_evaluation_data_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quality", "--own", "--trafilatura", str(tmp_path)]) == 1
    assert "no evaldata" in capsys.readouterr().err


def test_gold_and_segment_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for library in ("html_text", "inscriptis", "bs4"):
        pytest.importorskip(library)
    body = "The council met on Monday to speak about the bridge over the river, which is old and has to be repaired."
    html = f"<html><body><ul><li>Home<li>Contact</ul><p>{body}</p><p>Share on Facebook</p></body></html>"
    row = {"id": "1", "html": html, "gold": body, "with": [body], "without": ["Contact"]}
    path = tmp_path / "made.jsonl"
    path.write_text(json.dumps(row) + "\n" + json.dumps(row | {"gold_recall": 0.1, "with": []}) + "\n")
    assert main(["quality", "--own", "--gold", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "1 pages, 5 texts of each" in shown
    assert "Text by inscriptis" in shown
    assert main(["quality", "--own", "--trafilatura", str(path)]) == 0
    assert "Quality: segments of trafilatura's evaluation" in capsys.readouterr().out


# reports


def test_cells() -> None:
    assert written(0.12345) == "0.123"
    assert written(0.00123, percent=True) == "0.12 %"
    assert written((0.5, 0.25, 0.75)) == "0.500 (0.250–0.750)"
    assert written((0.5, float("nan"), float("nan"))) == "0.500"
    assert written(float("nan")) == written(None) == "–"
    assert written("a|b") == "a\\|b"


def test_results_hold_the_latest_run_of_each_section(tmp_path: Path) -> None:
    path = tmp_path / "results.md"
    for name, value in (("One", 1), ("Two", 2), ("One", 3)):
        section = Section(name, "", [Table("Figures", ("value",), [(value,)])], ["a peer: it is missing"])
        report.write(section, ["quality", "--labelled", "/home/somebody/file.jsonl", "--write"], path)
    text = path.read_text(encoding="utf-8")
    assert text.count("## One") == text.count("## Two") == 1
    assert text.index("## One") < text.index("## Two")
    assert "| 3 |" in text
    assert "| 1 |" not in text
    assert "python -m benchmarks quality --labelled file.jsonl" in text
    assert "somebody" not in text
    assert "**Skipped**: a peer: it is missing." in text
    data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert data["one"]["tables"][0]["rows"] == [{"value": 3}]


def test_planted_documents_hold_every_block_and_hard_paragraph() -> None:
    docs = planted.documents()
    assert len({doc.id for doc in docs}) == len(docs)
    for path in planted.FOLDER.glob("*.toml"):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        mine = [doc for doc in docs if doc.lang == path.stem]
        lines = Counter(doc.paragraph(row) for doc in mine for row in range(len(doc.start)))
        assert all(lines[line] for block in data["block"] for line in block["lines"])
        assert all(lines[paragraph["text"]] for paragraph in data["hard"])
        assert {block["label"] for block in data["block"]} == {"paywall", "newsletter", "author_bio", "related", "spam"}


@pytest.mark.parametrize(("cleaner", "recall", "lost"), [(Cleaner(), 0.80, 0.008), (Cleaner(classifier=Vote()), 0.58, 0.006)])
def test_blocks_of_another_author(cleaner: Cleaner, recall: float, lost: float) -> None:
    docs = planted.documents()
    scores = scoring.point(scoring.tally(docs, systems.Pipeline(cleaner)([doc.text for doc in docs])))
    assert scores["recall"] >= recall
    assert scores["lost"] <= lost


def test_quality_command_on_fixtures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    assert main(["quality", "--sample", "12", "--json", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "12 documents" in shown
    data = json.loads(out.read_text())
    rows = {row["system"]: row for row in data["tables"][0]["rows"]}
    assert {systems.VOTE, "C4 line rules", "RefinedWeb line rules", "raw", systems.ORACLE} <= set(rows)
    assert rows["raw"]["boilerplate F1"][0] == 0
    assert rows["raw"]["good characters lost"][0] == 0
    assert rows[systems.ORACLE]["boilerplate F1"][0] > 0.95
    assert rows[systems.VOTE]["label macro-F1"] is not None
    assert rows["C4 line rules"]["label macro-F1"] is None
    titles = [table["title"] for table in data["tables"]]
    assert {f"Labels: {systems.VOTE}", "Probabilities", "By kind", "By language"} <= set(titles)


def test_quality_command_draws_plots(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    assert main(["quality", "--own", "--sample", "12", "--plots", str(tmp_path / "plots")]) == 0
    assert "plots/quality-fixtures-labels.png" in capsys.readouterr().out
    assert len(list((tmp_path / "plots").glob("*.png"))) == 3


def test_a_file_without_documents_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    assert main(["quality", "--labelled", str(tmp_path / "empty.jsonl")]) == 1
    assert "no labelled documents" in capsys.readouterr().err


# errors


def test_errors_show_what_was_expected_and_why() -> None:
    doc = labelled(
        (
            "content",
            "The council met on Monday to speak about the bridge over the river, which is old and has to be repaired.",
        ),
        (
            "content",
            "It was built by a miller who wanted to have a way to the other side, and he asked for a toll of a penny.",
        ),
        (
            "ad",
            "The repair of the bridge will take two years, and the people who live near it are not happy about that.",
        ),
    )
    (case,) = errors.cases([doc], Cleaner())
    assert case.left == len(doc.paragraph(2))
    assert [wrong.row for wrong in case.wrong if wrong.crossed] == [3]
    shown = "\n".join(errors.as_text([case], 5))
    assert "expected ad, dropped; said content, kept" in shown
    assert any(evidence.rule in shown for evidence in case.wrong[-1].said[0].evidence)
    as_page = "".join(errors.as_html([case], 5))
    assert as_page.count("<tr") == len(case.wrong)


def test_errors_are_sorted_by_harm_and_right_documents_left_out() -> None:
    docs = documents.sample(documents.fixtures(), 40)
    found = errors.cases(docs, Cleaner())
    assert [case.harm for case in found] == sorted((case.harm for case in found), reverse=True)
    assert all(case.wrong for case in found)
    assert all(wrong.crossed for case in found for wrong in errors.crossed_only(case).wrong)


def test_errors_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["errors", "--vote", "--count", "2", "--crossed"]) == 0
    assert "expected" in capsys.readouterr().out
    assert main(["errors", "--html", "--count", "1"]) == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")


# speed


@pytest.mark.parametrize("name", sorted(adversarial.DOCUMENTS))
def test_hostile_documents_have_the_length_asked_for_and_survive(name: str) -> None:
    text = adversarial.DOCUMENTS[name](3001)
    assert len(text) == 3001
    assert Cleaner().clean(text).source == text


def test_slope() -> None:
    assert speed.slope([(10.0, 1.0), (100.0, 10.0), (1000.0, 100.0)]) == pytest.approx(1)
    assert speed.slope([(10.0, 1.0), (100.0, 100.0)]) == pytest.approx(2)
    assert np.isnan(speed.slope([(10.0, 1.0)]))


def test_throughput_counts_raw_text_and_takes_turns() -> None:
    order: list[tuple[str, int]] = []
    made = corpus.Corpus("made", ("a" * 500_000, "é" * 250_000))
    assert made.megabytes == 1.0
    both = [runners.Runner(name, "text", lambda c, name=name: order.append((name, len(c.texts)))) for name in "ab"]  # type: ignore[misc]
    rates = speed.throughput(both, made, 2)
    assert order == [("a", 1), ("b", 1), *[("a", 2), ("b", 2)] * 2]
    assert set(rates) == {"a", "b"}


def test_corpus_of_any_json_lines(tmp_path: Path) -> None:
    rows = [{"text": "One text."}, {"lines": ["Two", "lines"]}, {"text": " "}, {"text": "x" * 2000}]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    found = corpus.corpus(path, 0.001)
    assert found.texts[:2] == ("One text.", "Two\nlines")
    assert len(found.texts) == 3
    assert found.html == ()


def test_corpus_of_fixtures_where_nothing_else_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(corpus, "SHARED", tmp_path)
    found = corpus.corpus(None, 1.0)
    assert found.name == "fixtures, repeated"
    assert found.megabytes >= 1


def test_long_documents_are_cut_to_length() -> None:
    assert corpus.document(["abc", "de"], 9) == "abc\nde\nab"


def test_speed_section_in_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_STARTS", {"python -c pass": ["-c", "pass"]})
    made = corpus.Corpus("made", tuple(doc.text for doc in documents.sample(documents.fixtures(), 10)))
    plan = speed.Plan(rounds=1, longest=10_000, hostile=2000, stream=0.02, shared=0.02)
    section, rates = speed.section(made, plan, peers=False)
    assert {runners.ANCHOR, runners.BATCHED, runners.SINGLE} <= set(rates)
    assert all(rate > 0 for rate in rates.values())
    titles = [table.title for table in section.tables]
    assert titles == [
        "Throughput",
        "Workers",
        "Growth: one document",
        "Hostile documents",
        "Start-up",
        "Peak memory of a stream",
    ]
    assert all(table.rows for table in section.tables)


def test_peers_of_speed_run_or_say_why_not() -> None:
    found, skipped = runners.peers()
    assert len(found) + len(skipped) == len(runners.PEERS)
    assert "trafilatura" in [one.name for one in found]
    made = corpus.Corpus("made", ("Some text.",), ("<p>Some text.</p>",))
    for one in found:
        one.run(made)
