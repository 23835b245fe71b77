"""The driver's logic without Spark, with a small program in place of lantian."""
import os
import stat
import subprocess
import sys
import tempfile
import types
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lantian_spark
import parts

# Writes its part number into --out; fails as its folder's file `fail` says, once or always; combine prints what it is given.
STAND_IN = """#!/usr/bin/env python3
import os, sys
words = sys.argv[1:]
if words[0] == "combine":
    files = [word for word in words[1:words.index("--inventory")]]
    print("+".join(open(file).read() for file in files), words[words.index("--inventory"):])
    sys.exit(int(os.environ.get("COMBINED", "0")))
folder, part, out = words[1], words[words.index("--part") + 1], words[words.index("--out") + 1]
told = os.path.join(folder, "fail-" + part.split("/")[0])
if os.path.exists(told):
    code = open(told).read()
    print("wrong", part, file=sys.stderr)
    if code.startswith("once"):
        os.remove(told)
        code = code[4:]
    sys.exit(int(code))
open(out, "w").write(part + " " + " ".join(words[words.index("--out") + 2:]))
"""


class Parts(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = self.scratch.name
        self.program = os.path.join(self.folder, "stand-in")
        with open(self.program, "w") as file:
            file.write(STAND_IN)
        os.chmod(self.program, os.stat(self.program).st_mode | stat.S_IXUSR)

    def tearDown(self):
        self.scratch.cleanup()

    def fail(self, number, code):
        with open(os.path.join(self.folder, f"fail-{number}"), "w") as file:
            file.write(code)

    def run_all(self, count, **more):
        return [parts.compute(self.program, self.folder, number, count, **more) for number in range(1, count + 1)]

    def test_parts_come_back_and_are_combined_in_order(self):
        results = self.run_all(12, options=["--by", "county"])
        self.assertEqual(results[2], (3, b"3/12 --by county", None))
        with tempfile.TemporaryDirectory() as kept:
            paths = parts.keep(reversed(results), 12, kept)
            self.assertEqual(paths, sorted(paths))
            out = os.path.join(kept, "result")
            self.assertEqual(parts.combine(self.program, self.folder, paths, ["--format", "csv"], out), 0)
            with open(out) as file:
                text = file.read()
            self.assertTrue(text.startswith("+".join(f"{number}/12 --by county" for number in range(1, 13))))
            self.assertIn("'--format', 'csv'", text)
            self.assertEqual(sorted(os.listdir(kept)), sorted([os.path.basename(path) for path in paths] + ["result"]))

    def test_what_may_help_to_try_again_is_raised_and_nothing_else(self):
        for code in ("74", "70", "1", "-9"):
            self.fail(2, code if code != "-9" else "137")
            with self.assertRaises(parts.PartFailed) as caught:
                parts.compute(self.program, self.folder, 2, 3)
            self.assertIn("2/3", str(caught.exception))
        for code in (64, 65, 66):
            self.fail(2, str(code))
            results = self.run_all(3)
            self.assertEqual(results[1], (2, None, (code, "wrong 2/3")))
            self.assertEqual(parts.failure(results), (code, "wrong 2/3"))
        with self.assertRaises(parts.PartFailed):
            parts.compute(os.path.join(self.folder, "nowhere"), self.folder, 1, 3)

    def test_a_second_attempt_gives_the_part(self):
        self.fail(1, "once74")
        with self.assertRaises(parts.PartFailed):
            parts.compute(self.program, self.folder, 1, 2)
        self.assertEqual(parts.compute(self.program, self.folder, 1, 2), (1, b"1/2 ", None))

    def test_two_attempts_at_a_part_count_once_and_must_agree(self):
        with tempfile.TemporaryDirectory() as kept:
            results = self.run_all(2)
            self.assertEqual(len(parts.keep(results + results[:1], 2, kept)), 2)
            with self.assertRaisesRegex(ValueError, "1/2 differ"):
                parts.keep(results + [(1, b"other", None)], 2, kept)
            with self.assertRaisesRegex(ValueError, "missing: 2/2"):
                parts.keep(results[:1], 2, kept)

    def test_parts_in_a_shared_folder_are_not_sent_back(self):
        with tempfile.TemporaryDirectory() as shared:
            results = self.run_all(2, folder=shared)
            self.assertEqual([os.path.dirname(path) for _, path, _ in results], [shared, shared])
            self.assertEqual(parts.keep(results, 2, "/nowhere"), [path for _, path, _ in results])

    def test_a_result_that_cannot_be_used_leaves_no_file(self):
        with tempfile.TemporaryDirectory() as kept:
            paths = parts.keep(self.run_all(1), 1, kept)
            out = os.path.join(kept, "result")
            os.environ["COMBINED"] = "65"
            try:
                self.assertEqual(parts.combine(self.program, self.folder, paths, [], out), 65)
            finally:
                del os.environ["COMBINED"]
            self.assertEqual(os.listdir(kept), [os.path.basename(paths[0])])

    def test_the_driver_hands_out_each_part_once(self):
        class Numbers:
            def __init__(self, numbers, slices):
                assert slices == len(numbers)
                self.numbers = list(numbers)

            def map(self, work):
                self.work = work
                return self

            def collect(self):
                return [self.work(number) for number in self.numbers]

        class Context:
            added = []

            @staticmethod
            def getOrCreate():
                return Context()

            def parallelize(self, numbers, slices):
                return Numbers(numbers, slices)

            def addFile(self, path, recursive):
                assert recursive
                self.added.append(path)

        files = types.SimpleNamespace(get=lambda name: os.path.join(os.path.dirname(self.folder), name))
        sys.modules["pyspark"] = types.SimpleNamespace(SparkContext=Context, SparkFiles=files)
        try:
            out = os.path.join(self.folder, "out.csv")
            words = [self.folder, "--parts", "3", "--program", self.program, "--by", "county", "--out", out, "--format", "csv"]
            self.assertEqual(lantian_spark.main(words + ["--", "--pollutants", "NOx"]), 0)
            with open(out) as file:
                text = file.read()
            self.assertIn("1/3 --by county --pollutants NOx+2/3", text)
            self.assertEqual(lantian_spark.main(["s3a://store/" + os.path.basename(self.folder), "--fetch"] + words[1:]), 0)
            self.assertEqual(Context.added, ["s3a://store/" + os.path.basename(self.folder)])
            self.fail(2, "65")
            self.assertEqual(lantian_spark.main(words), 65)
        finally:
            del sys.modules["pyspark"]

    def test_the_script_says_how_it_is_used(self):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lantian_spark.py")
        run = subprocess.run([sys.executable, script, "x", "--parts", "0"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 2)
        self.assertIn("--parts", run.stderr)


if __name__ == "__main__":
    unittest.main()
