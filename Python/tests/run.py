#!/usr/bin/env python3
"""Runs tests and says which of them were skipped, and why: `run.py [--whole] FILE…`. With `--whole` a skipped test is a failure."""

import sys
import unittest
from pathlib import Path


def main() -> int:
    whole = "--whole" in sys.argv[1:]
    files = [Path(name) for name in sys.argv[1:] if name != "--whole"]
    sys.path[:0] = sorted({str(file.resolve().parent) for file in files})
    suite = unittest.defaultTestLoader.loadTestsFromNames([file.stem for file in files])
    result = unittest.TextTestRunner(verbosity=2 if whole else 1, buffer=not whole).run(suite)
    for test, why in result.skipped:
        print(f"skipped: {test.id()}: {why}", file=sys.stderr)
    print(f"{result.testsRun} tests, {len(result.skipped)} skipped")
    if result.testsRun == 0 or (whole and result.skipped):
        print("every test must run here", file=sys.stderr)
        return 1
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
