// The library in one import.
@_exported public import Calculation
@_exported public import Documents
@_exported public import Factors
@_exported public import Inventories
@_exported public import Plans
@_exported public import Quantities
@_exported public import Reports
@_exported public import Solve
@_exported public import Tables
