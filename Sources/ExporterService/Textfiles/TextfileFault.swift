/// Why a file of metrics is not shown, or not as a whole.
struct TextfileFault: Error, Equatable {
    /// The place in the file and the next step are part of it.
    let message: String
}
