import TeamState
import Testing

@Suite("WorkingDirectory")
struct WorkingDirectoryTests {
    @Test(
        "one directory is one however its path is written",
        arguments: [
            ("/srv/shop", "/srv/shop/"), ("/srv/shop", "//srv/./shop"), ("/", "//"),
            (#"C:\Work\Shop"#, "c:/work/shop/"),
        ])
    func same(first: String, second: String) {
        #expect(WorkingDirectory(first) == WorkingDirectory(second))
        #expect(WorkingDirectory(first) != nil)
    }

    @Test(
        "a directory below another, and one whose name differs in letter case, is another",
        arguments: [("/srv/shop", "/srv/shop/web"), ("/srv/shop", "/srv/Shop"), ("/a/b", "/ab"), ("/a", "/")])
    func different(first: String, second: String) {
        #expect(WorkingDirectory(first) != WorkingDirectory(second))
    }

    @Test(
        "a path that is not absolute names no directory", arguments: ["", "shop", "./shop", "~/shop", "C:"])
    func relative(path: String) { #expect(WorkingDirectory(path) == nil) }
}
