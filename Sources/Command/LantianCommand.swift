import ArgumentParser
import Lantian

/// The program: verbs, one library call each.
@main struct LantianCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lantian", abstract: text("蓝天：大气污染物排放清单与减排核算", "Lantian: emission inventories and reductions"),
        version: "0.1.0", subcommands: [ComputeCommand.self])
}
