"""Adds up exported workbooks without Lantian: `workbook_sums.py FILE` prints what each column of masses of each sheet adds up to by
pollutant, in micrograms: `SHEET TITLE POLLUTANT SUM`. A mass stands as a number and as a text of all its digits; they must be the same up to 8,192 t, and to 16
digits beyond."""
import sys
from decimal import Decimal, getcontext

import openpyxl

getcontext().prec = 60
TONNE = Decimal(10) ** 12
MARK, UNIT, EXACT = "〔自定 ours〕", "（吨）", "（吨，全部小数）"

sums: dict[str, Decimal] = {}
for sheet in openpyxl.load_workbook(sys.argv[1]).worksheets:
    rows = sheet.iter_rows(values_only=True)
    titles = [title.removesuffix(MARK) for title in next(rows)]
    masses = [title.removesuffix(EXACT) for title in titles if title.endswith(EXACT)]
    # Each number has its text, and each text its number.
    assert masses == [title.removesuffix(UNIT) for title in titles if title.endswith(UNIT)], titles
    for row in rows:
        cells = dict(zip(titles, row))
        for title in masses:
            number, text = cells[title + UNIT], cells[title + EXACT]
            assert (number is None) == (text is None), (sheet.title, cells)
            words = [sheet.title.removesuffix(MARK), cells.get("预警级别", ""), title, cells.get("污染物", "")]
            name = " ".join(word for word in words if word)
            if text is None:
                sums.setdefault(name, Decimal(0))
                continue
            exact, shown = Decimal(text), Decimal(repr(number))
            assert isinstance(text, str) and abs(shown - exact) <= (0 if abs(exact) < 8192 else abs(exact) / 10**15), (sheet.title, cells)
            sums[name] = sums.get(name, Decimal(0)) + exact * TONNE
for name in sorted(sums):
    assert sums[name] == int(sums[name]), name
    print(name, int(sums[name]))
