"""Adds up exported workbooks without Lantian: `workbook_sums.py FILE|FOLDER` prints what each column of masses of each sheet adds up to by
pollutant, in micrograms: `SHEET TITLE POLLUTANT SUM`. FILE is a workbook, FOLDER holds its sheets as LibreOffice writes them, `NAME-SHEET.csv`.

A mass stands as a number and as a text of all its digits; in a workbook they must be the same up to 8,192 t, and to 15 digits beyond."""
import csv
import sys
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 60
TONNE = Decimal(10) ** 12
MARK, UNIT, EXACT = "〔自定 ours〕", "（吨）", "（吨，全部小数）"


def sheets(path):
    """The sheets with their rows, blank cells as None."""
    if path.is_dir():
        for file in sorted(path.glob("*.csv")):
            with open(file, encoding="utf-8", newline="") as lines:
                yield file.stem.split("-", 1)[1], [[cell or None for cell in row] for row in csv.reader(lines)]
        return
    import openpyxl

    for sheet in openpyxl.load_workbook(path).worksheets:
        yield sheet.title, list(sheet.iter_rows(values_only=True))


sums: dict[str, Decimal] = {}
for name, rows in sheets(Path(sys.argv[1])):
    titles = [title.removesuffix(MARK) for title in rows[0]]
    masses = [title.removesuffix(EXACT) for title in titles if title.endswith(EXACT)]
    # Each number has its text, and each text its number.
    assert masses == [title.removesuffix(UNIT) for title in titles if title.endswith(UNIT)], titles
    for row in rows[1:]:
        cells = dict(zip(titles, row))
        for title in masses:
            number, text = cells[title + UNIT], cells[title + EXACT]
            assert (number is None) == (text is None), (name, cells)
            words = [name.removesuffix(MARK), cells.get("预警级别", ""), title, cells.get("污染物", "")]
            key = " ".join(word for word in words if word)
            if text is None:
                sums.setdefault(key, Decimal(0))
                continue
            assert isinstance(text, str), (name, cells)
            exact = Decimal(text)
            if not isinstance(number, str):
                shown = Decimal(repr(number))
                assert abs(shown - exact) <= (0 if abs(exact) < 8192 else abs(exact) / 10**15), (name, cells)
            sums[key] = sums.get(key, Decimal(0)) + exact * TONNE
for key in sorted(sums):
    assert sums[key] == int(sums[key]), key
    print(key, int(sums[key]))
