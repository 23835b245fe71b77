"""Lantian 蓝天: emission inventories and reductions of Chinese counties, exact to the microgram.

>>> import lantian
>>> totals = lantian.compute("Inventories/ili-2021", by=["sector", "pollutant"])
>>> totals.to_pandas()                      # pandas, polars, pyarrow and DuckDB read results by the Arrow C stream interface

Numbers are those of the program ``lantian``. Masses are decimals of 38 digits with 12 places, in tonnes: nothing is rounded.
"""

from ._library import Finding, LantianError, Result, compute, detail, factors_folder, plan, version

__version__ = version()
__all__ = ["Finding", "LantianError", "Result", "compute", "detail", "factors_folder", "plan", "version"]
