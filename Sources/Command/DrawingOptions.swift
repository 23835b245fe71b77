import ArgumentParser
import Lantian

/// The options of every verb that tells how sure its results are.
struct DrawingOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            text(
                "加列不确定度：区间、一阶传播、偏差、有区间的份额",
                "add columns of uncertainty: intervals, first order, bias, share that has ranges")))
    var uncertainty = false

    @Option(
        help: ArgumentHelp(
            text("抽样次数，或 auto：加倍至区间端点的误差不超过 1 %", "draws, or auto: doubled until the ends are sure to 1 %"),
            valueName: "n"))
    var draws = "10000"

    @Option(help: ArgumentHelp(text("随机种子；默认由地区和年份得出", "seed; by default that of region and year"), valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp(text("置信水平，%", "confidence, %"), valueName: "percent"))
    var confidence = 95.0

    func validate() throws {
        let range = DrawOptions.range
        guard draws == "auto" || Int(draws).map(range.contains) ?? false else {
            throw ValidationError(
                text(
                    "--draws 应为 \(range.lowerBound)–\(range.upperBound) 或 auto",
                    "--draws must be auto or lie between \(range.lowerBound) and \(range.upperBound)"))
        }
        try DrawingOptions.expectConfidence(confidence)
    }

    /// Wrong usage where a confidence is none that an interval is told for.
    static func expectConfidence(_ confidence: Double) throws {
        guard confidence >= 50, confidence <= 99.9 else {
            throw ValidationError(text("--confidence 应在 50–99.9 之间", "--confidence must lie between 50 and 99.9"))
        }
    }

    /// Writes what the variance of each pollutant comes from, where the user asks.
    static func write(
        _ shares: [(pollutant: String, shares: [VarianceShare])], _ incomplete: IncompleteTotals, to file: String?
    ) throws {
        guard let file else { return }
        var writer = CSVWriter()
        writer.row(
            ["pollutant", "datum", "origin", "first_share", "total_share", "half_width_then_pct"] + incomplete.header)
        for (pollutant, shares) in shares {
            for share in shares {
                writer.row(
                    [
                        pollutant, share.name, share.spread?.origin.code ?? "",
                        DecimalText.rounded(share.share, decimals: 6),
                        share.total.map { DecimalText.rounded($0, decimals: 6) } ?? "",
                        share.remaining.map { DecimalText.rounded($0, decimals: 3) } ?? "",
                    ] + incomplete.cells(pollutant))
            }
        }
        try AtomicFile.write(writer.bytes, to: file)
    }

    /// Options of a run that is asked how sure it is, where the user does.
    func asked(of options: Assessment.Options) -> Assessment.Options {
        var options = options
        options.uncertainty = uncertainty
        return options
    }

    /// How draws are made; `nil` where nobody asks.
    func options(of folder: InventoryFolder) throws -> DrawOptions? { options(of: folder.context.manifest) }

    private func options(of manifest: InventoryManifest) -> DrawOptions? {
        guard uncertainty else { return nil }
        return DrawOptions(
            count: Int(draws), seed: seed ?? DrawOptions.seed(of: manifest), confidence: confidence / 100)
    }

    /// How the draws of a package are made: `auto` is the number that its totals take, as far as a package may ask for it.
    func options(of context: RunContext, _ result: EmissionResult) -> DrawOptions? {
        guard var options = options(of: context.manifest) else { return nil }
        if options.count == nil {
            let keys = [Grouping("pollutant")].compactMap { $0 }
            options.count = min(
                result.uncertainty(by: keys, options).options.count ?? DrawOptions.usual, PartUncertainty.mostDraws)
        }
        return options
    }
}

/// Where what the variance comes from is written.
struct VarianceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            text(
                "方差来源写入此 CSV 文件：各数据的份额，单独的和含共同作用的（要与 --uncertainty 同用）",
                "write what the variance comes from to this CSV file: each datum's share, alone and in total with others (with --uncertainty)"
            ), valueName: "file"))
    var variance: String?

    /// Wrong usage where nobody asks how sure results are.
    func expect(_ drawing: DrawingOptions) throws {
        guard variance != nil, !drawing.uncertainty else { return }
        throw ValidationError(text("--variance 要与 --uncertainty 同用", "--variance needs --uncertainty"))
    }
}
