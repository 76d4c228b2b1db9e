/// Gives each team a label that is valid UTF-8 and that no other team has.
enum TeamLabels {
    /// - Parameter names: directory names in the order of root and raw bytes.
    static func assign(to names: [PathBytes]) -> [String] {
        var used: Set<String> = []
        return names.map { name in
            let plain = String(decoding: name.bytes, as: UTF8.self)
            var label = plain
            var number = 2
            while !used.insert(label).inserted {
                label = "\(plain) (\(number))"
                number += 1
            }
            return label
        }
    }
}
