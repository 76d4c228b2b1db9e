extension Duration {
    /// Reads a duration as it is written in configuration files: `30d`, `1h30m`.
    ///
    /// - Throws: `DurationFault` with what to write instead.
    package init(reading text: String) throws(DurationFault) {
        switch DurationText.parse(text) {
        case .success(let duration): self = duration
        case .failure(let fault): throw DurationFault(hint: fault.hint)
        }
    }

    /// As it is written in configuration files.
    package var text: String { DurationText.describe(self) }
}

/// A text is no duration.
package struct DurationFault: Error, Equatable {
    /// What to write instead, if that can be told.
    package let hint: String?
}
