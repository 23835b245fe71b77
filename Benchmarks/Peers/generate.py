"""Makes a big inventory with its pack of factors, and the reference result.

    python generate.py fleet|boilers ROWS FOLDER

All numbers are invented; regions are codes that no place has. Rows depend on the number of rows and on nothing else.
"""
import sys
from pathlib import Path

import numpy as np
import polars as pl

COUNTIES = [f"99{city:02}{county:02}" for city in range(1, 18) for county in range(1, 9)]
STANDARDS = ["CN0", "CN1", "CN2", "CN3", "CN4", "CN5", "CN6"]
CLASSES = {  # share of the cohorts, mean km a year, fuels with shares, factor of NOx, factor of HC
    "passenger_mini": (6, 11000, {"gasoline": 9, "electricity": 1}, 0.7, 0.8),
    "passenger_small": (45, 13000, {"gasoline": 8, "natural_gas": 1, "electricity": 1}, 1.0, 1.0),
    "passenger_medium": (4, 25000, {"gasoline": 5, "diesel": 5}, 1.9, 1.4),
    "passenger_large": (3, 50000, {"diesel": 7, "natural_gas": 2, "electricity": 1}, 4.1, 2.1),
    "taxi": (2, 100000, {"gasoline": 3, "natural_gas": 5, "electricity": 2}, 1.1, 1.2),
    "bus": (2, 55000, {"diesel": 4, "natural_gas": 4, "electricity": 2}, 4.4, 2.0),
    "truck_light": (14, 24000, {"gasoline": 3, "diesel": 7}, 1.8, 1.3),
    "truck_medium": (4, 32000, {"diesel": 10}, 3.0, 1.7),
    "truck_heavy": (9, 60000, {"diesel": 9, "natural_gas": 1}, 5.0, 2.3),
    "motorcycle": (11, 6000, {"gasoline": 10}, 0.2, 1.6),
}
BASE = {"gasoline": (0.9, 1.1), "diesel": (3.2, 0.6), "natural_gas": (1.4, 0.9)}
USES = {"power": 1, "cogeneration": 4, "non_power": 95}
BOILER_FUELS = {"coal": (30, 3.8, 0.18), "biomass": (20, 1.02, 0.62), "fuel_oil": (5, 3.6, 0.13),
                "natural_gas": (45, 15.9, 1.1)}  # share %, kg NOx and kg VOCs a tonne or 10^4 m3
MEASURES = {  # classes, fuels, the newest standard, share, new fuel and standard
    "M1": (["truck_heavy"], ["diesel"], 3, 0.6, "electricity", "none"),
    "M2": (["taxi", "bus"], ["gasoline", "diesel", "natural_gas"], 4, 1.0, "electricity", "none"),
    "M3": (["truck_light", "truck_medium"], ["diesel"], 4, 0.3, "diesel", "CN6"),
}
FACTOR_COLUMNS = ("pollutant,value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note")


def shares(weights):
    weights = np.array(list(weights), dtype=float)
    return weights / weights.sum()


def inventory(folder, pollutants):
    (folder / "pack").mkdir(parents=True, exist_ok=True)
    (folder / "inventory.yaml").write_text(
        'region: "990000"\nname: {zh: 测速, en: benchmark}\nyear: 2024\ninvented: yes\nrule_book: inventory\n'
        f"pollutants: [{pollutants}]\npacks: [pack]\n", encoding="utf-8")
    regions = ["990000"] + [f"99{city:02}00" for city in range(1, 18)] + COUNTIES
    (folder / "regions.csv").write_text(
        "code,zh,en\n" + "".join(f"{code},虚构{code},invented {code}\n" for code in regions), encoding="utf-8")
    (folder / "pack/sources.csv").write_text(
        "id,title,issuer,year,kind,address,note\nbench,Invented factors of the benchmark,,,,,\n")


def write_table(path, chunks):
    with open(path, "wb") as file:
        for i, frame in enumerate(chunks):
            frame.write_csv(file, include_header=i == 0)


def write_plan(path):
    text = ('plan: bench\ntitle: {zh: 测速方案, en: benchmark plan}\nregions: ["990000"]\nbase_year: 2024\n'
            "years: [2025]\nclauses:\n")
    for name in MEASURES:
        text += (f"  - id: C{name}\n    clause: {name}\n    kind: M\n    text: {name}\n"
                 f"    topic: {{zh: {name}, en: {name}}}\n    effect: measures\n")
    text += "measures:\n"
    for name, (classes, fuels, newest, share, fuel, standard) in MEASURES.items():
        text += (f"  - id: {name}\n    clauses: [C{name}]\n    title: {{zh: {name}, en: {name}}}\n    action: replace\n"
                 f"    table: vehicles\n    where: {{vehicle_class: [{', '.join(classes)}], fuel: [{', '.join(fuels)}], "
                 f"standard: [{', '.join(STANDARDS[:newest + 1])}]}}\n"
                 f"    with: {{share: {share}, to: {{fuel: {fuel}, standard: {standard}}}}}\n"
                 "    timing: {completed: 2024-12}\n")
    path.write_text(text, encoding="utf-8")


def cuts(keys, factors):
    """For each key the measure that it falls under and what that takes off its factors."""
    found = {}
    known = dict(zip(keys, factors))
    for name, (classes, fuels, newest, share, fuel, standard) in MEASURES.items():
        for c, f, s in keys:
            if c in classes and f in fuels and s in STANDARDS[:newest + 1]:
                new = known.get((c, fuel, standard), (0.0, 0.0))
                found[c, f, s] = (name, *(share * (a - b) for a, b in zip(known[c, f, s], new)))
    return found


def write_expected(path, groups):
    with open(path, "w") as file:
        file.write("a,b,pollutant,tonnes\n")
        for key in sorted(groups):
            file.write(",".join(key) + f",{groups[key]!r}\n")


def fleet(rows, folder):
    inventory(folder, "NOx, HC")
    keys = [(c, f, s) for c, v in CLASSES.items() for f in v[2]
            for s in (["none"] if f == "electricity" else STANDARDS)]
    weight, factors = [], []
    for c, f, s in keys:
        share, _, fuels, nox, hc = CLASSES[c]
        age = 0 if s == "none" else STANDARDS.index(s)
        weight.append(share * fuels[f] / sum(fuels.values()) * (1 if s == "none" else [1, 2, 4, 11, 27, 30, 25][age] / 100))
        base = BASE.get(f, (0, 0))
        factors.append((round(base[0] * nox * 0.75**age, 4), round(base[1] * hc * 0.7**age, 4)))
    (folder / "pack/road").mkdir(exist_ok=True)
    with open(folder / "pack/road/base_factors.csv", "w") as file:
        file.write("id,vehicle_class,fuel,standard," + FACTOR_COLUMNS + "\n")
        for (c, f, s), values in zip(keys, factors):
            for pollutant, value in zip(("NOx", "HC"), values):
                if f != "electricity":
                    file.write(f"bench.{c}.{f}.{s}.{pollutant},{c},{f},{s},{pollutant},{value},g/km,,,emission,"
                               "local,bench,,estimated,default,,,\n")
    with open(folder / "factors.csv", "w") as file:   # what the peers join with
        file.write("vehicle_class,fuel,standard,nox,hc\n")
        for key, values in zip(keys, factors):
            file.write(",".join(key) + f",{values[0]},{values[1]}\n")
    write_plan(folder / "plan.yaml")
    reduced = cuts(keys, factors)
    with open(folder / "cuts.csv", "w") as file:
        file.write("vehicle_class,fuel,standard,measure,nox_cut,hc_cut\n")
        for key, (name, nox, hc) in reduced.items():
            file.write(",".join(key) + f",{name},{nox!r},{hc!r}\n")
    random = np.random.Generator(np.random.PCG64(20240501))
    county_names = np.array(COUNTIES)
    columns = [np.array(column) for column in zip(*keys)]
    mean = np.array([CLASSES[c][1] for c, _, _ in keys])
    county_shares = shares(1 / (1 + np.arange(len(COUNTIES)) % 23))
    activity = np.zeros(len(COUNTIES) * len(keys), dtype=object)

    def chunks():
        nonlocal activity
        for start in range(0, rows, 1_000_000):
            n = min(1_000_000, rows - start)
            county = random.choice(len(COUNTIES), n, p=county_shares)
            key = random.choice(len(keys), n, p=shares(weight))
            population = np.clip(random.lognormal(2.8, 1.2, n), 1, 9999).astype(np.int64)
            tenths = np.maximum((mean[key] * random.lognormal(0, 0.3, n) * 10).astype(np.int64), 1)
            product = population * tenths
            cell = county * len(keys) + key
            size = len(activity)
            low = np.bincount(cell, weights=product & 0xFFFFF, minlength=size)   # whole numbers below 2^53: exact
            high = np.bincount(cell, weights=product >> 20, minlength=size)
            activity = activity + low.astype(np.int64).astype(object) + high.astype(np.int64).astype(object) * (1 << 20)
            yield pl.DataFrame({
                "county_code": county_names[county], "vehicle_class": columns[0][key], "fuel": columns[1][key],
                "standard": columns[2][key], "population": population, "annual_km": tenths / 10})

    write_table(folder / "vehicles.csv", chunks())
    groups, reductions = {}, {}
    for cell, total in enumerate(activity):
        if total == 0:
            continue
        county, key = COUNTIES[cell // len(keys)], cell % len(keys)
        if keys[key] in reduced:
            name, *values = reduced[keys[key]]
            for pollutant, value in zip(("NOx", "HC"), values):
                group = (f"{name}/{county}", keys[key][0], pollutant)
                reductions[group] = reductions.get(group, 0.0) + total / 10 * value * 1e-6
        for pollutant, value in zip(("NOx", "HC"), factors[key]):
            name = (county, keys[key][0], pollutant)
            groups[name] = groups.get(name, 0.0) + total / 10 * value * 1e-6
    write_expected(folder / "expected_j1.csv", groups)
    write_expected(folder / "expected_j2.csv", reductions)


def boilers(rows, folder):
    inventory(folder, "NOx, VOCs")
    (folder / "pack/boilers").mkdir(exist_ok=True)
    with open(folder / "pack/boilers/emission_factors.csv", "w") as file:
        file.write("id,fuel," + FACTOR_COLUMNS + "\n")
        for fuel, (_, nox, voc) in BOILER_FUELS.items():
            unit = "kg/10^4 m3" if fuel == "natural_gas" else "kg/t"
            for pollutant, value in (("NOx", nox), ("VOCs", voc)):
                file.write(f"bench.{fuel}.{pollutant},{fuel},{pollutant},{value},{unit},,,generation,local,bench,,"
                           "estimated,default,,,\n")
    with open(folder / "factors.csv", "w") as file:
        file.write("fuel,nox,voc\n")
        for fuel, (_, nox, voc) in BOILER_FUELS.items():
            file.write(f"{fuel},{nox},{voc}\n")
    random = np.random.Generator(np.random.PCG64(20240502))
    fuels, uses = list(BOILER_FUELS), list(USES)
    nox_factor, voc_factor = (np.array([BOILER_FUELS[f][i] for f in fuels]) for i in (1, 2))
    names = np.array(["恒源热力有限公司", "泰和建材有限公司", "利丰,食品厂", "新华纺织股份有限公司", "东方化工有限公司第9分公司"])
    devices = np.array(["none", "lnb", "sncr", "scr", "sncr_scr"])
    sums = np.zeros((2, len(COUNTIES) * len(uses)))

    def chunks():
        for start in range(0, rows, 250_000):
            n = min(250_000, rows - start)
            county = random.integers(0, len(COUNTIES), n)
            use = random.choice(len(uses), n, p=shares(USES.values()))
            fuel = random.choice(len(fuels), n, p=shares(v[0] for v in BOILER_FUELS.values()))
            capacity = np.round(random.lognormal(1.5, 1.0, n), 1)
            amount = np.round(capacity * random.uniform(50, 900, n), 2)
            device = random.integers(0, len(devices), n)
            removal = np.where(device == 0, 0, random.integers(300, 950, n) / 1000)
            uptime = random.integers(800, 1001, n) / 1000
            treats = random.random(n) < 0.3
            capture, cut = random.integers(300, 950, n) / 1000, random.integers(300, 950, n) / 1000
            cell = county * len(uses) + use
            nox = amount * nox_factor[fuel] * (1 - removal * uptime) / 1000
            voc = amount * voc_factor[fuel] * (1 - np.where(treats, capture * cut * uptime, 0)) / 1000
            for i, values in enumerate((nox, voc)):
                sums[i] += np.bincount(cell, weights=values, minlength=sums.shape[1])
            gas = fuel == fuels.index("natural_gas")
            frame = pl.DataFrame({
                "id": np.arange(start, start + n) + 100_000_000, "firm_name": names[random.integers(0, len(names), n)],
                "county_code": np.array(COUNTIES)[county], "use": np.array(uses)[use], "fuel": np.array(fuels)[fuel],
                "capacity": capacity, "fuel_use": amount, "gas_use": amount, "nox_device": devices[device],
                "nox_removal": removal, "nox_uptime": uptime, "voc_device": np.where(treats, "activated_carbon", "none"),
                "voc_capture": capture, "voc_removal": cut, "voc_uptime": uptime,
                "gas": gas, "treats": treats})
            yield frame.with_columns(
                pl.when(~pl.col("gas")).then("fuel_use"), pl.when("gas").then("gas_use"),
                *[pl.when(pl.col("nox_device") != "none").then(c).alias(c) for c in ("nox_removal", "nox_uptime")],
                *[pl.when("treats").then(c).alias(c) for c in ("voc_capture", "voc_removal", "voc_uptime")],
            ).drop("gas", "treats")

    write_table(folder / "boilers.csv", chunks())
    write_expected(folder / "expected_j3.csv", {
        (COUNTIES[cell // len(uses)], uses[cell % len(uses)], pollutant): float(sums[i][cell])
        for i, pollutant in enumerate(("NOx", "VOCs")) for cell in range(sums.shape[1])})


if __name__ == "__main__":
    kind, rows, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    {"fleet": fleet, "boilers": boilers}[kind](rows, folder)
