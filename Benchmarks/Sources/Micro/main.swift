// Measures single parts of the library: `Micro [ROWS] [FACTORS]`, a million rows without an argument.
import Lantian

let arguments = CommandLine.arguments.dropFirst()
let rowCount = arguments.first.flatMap { Int($0) } ?? 1_000_000
let factors = arguments.dropFirst().first ?? "../EmissionFactors"

try measureReading(rowCount)
try await measureComputing(rowCount, factors: factors)
measureSumming(rowCount)
try measureWriting(rowCount)
