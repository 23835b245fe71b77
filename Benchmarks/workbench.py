#!/usr/bin/env python3
"""The pages of `lantian serve` on a large inventory: how long they take, how many bytes they are, what they hold in memory.

    Benchmarks/workbench.py                      10^6 boilers
    Benchmarks/workbench.py --rows 100000        fewer
    Benchmarks/workbench.py --program PATH       a program that is built already

The inventory is invented: coal boilers of one county, with a plan of a share and of controls. A page is
asked for by a program, from the request to its last byte; the slider of the plan is moved in Chromium, from the moved slider to the changed figure on the
page. Needs Playwright and Chromium for that (`.ci/setup`); without them the slider is left out, and said so.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PLAN = """plan: slider
title: {zh: 虚构方案, en: Invented plan}
base_year: 2024
years: [2025]
clauses:
  - {id: XX-01, clause: 一, kind: M, text: 锅炉治理（虚构）, topic: {zh: 锅炉, en: boilers}, effect: measures}
measures:
  - id: A
    clauses: [XX-01]
    title: {zh: 小锅炉关停, en: small boilers closed}
    action: close
    table: boilers
    where: {fuel: coal, capacity: "<= 10 t/h"}
    with: {share: 0.3}
    timing: {completed: 2025-06}
  - id: B
    clauses: [XX-01]
    title: {zh: 低氮改造, en: low-NOx burners}
    action: control
    table: boilers
    where: {fuel: coal, capacity: "> 10 t/h"}
    with: {pollutant: NOx, removal: 0.5}
    timing: {completed: 2025-10}
"""


def write(folder, rows):
    """An invented inventory of so many boilers."""
    os.makedirs(folder / "plans")
    (folder / "inventory.yaml").write_text(
        'region: "659000"\nname: {zh: 测速（虚构）, en: benchmark (invented)}\nyear: 2024\ninvented: yes\n'
        "pollutants: [NOx, VOCs]\nuncertainty:\n  factors: {tcses: B, manual24: B}\n  columns: {boilers: metered}\n", encoding="utf-8")
    (folder / "plans/slider.yaml").write_text(PLAN, encoding="utf-8")
    with open(folder / "boilers.csv", "w", encoding="utf-8") as file:
        file.write("id,firm_name,use,fuel,technology,capacity,fuel_use\n")
        for i in range(rows):
            file.write(f"B{i},虚构厂{i % 9973},{'heating' if i % 3 else 'industrial'},bituminous,stoker,{2 + i % 34},{200 + i * 37 % 5000}\n")


def memory(process):
    """Resident now, and at most so far, in MiB."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    values = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Vm")}
    return int(values["VmRSS"]) / 1024, int(values["VmHWM"]) / 1024


def processor(process):
    """Seconds of the processor so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Server:
    def __init__(self, program, folder):
        self.process = subprocess.Popen(
            [program, "serve", folder, "--port", "0", "--factors", ROOT / "EmissionFactors", "--lang", "en"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().split(": ", 1)[-1].strip()
        self.base, self.token = self.address.split("/open#")

    def ask(self, path, body=None):
        """Seconds until the last byte, and the bytes."""
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        start = time.perf_counter()
        with urllib.request.urlopen(urllib.request.Request(self.base + path, data=data, headers=headers)) as answer:
            got = answer.read()
        return time.perf_counter() - start, got

    def told(self, name, path, body=None, times=5):
        """Prints how long an address takes: the first time, and the median of the next ones; in brackets processor time."""
        start = processor(self.process)
        first, got = self.ask(path, body)
        middle = processor(self.process)
        later = [self.ask(path, body)[0] for _ in range(times)]
        end = processor(self.process)
        now, most = memory(self.process)
        print(f"{name:28} first {first * 1000:7.0f} ms ({1000 * (middle - start):6.0f})   then {statistics.median(later) * 1000:6.0f} ms ({1000 * (end - middle) / times:5.0f})   {len(got) / 1000:8.1f} kB   "
              f"memory {now:6.0f} MiB, at most {most:6.0f}", flush=True)


def slide(server, moves=20):
    """Moves a slider of the plan in Chromium; milliseconds until the figure on the page has changed."""
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(300_000)
        page.goto(server.address)
        page.wait_for_selector("h1")
        page.goto(server.base + "/plan")
        times = page.evaluate("""async (moves) => {
          const slider = document.querySelector('input[type=range]');
          const figure = document.querySelector('[data-of=scenario]');
          const times = [];
          for (let i = 0; i < moves; i++) {
            const changed = new Promise((done) => {
              const watch = new MutationObserver(() => { watch.disconnect(); done(); });
              watch.observe(figure, {childList: true, characterData: true, subtree: true});
            });
            const start = performance.now();
            slider.value = String(0.01 + (i * 37 % 90) / 100);
            slider.dispatchEvent(new Event('input', {bubbles: true}));
            await changed;
            times.push(performance.now() - start);
            await new Promise((done) => setTimeout(done, 50));
          }
          return times;
        }""", moves)
        browser.close()
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--program")
    options = parser.parse_args()
    program = options.program
    if not program:
        build = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--scratch-path", HERE / ".work/build"]
        subprocess.run([*build, "--product", "lantian"], cwd=ROOT, check=True)
        shown = subprocess.run([*build, "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True)
        program = shown.stdout.strip() + "/lantian"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "county"
        write(folder, options.rows)
        print(f"{options.rows} boilers (invented), load {os.getloadavg()[0]:.1f}", flush=True)
        server = Server(program, folder)
        try:
            server.told("inventory", "/")
            server.told("a table of 60 rows", "/tables?table=boilers.csv")
            server.told("60 more rows", f"/api/table?table=boilers.csv&from={options.rows // 2}&count=60")
            server.told("plan", "/plan")
            try:
                start = processor(server.process)
                times = slide(server)
                spent = 1000 * (processor(server.process) - start) / len(times)
                now, most = memory(server.process)
                print(f"{'slider to changed figure':28} median {statistics.median(times):5.0f} ms   most {max(times):5.0f} ms   ({spent:.0f} of the processor a move, {len(times)} moves)   "
                      f"memory {now:6.0f} MiB, at most {most:6.0f}", flush=True)
            except ImportError:
                print("slider: Playwright is not installed", flush=True)
            server.told("progress", "/progress?month=2025-08")
            server.told("how sure", "/sure")
            ask = {"plan": "slider.yaml", "month": "2025-08", "measure": "B", "done": "3"}
            server.told("a month reported, then shown", "/api/progress", ask, times=1)
        finally:
            server.process.terminate()
            server.process.wait()
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
