"""Cleans a corpus on Spark: spark-submit clean.py IN OUT

Spark sends the cleaner to its workers. Batches come as Arrow, so no Python object is made for a row.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pyarrow as pa
from pyspark.sql import SparkSession

from dechaff import Cleaner


def with_cleaner(cleaner: Cleaner) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def clean(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            # Spark runs a task on each core, so one thread is enough.
            texts = cleaner.clean_column(batch["text"], threads=1, sites=batch["url"], errors="null")
            yield batch.set_column(batch.schema.get_field_index("text"), "text", pa.array(texts))

    return clean


if __name__ == "__main__":
    source, target = sys.argv[1:]
    # Count what the pages of each site share, once for all workers, which get it with the cleaner.
    # Pages that cannot be read are named and left out, with exit code 2.
    templates = f"{target}.templates"
    subprocess.run([sys.executable, "-m", "dechaff", "learn", source, "-o", templates])
    cleaner = Cleaner(templates=templates)
    spark = SparkSession.builder.appName("dechaff").getOrCreate()
    records = spark.read.json(source)
    cleaned = records.mapInArrow(with_cleaner(cleaner), records.schema)
    cleaned.write.option("ignoreNullFields", False).json(target, compression="gzip")
    written = spark.read.schema(records.schema).json(target)
    print(f"{written.filter('text is null').count()} of {written.count()} records have no text")
