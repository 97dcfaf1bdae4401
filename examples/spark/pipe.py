"""Cleans a corpus on Spark, by the program in a pipe: spark-submit pipe.py IN OUT

Each partition runs one dechaff process as a filter. Without `checkCode`, Spark would not notice a failure. A record that
cannot be cleaned is passed on with the reason in its field "dechaff".
"""

import os
import subprocess
import sys

from pyspark.sql import SparkSession

source, target = sys.argv[1:]
program = os.environ.get("DECHAFF", "dechaff")
# Count what the pages of each site share, once for all workers. On several machines, put the file where all can read it.
# Pages that cannot be read are named and left out, with exit code 2.
templates = f"{target}.templates"
subprocess.run([program, "learn", source, "-o", templates])
spark = SparkSession.builder.appName("dechaff").getOrCreate()
command = f"{program} clean --input-format jsonl --threads 1 --on-error pass --templates {templates}"
cleaned = spark.sparkContext.textFile(source).pipe(command, checkCode=True)
cleaned.saveAsTextFile(target, "org.apache.hadoop.io.compress.GzipCodec")
written = spark.sparkContext.textFile(target)
failed = written.filter(lambda record: '"dechaff":{"error"' in record)
print(f"{failed.count()} of {written.count()} records failed")
