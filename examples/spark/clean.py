"""Cleans a corpus on Spark: spark-submit clean.py IN OUT

Spark sends the cleaner to its workers. Batches come as Arrow, so no Python object is made for a row.
"""

import sys
from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import SparkSession

from dechaff import Cleaner

cleaner = Cleaner()


def clean(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        # Spark runs a task on each core, so one thread is enough.
        texts = pa.array(cleaner.clean_column(batch["text"], threads=1))
        yield batch.set_column(batch.schema.get_field_index("text"), "text", texts)


if __name__ == "__main__":
    spark = SparkSession.builder.appName("dechaff").getOrCreate()
    records = spark.read.json(sys.argv[1])
    records.mapInArrow(clean, records.schema).write.json(sys.argv[2], compression="gzip")
