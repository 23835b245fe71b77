#!/usr/bin/env python3
"""The cheapest choice beside general solvers: `lantian solve` and HiGHS, CBC and GLPK on the same whole problem.

    Benchmarks/solve.py --program .build/release/lantian     all sizes, ours alone above 20,000 sources
    Benchmarks/solve.py --sizes small,counties --runs 3      some of them
    Benchmarks/solve.py --limit 120                          seconds of a processor that a peer may take

Tables of options are invented: log-normal sizes of sources, five options each, which take away mostly one pollutant and a
little more or less of the others, with economies of scale. Targets are half of what is feasible. Peers get the whole problem
in MPS form and are stopped from outside; HiGHS comes from PyPI (highspy) into a virtual environment under Benchmarks/.work,
`cbc` and `glpsol` are used where they are installed. One that is not there is left out with a word. Exits 1 where an answer is
not proved within its gap or a bound on seconds or memory is passed.
"""
import argparse
import json
import math
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"
POLLUTANTS = ("NOx", "VOCs", "PM2.5")

# name: sources, counties, pollutants, gap, seconds of a processor allowed, MiB allowed, whether peers run
SIZES = {
    "small": (2_000, 0, 3, 1e-4, 0.5, None, True),
    "medium": (20_000, 0, 2, 1e-4, 3, None, True),
    "counties": (20_000, 20, 2, 1e-4, 3, None, True),
    "large": (100_000, 0, 3, 1e-5, 2, 100, False),
    "large-counties": (100_000, 100, 2, 1e-4, 30, None, False),
    "tight-counties": (100_000, 100, 2, 1e-4, 30, None, False),
    "curve": (100_000, 0, 3, None, 0.3, None, False),
}
SHARE_OF_PEER = {"small": 0.3, "medium": 0.05, "counties": 0.05}


def instance(folder, name):
    """The table and the targets, as (pollutant, group, tonnes)."""
    sources, counties, count, *_ = SIZES[name]
    names = POLLUTANTS[:count]
    table = folder / f"options-{sources}-{counties}-{count}.csv"
    numbers = random.Random(1)
    totals, parts, rows = [0.0] * count, {}, []
    for source in range(sources):
        size = math.exp(numbers.gauss(2.0, 1.3))
        mix = [numbers.uniform(0.1, 1) for _ in names]
        group = f"C{source * counties // sources:03d}" if counties else ""
        best = [0.0] * count
        for option in range(5):
            main = numbers.randrange(count)
            amounts = []
            for place in range(count):
                if place == main:
                    share = numbers.uniform(0.3, 0.95)
                else:
                    share = 0.0 if numbers.random() < 0.5 else numbers.uniform(-0.05, 0.3)
                amounts.append(round(size * mix[place] * share, 4))
            cost = round(numbers.uniform(3000, 30000) * size**0.7 * (0.3 + max(amounts) / size), 2)
            best = [max(pair) for pair in zip(best, amounts)]
            rows.append((f"S{source:06d}", f"o{option}", group, cost, amounts))
        for place, most in enumerate(best):
            totals[place] += most
            parts[place, group] = parts.get((place, group), 0.0) + most
    if not table.exists():
        with open(table, "w", encoding="utf-8") as file:
            file.write("source,option,group,cost," + ",".join(names) + "\n")
            for source, option, group, cost, amounts in rows:
                file.write(f"{source},{option},{group},{cost:.2f}," + ",".join(f"{x:.4f}" for x in amounts) + "\n")
    share = 0.53 if counties else 0.5
    targets = [(names[place], None, round(total * share, 3)) for place, total in enumerate(totals)]
    if counties:
        own = 0.55 if name == "tight-counties" else 0.5
        targets += [(names[place], group, round(total * own, 3)) for (place, group), total in sorted(parts.items())]
    return table, rows, targets


def mps(path, rows, targets, names):
    """The whole problem in free MPS form."""
    of = {}
    for number, (pollutant, group, _) in enumerate(targets):
        of.setdefault((names.index(pollutant), group), []).append(number)
    with open(path, "w", encoding="ascii") as file:
        file.write("NAME options\nROWS\n N cost\n")
        for number in range(len(targets)):
            file.write(f" G t{number}\n")
        sources = list(dict.fromkeys(row[0] for row in rows))
        for source in sources:
            file.write(f" L {source}\n")
        file.write("COLUMNS\n MARKER 'MARKER' 'INTORG'\n")
        for number, (source, _, group, cost, amounts) in enumerate(rows):
            file.write(f" x{number} cost {cost} {source} 1\n")
            for place, amount in enumerate(amounts):
                for row in of.get((place, None), []) + (of.get((place, group), []) if group else []):
                    if amount:
                        file.write(f" x{number} t{row} {amount}\n")
        file.write(" MARKER 'MARKER' 'INTEND'\nRHS\n")
        for number, (_, _, bound) in enumerate(targets):
            file.write(f" RHS t{number} {bound}\n")
        for source in sources:
            file.write(f" RHS {source} 1\n")
        # No bounds: the row of each source keeps its variables to one.
        file.write("ENDATA\n")


def measure(command, limit=None):
    """Processor seconds, peak MiB, exit code and output; the processor's limit is the system's."""
    if limit:
        command = ["sh", "-c", f"ulimit -t {int(limit)}; exec \"$@\"", "sh", *map(str, command)]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode(errors="replace")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode, text


def ready_highs():
    """A virtual environment with highspy, or None."""
    python = WORK / "venv-solve" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv-solve"], check=True)
    tried = subprocess.run([python, "-c", "import highspy"], capture_output=True)
    if tried.returncode:
        subprocess.run([python, "-m", "pip", "install", "--quiet", "highspy"], capture_output=True)
        tried = subprocess.run([python, "-c", "import highspy"], capture_output=True)
    return None if tried.returncode else python


HIGHS = """import highspy, sys
h = highspy.Highs()
h.setOptionValue("output_flag", False)
h.setOptionValue("threads", 1)
h.setOptionValue("mip_rel_gap", float(sys.argv[2]))
h.readModel(sys.argv[1])
h.run()
print(h.modelStatusToString(h.getModelStatus()), h.getInfo().objective_function_value)
"""


def objective(text):
    """The last cost that a solver prints, or None."""
    found = re.findall(r"(?:Objective value:|mip =|Optimal)\s+([-+.0-9e]+)", text)
    return float(found[-1]) if found else None


def peers(wanted):
    """The general solvers that are there: name and command by model and gap."""
    found = {}
    if "highs" in wanted:
        python = ready_highs()
        if python:
            found["HiGHS"] = lambda model, gap: [python, "-c", HIGHS, model, gap]
        else:
            print("HiGHS is left out: highspy cannot be installed", flush=True)
    if "cbc" in wanted:
        if shutil.which("cbc"):
            found["CBC"] = lambda model, gap: ["cbc", model, "-ratioGap", gap, "-solve", "-quit"]
        else:
            print("CBC is left out: the program cbc is not installed (coinor-cbc)", flush=True)
    if "glpk" in wanted:
        if shutil.which("glpsol"):
            found["GLPK"] = lambda model, gap: ["glpsol", "--freemps", model, "--mipgap", gap]
        else:
            print("GLPK is left out: the program glpsol is not installed (glpk-utils)", flush=True)
    return found


def ours(program, name, table, targets, out):
    gap = SIZES[name][3]
    command = [program, "solve", "--options", table, "--quiet"]
    if gap is None:
        command += ["--curve", "NOx", "--format", "csv"]
    else:
        command += ["--gap", gap, "--format", "json"]
        for pollutant, group, bound in targets:
            command += ["--target", pollutant + (f" in {group}" if group else "") + f" >= {bound}"]
    return measure(command)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="lantian, built for release")
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--runs", type=int, default=3, help="runs of ours; peers run once")
    parser.add_argument("--limit", type=float, default=60, help="seconds of a processor that a peer may take")
    parser.add_argument("--peers", default="highs,cbc,glpk")
    options = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    others = peers(options.peers.split(","))
    isSound = True
    for name in options.sizes.split(","):
        sources, counties, count, gap, seconds, memory, withPeers = SIZES[name]
        table, rows, targets = instance(WORK, name)
        runs = [ours(os.path.abspath(options.program), name, table, targets, WORK) for _ in range(options.runs)]
        cpu, peak = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
        told = ""
        if gap is not None:
            try:
                answer = json.loads(runs[0][3])
                told = f"{answer['status']}, cost {answer['cost']}, gap {answer['gap']:.1e}"
                isSound &= answer["status"] == "proved"
            except ValueError:
                told, isSound = runs[0][3][-300:], False
        isSound &= all(run[2] == 0 for run in runs)
        limits = f"allowed {seconds} s" + (f", {memory} MiB" if memory else "")
        print(f"{name}: {sources} sources, {len(targets)} targets: {cpu:.2f} s, {peak:.0f} MiB ({limits}); {told}", flush=True)
        if cpu > seconds or memory and peak > memory * 1e6 / 2**20:
            print("  NOT REACHED", flush=True)
            isSound = False
        if not withPeers or not others:
            continue
        model = WORK / f"{name}.mps"
        mps(model, rows, targets, POLLUTANTS[:count])
        fastest = None
        for peer, command in others.items():
            taken, most, code, text = measure(command(model, gap), limit=options.limit)
            cost = objective(text) if code == 0 else None
            # What costs less than is possible, or much more than need be, is no answer.
            isDone = cost is not None and float(answer["bound"]) * (1 - 1e-6) <= cost <= float(answer["cost"]) * (1 + 2 * gap)
            told = f"; cost {cost:.2f}" if isDone else ", no answer"
            print(f"  {peer}: {taken:.2f} s, {most:.0f} MiB{told}", flush=True)
            if isDone:
                fastest = min(taken, fastest or taken)
        # Where all were stopped the fastest takes longer than the limit.
        share = cpu / (fastest or options.limit)
        sign = "" if fastest else "below "
        print(f"  share of the fastest: {sign}{share:.3f} (allowed {SHARE_OF_PEER[name]})", flush=True)
        isSound &= share <= SHARE_OF_PEER[name]
    sys.exit(0 if isSound else 1)


if __name__ == "__main__":
    main()
