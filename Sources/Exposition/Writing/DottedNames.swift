import MetricModel

/// Rewrites the lines of one family for scrapers that ask for `escaping=dots`, where underscores are doubled.
///
/// Nobody asks for it unless told to, so this copies what was written plainly rather than slowing down the writer.
struct DottedNames {
    private let descriptor: MetricDescriptor
    /// The name with its suffix, as samples have it, and as TYPE, UNIT and HELP have it, escaped.
    private let sampleName: String
    private let familyName: String
    private let plainFamilyName: Substring

    init(_ descriptor: MetricDescriptor, _ format: ExpositionFormat) {
        self.descriptor = descriptor
        sampleName = NameEscaping.dots.escaped(descriptor.name.text)
        plainFamilyName = format == .openMetrics100 ? descriptor.familyName : descriptor.name.text[...]
        // The suffix of OpenMetrics is cut from the escaped name: `a_total` gives the family `a_` and its `a__total`.
        let suffixLength = descriptor.name.text.utf8.count - plainFamilyName.utf8.count
        familyName = String(sampleName.dropLast(suffixLength))
    }

    func append(_ written: [UInt8], to out: inout [UInt8]) {
        for line in written.split(separator: UInt8(ascii: "\n")) {
            if line.first == UInt8(ascii: "#") {
                appendMetadata(line, to: &out)
            } else {
                appendSample(line, to: &out)
            }
        }
    }

    private func appendMetadata(_ line: ArraySlice<UInt8>, to out: inout [UInt8]) {
        // A unit has to end the name, which `a_seconds_` of `a__seconds__total` no longer does.
        guard !line.starts(with: "# UNIT ".utf8) else { return }
        let keyword = line.prefix("# TYPE ".utf8.count)
        out += keyword
        out += familyName.utf8
        out += line.dropFirst(keyword.count + plainFamilyName.utf8.count)
        out.append(UInt8(ascii: "\n"))
    }

    private func appendSample(_ line: ArraySlice<UInt8>, to out: inout [UInt8]) {
        out += sampleName.utf8
        let rest = line.dropFirst(descriptor.name.text.utf8.count)
        let labels = rest.firstIndex { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: " ") } ?? rest.endIndex
        out += rest[..<labels]
        var isQuoted = false
        var isEscaped = false
        for byte in rest[labels...] {
            out.append(byte)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = isQuoted
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: "_"), !isQuoted {
                out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\n"))
    }
}
