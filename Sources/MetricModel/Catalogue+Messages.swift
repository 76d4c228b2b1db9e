/// Families of the collector `messages`, defined by the inboxes of the teams.
extension Catalogue {
    package static let messages = MetricDescriptor(
        "orchestrator_messages_total",
        .counter,
        labels: ["from_team", "to_team", "kind"],
        help:
            "Number of messages that arrived in inboxes, by the team of the sender, the team of the recipient and "
            + "the kind of message; those that were there at the very first look are not counted.",
        collector: "messages"
    )
    package static let messageDelivery = MetricDescriptor(
        "orchestrator_message_delivery_seconds",
        .histogram,
        unit: "seconds",
        labels: ["from_team", "to_team"],
        help:
            "Time in seconds from when a message says it was sent until it was seen read. Read means that the recipient's "
            + "program has picked it up, which it does once a second, not that the agent has understood it.",
        collector: "messages",
        buckets: [0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300]
    )
    package static let messageScanInterval = MetricDescriptor(
        "orchestrator_message_scan_interval_seconds",
        .gauge,
        unit: "seconds",
        help:
            "Time in seconds between two looks at the inboxes: no delivery time is more exact than that.",
        collector: "messages"
    )
    package static let messageResponse = MetricDescriptor(
        "orchestrator_message_response_seconds",
        .histogram,
        unit: "seconds",
        labels: ["from_team", "to_team", "kind"],
        help:
            "Time in seconds from a message until its answer, by the team that asked, the team that answered and what was "
            + "asked: requests and answers are paired by their id; a text answers all that its writer was asked by "
            + "the recipient, counted once, from the oldest; a text that answers asks nothing itself.",
        collector: "messages",
        buckets: [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800]
    )
    package static let messagesUnobserved = MetricDescriptor(
        "orchestrator_message_delivery_unobserved_total",
        .counter,
        labels: ["reason"],
        help:
            "Number of messages whose delivery time was not observed: backlog (there at the very first look), "
            + "not_running (came or read while the exporter was down), late (older than the look before), future "
            + "(more than 5 s ahead), no_timestamp, removed (gone before it was read).",
        collector: "messages"
    )
    package static let messagesUnanswered = MetricDescriptor(
        "orchestrator_message_unanswered_total",
        .counter,
        labels: ["reason"],
        help:
            "Number of questions that ended without a response time: expired (a day passed), team_gone, negative "
            + "(the answer is older than the question: clocks differ), too_many.",
        collector: "messages"
    )
    package static let messageOldestQuestion = MetricDescriptor(
        "orchestrator_message_oldest_unanswered_seconds",
        .gauge,
        unit: "seconds",
        labels: ["team_name"],
        help:
            "Age in seconds of the oldest message to a member of the team that nobody has answered; absent when there is none.",
        collector: "messages"
    )
    package static let messageUnknownTypes = MetricDescriptor(
        "orchestrator_message_unknown_types_total",
        .counter,
        help: "Number of messages of the harness whose type this version does not know; their kind is other.",
        collector: "messages"
    )
    package static let messagesAhead = MetricDescriptor(
        "orchestrator_message_clock_skew_total",
        .counter,
        help: "Number of messages whose time is more than 5 s ahead of this machine's clock.",
        collector: "messages"
    )
    package static let inboxMessages = MetricDescriptor(
        "orchestrator_inbox_messages",
        .gauge,
        labels: ["team_name", "agent_name"],
        help: "Number of messages in the agent's inbox file, read or not.",
        collector: "messages"
    )
    package static let inboxUnread = MetricDescriptor(
        "orchestrator_inbox_unread_messages",
        .gauge,
        labels: ["team_name", "agent_name"],
        help: "Number of unread messages in the agent's inbox.",
        collector: "messages"
    )
    package static let inboxBehind = MetricDescriptor(
        "orchestrator_inbox_behind_messages",
        .gauge,
        labels: ["team_name", "agent_name"],
        help: "Number of unread messages before one that is read: they will probably never be picked up.",
        collector: "messages"
    )
    package static let inboxOldestUnread = MetricDescriptor(
        "orchestrator_inbox_oldest_unread_seconds",
        .gauge,
        unit: "seconds",
        labels: ["team_name", "agent_name"],
        help:
            "Age in seconds of the first unread message after the last read one; absent when there is none.",
        collector: "messages"
    )
    package static let inboxSize = MetricDescriptor(
        "orchestrator_inbox_size_bytes",
        .gauge,
        unit: "bytes",
        labels: ["team_name", "agent_name"],
        help: "Size in bytes of the agent's inbox file; beyond a megabyte messages are known to get stuck.",
        collector: "messages"
    )
    package static let inboxRewrites = MetricDescriptor(
        "orchestrator_inbox_rewrites_total",
        .counter,
        labels: ["team_name"],
        help: "Number of looks at inboxes of the team that found messages gone which were there before.",
        collector: "messages"
    )
    package static let phantomInboxes = MetricDescriptor(
        "orchestrator_phantom_inboxes",
        .gauge,
        labels: ["team_name"],
        help:
            "Number of inboxes of recipients that are not in the team's roster and never were while the exporter "
            + "looked: messages to them are lost; absent without a readable config.",
        collector: "messages"
    )

    static let messageFamilies: [MetricDescriptor] = [
        messages, messageDelivery, messageScanInterval, messageResponse, messagesUnobserved,
        messagesUnanswered,
        messageOldestQuestion,
        messageUnknownTypes, messagesAhead, inboxMessages, inboxUnread, inboxBehind,
        inboxOldestUnread, inboxSize, inboxRewrites, phantomInboxes,
    ]
}
