/// Where the fixture trees lie in this checkout.
package enum Fixtures {
    /// `Tests/Fixtures`, found from the place of this source file.
    package static let root: String = {
        let here = #filePath
        guard let cut = here.lastIndex(of: "/"), let parent = here[..<cut].lastIndex(of: "/") else {
            return "."
        }
        return here[..<parent] + "/Fixtures"
    }()

    package static func path(_ relative: String) -> String { "\(root)/\(relative)" }
}
