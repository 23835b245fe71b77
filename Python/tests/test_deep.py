"""Ten million rows by the Arrow interface: right, and in bounded memory. All data are invented."""

import resource
import unittest

import lantian


class TenMillionRows(unittest.TestCase):
    def grown(self, with_ids: bool) -> float:
        """Computes ten million rows of one household each; says by how many MiB the peak of memory rose."""
        try:
            import pyarrow as pa
        except ImportError:
            self.skipTest("pyarrow is not installed")
        rows, step = 10_000_000, 100_000

        def word(text):
            return pa.DictionaryArray.from_arrays(pa.array([0] * step, pa.int8()), [text])

        columns = {
            "fuel": word("raw_coal"), "stove": word("traditional"), "households": pa.array([1] * step, pa.int32()),
            "fuel_per_household": pa.array([2.5] * step),
        }
        fields = [(name, array.type) for name, array in columns.items()]
        schema = pa.schema(fields + ([("id", pa.string())] if with_ids else []))

        def batches():
            for start in range(0, rows, step):
                ids = [pa.array([f"H{number}" for number in range(start, start + step)])] if with_ids else []
                yield pa.record_batch([*columns.values(), *ids], schema=schema)

        next(batches())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        reader = pa.RecordBatchReader.from_batches(schema, batches())
        manifest = {"region": "654002", "name": {"zh": "虚构", "en": "invented"}, "year": 2024, "invented": True}
        one = pa.table({name: array.slice(0, 1) for name, array in columns.items()} | {"id": ["H"]})
        single = lantian.compute({"households": one}, ["pollutant"], manifest=manifest, pollutants=["NOx"]).rows()[0]["emission_t"]
        self.assertGreater(single, 0)
        result = lantian.compute({"households": reader}, ["pollutant"], manifest=manifest, pollutants=["NOx"])
        self.assertEqual(result.rows()[0]["emission_t"], single * rows)
        return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024

    def test_1_memory_holds_a_few_batches(self):
        grown = self.grown(with_ids=False)
        print(f"10^7 rows: {grown:.0f} MiB more at the peak")
        self.assertLess(grown, 128)

    def test_2_identifiers_cost_forty_bytes_a_row_and_no_more(self):
        # They are kept to find duplicates; 40 bytes × 10^7 are 381 MiB.
        grown = self.grown(with_ids=True)
        print(f"10^7 rows with identifiers: {grown:.0f} MiB more at the peak")
        self.assertLess(grown, 640)


if __name__ == "__main__":
    unittest.main()
