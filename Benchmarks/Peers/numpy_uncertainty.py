"""Intervals of a fleet's totals as one would make them by hand with numpy, from sums by case.

    lantian compute FOLDER --by county,vehicle_class,fuel,standard,pollutant --format csv > cases.csv
    python numpy_uncertainty.py cases.csv [DRAWS]

Every factor is log-normal with a half-width of 125 % (class C) around its number as mean, one draw for all counties;
errors of rows are left out. Prints a line for each county, class and pollutant, and the time it took to standard error.
"""
import csv
import sys
import time
from collections import defaultdict

import numpy as np


def main(path, draws=10_000):
    begin = time.perf_counter()
    groups, factors = defaultdict(list), {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            factor = (row["vehicle_class"], row["fuel"], row["standard"], row["pollutant"])
            number = factors.setdefault(factor, len(factors))
            groups[row["county"], row["vehicle_class"], row["pollutant"]].append((number, float(row["emission_t"])))
    scale = np.sqrt(np.log1p((1.25 / 1.959963984540054) ** 2))
    normal = np.random.default_rng(1).standard_normal((len(factors), draws))
    ratios = np.exp(scale * normal - scale * scale / 2)
    for key, parts in sorted(groups.items()):
        numbers, masses = zip(*parts)
        low, median, high = np.percentile(np.array(masses) @ ratios[list(numbers)], [2.5, 50, 97.5])
        print(*key, f"{low:.6f}", f"{median:.6f}", f"{high:.6f}", sep=",")
    print(f"{len(groups)} groups, {len(factors)} factors, {time.perf_counter() - begin:.2f} s", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
