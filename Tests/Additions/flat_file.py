"""Adds up flat files FF10 without Lantian: `flat_file.py FILE…` prints the micrograms of each pollutant, one a line."""
import csv
import sys
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

getcontext().prec = 60
PLACES = {"FF10_POINT": (77, 12, 13), "FF10_NONPOINT": (45, 7, 8), "FF10_NONROAD": (45, 7, 8), "FF10_ONROAD": (45, 7, 8)}
SHORT_TON = Decimal("907184740000")

sums: dict[str, int] = {}
for path in sys.argv[1:]:
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().splitlines()
    form = lines[0].removeprefix("#FORMAT=")
    width, pollutant, value = PLACES[form]
    rows = list(csv.reader(line for line in lines if not line.startswith("#")))
    assert rows[0][0] == "country_cd" and rows[0][value] == "ann_value" and rows[0][pollutant] == "poll", rows[0]
    for row in rows[1:]:
        assert len(row) == width, row
        own = (Decimal(row[value]) * SHORT_TON).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
        sums[row[pollutant]] = sums.get(row[pollutant], 0) + int(own)
for name in sorted(sums):
    print(name, sums[name])
