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
        result = lantian.compute(ILI, ["pollutant"])
        total = sum(row["emission_t"] for row in result)
        try:
            self.assertEqual(result.to_pandas()["emission_t"].sum(), total)
        except ImportError:
            pass
        try:
            self.assertEqual(result.to_polars()["emission_t"].sum(), total)
        except ImportError:
            pass

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
