import FoundationEssentials
import NIOCore
import NIOHTTP1
import Operations

/// Answers of the API: JSON that nobody may keep, since it is of this moment.
extension HTTPResponse {
    /// What programs are told when there is nothing to tell them.
    private struct Fault: Encodable {
        let error: String
    }

    static func json(_ value: some Encodable, _ status: HTTPResponseStatus = .ok) throws -> HTTPResponse {
        json(status, text: try ReportJSON.text(value))
    }

    static func json(_ status: HTTPResponseStatus, fault: String) -> HTTPResponse {
        do {
            return try json(Fault(error: fault), status)
        } catch {
            return json(status, text: "{\"error\": \"no answer\"}")
        }
    }

    private static func json(_ status: HTTPResponseStatus, text: String) -> HTTPResponse {
        HTTPResponse(
            status,
            headers: [
                "Content-Type": "application/json", "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
            ],
            body: ByteBuffer(string: text + "\n"))
    }
}
