"""The benchmark's jobs in DuckDB, all column types told: python duckdb_peer.py j1|j2|j3 FOLDER RESULT"""
import sys

import duckdb

job, folder, result = sys.argv[1:4]
FLEET = dict(county_code="VARCHAR", vehicle_class="VARCHAR", fuel="VARCHAR", standard="VARCHAR", population="DOUBLE",
             annual_km="DOUBLE")
BOILERS = dict(id="VARCHAR", firm_name="VARCHAR", county_code="VARCHAR", use="VARCHAR", fuel="VARCHAR",
               capacity="DOUBLE", fuel_use="DOUBLE", gas_use="DOUBLE", nox_device="VARCHAR", nox_removal="DOUBLE",
               nox_uptime="DOUBLE", voc_device="VARCHAR", voc_capture="DOUBLE", voc_removal="DOUBLE",
               voc_uptime="DOUBLE")
db = duckdb.connect()
db.execute("SET preserve_insertion_order = false")
# The optimizer does not know how long the file is and would build its hash table from it: keep the joins as written.
db.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")


def rows(name, columns):
    return (f"read_csv('{folder}/{name}', auto_detect=false, header=true, delim=',', quote='\"', escape='\"', "
            f"columns={columns})")


db.execute(f"CREATE TABLE factors AS SELECT * FROM read_csv('{folder}/factors.csv', header=true)")
if job == "j1":
    db.execute(f"""CREATE TABLE sums AS
        SELECT county_code AS a, vehicle_class AS b, sum(population * annual_km * 1e-6 * nox) AS first,
               sum(population * annual_km * 1e-6 * hc) AS second
        FROM {rows('vehicles.csv', FLEET)} JOIN factors USING (vehicle_class, fuel, standard) GROUP BY a, b""")
    second = "HC"
elif job == "j2":   # the inventory and what each measure takes off it
    db.execute(f"CREATE TABLE cuts AS SELECT * FROM read_csv('{folder}/cuts.csv', header=true)")
    db.execute(f"""CREATE TABLE sums AS
        SELECT measure || '/' || county_code AS a, vehicle_class AS b,
               sum(population * annual_km * 1e-6 * nox) AS first_before,
               sum(population * annual_km * 1e-6 * hc) AS second_before,
               sum(population * annual_km * 1e-6 * nox_cut) AS first,
               sum(population * annual_km * 1e-6 * hc_cut) AS second
        FROM {rows('vehicles.csv', FLEET)} JOIN factors USING (vehicle_class, fuel, standard)
        LEFT JOIN cuts USING (vehicle_class, fuel, standard) GROUP BY measure, county_code, vehicle_class""")
    db.execute("DELETE FROM sums WHERE a IS NULL")
    second = "HC"
else:
    db.execute(f"""CREATE TABLE sums AS
        SELECT county_code AS a, "use" AS b,
               sum(amount * nox * (1 - coalesce(nox_removal * nox_uptime, 0)) / 1000) AS first,
               sum(amount * voc * (1 - coalesce(voc_capture * voc_removal * voc_uptime, 0)) / 1000) AS second
        FROM (SELECT *, coalesce(fuel_use, gas_use) AS amount FROM {rows('boilers.csv', BOILERS)})
        JOIN factors USING (fuel) GROUP BY a, b""")
    second = "VOCs"
db.execute(f"""COPY (SELECT a, b, 'NOx' AS pollutant, first AS tonnes FROM sums
    UNION ALL SELECT a, b, '{second}', second FROM sums ORDER BY a, b, pollutant) TO '{result}' (HEADER)""")
