/// A point in an exposition, counted from 1 as editors do.
package struct SourcePlace: Equatable, Sendable {
    package let line: Int
    /// In Unicode code points.
    package let column: Int
    /// In bytes from the start of the input, counted from 0.
    package let offset: Int
}

/// Why an exposition is refused: where, what is wrong, and how to mend it.
package struct ExpositionError: Error, Equatable, Sendable {
    package let place: SourcePlace
    package let message: String
    package let hint: String
}
