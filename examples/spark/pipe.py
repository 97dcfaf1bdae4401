"""Cleans a corpus on Spark, by the program in a pipe: spark-submit pipe.py IN OUT

Each partition runs one dechaff process as a filter. Without `checkCode`, Spark would not notice a failure.
"""

import os
import sys

from pyspark.sql import SparkSession

program = os.environ.get("DECHAFF", "dechaff")
spark = SparkSession.builder.appName("dechaff").getOrCreate()
records = spark.sparkContext.textFile(sys.argv[1])
cleaned = records.pipe(f"{program} clean --input-format jsonl --threads 1", checkCode=True)
cleaned.saveAsTextFile(sys.argv[2], "org.apache.hadoop.io.compress.GzipCodec")
