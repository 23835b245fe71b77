"""The benchmark's jobs in Polars, all column types told: python polars_peer.py j1|j2|j3 FOLDER RESULT polars|polars_enum

`polars_enum` declares words as categories and counts as integers, which is the quickest form that was found.
"""
import sys

import polars as pl

job, folder, result, form = sys.argv[1:5]
col = pl.col
FLEET = dict(county_code=pl.String, vehicle_class=pl.String, fuel=pl.String, standard=pl.String, population=pl.Float64,
             annual_km=pl.Float64)
BOILERS = dict(id=pl.String, firm_name=pl.String, county_code=pl.String, use=pl.String, fuel=pl.String,
               capacity=pl.Float64, fuel_use=pl.Float64, gas_use=pl.Float64, nox_device=pl.String,
               nox_removal=pl.Float64, nox_uptime=pl.Float64, voc_device=pl.String, voc_capture=pl.Float64,
               voc_removal=pl.Float64, voc_uptime=pl.Float64)

factors = pl.read_csv(f"{folder}/factors.csv")
if job in ("j1", "j2"):
    keys = ["vehicle_class", "fuel", "standard"]
    if form == "polars_enum":
        FLEET.update({key: pl.Enum(factors[key].unique().sort()) for key in keys})
        FLEET.update(county_code=pl.Int32, population=pl.Int32)
        factors = factors.cast({key: FLEET[key] for key in keys})
    activity = col("population") * col("annual_km") * 1e-6
    fleet = pl.scan_csv(f"{folder}/vehicles.csv", schema=FLEET).join(factors.lazy(), on=keys)
    if job == "j1":
        sums = fleet.group_by(a="county_code", b="vehicle_class").agg(
            (activity * col("nox")).sum().alias("NOx"), (activity * col("hc")).sum().alias("HC"))
    else:   # the inventory and what each measure takes off it
        cuts = pl.read_csv(f"{folder}/cuts.csv").cast({key: FLEET[key] for key in keys})
        sums = (fleet.join(cuts.lazy(), on=keys, how="left").group_by("measure", "county_code", b="vehicle_class")
                .agg((activity * col("nox")).sum().alias("NOx_before"), (activity * col("hc")).sum().alias("HC_before"),
                     (activity * col("nox_cut")).sum().alias("NOx"), (activity * col("hc_cut")).sum().alias("HC"))
                .filter(col("measure").is_not_null())
                .with_columns(a=col("measure") + "/" + col("county_code").cast(pl.String)))
    names = ["NOx", "HC"]
else:
    amount = pl.coalesce("fuel_use", "gas_use")
    nox = amount * col("nox") * (1 - (col("nox_removal") * col("nox_uptime")).fill_null(0)) / 1000
    voc = amount * col("voc") * (1 - (col("voc_capture") * col("voc_removal") * col("voc_uptime")).fill_null(0)) / 1000
    sums = (pl.scan_csv(f"{folder}/boilers.csv", schema=BOILERS).join(factors.lazy(), on="fuel")
            .group_by(a="county_code", b="use").agg(nox.sum().alias("NOx"), voc.sum().alias("VOCs")))
    names = ["NOx", "VOCs"]
found = sums.collect(engine="streaming").cast({"a": pl.String, "b": pl.String})
found.unpivot(index=["a", "b"], on=names, variable_name="pollutant", value_name="tonnes").sort(
    "a", "b", "pollutant").write_csv(result)
