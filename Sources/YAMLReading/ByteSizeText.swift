/// Sizes in bytes: a whole number, with a decimal (`MB`) or binary (`MiB`) unit or none.
enum ByteSizeText {
    private static let units: [(name: String, bytes: Int)] = [
        ("", 1), ("B", 1),
        ("kB", 1000), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
    ]

    static func parse(_ text: String) -> Result<Int, ValueFault> {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        guard NumberText.isDigits(digits) else {
            return .failure(ValueFault(hint: "write a whole number and a unit: 64KiB, 1MB, 512"))
        }
        guard let scale = units.first(where: { $0.name == unit })?.bytes else {
            return .failure(ValueFault(hint: misfit(digits: digits, unit: unit)))
        }
        let (bytes, isTooLarge) = (Int(digits) ?? .max).multipliedReportingOverflow(by: scale)
        guard !isTooLarge else { return .failure(ValueFault(hint: "write a smaller size")) }
        return .success(bytes)
    }

    private static func misfit(digits: Substring, unit: Substring) -> String {
        if unit.hasPrefix(".") { return "write a whole number in a smaller unit" }
        let letters = unit.drop { $0 == " " }.uppercased()
        let meant = units.dropFirst().first {
            $0.name.uppercased() == letters || $0.name.uppercased() == letters + "B"
        }
        guard let meant else { return "units are B, KB, MB, GB, TB (powers of 1000) and KiB, MiB, GiB, TiB" }
        return "did you mean \(digits)\(meant.name)?"
    }
}
