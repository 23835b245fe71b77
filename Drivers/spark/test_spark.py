"""The driver on a Spark cluster of this machine: a master and two workers with addresses of their own. A worker's executor is
killed in the middle of a part, another part lags behind and is begun a second time elsewhere; the result must have the
digest of the single run, and Spark's own log must tell that all this happened.

    LANTIAN=.build/release/lantian python3 Drivers/spark/test_spark.py     (pyspark and Java 17; `make test-spark` brings both)
"""
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.path.abspath(os.environ.get("LANTIAN", os.path.join(ROOT, ".build/release/lantian")))
MASTER = "spark://127.0.0.1:17077"
FACTORS = os.path.join(ROOT, "EmissionFactors")
BY = "county,sector,fuel,pollutant"

# In place of the program: kills the executor above it, or lags behind, once each.
FAULTY = """#!{python}
import os, signal, sys, time
def once(name):
    try:
        os.close(os.open(os.path.join({folder!r}, name), os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False
def kill_executor():
    process = os.getppid()
    while process > 1:
        with open(f"/proc/{{process}}/cmdline", "rb") as file:
            line = file.read()
        if b"CoarseGrainedExecutorBackend" in line:
            return os.kill(process, signal.SIGKILL)
        with open(f"/proc/{{process}}/stat") as file:
            process = int(file.read().rsplit(")", 1)[1].split()[1])
    sys.exit("no executor above")
words = sys.argv[1:]
if words[0] == "compute":
    number = int(words[words.index("--part") + 1].split("/")[0])
    if number == 3 and once("killed"):
        kill_executor()
        time.sleep(60)
    if number == 6 and once("lagged"):
        time.sleep(45)
os.execv({program!r}, [{program!r}] + words)
"""


def spark_class(*words, log):
    """Starts a part of Spark that runs until it is ended."""
    import pyspark

    home = os.path.dirname(pyspark.__file__)
    return subprocess.Popen(
        [os.path.join(home, "bin", "spark-class"), *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        env={**os.environ, "SPARK_HOME": home, "PYSPARK_PYTHON": sys.executable})


def write_inventory(folder):
    """An invented county: remarks over two lines, words that do not exist, identifiers used twice in different parts."""
    os.makedirs(folder)
    with open(os.path.join(folder, "inventory.yaml"), "w") as file:
        file.write("region: 654002\nname: {zh: 虚构, en: invented}\nyear: 2024\ninvented: yes\n")
    with open(os.path.join(folder, "boilers.csv"), "w") as file:
        file.write("id,use,fuel,technology,fuel_use[t],note\n")
        for row in range(60000):
            name = f"B{row - 30000}" if row % 5000 == 4999 and row > 30000 else f"B{row}"
            fuel = "coall" if row % 1000 == 7 else ("coal", "natural_gas", "diesel_oil")[row % 3]
            note = f'"first, \n""{row}"""' if row % 7 == 0 else ""
            file.write(f"{name},heating,{fuel},stoker,{row % 977},{note}\n")


class Spark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="lantian-spark-")
        cls.inventory = os.path.join(cls.folder, "county")
        write_inventory(cls.inventory)
        cls.log = open(os.path.join(cls.folder, "cluster.log"), "w")
        cls.processes = [
            spark_class("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "17077",
                        "--webui-port", "0", log=cls.log)]
        time.sleep(5)
        for number in (2, 3):
            cls.processes.append(
                spark_class("org.apache.spark.deploy.worker.Worker", "--host", f"127.0.0.{number}", "--cores", "1",
                            "--memory", "1g", "--webui-port", "0", "--work-dir", os.path.join(cls.folder, f"work{number}"),
                            MASTER, log=cls.log))

    @classmethod
    def tearDownClass(cls):
        for process in reversed(cls.processes):
            process.terminate()
        for process in cls.processes:
            process.wait(60)
        cls.log.close()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def single(self, *options):
        run = subprocess.run(
            [PROGRAM, "compute", self.inventory, "--by", BY, "--keep-going", "--factors", FACTORS, *options],
            capture_output=True, check=True)
        return run.stdout, run.stderr

    def spark(self, name, *options, program=PROGRAM, conf=()):
        """Runs the driver; gives the result's bytes, what was told, and Spark's log."""
        import pyspark

        out = os.path.join(self.folder, name + ".out")
        log = os.path.join(self.folder, name + ".log")
        line = [os.path.join(os.path.dirname(pyspark.__file__), "bin", "spark-submit"), "--master", MASTER,
                "--executor-memory", "512m", "--driver-memory", "512m", "--conf", "spark.log.level=INFO",
                "--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.driver.bindAddress=127.0.0.1"]
        for setting in conf:
            line += ["--conf", setting]
        line += ["--py-files", os.path.join(HERE, "parts.py"), os.path.join(HERE, "lantian_spark.py"), self.inventory,
                 "--program", program, "--by", BY, "--keep-going", "--factors", FACTORS, "--out", out, *options]
        with open(log, "w") as file:
            code = subprocess.run(
                line, stdin=subprocess.DEVNULL, stdout=file, stderr=file, timeout=600,
                env={**os.environ, "PYSPARK_PYTHON": sys.executable, "PYTHONDONTWRITEBYTECODE": "1"}).returncode
        with open(log) as file:
            text = file.read()
        self.assertEqual(code, 0, text[-4000:])
        with open(out, "rb") as file:
            return file.read(), text

    def assertSame(self, bytes_, whole):
        self.assertEqual(hashlib.sha256(bytes_).hexdigest(), hashlib.sha256(whole).hexdigest())

    def test_a_killed_executor_a_straggler_and_a_second_attempt(self):
        faulty = os.path.join(self.folder, "faulty")
        with open(faulty, "w") as file:
            file.write(FAULTY.format(python=sys.executable, folder=self.folder, program=PROGRAM))
        os.chmod(faulty, 0o755)
        begun = time.monotonic()
        result, log = self.spark(
            "faults", "--parts", "12", program=faulty,
            conf=["spark.speculation=true", "spark.speculation.quantile=0.5", "spark.speculation.multiplier=1.5",
                  "spark.speculation.interval=500ms"])
        whole, told = self.single("--format", "table")
        self.assertSame(result, whole)
        self.assertTrue(os.path.exists(os.path.join(self.folder, "killed")))
        self.assertTrue(os.path.exists(os.path.join(self.folder, "lagged")))
        # Part 3 is task 2, part 6 is task 5; attempts are counted from 0.
        self.assertRegex(log, r"Lost executor \d+ on 127\.0\.0\.[23]")
        self.assertRegex(log, r"Lost task 2\.0 in stage 0\.0 .*ExecutorLostFailure|Lost task 2\.0 in stage 0\.0 [^\n]*\n?[^\n]*ExecutorLost")
        self.assertRegex(log, r"Starting task 2\.1 in stage 0\.0")
        self.assertRegex(log, r"task 5 in stage 0\.0 .*speculatable")
        self.assertRegex(log, r"Starting task 5\.1 in stage 0\.0")
        hosts = set(re.findall(r"Starting task \d+\.\d+ in stage 0\.0 \(TID \d+\)? ?\(?(127\.0\.0\.\d)", log))
        self.assertEqual(hosts, {"127.0.0.2", "127.0.0.3"})
        # What is found is told as the single run tells it.
        self.assertIn(told.decode().strip().split("\n")[-1], log)
        print(f"\n12 parts with faults on two workers: {time.monotonic() - begun:.0f} s, SHA-256 "
              f"{hashlib.sha256(result).hexdigest()}")

    def test_numbers_of_parts(self):
        whole, _ = self.single("--format", "csv")
        for count in ("2", "7"):
            begun = time.monotonic()
            result, log = self.spark("plain-" + count, "--parts", count, "--format", "csv")
            self.assertSame(result, whole)
            self.assertIn("Starting task 1.0 in stage 0.0", log)
            print(f"\n{count} parts on two workers: {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    unittest.main()
