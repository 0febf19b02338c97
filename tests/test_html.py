"""Pages in: text, metadata, and no exception whatever the page."""

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cleanpage
from cleanpage import Cleaner, Policy, Verdict, clean_html
from cleanpage.html import EXTRACTORS, METADATA

FIRST = (
    "The new bridge over the river was opened on Monday by the mayor, who said that it had taken five years to build "
    "and that it would serve the town for at least a century."
)
SECOND = (
    "Residents had waited for a long time, and many of them came to see it for themselves in the café by the water."
)
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="windows-1252"><title>Bridge opens at last | The Daily Heron</title>
<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2021-05-03T10:00:00Z">
<meta property="og:site_name" content="The Daily Heron"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Bridge opens at last</h1><p>{FIRST}</p><p>{SECOND}</p>
<p>© 2024 The Daily Heron. All rights reserved.</p></article>
<script>var x = "not text";</script></body></html>"""


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_a_page(extractor: str) -> None:
    result = clean_html(PAGE, "https://heron.example/bridge", extractor=extractor)
    assert FIRST in result.text
    assert SECOND in result.text
    assert "not text" not in result.source
    assert "All rights reserved" not in result.text
    assert result.verdict is Verdict.OK
    assert result.metadata == {
        "title": "Bridge opens at last",
        "author": "Jane Doe",
        "date": "2021-05-03",
        "site": "The Daily Heron",
        "url": "https://heron.example/bridge",
    }
    for p in result.paragraphs:
        assert p.text == result.source[p.start : p.end]


def test_bytes_in_the_declared_encoding() -> None:
    assert clean_html(PAGE.encode("cp1252")) == clean_html(PAGE) == clean_html(PAGE.encode())


def test_the_text_goes_through_the_given_pipeline() -> None:
    keeps_all = Cleaner().with_policy(Policy.only())
    result = clean_html(PAGE, cleaner=keeps_all)
    assert result.text == result.source
    assert "All rights reserved" in result.text


@pytest.mark.parametrize("extractor", EXTRACTORS)
@pytest.mark.parametrize(
    "page",
    [
        "",
        b"",
        " \n",
        "<html><body></body></html>",
        "<!--",
        "<script>let a = 1;</script>",
        "<div>" * 20_000,
        "<table><tr><td>" * 3000,
        b"\xff\xfe",
    ],
)
def test_a_page_without_text_is_a_verdict(page: str | bytes, extractor: str) -> None:
    result = clean_html(page, extractor=extractor)
    assert result.verdict is Verdict.EMPTY
    assert result.text == ""
    assert set(result.metadata) == set(METADATA)


@pytest.mark.parametrize("extractor", EXTRACTORS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    page=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    "<p>",
                    "</p>",
                    "<table>",
                    "</div",
                    "<a href=",
                    "\x00",
                    "\ud800",
                    "&#x110000;",
                    "<![CDATA[",
                    "<?xml version='1.0' encoding='x'?>",
                    "text ",
                ]
            )
        ).map("".join),
    )
)
def test_garbage_is_no_exception(extractor: str, page: str | bytes) -> None:
    result = clean_html(page, extractor=extractor)
    assert result.verdict in Verdict


def test_a_parser_that_raises_is_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_page: str, _url: str | None) -> str:
        raise RecursionError

    monkeypatch.setitem(EXTRACTORS, "trafilatura", fail)
    result = clean_html(PAGE)
    assert result.verdict is Verdict.EMPTY
    assert result.metadata["title"] == "Bridge opens at last"


def test_a_page_that_trafilatura_finds_nothing_in_gives_all_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    import trafilatura

    monkeypatch.setattr(trafilatura, "bare_extraction", lambda *_args, **_options: None)
    assert FIRST in clean_html(PAGE).text


def test_justext_reads_languages_without_spaces() -> None:
    text = "昨日、川にかかる新しい橋が開通しました。市長は、完成までに五年かかったと話しています。"
    assert text in clean_html(f"<html lang=ja><body><p>{text}</p></body></html>", extractor="justext").text


def test_reader_comments_come_last_and_go() -> None:
    comment = "I have walked over it this morning and it is a very fine bridge, thanks to all who have built it for us."
    page = PAGE.replace(
        "</body>",
        f'<div id="comments" class="comments"><ol class="comment-list"><li><p>{comment}</p></li></ol></div></body>',
    )
    assert comment in clean_html(page).source


def test_mistakes() -> None:
    with pytest.raises(ValueError, match=r"unknown extractor 'trafilatur'; did you mean 'trafilatura'\?"):
        clean_html(PAGE, extractor="trafilatur")
    with pytest.raises(TypeError, match="str or bytes"):
        clean_html(None)  # type: ignore[arg-type]


def test_importing_loads_no_extractor() -> None:
    heavy = "{'lxml', 'trafilatura', 'justext', 'chardet', 'regex'}"
    code = f"import sys, cleanpage; cleanpage.clean_html; print({heavy} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
    assert "clean_html" in cleanpage.__all__
