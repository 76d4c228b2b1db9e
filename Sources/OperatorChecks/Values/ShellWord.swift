/// Words of commands that people copy to a shell.
enum ShellWord {
    private static let plain = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@".utf8)

    /// The word as a shell takes it for this very word, whatever is in it.
    static func quoted(_ word: String) -> String {
        guard word.isEmpty || !word.utf8.allSatisfy(plain.contains) else { return word }
        return "'\(word.replacing("'", with: "'\\''"))'"
    }
}
