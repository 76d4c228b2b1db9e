import Testing

@testable import ExporterService

@Suite("path resolution")
struct PathResolutionTests {
    private let paths = PathResolution(home: "/home/ann", base: "/srv/app")

    @Test(
        "paths become absolute",
        arguments: [
            ("~", "/home/ann"), ("~/.claude", "/home/ann/.claude"), ("/var/log/x", "/var/log/x"),
            ("logs/*.log", "/srv/app/logs/*.log"), ("./logs/a", "/srv/app/logs/a"),
            ("~bob/x", "/srv/app/~bob/x"), ("~/.claude/", "/home/ann/.claude"), ("/a//b///", "/a/b"),
            ("//", "/"),
        ]
    )
    func absolute(path: String, expected: String) {
        #expect(paths.absolute(path) == expected)
    }

    @Test(
        "paths in a file are relative to the file",
        arguments: [("conf/e.yml", "/srv/app/conf/x"), ("/e.yml", "/x")])
    func relativeToFile(file: String, expected: String) {
        #expect(paths.relative(toFile: file).absolute("x") == expected)
    }
}
