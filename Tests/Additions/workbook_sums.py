"""Adds up exported workbooks without Lantian: `workbook_sums.py city|comparison|emergency|projects FILE` prints what each sheet adds up to, in micrograms."""
import sys
from decimal import Decimal

import openpyxl

TONNE = Decimal(10) ** 12


def micrograms(value):
    return int((Decimal(repr(value)) * TONNE).to_integral_value()) if value is not None else 0


form, path = sys.argv[1:]
book = openpyxl.load_workbook(path)
sums: dict[str, int] = {}
for sheet in book.worksheets:
    rows = sheet.iter_rows(values_only=True)
    titles = next(rows)
    for row in rows:
        cells = dict(zip(titles, row))
        if form == "city" and sheet.title == "排放量汇总":
            name = ("total " if cells["一级源分类"] == "合计" else "class ") + cells["污染物"]
            exact = int(Decimal(cells["排放量（吨，全部小数）"]) * TONNE)
            sums[name] = sums.get(name, 0) + exact
        elif form == "city":
            for title, value in cells.items():
                if title.endswith("排放量（吨）"):
                    name = "row " + title.removesuffix("排放量（吨）")
                    sums[name] = sums.get(name, 0) + micrograms(value)
        elif form == "comparison" and sheet.title == "逐企业":
            for title in ["本清单（吨）", "对方（吨）", "差（吨）", "其中（吨）"]:
                name = f"{title.removesuffix('（吨）')} {cells['污染物']}"
                sums[name] = sums.get(name, 0) + micrograms(cells[title])
        elif form == "projects" and "全年减排量（吨，全部小数）" in cells:
            name = ("汇总 " if sheet.title == "汇总" else "行 ") + cells["污染物"]
            exact = int(Decimal(cells["全年减排量（吨，全部小数）"]) * TONNE)
            sums[name] = sums.get(name, 0) + exact
            # What is shown as a number is the same mass.
            assert micrograms(cells["全年减排量（吨）"]) == exact, cells
        elif form == "emergency":
            for title in titles:
                if title.endswith("日减排量（吨）") and "污染物" in cells:
                    name = f"{sheet.title} {cells.get('预警级别', title.removesuffix('日减排量（吨）'))} {cells['污染物']}"
                    sums[name] = sums.get(name, 0) + micrograms(cells[title])
for name in sorted(sums):
    print(name, sums[name])
