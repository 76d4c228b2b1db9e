/// What one message of an inbox is for.
///
/// Prose is text. A text that is a JSON object with a string `type` is one of the harness's own messages.
package enum MessageType: UInt8, Sendable, CaseIterable {
    case prose
    case idleAvailable, idleInterrupted, idleFailed, idleOtherwise
    case taskAssignment, taskCompleted
    case shutdownRequest, shutdownApproved, shutdownRejected, shutdownResponse
    case planRequest, planResponse
    case permissionRequest, permissionResponse
    case sandboxRequest, sandboxResponse, joinRequest
    /// A type that is in no list of ours.
    case unknown

    /// The seven classes that the label `kind` tells apart.
    package enum Class: String, Sendable, CaseIterable {
        case text, idle, task, shutdown, plan, permission, other
    }

    package var messageClass: Class {
        switch self {
        case .prose: .text
        case .idleAvailable, .idleInterrupted, .idleFailed, .idleOtherwise: .idle
        case .taskAssignment, .taskCompleted: .task
        case .shutdownRequest, .shutdownApproved, .shutdownRejected, .shutdownResponse: .shutdown
        case .planRequest, .planResponse: .plan
        case .permissionRequest, .permissionResponse: .permission
        case .sandboxRequest, .sandboxResponse, .joinRequest, .unknown: .other
        }
    }

    /// It asks for an answer that carries the same request id.
    package var isRequest: Bool {
        switch self {
        case .shutdownRequest, .planRequest, .permissionRequest, .sandboxRequest: true
        default: false
        }
    }

    /// It answers a request by its id.
    package var isResponse: Bool {
        switch self {
        case .shutdownApproved, .shutdownRejected, .shutdownResponse, .planResponse, .permissionResponse,
            .sandboxResponse:
            true
        default: false
        }
    }

    /// - Parameters:
    ///   - name: the `type` as written.
    ///   - idleReason: of an idle notification.
    init(named name: String, idleReason: String?) {
        switch name {
        case "idle_notification": self = Self.idle(because: idleReason)
        case "task_assignment": self = .taskAssignment
        case "task_completed": self = .taskCompleted
        case "shutdown_request": self = .shutdownRequest
        case "shutdown_approved": self = .shutdownApproved
        case "shutdown_rejected": self = .shutdownRejected
        case "shutdown_response": self = .shutdownResponse
        case "plan_approval_request": self = .planRequest
        case "plan_approval_response": self = .planResponse
        case "permission_request": self = .permissionRequest
        case "permission_response": self = .permissionResponse
        case "sandbox_permission_request": self = .sandboxRequest
        case "sandbox_permission_response": self = .sandboxResponse
        case "join_request": self = .joinRequest
        default: self = .unknown
        }
    }

    private static func idle(because reason: String?) -> MessageType {
        switch reason {
        case "available": .idleAvailable
        case "interrupted": .idleInterrupted
        case "failed": .idleFailed
        default: .idleOtherwise
        }
    }
}
