import NIOHTTP1

/// A request as the endpoints see it: head only, for nothing here reads a body.
struct HTTPRequest: Sendable {
    let method: HTTPMethod
    /// The path without its query, as sent.
    let path: String
    /// Query items in order, percent-decoded.
    let query: [QueryItem]
    let headers: HTTPHeaders
    /// What stands in the place of the name in the endpoint's path.
    var name: String?
    /// How far the request came.
    var origin = RequestOrigin()

    struct QueryItem: Sendable, Equatable {
        let name: String
        let value: String
    }

    init(method: HTTPMethod, uri: String, headers: HTTPHeaders) {
        self.method = method
        self.headers = headers
        let parts = Self.originForm(uri).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts.first ?? "")
        query = parts.count > 1 ? Self.items(of: parts[1]) : []
    }

    /// All values given for one query name.
    func queryValues(_ name: String) -> [String] {
        query.filter { $0.name == name }.map(\.value)
    }

    /// The header's values joined as one list, `nil` when it was not sent.
    func header(_ name: String) -> String? {
        let values = headers[name]
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// Path and query of a target; clients of proxies send a whole URL, which servers have to take (RFC 9112, 3.2.2).
    private static func originForm(_ target: String) -> Substring {
        guard !target.hasPrefix("/"), let scheme = target.firstRange(of: "://"),
            ["http", "https"].contains(target[..<scheme.lowerBound].lowercased())
        else { return target[...] }
        let rest = target[scheme.upperBound...]
        guard let start = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "/" }
        return rest[start] == "/" ? rest[start...] : "/" + rest[start...]
    }

    private static func items(of query: Substring) -> [QueryItem] {
        query.split(separator: "&").map { item in
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return QueryItem(
                name: PercentCoding.decodedComponent(sides[0]),
                value: sides.count > 1 ? PercentCoding.decodedComponent(sides[1]) : ""
            )
        }
    }
}
