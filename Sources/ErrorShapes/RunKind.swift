/// What words and the signs that join them make up.
enum RunKind {
    case url, email, path, number, words

    init(_ run: Span<UInt8>) {
        var slashes = 0
        var (hasDigit, hasDot, hasBackslash) = (false, false, false)
        var isNumber = ByteClass.isDigit(run[0])
        var at: Int?
        for place in run.indices {
            let byte = run[place]
            switch byte {
            case UInt8(ascii: "/"):
                slashes += 1
                if place > 1, run[place - 1] == byte, run[place - 2] == UInt8(ascii: ":") {
                    self = .url
                    return
                }
            case UInt8(ascii: "@"): at = place
            case UInt8(ascii: "."): hasDot = true
            case UInt8(ascii: "\\"): hasBackslash = true
            default: break
            }
            if ByteClass.isDigit(byte) { hasDigit = true } else if !Self.isInNumber(byte) { isNumber = false }
        }
        if isNumber {
            self = .number
        } else if let at, at > 0, Self.hasDot(run, behind: at) {
            self = .email
        } else if Self.isPath(run, slashes: slashes, isTelling: hasDigit || hasDot || hasBackslash) {
            self = Self.isDate(run) ? .number : .path
        } else {
            self = .words
        }
    }

    /// Signs and letters of times, shares and addresses of machines.
    private static func isInNumber(_ byte: UInt8) -> Bool {
        ByteClass.separatesNumbers(byte) || byte == UInt8(ascii: "Z") || byte == UInt8(ascii: "%")
    }

    private static func hasDot(_ run: Span<UInt8>, behind at: Int) -> Bool {
        for place in at + 1..<run.count where run[place] == UInt8(ascii: ".") { return true }
        return false
    }

    /// `read/write` is none, `src/app.py` and `a/b/c` are.
    private static func isPath(_ run: Span<UInt8>, slashes: Int, isTelling: Bool) -> Bool {
        if ByteClass.beginsPath(run, 0) { return true }
        if run.count > 3, run[1] == UInt8(ascii: ":"), run[2] == UInt8(ascii: "\\") { return true }
        return slashes > 1 || slashes == 1 && isTelling
    }

    /// `07/Feb/2026:12:00:00`, as access logs have it.
    private static func isDate(_ run: Span<UInt8>) -> Bool {
        run.count >= 11 && ByteClass.isDigit(run[0]) && ByteClass.isDigit(run[1])
            && run[2] == UInt8(ascii: "/") && ByteClass.isLetter(run[3]) && run[6] == UInt8(ascii: "/")
            && ByteClass.isDigit(run[7])
    }
}
