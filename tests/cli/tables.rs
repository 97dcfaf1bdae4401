//! `dechaff clean` on Parquet: a row out for each that goes in, all other columns byte for byte.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, Int64Type as Int64Column};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::bed::{Bed, PAGE, seeds, stderr, stdout};

/// Texts of sample pages; some are null.
fn texts(number: usize) -> Vec<Option<String>> {
    let seeds = seeds();
    let text =
        |index: usize| if index.is_multiple_of(7) { PAGE.to_owned() } else { seeds[index % 5].1.clone() };
    (0..number).map(|index| (index % 11 != 3).then(|| text(index))).collect()
}

/// Writes a table of row groups of a hundred rows.
pub fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, values)| (name, values, true)),
    )
    .unwrap();
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(100))
        .set_compression(parquet::basic::Compression::SNAPPY)
        .build();
    let mut writer =
        ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// A table of records.
pub fn table(number: usize) -> Vec<(&'static str, ArrayRef)> {
    vec![
        ("id", Arc::new(Int64Array::from_iter_values(0..number as i64))),
        ("text", Arc::new(StringArray::from(texts(number)))),
        ("url", Arc::new(StringArray::from(vec![Some("https://a.example/"); number]))),
    ]
}

fn read(path: &Path) -> RecordBatch {
    let file = File::open(path).unwrap();
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(file).unwrap().with_batch_size(1 << 20).build().unwrap();
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    assert_eq!(batches.len(), 1);
    batches[0].clone()
}

/// The texts in the column `text`.
pub fn texts_of(path: &Path) -> Vec<Option<String>> {
    let table = read(path);
    table
        .column_by_name("text")
        .unwrap()
        .as_string::<i32>()
        .iter()
        .map(|text| text.map(str::to_owned))
        .collect()
}

fn rows_of_groups(path: &Path) -> Vec<i64> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    reader.metadata().row_groups().iter().map(parquet::file::metadata::RowGroupMetaData::num_rows).collect()
}

#[test]
fn rows_keep_their_places_and_columns() {
    let bed = Bed::new();
    write(&bed.path("in/a.parquet"), table(250));
    bed.with_seeds("pages").write("pages/page.txt", PAGE).succeed("clean pages -o cleaned");
    // Pages that are there many times are no site.
    bed.succeed("clean in -o one --threads 1 --removed gone --templates off");
    bed.succeed("clean in -o two --threads 3 --annotate --templates off");
    let (before, after) = (read(&bed.path("in/a.parquet")), read(&bed.path("one/a.parquet")));
    assert_eq!(before.schema(), after.schema());
    assert_eq!((before.column(0), before.column(2)), (after.column(0), after.column(2)));
    assert_eq!(rows_of_groups(&bed.path("one/a.parquet")), [100, 100, 50]);
    let removed = read(&bed.path("gone/a.parquet"));
    for (row, text) in texts(250).into_iter().enumerate() {
        let (kept, gone) = (after.column(1).as_string::<i32>(), removed.column(1).as_string::<i32>());
        let Some(text) = text else {
            assert!(kept.is_null(row) && gone.is_null(row));
            continue;
        };
        let page = seeds()
            .iter()
            .position(|(_, seed)| *seed == text)
            .map_or("page.txt".to_owned(), |at| seeds()[at].0.clone());
        assert_eq!(kept.value(row), bed.read(&format!("cleaned/{page}")));
        assert_eq!(kept.value(row).len() + gone.value(row).len(), text.len());
    }
    let annotated = read(&bed.path("two/a.parquet"));
    assert_eq!(annotated.columns()[..3], *after.columns());
    let said = annotated.column_by_name("dechaff").unwrap().as_struct();
    assert!(said.is_null(3) && !said.is_null(4));
    let labels = said.column_by_name("labels").unwrap().as_struct();
    assert!(labels.column_by_name("body").unwrap().as_primitive::<Int64Type>().value(0) > 0);
}

#[test]
fn what_cannot_be_done_is_said() {
    let bed = Bed::new();
    write(&bed.path("in/a.parquet"), table(3));
    bed.write("bad/none.parquet", "no Parquet at all").write("bad/empty.parquet", "");
    for (arguments, said) in [
        (
            "clean in -o out --text-field body",
            "in/a.parquet: no column \"body\" (choose another with --text-field; columns: id, text, url)\n",
        ),
        ("clean in -o out --text-field id", "in/a.parquet: column \"id\" is a number, not text\n"),
        (
            "clean in -o out --html-field page",
            "in/a.parquet: no column \"page\" (choose another with --html-field; columns: id, text, url)\n",
        ),
        ("clean in -o out --articles split", "in/a.parquet: Parquet rows cannot be split"),
        ("clean in -o out --on-error skip", "in/a.parquet: rows cannot be removed from Parquet files"),
        ("clean in/a.parquet", "Parquet cannot be written to standard output (give -o DIR)\n"),
        ("clean - -o out --input-format parquet", "standard input: cannot read Parquet from a pipe"),
        ("clean bad -o out", "bad/empty.parquet: cannot read as Parquet: "),
        ("clean bad -o out", "bad/none.parquet: cannot read as Parquet: "),
    ] {
        let output = bed.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        assert!(stderr(&output).contains(&format!("dechaff: {said}")), "{arguments}: {}", stderr(&output));
        assert!(bed.outputs("out").is_empty(), "{:?}", bed.outputs("out").keys());
    }
}

#[test]
fn rows_that_cannot_be_cleaned_are_passed_on() {
    let bed = Bed::new();
    let large = "long line of text ".repeat(100_000);
    let texts: Vec<Option<&[u8]>> =
        vec![Some(PAGE.as_bytes()), Some(b"a\xFFb"), Some(large.as_bytes()), None];
    write(&bed.path("a.parquet"), vec![("text", Arc::new(BinaryArray::from(texts.clone())))]);
    let output = bed.run("clean a.parquet -o out --annotate --max-page-size 1MiB");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).starts_with(
            "dechaff: a.parquet: row 2: invalid UTF-8 at byte 2 (convert the file to UTF-8 first)\n\
         dechaff: a.parquet: row 3: larger than 1 MiB (raise --max-page-size)\n"
        ),
        "{}",
        stderr(&output)
    );
    let after = read(&bed.path("out/a.parquet"));
    let kept = after.column(0).as_binary::<i32>();
    assert!(kept.value(0).len() < PAGE.len());
    assert_eq!((Some(kept.value(1)), Some(kept.value(2)), kept.is_null(3)), (texts[1], texts[2], true));
    let errors = after.column(1).as_struct().column_by_name("error").unwrap().as_string::<i32>();
    assert_eq!(errors.value(2), "larger than 1 MiB (raise --max-page-size)");
    assert_eq!(
        bed.run("clean a.parquet -o out --overwrite --on-error pass --max-page-size 1MiB").status.code(),
        Some(0)
    );
}

/// Bytes that were changed on the way: what comes out is a table or nothing, and never a crash.
#[test]
fn spoilt_tables_are_named() {
    let bed = Bed::new();
    write(&bed.path("a.parquet"), table(30));
    let good = std::fs::read(bed.path("a.parquet")).unwrap();
    let mut failed = 0;
    for at in (0..good.len()).step_by(good.len() / 40).chain(good.len() - 40..good.len()) {
        let mut spoilt = good.clone();
        spoilt[at] ^= 0x55;
        bed.write("b.parquet", spoilt);
        let output = bed.run("clean b.parquet -o out --overwrite");
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 2)), "{at}: {code:?} {}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{at}: {}", stderr(&output));
        failed += usize::from(code == Some(2));
    }
    assert!(failed > 10, "{failed}");
    bed.write("b.parquet", &good[..good.len() / 2]);
    assert_eq!(bed.run("clean b.parquet -o out --overwrite").status.code(), Some(2));
}

#[test]
fn rows_are_read_by_every_command() {
    let bed = Bed::new();
    write(&bed.path("a.parquet"), table(12));
    let found = stdout(&bed.run("check a.parquet --format jsonl"));
    let findings: Vec<serde_json::Value> =
        found.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(findings.iter().any(|finding| finding["id"] == "0"), "{found}");
    // Row 4 is null.
    assert!(findings.iter().all(|finding| finding["record"] != 4), "{found}");
    let diff = stdout(&bed.succeed("clean a.parquet --diff --templates off"));
    assert!(diff.contains("a.parquet: row 1: 0") && diff.contains("a.parquet: row 12: 11"), "{diff}");
    bed.succeed("report a.parquet -o report.html");
    assert!(bed.read("report.html").contains("a.example"));
    let output = bed.run("check a.parquet --text-field body");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output)
            .starts_with("dechaff: a.parquet: no column \"body\" (choose another with --text-field"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn tables_are_written_over() {
    let bed = Bed::new();
    write(&bed.path("in/a.parquet"), table(150));
    bed.succeed("clean in -o out --templates off");
    let before = std::fs::read(bed.path("in/a.parquet")).unwrap();
    let output = bed.run("clean in --in-place --backup --on-error skip");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("a.parquet: rows cannot be removed from Parquet files"),
        "{}",
        stderr(&output)
    );
    bed.succeed("clean in --in-place --backup --templates off");
    assert_eq!(std::fs::read(bed.path("in/a.parquet~")).unwrap(), before);
    assert_eq!(read(&bed.path("in/a.parquet")), read(&bed.path("out/a.parquet")));
    // Of what is clean nothing goes.
    write(
        &bed.path("clean/a.parquet"),
        vec![("text", Arc::new(StringArray::from(vec!["One line of text."])))],
    );
    let said = stderr(&bed.succeed("clean clean --in-place --backup"));
    assert!(said.contains("0 of 1 file changed"), "{said}");
    assert_eq!(bed.outputs("clean").len(), 1);
}

/// Writes row groups of these numbers of rows, as tools do that filter rows.
fn write_groups(path: &Path, groups: &[usize]) {
    let schema = "message table { required int64 id; optional binary text (UTF8); optional group about { optional int32 n; } }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::default()).unwrap();
    let mut first = 0;
    for &rows in groups {
        let mut group = writer.next_row_group().unwrap();
        let mut id = group.next_column().unwrap().unwrap();
        let ids: Vec<i64> = (first..first + rows as i64).collect();
        let mut text = Vec::new();
        if rows > 0 {
            id.typed::<Int64Column>().write_batch(&ids, None, None).unwrap();
            text.resize(rows, ByteArray::from(PAGE));
        }
        id.close().unwrap();
        for text in [text, Vec::new()] {
            let mut column = group.next_column().unwrap().unwrap();
            // The rows of the last column are null.
            let levels = vec![i16::from(!text.is_empty()); rows];
            match column.untyped() {
                ColumnWriter::ByteArrayColumnWriter(column) => column.write_batch(&text, Some(&levels), None),
                ColumnWriter::Int32ColumnWriter(column) => column.write_batch(&[], Some(&levels), None),
                _ => unreachable!(),
            }
            .unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        first += rows as i64;
    }
    writer.close().unwrap();
}

#[test]
fn row_groups_may_be_empty() {
    let bed = Bed::new();
    std::fs::create_dir_all(bed.path("in")).unwrap();
    for (name, groups) in [
        ("none", &[][..]),
        ("empty", &[0]),
        ("first", &[0, 3]),
        ("between", &[3, 0, 0, 2]),
        ("last", &[3, 0]),
    ] {
        write_groups(&bed.path(&format!("in/{name}.parquet")), groups);
    }
    bed.write("page.txt", PAGE);
    let cleaned = stdout(&bed.succeed("clean page.txt"));
    bed.succeed("clean in -o out --removed gone --templates off");
    bed.succeed("clean in -o notes --annotate --templates off");
    bed.succeed("clean out -o again --templates off");
    for path in bed.tree("in").keys() {
        let groups = rows_of_groups(&bed.path("in").join(path));
        for out in ["out", "gone", "notes", "again"] {
            let (before, after) = (bed.path("in").join(path), bed.path(out).join(path));
            assert_eq!(rows_of_groups(&after), groups, "{out} {}", path.display());
            if groups.iter().all(|rows| *rows == 0) {
                continue;
            }
            let (before, after) = (read(&before), read(&after));
            assert_eq!((before.column(0), before.column(2)), (after.column(0), after.column(2)));
            let texts = after.column(1).as_string::<i32>();
            assert!(texts.iter().all(|text| (text == Some(&cleaned)) == (out != "gone")), "{out}");
        }
    }
}

#[test]
fn a_text_is_no_column_beside_a_group_of_its_name() {
    let bed = Bed::new();
    let page = StringArray::from(vec!["<p>The river rose by two metres overnight, and nobody was hurt.</p>"]);
    let field = Arc::new(arrow_schema::Field::new("html", arrow_schema::DataType::Utf8, true));
    let group = arrow_array::StructArray::from(vec![(field, Arc::new(page) as ArrayRef)]);
    write(&bed.path("a.parquet"), vec![("text", Arc::new(group))]);
    let output = bed.run("clean a.parquet -o out --html-field text.html");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("a.parquet: column \"text\" is a group, not text"),
        "{}",
        stderr(&output)
    );
    bed.succeed("clean a.parquet -o out --html-field text.html --text-field cleaned");
    assert_eq!(read(&bed.path("out/a.parquet")).num_columns(), 2);
}
