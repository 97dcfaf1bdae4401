"""Files written by the tools that people use go through dechaff, and come out as these tools read them.

    pip install -r requirements.txt
    DECHAFF=target/release/dechaff python check.py
"""

import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ROOT = Path(__file__).resolve().parents[2]
DECHAFF = os.environ.get("DECHAFF", "dechaff")
PAGES = [path.read_text("utf-8") for path in sorted((ROOT / "testdata/seeds").iterdir())]
NUMBER = 60
# Not all alike, and some that JSON escapes.
TEXTS = [f'{PAGES[number % 5]}\n"Number {number}"\t\\ \U0001f6a2\n' for number in range(NUMBER)]


def dechaff(*arguments, **options):
    done = subprocess.run([DECHAFF, "--no-config", "clean", "--quiet", *map(str, arguments)], capture_output=True, **options)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def as_filter(texts, *options):
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    out = dechaff("--input-format", "jsonl", *options, input=lines.encode())
    return [json.loads(line) for line in out.splitlines()]


CLEANED = as_filter(TEXTS, "--annotate")
WANTED = [record["text"] for record in CLEANED]
assert sum(map(len, WANTED)) < sum(map(len, TEXTS))


def bare(value):
    """Without what is null, which JSON leaves out."""
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items() if inner is not None}
    return [bare(inner) for inner in value] if isinstance(value, list) else value


def with_nulls(texts):
    return [None if number % 11 == 3 else text for number, text in enumerate(texts)]


def table(kind):
    texts = with_nulls(TEXTS)
    column = pa.array(texts, pa.string()).dictionary_encode() if kind == "dictionary" else pa.array(texts, kind)
    columns = {
        "id": pa.array(range(NUMBER), pa.uint16()),
        "text": column,
        "meta": [{"n": number, "tags": [str(number)] * (number % 4)} for number in range(NUMBER)],
        "time": pa.array(range(NUMBER), pa.timestamp("us", "UTC")),
    }
    return pa.table(columns).replace_schema_metadata({"made by": "hand", "پیوند": "é"})


def check_parquet(folder):
    kinds = {"string": pa.string(), "large": pa.large_string(), "view": pa.string_view(), "dictionary": "dictionary"}
    codecs = ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]
    for name, kind in kinds.items():
        for codec in codecs:
            path = folder / "in" / f"{name}-{codec}.parquet"
            path.parent.mkdir(exist_ok=True)
            version = "2.0" if codec == "gzip" else "1.0"
            pq.write_table(
                table(kind), path, compression=codec, row_group_size=25, write_page_index=codec == "zstd",
                data_page_version=version, use_dictionary=codec != "snappy",
            )
    dechaff(folder / "in", "-o", folder / "out")
    dechaff(folder / "in", "-o", folder / "annotated", "--annotate", "--threads", "2")
    dechaff(folder / "annotated", "-o", folder / "again", "--annotate")
    for path in sorted((folder / "in").iterdir()):
        before, after = pq.ParquetFile(path), pq.ParquetFile(folder / "out" / path.name)
        assert before.schema_arrow.equals(after.schema_arrow, check_metadata=True), path
        assert before.schema.equals(after.schema), path
        assert before.metadata.metadata == after.metadata.metadata, path
        assert before.metadata.num_row_groups == after.metadata.num_row_groups == 3
        for group in range(3):
            one, other = before.metadata.row_group(group), after.metadata.row_group(group)
            assert one.num_rows == other.num_rows
            for column in range(one.num_columns):
                assert one.column(column).compression == other.column(column).compression, path
                assert one.column(column).has_offset_index == other.column(column).has_offset_index, path
        inputs, outputs = before.read(), after.read()
        assert inputs.drop_columns("text").equals(outputs.drop_columns("text")), path
        assert outputs["text"].to_pylist() == with_nulls(WANTED), path
        annotated = pq.read_table(folder / "annotated" / path.name)
        # Dictionaries may be cut otherwise, so these are compared as values.
        rest = annotated.drop_columns("dechaff")
        assert rest.schema == outputs.schema and rest.to_pylist() == outputs.to_pylist(), path
        notes = [bare(note) if note is not None else None for note in annotated["dechaff"].to_pylist()]
        assert notes == with_nulls([record["dechaff"] for record in CLEANED]), path
        again = pq.read_table(folder / "again" / path.name)
        assert again.schema.equals(annotated.schema, check_metadata=True)
        texts = [document.text for document in ParquetReader(str(folder / "out"), glob_pattern=path.name)()]
        assert texts == [text for text in with_nulls(WANTED) if text], path
    # HTML beside it, and no text yet.
    pages = [f"<html lang=en><p>{page.replace(chr(10), '<p>')}" for page in TEXTS]
    pq.write_table(pa.table({"html": with_nulls(pages), "n": range(NUMBER)}), folder / "html.parquet")
    dechaff(folder / "html.parquet", "-o", folder / "of-html", "--html-field", "html", "--annotate")
    of_html = pq.read_table(folder / "of-html" / "html.parquet")
    assert of_html.column_names == ["html", "n", "text", "dechaff"]
    lines = "".join(json.dumps({"html": page}) + "\n" for page in pages)
    out = dechaff("--input-format", "jsonl", "--html-field", "html", input=lines.encode()).splitlines()
    assert of_html["text"].to_pylist() == with_nulls([json.loads(line)["text"] for line in out])
    assert of_html["dechaff"].to_pylist()[0]["language"] == "en"
    # A column in another one.
    docs = [None if number % 7 == 1 else {"text": text, "n": number} for number, text in enumerate(with_nulls(TEXTS))]
    pq.write_table(pa.table({"doc": docs}), folder / "nested.parquet")
    dechaff(folder / "nested.parquet", "-o", folder / "of-nested", "--text-field", "doc.text")
    for doc, cleaned in zip(docs, pq.read_table(folder / "of-nested" / "nested.parquet")["doc"].to_pylist()):
        assert cleaned == (doc and {**doc, "text": doc["text"] and WANTED[doc["n"]]})
    return f"{len(kinds) * len(codecs)} tables, one of HTML, one with columns in columns"


def check_json_lines(folder):
    frame = pandas.DataFrame({"id": range(NUMBER), "text": TEXTS, "share": [1.0 + n / 3 for n in range(NUMBER)]})
    (folder / "in").mkdir()
    for ending, compression in [("jsonl", None), ("jsonl.gz", "gzip"), ("jsonl.zst", "zstd")]:
        for ascii_only in [True, False]:
            path = folder / "in" / f"pandas-{ascii_only}.{ending}"
            frame.to_json(path, orient="records", lines=True, compression=compression, force_ascii=ascii_only)
    # What the command line tools pack, and files that are put together.
    plain = (folder / "in" / "pandas-False.jsonl").read_bytes()
    half = plain.index(b"\n", len(plain) // 2) + 1
    for name, tool in [("gzip.jsonl.gz", ["gzip", "-c"]), ("zstd.jsonl.zst", ["zstd", "-c", "-q"])]:
        parts = [subprocess.run(tool, input=part, capture_output=True, check=True).stdout for part in (plain[:half], plain[half:])]
        (folder / "in" / name).write_bytes(b"".join(parts))
    dechaff(folder / "in", "-o", folder / "out", "--threads", "2")
    files = sorted((folder / "out").glob("*.jsonl*"))
    assert len(files) == 8
    for path in files:
        tool = {".gz": ["gzip", "-dc"], ".zst": ["zstd", "-dcq"]}.get(path.suffix, ["cat"])
        lines = subprocess.run([*tool, path], capture_output=True, check=True).stdout.decode().splitlines()
        assert [json.loads(line)["text"] for line in lines] == WANTED, path
        read = pandas.read_json(path, lines=True, compression="infer")
        before = pandas.read_json(folder / "in" / path.name, lines=True, compression="infer")
        assert list(read["text"]) == WANTED and read.drop(columns="text").equals(before.drop(columns="text")), path
        documents = list(JsonlReader(str(folder / "out"), glob_pattern=path.name)())
        assert [document.text for document in documents] == WANTED, path
        if path.suffix == ".zst":
            with zstandard.open(path, "rt", encoding="utf-8") as stream:
                assert sum(1 for _ in stream) == NUMBER
    return f"{len(files)} files"


def check_archives(folder):
    (folder / "in").mkdir()
    html = [f"<!doctype html><html><body><p>{page.replace(chr(10), '<p>')}" for page in TEXTS]
    head = [("Content-Type", "text/html; charset=utf-8")]
    for packed in [True, False]:
        path = folder / "in" / f"warcio-{packed}.warc{'.gz' if packed else ''}"
        with open(path, "wb") as stream:
            writer = WARCWriter(stream, gzip=packed)
            writer.write_record(writer.create_warcinfo_record(path.name, {"software": "warcio"}))
            for number, page in enumerate(html):
                url = f"https://news.example/{number}"
                body = page.encode()
                extra = []
                if number % 3 == 1:
                    body, extra = gzip.compress(body), [("Content-Encoding", "gzip")]
                if number % 3 == 2:
                    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [body[:999], body[999:]]) + b"0\r\n\r\n"
                    extra = [("Transfer-Encoding", "chunked")]
                http = StatusAndHeaders("200 OK", head + extra, protocol="HTTP/1.1")
                request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "news.example")], is_http_request=True)
                writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
                writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=http))
        path = folder / "in" / f"fastwarc-{packed}.warc{'.gz' if packed else ''}"
        plain = open(path, "wb")
        target = GzipWriter(plain) if packed else plain
        for number, page in enumerate(html):
            record = WarcRecord()
            record.init_headers(record_type=WarcRecordType.response)
            record.headers["WARC-Target-URI"] = f"https://news.example/{number}"
            record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode())
            record.write(target)
        target.close()
        plain.close()
    # By itself each, as a stream of records without its url is.
    dechaff(folder / "in", "-o", folder / "out", "--templates", "off")
    lines = "".join(json.dumps({"html": page}) + "\n" for page in html)
    out = dechaff("--input-format", "jsonl", "--html-field", "html", input=lines.encode()).splitlines()
    wanted = [json.loads(line)["text"] for line in out]
    names = sorted(path.name for path in (folder / "out").glob("*.jsonl*"))
    assert len(names) == 4, names
    for name in names:
        documents = list(JsonlReader(str(folder / "out"), glob_pattern=name)())
        assert [document.text for document in documents] == wanted, name
        assert [document.metadata["url"] for document in documents] == [f"https://news.example/{n}" for n in range(NUMBER)]
    return f"{len(names)} archives"


def main():
    for check in [check_json_lines, check_parquet, check_archives]:
        with tempfile.TemporaryDirectory() as folder:
            print(f"{check.__name__[6:]}: {check(Path(folder))}")


if __name__ == "__main__":
    sys.exit(main())
