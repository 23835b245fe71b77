#!/usr/bin/env python3
"""Kills the workbench at random moments of edits and of a ledger being read, and looks whether anything that it had told as done is lost,
or anything is half-written.

    workbench-kill.py PROGRAM FACTORS FOLDER TIMES

FOLDER is an inventory with boilers.csv whose line 2 has a column fuel_use; the standard library alone is used."""
import csv
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request


def start(program, factors, folder):
    process = subprocess.Popen(
        [program, "serve", folder, "--port", "0", "--factors", factors, "--lang", "en"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    address, token = process.stdout.readline().split()[-1].split("/open#")
    return process, address, token


def edit(address, token, column, before, value):
    body = json.dumps(
        {"table": "boilers.csv", "edits": [{"line": 2, "column": column, "before": before, "value": value}]})
    request = urllib.request.Request(
        address + "/api/table", data=body.encode(), method="PATCH",
        headers={"Content-Type": "application/json", "Authorization": "Bearer " + token})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["changed"]


def call(address, token, method, path, body=None, kind="application/json"):
    request = urllib.request.Request(
        address + path, data=body, method=method, headers={"Content-Type": kind, "Authorization": "Bearer " + token})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def ledger(turn):
    rows = "".join(f"虚构厂{i},{turn}-{i},烟煤,链条炉,20,{i}\n" for i in range(1, 4000))
    return ("企业名称,锅炉编号,燃料类型,锅炉类型,锅炉吨位（蒸吨/小时）,年耗煤量（吨）\n" + rows).encode()


def jobs_are_told(program, factors, folder, sent):
    """After all kills each job is told to have ended, somehow, and nothing of a ledger is in the inventory."""
    process, address, token = start(program, factors, folder)
    try:
        jobs = call(address, token, "GET", "/api/jobs")
        if [job["job"] for job in jobs] != list(range(sent, 0, -1)):
            sys.exit(f"jobs that were told as begun are lost: {sent} were, {[job['job'] for job in jobs]} are there")
        states = {job["state"] for job in jobs}
        if not states <= {"done", "interrupted"}:
            sys.exit(f"jobs have not ended: {states}")
        # A file that a kill left half-written is no table: the next write of its name takes it away.
        tables = [name for name in os.listdir(folder) if name.endswith((".csv", ".yaml"))]
        if sorted(tables) != ["boilers.csv", "households.csv", "inventory.yaml"]:
            sys.exit(f"something of a ledger that nobody accepted is in the inventory: {tables}")
        # What was cut off is done when it is asked for again.
        again = call(
            address, token, "POST", "/api/import?name=a.csv", ledger(0), "application/octet-stream")["job"]["job"]
        for _ in range(600):
            job = call(address, token, "GET", f"/api/job?job={again}")
            if job["over"]:
                break
            time.sleep(0.1)
        if job["state"] != "done":
            sys.exit(f"a job after the kills ends so: {job}")
    finally:
        process.kill()
        process.wait()


def main():
    program, factors, folder, times = sys.argv[1:4] + [int(sys.argv[4])]
    path = os.path.join(folder, "boilers.csv")

    def rows():
        with open(path, encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    first = rows()
    column = first[0].index("fuel_use")
    number = 100_000
    acknowledged, begun, edits = first[1][column], None, 0
    for turn in range(times):
        process, address, token = start(program, factors, folder)
        call(address, token, "POST", f"/api/import?name=a{turn}.csv", ledger(turn), "application/octet-stream")
        killed = threading.Event()

        def kill():
            time.sleep(random.uniform(0.001, 0.3))
            killed.set()
            process.send_signal(signal.SIGKILL)

        told, started = edits, False
        now = rows()[1][column]
        if now not in (acknowledged, begun):
            sys.exit(f"turn {turn}: the file has {now}; told as done was {acknowledged}, begun was {begun}")
        acknowledged = now
        try:
            while True:
                if edits > told and not started:
                    started = True
                    threading.Thread(target=kill).start()
                number += 1
                begun = str(number)
                edit(address, token, column, acknowledged, begun)
                acknowledged, edits = begun, edits + 1
        except (OSError, urllib.error.URLError, ValueError) as error:
            if not killed.is_set():
                sys.exit(f"turn {turn}: {error}")
        process.wait()
        after = rows()
        if after[1][column] not in (acknowledged, begun):
            sys.exit(f"turn {turn}: lost: the file has {after[1][column]}, told as done was {acknowledged}")
        after[1][column] = first[1][column]
        if after != first:
            sys.exit(f"turn {turn}: something else changed")
        objects = os.path.join(folder, ".lantian", "objects")
        for name in os.listdir(objects) if os.path.isdir(objects) else []:
            if len(name) == 64:
                with open(os.path.join(objects, name), "rb") as file:
                    if hashlib.sha256(file.read()).hexdigest() != name:
                        sys.exit(f"turn {turn}: the version {name} is not whole")
    jobs_are_told(program, factors, folder, times)
    done = subprocess.run(
        [program, "compute", folder, "--factors", factors, "--quiet"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit("the command line does not read the folder any more: " + done.stderr)
    print(f"killed {times} times, {edits} edits told as done, none lost")


main()
