package import MetricModel

/// Writes the registry's families in one of the Prometheus formats.
package enum ExpositionEncoder {
    /// Appends the whole exposition to `out`: families sorted by name, series sorted by label values.
    ///
    /// A family without series is left out. The registry is locked meanwhile: 5,000 series take well below a
    /// millisecond, and with a reused `out` nothing is allocated for a sample.
    package static func encode(
        _ registry: MetricRegistry,
        as format: ScrapeFormat,
        filter: FamilyFilter = .all,
        into out: inout [UInt8]
    ) {
        registry.update { table in
            for position in 0..<table.familyCount {
                let family = table.sortedFamily(at: position)
                guard !family.order.isEmpty, filter.accepts(family.descriptor) else { continue }
                append(family, as: format, to: &out)
            }
        }
        if format.syntax == .openMetrics100 { out.append(contentsOf: "# EOF\n".utf8) }
    }

    /// As above, names as they are.
    package static func encode(
        _ registry: MetricRegistry,
        as format: ExpositionFormat,
        filter: FamilyFilter = .all,
        into out: inout [UInt8]
    ) {
        encode(registry, as: ScrapeFormat(format), filter: filter, into: &out)
    }

    private static func append(_ family: FamilyStore, as format: ScrapeFormat, to out: inout [UInt8]) {
        guard let lines = format.lines else {
            return ProtobufFamily.append(family, escaping: format.escaping ?? .underscores, to: &out)
        }
        let start = out.count
        FamilyHeader.append(family.descriptor, as: lines, to: &out)
        SampleWriter.append(family, as: lines, to: &out)
        guard format.escaping == .dots else { return }
        let written = Array(out[start...])
        out.removeLast(written.count)
        DottedNames(family.descriptor, lines).append(written, to: &out)
    }
}
