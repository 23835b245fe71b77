"""Computes an inventory in parts on Spark: the same bytes as `lantian compute` prints on one machine.

    spark-submit --py-files Drivers/spark/parts.py Drivers/spark/lantian_spark.py INVENTORY --parts 64 --by county,sector,pollutant

Spark sees numbers of parts and their small results; rows never pass through it. Which workers there are, and how often
a part is tried, is Spark's configuration (--master, spark.task.maxFailures, spark.speculation). Options behind `--` go
to `compute`, such as `--factors` or `--pollutants`.
"""
import argparse
import functools
import os
import sys
import tempfile

import parts


def arguments(words):
    """The command line; what stands behind `--` is for `compute`."""
    words, own = (words[: words.index("--")], words[words.index("--") + 1:]) if "--" in words else (words, [])
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0], allow_abbrev=False)
    reader.add_argument("inventory", help="folder that every worker sees, or a URI with --fetch")
    reader.add_argument("--parts", type=int, required=True, help="how many parts; two or three for each core do well")
    reader.add_argument("--program", default="lantian", help="the program on every worker")
    reader.add_argument("--fetch", action="store_true", help="Spark copies the inventory to every worker (HDFS, S3A, HTTP)")
    reader.add_argument("--shared", help="folder that all see, for parts too large to be sent back")
    reader.add_argument("--out", help="file for what combine prints; default: standard output")
    for option in ("--by", "--factors"):
        reader.add_argument(option)
    for option in ("--format", "--rejected", "--lang"):
        reader.add_argument(option)
    for option in ("--keep-going", "--assumptions", "--balance", "--quiet"):
        reader.add_argument(option, action="store_true")
    asked = reader.parse_args(words)
    if asked.parts < 1:
        reader.error("--parts must be 1 or more")
    return asked, own


def options(asked, names):
    """Some of the options as words, as they were given."""
    words = []
    for option in names:
        value = getattr(asked, option.replace("-", "_"))
        if value is True:
            words.append("--" + option)
        elif value:
            words += ["--" + option, value]
    return words


def task(number, *, program, inventory, count, own, folder, fetched):
    """What one worker does for one part."""
    if fetched:
        from pyspark import SparkFiles

        inventory = SparkFiles.get(fetched)
    return parts.compute(program, inventory, number, count, own, folder)


def main(words):
    """Hands out the parts, collects them, combines them."""
    asked, own = arguments(words)
    own = options(asked, ["by", "factors", "balance"]) + own
    from pyspark import SparkContext, SparkFiles

    spark = SparkContext.getOrCreate()
    inventory, fetched = asked.inventory, None
    if asked.fetch:
        spark.addFile(asked.inventory, recursive=True)
        fetched = os.path.basename(asked.inventory.rstrip("/"))
        inventory = SparkFiles.get(fetched)
    if asked.shared:
        os.makedirs(asked.shared, exist_ok=True)
    work = functools.partial(
        task, program=asked.program, inventory=inventory, count=asked.parts, own=own, folder=asked.shared, fetched=fetched)
    results = spark.parallelize(range(1, asked.parts + 1), asked.parts).map(work).collect()
    failed = parts.failure(results)
    if failed:
        print(failed[1], file=sys.stderr)
        return failed[0]
    with tempfile.TemporaryDirectory(prefix="lantian-parts-") as folder:
        paths = parts.keep(results, asked.parts, folder)
        shown = options(asked, ["factors", "format", "rejected", "lang", "keep-going", "assumptions", "quiet"])
        return parts.combine(asked.program, inventory, paths, shown, asked.out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
