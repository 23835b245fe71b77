#!/usr/bin/env python3
"""Many counties: all computed, planned and checked in one run, their packages verified and merged.

    Benchmarks/counties.py                       2,843 counties like the demonstration county, packages of 100 sources
    Benchmarks/counties.py --counties 200        fewer
    Benchmarks/counties.py --only write --out F  only writes the inventories into the folder F
    Benchmarks/counties.py --digests             SHA-256 of what each job prints, to compare two programs

Each county has the demonstration county's tables with its own code and name, rows in another order, a thirtieth of them
left out, amounts up to a fifth more or less, and a pack of factors of its own. The packages of 100 sources are made of the
boilers of such counties, reported by the program. All of it is invented.
"""
import argparse
import csv
import hashlib
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DEMO = ROOT / "Inventories" / "demo-county-2024"
PROVINCES = [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62,
             63, 64, 65]
AMOUNTS = {"fuel_use", "population", "annual_km", "product_output", "material_use", "gasoline_sold", "persons",
           "crop_output", "燃料消耗量(吨)", "保有量(辆)", "年均行驶里程(万公里)", "户数(万户)", "汽油销量(吨)", "产品产量(万吨)",
           "散煤用量(t)"}


def code(number):
    """An invented code in a real province: its factors hold."""
    return f"{PROVINCES[number % len(PROVINCES)]}{9801 + number // len(PROVINCES)}"


def read(path):
    """Header, rows, how they were written."""
    data = path.read_bytes()
    mark = data.startswith(b"\xef\xbb\xbf")
    encoding = "utf-8-sig" if mark else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "gb18030", data.decode("gb18030")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    return rows[0], [row for row in rows[1:] if row], encoding, separator


def credit_code(cell, own):
    """The code of a firm of the demonstration county, as that of another firm in a county; GB 32100's check character."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    text = "91" + own + cell[8:17]
    rest = sum(letters.index(letter) * pow(3, place, 31) for place, letter in enumerate(text)) % 31
    return text + letters[(31 - rest) % 31]


def varied(cell, chance):
    """A number up to a fifth more or less, with as many decimals."""
    if not re.fullmatch(r"\d+(\.\d+)?", cell):
        return cell
    decimals = len(cell.split(".")[1]) if "." in cell else 0
    return f"{float(cell) * (0.8 + 0.4 * chance.random()):.{decimals}f}" if float(cell) > 9 else cell


def write_county(folder, number, tables, rows=None):
    """One county; with `rows` so many boilers alone and no pack."""
    chance = random.Random(number)
    own, name = code(number), f"示例县{number:04}"
    folder.mkdir(parents=True)
    manifest = (DEMO / "inventory.yaml").read_text(encoding="utf-8")
    manifest = manifest.split("# How sure")[0].replace("659999", own).replace("示例县", name).replace(
        "Example County", f"Example County {number:04}")
    if rows:
        manifest = manifest.replace("packs: [factors]\n", "")
    (folder / "inventory.yaml").write_text(manifest, encoding="utf-8")
    (folder / "regions.csv").write_text(f"code,zh,en\n{own},{name},Example County {number:04}\n", encoding="utf-8")
    for file, (header, lines, encoding, separator) in tables.items():
        if rows and file != "boilers.csv":
            continue
        amounts = [place for place, column in enumerate(header) if column in AMOUNTS]
        lines = [list(line) for line in lines if chance.random() > 1 / 30]
        chance.shuffle(lines)
        for line in lines[:rows] if rows else lines:
            for place, cell in enumerate(line):
                if cell == "659999":
                    line[place] = own
                elif cell == "示例县":
                    line[place] = name
                elif re.fullmatch("91659999[0-9A-Z]{10}", cell):
                    line[place] = credit_code(cell, own)
            for place in amounts:
                if place < len(line):
                    line[place] = varied(line[place], chance)
        with open(folder / file, "w", encoding=encoding, newline="") as out:
            writer = csv.writer(out, delimiter=separator, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(lines[:rows] if rows else lines)
    if rows:
        return
    for source in sorted((DEMO / "factors").rglob("*.csv")):
        target = folder / "factors" / source.relative_to(DEMO / "factors")
        target.parent.mkdir(parents=True, exist_ok=True)
        header, lines, encoding, separator = read(source)
        value = header.index("value") if "value" in header else None
        for line in lines:
            for place, cell in enumerate(line):
                if cell == "659999":
                    line[place] = own
                elif cell == "示例县":
                    line[place] = name
            if value is not None:
                line[value] = f"{float(line[value]) * (0.95 + 0.1 * chance.random()):.4g}"
        with open(target, "w", encoding=encoding, newline="") as out:
            writer = csv.writer(out, delimiter=separator, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(lines)


def write(folder, counties, rows=None):
    tables = {path.name: read(path) for path in sorted(DEMO.glob("*.csv")) if path.name != "regions.csv"}
    for number in range(counties):
        write_county(folder / f"c{number:04}", number, tables, rows)


def measure(command, output, errors):
    """Wall seconds, processor seconds, peak MiB, exit code of one run."""
    with open(output, "wb") as out, open(errors, "wb") as told:
        start = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=told)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def digest(paths):
    """One digest of files by name, folders with all in them."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            total.update(str(file.relative_to(path)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def show(name, command, work, shown=False, more=()):
    """Runs a job, prints what it cost."""
    out, errors = work / "out", work / "err"
    wall, cpu, peak, status = measure(command, out, errors)
    if status not in (0, 1):
        sys.exit(f"{name} ended with {status}: {errors.read_bytes()[-2000:].decode(errors='replace')}")
    print(f"  {name:38} {wall:7.2f} {cpu:8.2f} {peak:7.1f}" + (f"  {digest([out, errors, *more])}" if shown else ""), flush=True)


def inventories(options, program, work):
    folder = options.out or work / "counties"
    if not folder.exists():
        write(folder, options.counties)
    # The demonstration county's plan, for any county.
    plan = work / "plan.yaml"
    text = (DEMO / "plans" / "demo-2025.yaml").read_text(encoding="utf-8")
    plan.write_text(re.sub(r"^regions:.*\n", "", text.split("targets:")[0], flags=re.M), encoding="utf-8")
    factors = ["--factors", ROOT / "EmissionFactors"]
    jobs = {
        "compute": ["compute", "--all", folder],
        "compute --by county,sector,pollutant": ["compute", "--all", folder, "--by", "county,sector,pollutant", "--format", "csv"],
        "compute --by class10,pollutant": ["compute", "--all", folder, "--by", "class10,pollutant"],
        "plan": ["plan", "--all", folder, plan],
        "plan --format csv": ["plan", "--all", folder, plan, "--format", "csv"],
        "check": ["check", "--all", folder],
    }
    for name, job in jobs.items():
        if not options.jobs or name.split()[0] in options.jobs:
            show(name, [program, *job, *factors, *options.more], work, options.digests)
    if not options.jobs or "report" in options.jobs:
        out = work / "packages-all"
        show("report", [program, "report", "--all", folder, "--out", out, *factors], work, options.digests, [out])
        shutil.rmtree(out)


def packages(options, program, work):
    folder = work / "small"
    write(folder, options.counties, rows=100)
    factors = ["--factors", ROOT / "EmissionFactors"]
    out = work / "packages"
    show("report --only xml", [program, "report", "--all", folder, "--out", out, "--only", "xml", *factors], work)
    merged = work / "merged"
    files = sorted(out.glob("*/report.xml"))
    show("verify", [program, "verify", *files, *factors], work, options.digests)
    show("merge", [program, "merge", *files, "--out", merged, *factors], work, options.digests, [merged])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counties", type=int, default=2843)
    parser.add_argument("--only", choices=["write", "inventories", "packages"])
    parser.add_argument("--out", type=Path, help="the folder of the inventories; made where it is not there")
    parser.add_argument("--jobs", type=lambda text: text.split(","), help="of compute, plan, check, report")
    parser.add_argument("--digests", action="store_true")
    parser.add_argument("--more", type=str.split, default=[], help="further options of the jobs")
    parser.add_argument("--program", default=ROOT / ".build" / "release" / "lantian", type=Path)
    options = parser.parse_args()
    if options.only == "write":
        return write(options.out, options.counties)
    work = Path(tempfile.mkdtemp(prefix="lantian-counties-"))
    try:
        print(f"{options.counties} counties, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"  {'':38} {'wall s':>7} {'cpu s':>8} {'MiB':>7}", flush=True)
        if options.only != "packages":
            inventories(options, options.program.resolve(), work)
        if options.only != "inventories":
            packages(options, options.program.resolve(), work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
