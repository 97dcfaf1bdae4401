"""Generators of text: what a page can hold most of, so that a step that looks at it twice for each takes too long."""

import tomllib
from itertools import count, cycle, islice, product
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
PACKS = ROOT / "src/phrases/packs"

# A paragraph of an article, in languages that write words and sentences in different ways.
PROSE = {
    "en": "The council of the town agreed on Tuesday to lend the company forty million crowns for a new ship that will sail in the summer, said the mayor. ",
    "ar": "وافق مجلس المدينة يوم الثلاثاء على إقراض الشركة أربعين مليون كرونة لبناء سفينة جديدة ستبحر في الصيف، كما قال رئيس البلدية. ",
    "fa": "شورای شهر روز سه‌شنبه موافقت کرد که چهل میلیون کرون برای ساخت یک کشتی تازه به شرکت وام بدهد، شهردار گفت. ",
    "he": "מועצת העיר הסכימה ביום שלישי להלוות לחברה ארבעים מיליון כתרים לאונייה חדשה שתפליג בקיץ, אמר ראש העיר. ",
    "hi": "नगर परिषद ने मंगलवार को कंपनी को नए जहाज के लिए चार करोड़ क्राउन उधार देने पर सहमति दी, महापौर ने कहा। ",
    "ja": "町議会は火曜日、夏に出航する新しい船のために会社に四千万クローネを貸すことに同意したと町長は述べた。",
    "ko": "시의회는 화요일에 여름에 출항할 새 배를 위해 회사에 사천만 크라운을 빌려주기로 합의했다고 시장이 말했다. ",
    "ru": "Городской совет во вторник согласился одолжить компании сорок миллионов крон на новый корабль, который выйдет летом, сказал мэр. ",
    "th": "สภาเมืองตกลงเมื่อวันอังคารที่จะให้บริษัทกู้ยืมเงินสี่สิบล้านโครนเพื่อสร้างเรือลำใหม่ที่จะแล่นในฤดูร้อน นายกเทศมนตรีกล่าว ",
    "zh": "市议会星期二同意借给公司四千万克朗建造一艘将于夏天启航的新船，市长说。",
}


def repeated(unit, head="", tail=""):
    """Pages of one unit again and again, between a head and a tail."""
    return lambda size: head + unit * (size // len(unit.encode())) + tail


def numbered(unit):
    """Pages of a unit with a word of its own for each turn."""

    def page(size):
        parts, length = [], 0
        for number in count():
            parts.append(unit.replace("#", word(number)))
            length += len(parts[-1].encode())
            if length >= size:
                return "".join(parts)

    return page


def word(number):
    """A word for each number, without digits, which do not count."""
    letters = ""
    while True:
        number, digit = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[digit] + "aeiou"[digit % 5]
        if number == 0:
            return letters


def in_a_line(unit, language="en"):
    """Pages with one long line of the unit, as a paragraph of an article."""
    body = PROSE[language]
    return repeated(unit, head=body * 3 + "\n" + body, tail="\n" + body * 3 + "\n")


def colliding(size):
    """Lines whose words have hashes that end with the same 16 bits."""
    mask, factor = (1 << 64) - 1, 0x517C_C1B7_2722_0A95
    letters = range(0x1401, 0x1660)

    def mix(hash, value):
        return ((hash << 5 | hash >> 59) ^ value) * factor & mask

    # The low bits of a product depend on those of the factors: the last letter has to supply the rest.
    lines, length = [], 0
    for one, two, three in product(letters, letters, letters):
        hash = mix(mix(mix(0, one), two), three)
        last = (hash << 5 | hash >> 59) & 0xFFFF ^ 0x5A5A
        if last in letters:
            lines.append("".join(map(chr, (one, two, three, last))) + "\n")
            length += len(lines[-1].encode())
            if length >= size:
                return "".join(lines)


def phrases():
    """The first phrase of each kind in each language of PROSE, at each position."""
    for language in PROSE:
        pack = tomllib.loads((PACKS / f"{language}.toml").read_text())
        for kind, places in pack.items():
            if not isinstance(places, dict):
                continue
            found = [places[place][0] for place in ("prefix", "line", "suffix", "inside") if places.get(place)]
            if not found:
                continue
            phrase, end = found[0].strip(":").capitalize(), "。" if language in ("ja", "zh") else "."
            some = PROSE[language].split()[0][:12]
            if language in ("en", "ar") or kind in ("read-also", "share", "tags"):
                yield f"{language} {kind} glued", in_a_line(f"{some}{end}{phrase} {some} ", language)
                yield f"{language} {kind} divided", in_a_line(f"{some}{end} {phrase}: {some}, ", language)
            if language == "en":
                yield f"{language} {kind} row", in_a_line(f"{phrase} ", language)
                yield f"{language} {kind} without end", in_a_line(f"and {phrase}: the ", language)
                yield f"{language} {kind} lines", repeated(f"{phrase}\n")
                yield f"{language} {kind} prefixes", repeated(f"{phrase} {some}\n")
                yield f"{language} {kind} suffixes", repeated(f"{some} {phrase}\n")


def cycled(pieces, *separators):
    """Pages that repeat the same 64 KiB of pieces: a larger one has nothing else in it."""
    together = map("".join, zip(cycle(pieces), cycle(separators)))
    unit = "".join(islice(together, 1 << 16)).encode()[: 1 << 16]
    return repeated(unit.decode(errors="ignore"))


def real():
    """What people wrote: the test pages, all languages mixed, and all phrases of the packs."""
    lines = [line for path in sorted(ROOT.glob("testdata/seeds/*")) for line in path.read_text("utf-8").splitlines()]
    for path in sorted(ROOT.glob("testdata/pages/*.tsv")):
        lines += [row.split("\t")[1] for row in path.read_text("utf-8").splitlines()]
    Random(1).shuffle(lines)
    words = " ".join(lines).split()
    yield "real, one line", cycled(words, " ")
    yield "real, lines", cycled(lines, "\n")
    yield "real, a word a line", cycled(words, "\n")
    yield "real, few lines", cycled([line for line in lines if line][::500], "\n")
    packs = [tomllib.loads(path.read_text("utf-8")) for path in sorted(PACKS.glob("*.toml"))]
    kinds = [kind for pack in packs for kind in pack.values() if isinstance(kind, dict)]
    places = [kind.get(place, []) for kind in kinds for place in ("line", "prefix", "suffix", "inside")]
    phrases = [phrase for place in places for phrase in place]
    Random(1).shuffle(phrases)
    yield "real, phrases", cycled(phrases, ". ", ".", ": ", "", " ")


def shapes():
    """Long lines, words and runs, and many lines."""
    body = PROSE["en"]
    runs = {
        "digits": "1", "Arabic digits": "٣", "letters": "a", "capitals": "A", "ideographs": "中", "Thai letters": "ก",
        "Hangul": "가", "combining marks": "\u0301", "marked letters": "a\u0301", "tatweel": "ـ", "joiners": "\u200d",
        "zero-width spaces": "\u200b", "bidi overrides": "\u202e", "bidi isolates": "\u2067", "spaces": " ", "tabs": "\t",
        "no-break spaces": "\u00a0", "quotes": "\"", "curly quotes": "“", "guillemets": "»", "brackets": "(",
        "closing brackets": ")", "stops": ".", "ellipses": "…", "questions": "?", "ideographic stops": "。",
        "signs": "+", "stars": "*", "dashes": "—", "colons": ":", "commas": ",", "slashes": "/", "copyright": "©",
        "flags": "🇫🇮", "emoji": "👩\u200d👩\u200d👧", "ligatures": "ﷺ", "expanding letters": "ß", "apostrophes": "’",
    }  # fmt: skip
    for name, run in runs.items():
        yield f"a run of {name}", in_a_line(run)
    for name in ("digits", "marked letters", "signs", "spaces", "closing brackets", "dashes", "tatweel", "quotes"):
        yield f"{name} before a phrase", in_a_line("." + runs[name] * 50 + " Share this ")
        yield f"{name} behind a phrase", in_a_line("said so. Read also" + runs[name] * 50 + " ")
    lines = {
        "dates": "12.03.2026 ", "years": "2026 ", "times": "10:45 ", "broken dates": "1.2.3.4-5/6 ", "numbers": "1,234.5 ",
        "URLs": "https://a.example/b?c=d&e=f ", "addresses": "a@b.example ", "sentences": "It rained. ", "initials": "A. B. ",
        "clauses": "it rained, ", "shares": "Share Tweet Print ", "glued capitals": "atSea", "words": "storm ",
        "short words": "a ", "clitics": "وال ", "mixed scripts": "aب中ก ", "bullets": "• a ", "tabbed cells": "a\tb\t",
        "quoted sentences": "“It rained.” ", "brackets in brackets": "((a) ", "bars": "Home | News | ", "dotted": "a.b.c.",
    }  # fmt: skip
    for name, unit in lines.items():
        yield f"a line of {name}", in_a_line(unit)
        yield f"lines of {name}", repeated(unit * 3 + "\n")
    for language, prose in PROSE.items():
        yield f"paragraphs, {language}", repeated(prose * 3 + "\n\n")
        yield f"a long paragraph, {language}", repeated(prose)
        yield f"words by the line, {language}", repeated(prose.replace(" ", "\n"))
    yield "one-letter lines", repeated("a\n")
    yield "empty lines", repeated("\n")
    yield "carriage returns", repeated("a\r")
    yield "all line breaks", repeated("a\r\nb\x0bc\x0cd\u0085e\u2028f\u2029")
    yield "blank lines of spaces", repeated(" \n\t\n")
    yield "indented lines", repeated(" " * 60 + "a\n")
    yield "lines with spaces behind", repeated("a" + " " * 60 + "\n")
    yield "alternating lines", repeated(f"Home\n{body}\n")
    yield "alternating blocks", repeated("Home\nNews\n" * 20 + (body + "\n") * 20)
    yield "lines of their own", numbered("the # of #\n")
    yield "one new word a line", numbered("#\n")
    yield "lines that begin alike", numbered(f"{body}#\n")
    yield "paragraphs of their own", numbered("The # of the # said on # that the # would not come. " * 4 + "\n")
    yield "new words in one line", numbered("# ")
    yield "sentences of new words", numbered("The # came. ")
    yield "list items", numbered("- the #\n")
    yield "numbered items", repeated("1. storm\n")
    yield "headlines and paragraphs", numbered(f"The # of #\n{body}\n")
    yield "articles that end and begin", repeated(f"A storm at sea\n{body * 3}\n{body * 3}\nTags: sea\nShare\nRead also:\n")
    yield "comments", repeated("Comments\nAda\n2 hours ago\nI saw it, too.\nReply\n")
    yield "footers", repeated("© 2026 Example Times. All rights reserved.\nContact\nImprint\n")
    yield "lines with colliding hashes", colliding
    yield "colliding lines in a paragraph", lambda size: colliding(size).replace("\n", " ")
