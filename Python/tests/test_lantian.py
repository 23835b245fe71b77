"""What the package gives, against the program: `LANTIAN_PROGRAM` names it, the repository is the working folder."""

import csv
import gc
import io
import json
import os
import subprocess
import tempfile
import unittest
from decimal import Decimal
from pathlib import Path

import lantian

PROGRAM = os.environ.get("LANTIAN_PROGRAM", "lantian")
ILI = "Inventories/ili-2021"
COUNTY = "Inventories/demo-county-2024"
PLAN = ILI + "/plans/ili-2021.yaml"
MANIFEST = {
    "region": "654002", "name": {"zh": "测试", "en": "test"}, "year": 2024, "speed": 30,
    "climate": {"temperature": [15] * 12, "humidity": [50] * 12, "altitude": 600}, "sulphur": {"gasoline": 10, "diesel": 10},
}


def told(*arguments: str) -> list[dict[str, str]]:
    """The rows that the program prints as CSV."""
    factors = ["--factors", str(lantian.factors_folder()), "--format", "csv", "--quiet", "--lang", "en"]
    run = subprocess.run([PROGRAM, *arguments, *factors], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return list(csv.DictReader(io.StringIO(run.stdout)))


class Computing(unittest.TestCase):
    def test_totals_are_the_program_s_to_the_microgram(self):
        for folder, by in [(ILI, "county,sector,pollutant"), (COUNTY, "table,process,pollutant"), (COUNTY, "class10:2,pollutant")]:
            expected = told("compute", folder, "--by", by, "--keep-going")
            result = lantian.compute(folder, by.split(","), keep_going=True)
            rows = result.rows()
            self.assertEqual(len(rows), len(expected))
            for own, theirs in zip(rows, expected):
                self.assertEqual([own[key] for key in by.split(",")], [theirs[key] for key in by.split(",")])
                self.assertEqual(own["emission_t"], Decimal(theirs["emission_t"]))

    def test_a_pollutant_is_never_added_to_another(self):
        self.assertEqual({row["pollutant"] for row in lantian.compute(ILI, ["sector"])}, {"NOx", "VOCs"})

    def test_totals_that_lack_source_classes_say_so(self):
        rows = lantian.compute(ILI, ["pollutant"], pollutants=["NOx", "PM2.5"]).rows()
        self.assertEqual({row["pollutant"]: row["incomplete"] for row in rows}, {"NOx": "", "PM2.5": "dust, farming"})
        self.assertNotIn("incomplete", lantian.compute(ILI, ["pollutant"]).rows()[0])

    def test_balance_stands_beside_the_emission(self):
        rows = lantian.compute(COUNTY, ["pollutant"], balance=True, keep_going=True).rows()
        self.assertEqual(set(rows[0]), {"pollutant", "emission_t", "assumed_t", "lines", "generated_t", "removed_t"})

    def test_errors_are_exceptions_that_carry_findings(self):
        with self.assertRaises(lantian.LantianError) as raised:
            lantian.compute({"boilers": Table({"id": ["B1", "B2"], "fuel": ["coal", "coall"], "fuel_use": [1.0, 2.0]})}, manifest=MANIFEST)
        error = raised.exception
        self.assertEqual(error.code, 65)
        wrong = [finding for finding in error.findings if finding.severity == "error"]
        self.assertTrue(any(finding.table == "boilers" and finding.row == 1 and finding.value == "coall" for finding in wrong), wrong)
        self.assertTrue(all("/tmp" not in finding.text and "boilers" in finding.text for finding in wrong), wrong)
        self.assertIn("不是", "".join(finding.text_zh for finding in wrong))

    def test_wrong_usage_and_missing_input_have_their_codes(self):
        for call, code in [
            (lambda: lantian.compute("nowhere"), 66),
            (lambda: lantian.compute(ILI, ["colour"]), 64),
            (lambda: lantian.plan(ILI, "nowhere.yaml"), 66),
        ]:
            with self.assertRaises(lantian.LantianError) as raised:
                call()
            self.assertEqual(raised.exception.code, code, raised.exception)


class Tables(unittest.TestCase):
    """What is handed over as a table: what holds one is read alike, what does not is told as the package's own exception, with what was expected."""

    COLUMNS = {"id": ["B1", "B2"], "use": ["heating"] * 2, "fuel": ["coal"] * 2, "technology": ["stoker"] * 2}

    def setUp(self):
        self.pa, self.pd, self.pl = needed(self, "pyarrow"), needed(self, "pandas"), needed(self, "polars")

    def told(self, call, code=64):
        with self.assertRaises(lantian.LantianError) as raised:
            call()
        self.assertEqual(raised.exception.code, code, raised.exception)
        self.assertTrue(raised.exception.message and raised.exception.message_zh, raised.exception)
        return raised.exception

    def test_what_is_no_inventory_and_no_table_is_told_with_what_is(self):
        frame = self.pd.DataFrame(self.COLUMNS | {"fuel_use": [100.0, 23.0]})
        for wrong in [frame, self.pl.DataFrame(self.COLUMNS), None, 3, b"Inventories/ili-2021", [frame], object(), self.pa.table(self.COLUMNS)]:
            error = self.told(lambda: lantian.compute(wrong, manifest=MANIFEST))
            self.assertIn("{'boilers': frame}", error.message)
        for wrong in [None, 3, [1, 2], {"id": ["B1"]}, "text".encode(), lambda: 0, self.pd.DataFrame, self.pl.LazyFrame(self.COLUMNS)]:
            error = self.told(lambda: lantian.compute({"boilers": wrong}, manifest=MANIFEST))
            self.assertIn("'boilers' must be a pandas, polars or pyarrow table", error.message)
        # A column is no table.
        self.assertIn("is a column and no table", self.told(lambda: lantian.compute({"boilers": self.pa.chunked_array([[1, 2]])}, manifest=MANIFEST)).message)
        self.assertIn("no columns", self.told(lambda: lantian.compute({"boilers": self.pa.table({})}, manifest=MANIFEST)).message)
        self.told(lambda: lantian.compute({}, manifest=MANIFEST))
        self.told(lambda: lantian.compute({"boilers": "nowhere.parquet"}, manifest=MANIFEST), 66)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "a.parquet").write_text("id,fuel\n", encoding="utf-8")
            self.told(lambda: lantian.compute({"boilers": folder + "/a.parquet"}, manifest=MANIFEST), 65)
        # Every table that is handed over is read, or told; two of a kind are two tables, not one twice.
        table, other = self.pa.table(self.COLUMNS | {"fuel_use": [100.0, 23.0]}), self.pa.table(self.COLUMNS | {"id": ["C1", "C2"], "fuel_use": [1.0, 2.0]})
        for name in ["boiler", "regions", "inventory", "kiln", "marked"]:
            error = self.told(lambda: lantian.compute({"boilers": table, name: other}, manifest=MANIFEST))
            self.assertIn(f"table '{name}' was not read", error.message)
        both = lantian.compute({"boilers": table, "boilers-2": other}, ["pollutant"], manifest=MANIFEST, pollutants=["NOx"])
        self.assertEqual(both.rows()[0]["emission_t"], Decimal("0.504"))
        self.told(lambda: lantian.compute({"boilers": table, "boilers-2": table}, manifest=MANIFEST), 65)
        unnamed = self.pa.table(list(table.columns) + [table.column(0)], names=[*table.column_names, ""])
        self.assertIn("column 6", self.told(lambda: lantian.compute({"boilers": unnamed}, manifest=MANIFEST)).message)
        # A stream is read once.
        reader = self.pa.table(self.COLUMNS | {"fuel_use": [1.0, 2.0]}).to_reader()
        lantian.compute({"boilers": reader}, manifest=MANIFEST)
        self.told(lambda: lantian.compute({"boilers": reader, "kilns": None}, manifest=MANIFEST))

    def test_wrong_arguments_are_told_with_what_was_expected(self):
        table = self.pa.table(self.COLUMNS | {"fuel_use": [100.0, 23.0]})
        for call, words in [
            (lambda: lantian.compute({"boilers": table}), "tables need a manifest"),
            (lambda: lantian.compute({"boilers": table}, manifest=[1]), "tables need a manifest"),
            (lambda: lantian.compute({"boilers": table}, manifest=MANIFEST | {"year": {1, 2}}), "inventory.yaml cannot hold"),
            (lambda: lantian.compute({"boilers": table}, manifest=MANIFEST | {"speed": float("nan")}), "inventory.yaml cannot hold"),
            (lambda: lantian.compute({3: table}, manifest=MANIFEST), "no name of a table"),
            (lambda: lantian.compute({"../boilers": table}, manifest=MANIFEST), "no name of a table"),
            (lambda: lantian.compute(ILI, manifest=MANIFEST), "manifest goes with tables"),
            (lambda: lantian.compute(ILI, by=3), "by must be words"),
            (lambda: lantian.compute(ILI, by=["sector", None]), "by must be words"),
            (lambda: lantian.compute(ILI, pollutants=[1]), "pollutants must be words"),
            (lambda: lantian.compute(ILI, threads="2"), "threads must be a whole number"),
            (lambda: lantian.compute(ILI, threads=0), "threads must lie between"),
            (lambda: lantian.compute(ILI, factors=3), "factors must be a path"),
            (lambda: lantian.compute(ILI, packs=[3]), "packs must be a path"),
            (lambda: lantian.plan(ILI, None), "plan must be a path"),
            (lambda: lantian.plan(ILI, PLAN, set=["a=b"]), "set must name parameters"),
            (lambda: lantian.plan(ILI, PLAN, set={"IL-07.1.share": None}), "no value"),
            (lambda: lantian.plan(ILI, PLAN, bases=["base.csv"]), "paths by year"),
            (lambda: lantian.plan(ILI, PLAN, bases={"2020": "base.csv"}), "paths by year"),
            (lambda: lantian.detail(ILI, to="detail.csv"), ".parquet or .arrow"),
        ]:
            self.assertIn(words, self.told(call).message)
        # What is wrong with the manifest is told without the temporary folder that it lies in.
        error = self.told(lambda: lantian.compute({"boilers": table}, manifest=MANIFEST | {"year": "soon"}), 65)
        self.assertTrue(any(finding.text.startswith("manifest:1:") for finding in error.findings), error)
        self.assertFalse(any(tempfile.gettempdir() in finding.text + finding.text_zh for finding in error.findings), error)
        self.told(lambda: lantian.detail(ILI, to="/nowhere/detail.parquet"), 74)
        self.told(lambda: lantian.plan(ILI, PLAN, inputs="nowhere.yaml"), 66)
        # One word, or one path, is a list of one; numbers of numpy are numbers.
        one = lantian.compute(ILI, "pollutant", pollutants="NOx", packs=())
        self.assertEqual([row["pollutant"] for row in one], ["NOx"])
        import numpy

        self.assertTrue(lantian.compute({"boilers": table}, manifest=MANIFEST | {"year": numpy.int64(2024)}).rows())

    def test_tables_of_every_make_say_the_same(self):
        pa, pd, pl = self.pa, self.pd, self.pl
        import datetime

        numbers = {"fuel_use": [100.0, 23.0]}
        days = [datetime.datetime(2014, 11, 3, 8, 30), datetime.datetime(1969, 12, 31, 23, 59)]
        plain = pa.table(self.COLUMNS | numbers)
        tables = [
            plain, pd.DataFrame(self.COLUMNS | numbers), pl.DataFrame(self.COLUMNS | numbers),
            pd.DataFrame(self.COLUMNS | {"fuel_use": pd.array([100, 23], dtype="Int64")}),
            pd.DataFrame(self.COLUMNS | numbers).astype({"fuel": "category", "technology": "string"}),
            pl.DataFrame(self.COLUMNS | numbers).with_columns(pl.col("fuel").cast(pl.Categorical), pl.col("use").cast(pl.Enum(["heating"]))),
            pl.DataFrame(self.COLUMNS | numbers).with_columns(pl.col("fuel_use").cast(pl.Decimal(20, 3))),
            pa.table(self.COLUMNS | {"fuel_use": pa.array([Decimal("100.00"), Decimal("23.00")], pa.decimal32(7, 2))}),
            pa.table(self.COLUMNS | {"fuel_use": pa.array([Decimal("100.00"), Decimal("23.00")], pa.decimal64(12, 2))}),
            pa.table({name: pa.array(values, pa.large_string()) for name, values in self.COLUMNS.items()} | {"fuel_use": [100.0, 23.0]}),
        ]
        seen = {lantian.compute({"boilers": table}, ["pollutant"], manifest=MANIFEST).to_csv() for table in tables}
        self.assertEqual(len(seen), 1)
        # 123 t × 4 kg/t.
        self.assertIn("NOx,0.492,", seen.pop())
        # Times are the day that they lie in, in whatever unit, also before 1970.
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        Path(folder.name, "inventory.yaml").write_text(json.dumps(MANIFEST, ensure_ascii=False), encoding="utf-8")
        Path(folder.name, "boilers.csv").write_text(
            "id,use,fuel,technology,fuel_use,start_date\nB1,heating,coal,stoker,100,2014-11-03\nB2,heating,coal,stoker,23,1969-12-31\n", encoding="utf-8")
        expected = lantian.compute(folder.name, ["county", "pollutant"]).to_csv()
        for kind in [pa.timestamp(unit) for unit in ("s", "ms", "us", "ns")] + [pa.date64()]:
            column = pa.array([day.date() for day in days] if kind == pa.date64() else days, kind)
            table = pa.table(self.COLUMNS | numbers | {"start_date": column})
            self.assertEqual(lantian.compute({"boilers": table}, ["county", "pollutant"], manifest=MANIFEST).to_csv(), expected)
        zoned = pa.table(self.COLUMNS | numbers | {"start_date": pa.array(days, pa.timestamp("us", "Asia/Shanghai"))})
        self.assertIn("time zone", self.told(lambda: lantian.compute({"boilers": zoned}, manifest=MANIFEST)).message)

    def test_columns_that_no_cell_holds_are_named(self):
        pa, pd, pl = self.pa, self.pd, self.pl
        for table, words in [
            (pd.DataFrame(self.COLUMNS | {"fuel_use": ["many", 3]}), "fuel_use"),
            (pd.DataFrame([["B1", "B2"]], columns=["id", "id"]), "id"),
            (pa.table(self.COLUMNS | {"fuel_use": pa.array([b"1", b"2"])}), "'fuel_use' of table 'boilers' has the Arrow type 'z'"),
            (pa.table(self.COLUMNS | {"fuel_use": pa.array([1, 2], pa.duration("s"))}), "'fuel_use'"),
            (pa.table(self.COLUMNS | {"fuel_use": pa.array([{"t": 1}, {"t": 2}])}), "'fuel_use'"),
            (pa.table(self.COLUMNS | {"fuel_use": pa.array([Decimal(1), Decimal(2)], pa.decimal256(50, 2))}), "'fuel_use'"),
            (pl.DataFrame(self.COLUMNS | {"fuel_use": [[1.0], [2.0]]}), "'fuel_use'"),
        ]:
            self.assertIn(words, self.told(lambda: lantian.compute({"boilers": table}, manifest=MANIFEST)).message)

    def test_what_stands_in_a_table_is_found_row_by_row(self):
        pa, pd, pl = self.pa, self.pd, self.pl

        def found(table, code=65):
            return self.told(lambda: lantian.compute({"boilers": table}, manifest=MANIFEST), code).findings

        def errors(table):
            return {(f.table, f.row, f.column, f.value) for f in found(table) if f.severity == "error"}

        words = {"fuel_use": ["many", "23"]}
        for table in [pa.table(self.COLUMNS | words), pd.DataFrame(self.COLUMNS | words), pl.DataFrame(self.COLUMNS | words)]:
            self.assertIn(("boilers", 0, "fuel_use", "many"), errors(table))
        for value, shown in [(float("inf"), "inf"), (-1.0, "-1")]:
            self.assertIn(("boilers", 1, "fuel_use", shown), errors(pa.table(self.COLUMNS | {"fuel_use": [1.0, value]})))
        twice = pa.Table.from_arrays([pa.array(["B1"]), pa.array(["B2"]), pa.array(["coal"])], names=["id", "id", "fuel"])
        self.assertTrue(any("id" in finding.text for finding in found(twice)))
        broken = pa.StringArray.from_buffers(2, pa.py_buffer(b"\0\0\0\0\2\0\0\0\4\0\0\0"), pa.py_buffer(b"B1\xff\xfe"))
        self.assertTrue(any(f.row == 1 for f in found(pa.table(self.COLUMNS | {"id": broken, "fuel_use": [1.0, 2.0]}))))
        # No rows are no error of the table, and nothing is computed; a blank is a missing value, never zero.
        empty = lantian.compute({"boilers": plain_rows(pa, self.COLUMNS).slice(0, 0)}, ["pollutant"], manifest=MANIFEST, keep_going=True)
        self.assertEqual([row["emission_t"] for row in empty if row["emission_t"]], [])
        for table in [
            pa.table(self.COLUMNS | {"fuel_use": [100.0, None]}), pa.table(self.COLUMNS | {"fuel_use": [100.0, float("nan")]}),
            pd.DataFrame(self.COLUMNS | {"fuel_use": pd.array([100, None], dtype="Int64")}), pl.DataFrame(self.COLUMNS | {"fuel_use": [100, None]}),
        ]:
            rows = lantian.compute({"boilers": table}, ["state", "pollutant"], manifest=MANIFEST, pollutants=["NOx"]).rows()
            self.assertEqual({(row["state"], row["emission_t"]) for row in rows}, {("computed", Decimal("0.4")), ("missing", None)}, rows)

    def test_what_is_no_text_or_number_is_told_and_the_table_stays_whole(self):
        pa = self.pa
        reader = pa.table(self.COLUMNS | {"fuel_use": [100.0, 100.0]}).to_reader()
        given = {"manifest": MANIFEST, "pollutants": ["NOx"]}
        for wrong in [{"by": ["\ud800"]}, {"pollutants": ["\ud800"]}, {"rule_book": "\ud800"}, {"packs": ["\ud800"]}, {"threads": True}, {"by": ["no_such_key"]}]:
            with self.assertRaises(lantian.LantianError) as raised:
                lantian.compute({"boilers": pa.table(self.COLUMNS | {"fuel_use": [100.0, 100.0]})}, **(given | wrong))
            self.assertEqual(raised.exception.code, 64, wrong)
        # What is refused before the library is called leaves a reader unread.
        with self.assertRaises(lantian.LantianError):
            lantian.compute({"boilers": reader}, ["\ud800"], **given)
        self.assertEqual(lantian.compute({"boilers": reader}, ["pollutant"], **given).rows()[0]["emission_t"], Decimal("0.8"))
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(lantian.LantianError) as raised:
            lantian.detail(COUNTY, folder + "/x.parquet", compression="foo", keep_going=True)
        self.assertEqual(raised.exception.code, 64)

    def test_words_of_a_dictionary_are_made_once_a_batch(self):
        # Made for every 8192 rows of one long batch they would cost the square of the rows: minutes in the place of a second.
        count = 400_000
        names = self.pa.array([f"B{number}" for number in range(count)]).dictionary_encode()
        table = self.pa.table({
            "id": names, "use": ["heating"] * count, "fuel": ["coal"] * count, "technology": ["stoker"] * count, "fuel_use": [1.0] * count,
        }).combine_chunks()
        import time

        start = time.process_time()
        rows = lantian.compute({"boilers": table}, ["pollutant"], manifest=MANIFEST, pollutants=["NOx"]).rows()
        self.assertEqual(rows[0]["emission_t"], Decimal(count) * 4 / 1000)
        self.assertLess(time.process_time() - start, 40)


def plain_rows(pa, columns):
    """A sound table."""
    return pa.table(columns | {"fuel_use": [100.0, 23.0]})


def needed(test, name):
    """A package that a test needs; the test is skipped, and counted as such, where it is not installed."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        test.skipTest(f"{name} is not installed")


class Table:
    """A table without any package: an Arrow stream made by pyarrow where it is installed, else the test is skipped."""

    def __init__(self, columns):
        try:
            import pyarrow
        except ImportError:
            raise unittest.SkipTest("pyarrow is not installed") from None
        self.table = pyarrow.table(columns)

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


class Arrow(unittest.TestCase):
    def setUp(self):
        try:
            import pyarrow
        except ImportError:
            self.skipTest("pyarrow is not installed")
        self.pa = pyarrow

    def folder(self, **files):
        """An inventory folder of CSV files."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        Path(folder.name, "inventory.yaml").write_text(json.dumps(MANIFEST, ensure_ascii=False), encoding="utf-8")
        for name, text in files.items():
            Path(folder.name, name + ".csv").write_text(text, encoding="utf-8")
        return folder.name

    def test_results_are_read_by_the_c_interface_and_outlive_their_maker(self):
        result = lantian.compute(ILI, ["sector", "pollutant"])
        table = self.pa.table(result)
        again = result.to_arrow()
        expected = [row["emission_t"] for row in result.rows()]
        del result
        gc.collect()
        self.assertEqual(table.schema.field("emission_t").type, self.pa.decimal128(38, 12))
        self.assertEqual(table.column("emission_t").to_pylist(), [value.quantize(Decimal("1e-12")) for value in expected])
        self.assertTrue(table.equals(again))

    def test_streams_that_nobody_reads_are_released(self):
        result = lantian.compute(ILI, ["pollutant"])
        for _ in range(100):
            result.__arrow_c_stream__()
        from lantian._library import _StreamOut

        gc.collect()
        self.assertEqual(len(_StreamOut._living), 0)

    def test_pandas_and_polars(self):
        needed(self, "pandas"), needed(self, "polars")
        result = lantian.compute(ILI, ["pollutant"])
        total = sum(row["emission_t"] for row in result)
        self.assertEqual(result.to_pandas()["emission_t"].sum(), total)
        self.assertEqual(result.to_polars()["emission_t"].sum(), total)

    def test_a_table_gives_what_the_same_file_gives(self):
        text = (
            'id,firm_name,use,fuel,technology,fuel_use[t],start_date\n'
            'B1,"示例,一厂",industrial,coal,stoker,1000.125,2014-11-03\nB2,\'=示例,heating,coal,stoker,333.3333333333333,2015-02-28\n'
            'B3,"""引""号",heating,,stoker,1,\nB4,,heating,coal,stoker,,2000-02-29\n'
        )
        pa = self.pa
        import datetime

        dates = [datetime.date(2014, 11, 3), datetime.date(2015, 2, 28), None, datetime.date(2000, 2, 29)]
        columns = {
            "id": ["B1", "B2", "B3", "B4"], "firm_name": ["示例,一厂", "=示例", '"引"号', None],
            "use": pa.array(["industrial", "heating", "heating", "heating"]).dictionary_encode(),
            "fuel": pa.array(["coal", "coal", None, "coal"], pa.large_string()),
            "technology": pa.array(["stoker"] * 4, pa.string_view()),
            "fuel_use[t]": pa.array([1000.125, 333.3333333333333, 1, None]), "start_date": pa.array(dates, pa.date32()),
        }
        whole = pa.table(columns)
        # Sliced and in batches: arrays with offsets.
        padded = pa.concat_tables([whole.slice(0, 1), whole, whole.slice(0, 1)]).combine_chunks().slice(1, 4)
        batches = pa.Table.from_batches(whole.to_batches(max_chunksize=1))
        folder = self.folder(boilers=text)
        expected = lantian.compute(folder, ["county", "sector", "pollutant"], keep_going=True)
        self.assertGreater(len(expected.rows()), 2)
        for table in [whole, padded, batches]:
            own = lantian.compute({"boilers": table}, ["county", "sector", "pollutant"], manifest=MANIFEST, keep_going=True)
            self.assertEqual(own.to_csv(), expected.to_csv())
            self.assertEqual(
                [(f.severity, f.code, f.line, f.column, f.value) for f in own.findings if f.file],
                [(f.severity, f.code, f.line, f.column, f.value) for f in expected.findings if f.file])

    def test_every_number_type_says_the_same(self):
        pa = self.pa
        seen = set()
        types = [pa.float64(), pa.float32(), pa.int64(), pa.int32(), pa.int16(), pa.uint8(), pa.uint64(), pa.decimal128(28, 4)]
        for kind in types:
            table = pa.table({
                "id": ["B1", "B2"], "use": ["heating"] * 2, "fuel": ["coal"] * 2, "technology": ["stoker"] * 2,
                "fuel_use": pa.array([100, 23]).cast(kind),
            })
            seen.add(lantian.compute({"boilers": table}, ["pollutant"], manifest=MANIFEST).to_csv())
        self.assertEqual(len(seen), 1)
        # 123 t × 4 kg/t.
        self.assertIn("NOx,0.492,", seen.pop())

    def test_a_type_that_no_cell_holds_is_refused_by_name(self):
        with self.assertRaises(lantian.LantianError) as raised:
            lantian.compute({"boilers": self.pa.table({"id": ["B1"], "fuel_use": [[1.0]]})}, manifest=MANIFEST)
        self.assertEqual(raised.exception.code, 64)
        self.assertIn("fuel_use", raised.exception.message)

    def test_a_stream_that_breaks_off_is_told(self):
        pa = self.pa
        schema = pa.schema([("id", pa.string()), ("fuel", pa.string())])

        def batches():
            yield pa.record_batch([["B1"], ["coal"]], schema=schema)
            raise RuntimeError("the disk is gone")

        with self.assertRaises(lantian.LantianError) as raised:
            lantian.compute({"boilers": pa.RecordBatchReader.from_batches(schema, batches())}, manifest=MANIFEST, keep_going=True)
        self.assertIn("the disk is gone", raised.exception.message)

    def test_parquet_in_and_out(self):
        pa = self.pa
        import pyarrow.parquet

        with tempfile.TemporaryDirectory() as folder:
            pa.parquet.write_table(
                pa.table({"id": ["B1"], "use": ["heating"], "fuel": ["coal"], "technology": ["stoker"], "fuel_use": [1000.0]}),
                folder + "/boilers.parquet")
            rows = lantian.compute({"boilers": folder + "/boilers.parquet"}, ["pollutant"], manifest=MANIFEST).rows()
            self.assertEqual(rows[0]["emission_t"], Decimal(4))
            # The detail is the program's, line by line.
            lantian.detail(COUNTY, to=folder + "/detail.parquet", keep_going=True)
            table = pa.parquet.read_table(folder + "/detail.parquet")
            told("compute", COUNTY, "--keep-going", "--detail", folder + "/detail.csv")
            with open(folder + "/detail.csv", encoding="utf-8", newline="") as file:
                expected = list(csv.DictReader(file))
            self.assertEqual(table.num_rows, len(expected))
            own = table.column("emission_t").to_pylist()
            for number, row in zip(own, expected):
                self.assertEqual(number, Decimal(row["emission_t"]) if row["emission_t"] else None)
            self.assertEqual(table.column("source_id").to_pylist(), [row["source_id"] for row in expected])
            self.assertEqual(os.listdir(folder).count("detail.parquet.part"), 0)
            with self.assertRaises(lantian.LantianError):
                lantian.detail("nowhere", to=folder + "/none.parquet")
            self.assertFalse(os.path.exists(folder + "/none.parquet"))


class Unfit(unittest.TestCase):
    """A number that cannot be, here a billion tonnes of coal's SO2, is none in any table. The firm is invented."""

    def test_no_table_says_zero_of_it(self):
        import pyarrow.parquet

        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "inventory.yaml").write_text(json.dumps(MANIFEST), encoding="utf-8")
            Path(folder, "boilers.csv").write_text(
                "id,firm_name,use,fuel,technology,fuel_use[t],sulphur,coal_basis\nB1,甲厂,industrial,coal,stoker,999999999,0.6%,ar\n",
                encoding="utf-8")
            options = {"pollutants": ["SO2", "NOx"], "keep_going": True}
            with self.assertRaises(lantian.LantianError):
                lantian.compute(folder, ["pollutant"], pollutants=["SO2"])
            result = lantian.compute(folder, ["pollutant"], **options)
            self.assertEqual([row["pollutant"] for row in result.rows() if row["emission_t"] is not None], ["NOx"])
            self.assertIn("mass-out-of-range", {finding.code for finding in result.findings})
            lantian.detail(folder, to=folder + "/detail.parquet", **options)
            rows = pyarrow.parquet.read_table(folder + "/detail.parquet").to_pylist()
            self.assertEqual({row["pollutant"]: row["emission_t"] for row in rows if row["source_id"]}["SO2"], None)
            self.assertEqual({row["pollutant"]: row["assumptions"] for row in rows if row["source_id"]}["SO2"], "invalid")


class Plans(unittest.TestCase):
    def test_measures_are_the_program_s_to_the_microgram(self):
        for settings in [{}, {"IL-07.1.share": "0.5"}]:
            options = [part for name, value in settings.items() for part in ("--set", f"{name}={value}")]
            expected = told("plan", ILI, PLAN, *options)
            result = lantian.plan(ILI, PLAN, set=settings)
            rows = result.rows()
            self.assertEqual(len(rows), len(expected))
            for own, theirs in zip(rows, expected):
                for name in ["measure", "clause", "pollutant", "state"]:
                    self.assertEqual(own[name], theirs[name])
                for name in ["baseline_t", "reduction_t", "alone_t", "overlap_t", "scenario_t", "held_t", "gross_t"]:
                    self.assertEqual(own[name], Decimal(theirs[name]) if theirs[name] else None, (own["measure"], name))
            self.assertEqual([target["target"] for target in result.targets], ["IL-05.1", "IL-05.2"])

    def test_targets_of_an_incomplete_total_say_what_it_lacks(self):
        with tempfile.TemporaryDirectory() as folder:
            plan = folder + "/plan.yaml"
            text = Path(PLAN).read_text(encoding="utf-8")
            Path(plan).write_text(text.replace("pollutant: SO2", "pollutant: PM2.5"), encoding="utf-8")
            told("plan", ILI, plan, "--targets", folder + "/targets.csv", "--pollutants", "NOx,PM2.5")
            with open(folder + "/targets.csv", encoding="utf-8-sig", newline="") as file:
                expected = {row["pollutant"]: row["incomplete"] for row in csv.DictReader(file)}
            targets = lantian.plan(ILI, plan, pollutants=["NOx", "PM2.5"]).targets
            self.assertEqual({target["pollutant"]: target.get("incomplete", "") for target in targets}, expected)
            self.assertEqual(expected, {"NOx": "", "PM2.5": "dust, farming"})
            self.assertNotIn("incomplete", lantian.plan(ILI, PLAN).targets[0])

    def test_what_if_changes_the_target(self):
        found = lantian.plan(ILI, PLAN, set={"IL-05.1.amount": "100 t"}).targets[0]
        self.assertEqual((found["state"], found["allowed_t"]), ("short", "100"))
        self.assertEqual(Decimal(found["short_t"]), Decimal(found["emission_t"]) - 100)
        self.assertEqual(found["base_stands_in"], "yes")

    def test_tonnes_of_somebody_else_are_the_base(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "base.csv").write_text("county,pollutant,emission_t\n654002,NOx,7000\n", encoding="utf-8")
            found = lantian.plan(ILI, PLAN, bases={2020: folder + "/base.csv"}).targets[0]
            self.assertEqual((found["base_t"], found["base_stands_in"]), ("7000", "no"))

    def test_bases_are_judged_as_the_program_judges_them(self):
        flat = "#FORMAT={}\n#COUNTRY=China\n#YEAR=2020\n156,654002,,,,{},,{},{}\n"
        with tempfile.TemporaryDirectory() as folder:
            def write(name, text):
                Path(folder, name).write_text(text, encoding="utf-8")
                return folder + "/" + name

            own = write("own.csv", "county,pollutant,emission_t\n654002,NOx,7000\n654002,XYZ,1\n654002,NOx,\n")
            # 4.4 t and 0.6 t in short tons.
            area = write("area.ff10", flat.format("FF10_NONPOINT", "X1", "NOX", "4.850169768067306"))
            road = write("road.ff10", flat.format("FF10_NONROAD", "X2", "NOX", "0.661386786554633"))
            for bases, arguments in [
                ({2020: own}, [f"2020={own}"]), ({2020: [area, road]}, [area, road]), ({2020: area}, [area]),
                # Another year than the file's, one file twice, a file of the inventory's own year, none at all, one with errors.
                ({2019: area}, [f"2019={area}"]), ({2020: [area, area]}, [area, area]), ({2020: [area, own]}, [area, f"2020={own}"]),
                ({2021: own}, [f"2021={own}"]), ({2020: COUNTY}, [f"2020={COUNTY}"]), ({2020: folder + "/no"}, [folder + "/no"]),
                ({2020: write("bad.csv", "county,pollutant,emission_t\n654002,NOx,much\n")}, [f"2020={folder}/bad.csv"]),
                ({2020: write("short.csv", "county,emission_t\n654002,1\n")}, [f"2020={folder}/short.csv"]),
            ]:
                options = [part for base in arguments for part in ("--base", base)]
                run = subprocess.run(
                    [PROGRAM, "plan", ILI, PLAN, *options, "--targets", folder + "/targets.csv", "--factors", str(lantian.factors_folder()),
                     "--lang", "en"], capture_output=True, text=True, env=os.environ | {"COLUMNS": "10000"})
                try:
                    result = lantian.plan(ILI, PLAN, bases=bases)
                    code, findings, message = 0, result.findings, ""
                    with open(folder + "/targets.csv", encoding="utf-8-sig", newline="") as file:
                        theirs = {row["target"]: row for row in csv.DictReader(file)}
                    for target in result.targets:
                        self.assertEqual(target.get("base_t", ""), theirs[target["target"]]["base_t"], (bases, target))
                except lantian.LantianError as error:
                    code, findings, message = error.code, error.findings, error.message
                self.assertEqual(code, run.returncode, (bases, run.stderr, message))
                for finding in findings:
                    if finding.file and finding.file.startswith(folder):
                        self.assertIn(finding.text, run.stderr)
                if code == 64:
                    self.assertIn(message, run.stderr)
                if bases in ({2020: own}, {2021: own}):
                    self.assertTrue({finding.code for finding in findings} >= {"unknown-foreign-pollutant", "foreign-rows-without-mass"})
                    self.assertEqual("base-of-own-year" in {finding.code for finding in findings}, 2021 in bases)

    def test_inputs_beside_the_plan_are_asked_as_the_program_asks_them(self):
        with tempfile.TemporaryDirectory() as folder:
            plan = folder + "/plan.yaml"
            Path(plan).write_text(Path(PLAN).read_text(encoding="utf-8"), encoding="utf-8")
            Path(folder, "inputs.yaml").write_text(
                "plan: ili-2021\ninputs:\n  - {id: IL-05.1.amount, value: 100 t, by: 虚构, date: 2021-06-30}\n", encoding="utf-8")
            told("plan", ILI, plan, "--targets", folder + "/targets.csv")
            with open(folder + "/targets.csv", encoding="utf-8-sig", newline="") as file:
                expected = next(row for row in csv.DictReader(file) if row["target"] == "IL-05.1")

            def found(**inputs):
                target = next(target for target in lantian.plan(ILI, plan, **inputs).targets if target["target"] == "IL-05.1")
                return target["state"], target.get("allowed_t"), target.get("short_t")

            self.assertEqual(found(), (expected["state"], expected["allowed_t"], expected["shortfall_t"]))
            self.assertEqual(found()[:2], ("short", "100"))
            # What is set goes before the file; a file beside the plan that is of another plan is not asked.
            self.assertEqual(found(set={"IL-05.1.amount": "200 t"})[1], "200")
            os.rename(folder + "/inputs.yaml", folder + "/mine.yaml")
            self.assertEqual(found()[0], "needs_input")
            self.assertEqual(found(inputs=folder + "/mine.yaml")[:2], ("short", "100"))

    def test_a_wrong_setting_carries_its_finding(self):
        with self.assertRaises(lantian.LantianError) as raised:
            lantian.plan(ILI, PLAN, set={"IL-07.1.shaer": "0.5"})
        self.assertTrue(raised.exception.findings)


class Notebook(unittest.TestCase):
    def test_the_notebook_runs_from_its_first_cell_to_its_last(self):
        try:
            import pandas  # noqa: F401
        except ImportError:
            self.skipTest("pandas is not installed")
        book = json.loads(Path("Python/notebooks/first-look.ipynb").read_text(encoding="utf-8"))
        cells = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
        self.assertGreater(len(cells), 4)
        names: dict[str, object] = {}
        for number, cell in enumerate(cells):
            exec(compile(cell, f"first-look.ipynb, cell {number + 1}", "exec"), names)
        self.assertEqual(str(names["total"]), "5749.644504500000")


if __name__ == "__main__":
    unittest.main()
