/// Why a pattern could not be compiled, and where in its source.
package struct PatternError: Error, Equatable, Sendable {
    /// Byte offset in the pattern's source at which PCRE2 gave up, between 0 and its length.
    package let offset: Int
    package let message: String

    package init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }
}
