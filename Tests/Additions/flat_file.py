"""Adds up flat files FF10 without Lantian: `flat_file.py FILE…` prints the micrograms of each pollutant, one a line.

It follows the file's own header: the form by `#FORMAT=`, the columns by the line of their names, the codes and totals by `#DESC`. What SMOKE's
readers ask for by place and width is held, and the header's totals are those of the rows."""
import csv
import re
import sys
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

getcontext().prec = 60
# SMOKE's places, from 1: tables 8.15 (ARINV) and 8.26 (PTINV) of its manual.
AREA = {"country_cd": 1, "region_cd": 2, "scc": 6, "poll": 8, "ann_value": 9}
POINT = {"country_cd": 1, "region_cd": 2, "facility_id": 4, "unit_id": 5, "rel_point_id": 6, "process_id": 7, "scc": 12, "poll": 13, "ann_value": 14}
PLACES = {"FF10_POINT": (77, POINT), "FF10_NONPOINT": (45, AREA), "FF10_NONROAD": (45, AREA), "FF10_ONROAD": (45, AREA)}
WIDTHS = {"country_cd": 3, "region_cd": 6, "facility_id": 15, "unit_id": 15, "rel_point_id": 15, "process_id": 15, "scc": 10, "poll": 16, "ann_value": 25}
SHORT_TON = Decimal("907184740000")  # micrograms
TONNE = Decimal(10) ** 12

sums: dict[str, int] = {}
for path in sys.argv[1:]:
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().splitlines()
    head = [line[1:] for line in lines if line.startswith("#")]
    # The header comes first, and is all of it at the beginning.
    assert lines[: len(head)] == ["#" + line for line in head]
    told = dict(line.split("=", 1) for line in head if re.match("[A-Z]+=", line))
    assert told["COUNTRY"] == "China" and re.fullmatch("[0-9]{4}", told["YEAR"]), told
    width, places = PLACES[told["FORMAT"]]
    totals = dict(re.fullmatch(r"DESC total (\S+): (\S+) t \(1000 kg\)", line).groups() for line in head if line.startswith("DESC total "))
    codes = {line.split()[2].rstrip(":") for line in head if re.match("DESC SCC LT[0-9]", line)}
    names, *rows = csv.reader(lines[len(head) :])
    assert all(names[place - 1] == name for name, place in places.items()), names
    own: dict[str, int] = {}
    used = set()
    keys = set()
    for row in rows:
        assert len(row) == width, row
        cells = {name: row[names.index(name)] for name in places}
        for name, cell in cells.items():
            assert len(cell.encode()) <= WIDTHS[name], (name, cell)
        assert cells["country_cd"] == "156" and re.fullmatch("[0-9]{6}", cells["region_cd"]) and len(cells["scc"]) == 10, cells
        used.add(cells["scc"])
        if told["FORMAT"] != "FF10_POINT":
            key = (cells["region_cd"], cells["scc"], cells["poll"])
            assert key not in keys, key
            keys.add(key)
        mass = (Decimal(cells["ann_value"]) * SHORT_TON).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
        own[cells["poll"]] = own.get(cells["poll"], 0) + int(mass)
    assert used == codes, (used, codes)
    assert own == {name: int(Decimal(text) * TONNE) for name, text in totals.items()}, (own, totals)
    for name, mass in own.items():
        sums[name] = sums.get(name, 0) + mass
for name in sorted(sums):
    print(name, sums[name])
