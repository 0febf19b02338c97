"""Make ``cleanpage/data/tables.npz``: character tables, lexicons, stop words. Run by ``make data``."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import chartables

from cleanpage import chars

#: jusText's list of every language that the vote knows. Chinese, Japanese and Thai, which it has not, stand in
#: ``data/stopwords.toml``.
JUSTEXT = {
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "gl": "Galician",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "ms": "Malay",
    "nl": "Dutch",
    "no": "Norwegian_Bokmal",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "ta": "Tamil",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
}


#: A list of so many words was cut late. Of foreign words in it, only those that are its own too stay.
OVERLONG = 5000
#: Languages whose words stand in the pages of all others.
WIDESPREAD = ("en", "de", "es", "fr", "it")
OWN_TOO = ("on", "se", "ei")


def stop_words() -> dict[str, np.ndarray]:
    """The arrays of ``language.StopWords``."""
    import tomllib

    import justext

    from cleanpage.lexicon import word_hashes
    from cleanpage.table import HashTable

    own = tomllib.loads((chars.DATA / "stopwords.toml").read_text(encoding="utf-8"))
    lists = {code: sorted(justext.get_stoplist(name)) for code, name in JUSTEXT.items()} | own
    lists = {code: tidy(code, words, lists) for code, words in lists.items()}
    langs = sorted(lists)
    number_hash = word_hashes("1")[0]
    bits: dict[int, int] = {}
    for number, lang in enumerate(langs):
        for word in lists[lang]:
            hashes = word_hashes(word)
            # a list holds parts of words too ('don', 't'); numbers say nothing
            if len(hashes) == 1 and hashes[0] != number_hash:
                bits[int(hashes[0])] = bits.get(int(hashes[0]), 0) | 1 << number
    keys = np.array(sorted(bits), np.uint64)
    table = HashTable.build(keys)
    values = np.array([*(bits[int(k)] for k in keys), 0], np.uint64)
    return {
        "stop_key": table.keys,
        "stop_high": table.high,
        "stop_low": table.low,
        "stop_bits": values,
        "stop_langs": np.array(langs),
    }


def tidy(code: str, words: list[str], lists: dict[str, list[str]]) -> list[str]:
    """A list without what is not its own: those of thousands of words come from pages full of foreign titles."""
    if len(words) < OVERLONG:
        return words
    foreign = {word.lower() for other in WIDESPREAD if other != code for word in lists[other]}
    return [word for word in words if word.lower() not in foreign or word in OWN_TOO]


def digest() -> str:
    """What the tables were made from: a test compares it with the files as they are."""
    paths = sorted([*(chars.DATA / "lexicons").glob("*.toml"), chars.DATA / "stopwords.toml", chars.DATA / "cues.toml"])
    return hashlib.blake2b(b"".join(p.name.encode() + p.read_bytes() for p in paths), digest_size=8).hexdigest()


def main() -> None:
    """Write the tables, character tables first: the rest is hashed with them."""
    path = chars.DATA / "tables.npz"
    base = chartables.build()
    save(path, base)
    chars.tables.cache_clear()
    from cleanpage import lexicon

    phrases = [p for lang in lexicon.languages() for p in lexicon.read(lexicon.LEXICONS / f"{lang}.toml")]
    phrases += lexicon.read_cues()
    save(path, base | lexicon.compile_phrases(phrases) | stop_words() | {"digest": np.array(digest())})
    print(f"{path.name}: {len(phrases)} phrases, {path.stat().st_size:,} bytes")


def save(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write atomically, not compressed: hashes can't be, and reading is a good part of a short run."""
    draft = path.with_suffix(".tmp.npz")
    np.savez(draft, **arrays)  # type: ignore[arg-type]
    draft.replace(path)


if __name__ == "__main__":
    main()
