import Calculation
import Factors
import FoundationEssentials
import Tables
import TestSupport

@testable import Plans

/// The factors that the worked examples of the accounting method name, as a local pack over the library.
enum ExampleFactors {
    private static let tail = "generation,local,planning_assumption,example,estimated,default,,,"
    private static let after = "emission,local,planning_assumption,example,estimated,default,,,"

    private static let tables: [String: String] = [
        "boilers/emission_factors": """
        id,use,fuel,technology,capacity,nox_device,pollutant,value,unit,low,high,basis,set,source,place,confidence,\
        role,from_year,to_year,note
        ex.boiler.coal.nox,,coal,,,,NOx,4.0,kg/t,,,\(tail)
        ex.boiler.coal.voc,,coal,,,,VOCs,0.18,kg/t,,,\(tail)
        ex.boiler.gas.nox,,natural_gas,,,,NOx,3.03,kg/10^4 m3,,,\(tail)
        ex.boiler.gas.voc,,natural_gas,,,,VOCs,0.88,kg/10^4 m3,,,\(tail)
        ex.boiler.lng.nox,,lng,,,,NOx,18.71,kg/10^4 m3,,,\(tail)
        ex.boiler.lng.low,,lng,,,lnb_international,NOx,3.03,kg/10^4 m3,,,\(after)
        ex.boiler.pellet.nox,,biomass_pellet,,,,NOx,1.02,kg/t,,,\(tail)
        """,
        "kilns/emission_factors": """
        id,industry,product,kiln_type,technology,fuel,parameter,pollutant,value,unit,low,high,basis,set,source,place,\
        confidence,role,from_year,to_year,note
        ex.kiln.coal.nox,,,hot_air_stove,,coal,per_fuel,NOx,4.0,kg/t,,,\(tail)
        ex.kiln.coal.voc,,,hot_air_stove,,coal,per_fuel,VOCs,2.16,kg/t,,,\(tail)
        """,
        "households/emission_factors": """
        id,fuel,stove,pollutant,value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note
        ex.home.coal.nox,coal,,NOx,2.20,kg/t,,,\(tail)
        ex.home.coal.voc,coal,,VOCs,0.60,kg/t,,,\(tail)
        """,
        "road/base_factors": """
        id,vehicle_class,fuel,standard,pollutant,value,unit,low,high,basis,set,source,place,confidence,role,\
        from_year,to_year,note
        ex.truck.cn3.nox,truck_heavy,diesel,CN3,NOx,7.934,g/km,,,,local,planning_assumption,example,estimated,default,,,
        ex.truck.cn6.nox,truck_heavy,diesel,CN6,NOx,1.72,g/km,,,,local,planning_assumption,example,estimated,default,,,
        """,
        "nonroad/fuel_factors": """
        id,machine_type,fuel,stage,pollutant,value,unit,low,high,basis,set,source,place,confidence,role,from_year,\
        to_year,note
        ex.loader.nox,,diesel,,NOx,32.79,g/kg,,,,local,planning_assumption,example,estimated,default,,,
        """,
    ]

    static let library = made(tables)

    /// With an invented factor of the grid, as a county would give it.
    static let withGrid = made(
        tables.merging([
            "energy/grid": """
            id,pollutant,value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note
            ex.grid.nox,NOx,0.2,g/kWh,,,,local,planning_assumption,example,estimated,default,,,Invented.
            """
        ]) { first, _ in first })

    private static func made(_ tables: [String: String]) -> FactorLibrary {
        do {
            let folder = try TemporaryFolder()
            for (name, text) in tables { try folder.write(text + "\n", to: name + ".csv") }
            return try FactorLibrary(
                folder: Repository.factors, packs: [folder.path],
                regionFiles: [Repository.inventory("demo-county-2024") + "/regions.csv"])
        } catch let findings as Findings {
            preconditionFailure("\(findings.sorted.map { $0.description(in: .en) })")
        } catch { preconditionFailure("\(error)") }
    }
}
