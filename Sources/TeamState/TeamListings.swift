/// One message as a listing shows it.
package struct ListedMessage: Sendable, Equatable {
    /// Whose inbox it is in.
    package var recipient: [UInt8]
    /// As written: a short name, or `name@team`; nil when it names no sender.
    package var from: String?
    package var sourceTeam: String?
    package var sentMs: Int64?
    package var type: MessageType
    package var isRead: Bool
    /// Length of its text in UTF-8.
    package var sizeBytes: Int
    /// Only where texts were asked for.
    package var text: String?

    package init(
        recipient: [UInt8], from: String?, sourceTeam: String? = nil, sentMs: Int64?, type: MessageType,
        isRead: Bool, sizeBytes: Int, text: String? = nil
    ) {
        self.recipient = recipient
        self.from = from
        self.sourceTeam = sourceTeam
        self.sentMs = sentMs
        self.type = type
        self.isRead = isRead
        self.sizeBytes = sizeBytes
        self.text = text
    }
}

/// One task as a listing shows it.
package struct ListedTask: Sendable, Equatable {
    package var task: TeamTask
    /// Only where texts were asked for.
    package var subject: String?

    package init(task: TeamTask, subject: String? = nil) {
        self.task = task
        self.subject = subject
    }
}

/// Everything of one kind that a team has, and the names of files that could not be read.
package struct EntryListing<Element: Sendable>: Sendable {
    package var elements: [Element] = []
    package var unreadable: [[UInt8]] = []

    package init(elements: [Element] = [], unreadable: [[UInt8]] = []) {
        self.elements = elements
        self.unreadable = unreadable
    }
}

/// Reads the messages and tasks of one team one by one, with texts where they are asked for: what the books of a
/// running program do not keep.
///
/// As careful as `TeamReader`: takes no lock, writes nothing, follows no link below the root's folders.
package struct TeamListingReader {
    private let root: PathBytes
    private let team: PathBytes
    private let keepsTexts: Bool
    private let timing: ReadTiming

    /// - Parameters:
    ///   - root: a directory like `~/.claude`.
    ///   - team: the name of the team's directory.
    package init(root: String, team: [UInt8], keepsTexts: Bool) {
        self.init(root: root, team: team, keepsTexts: keepsTexts, timing: ReadTiming())
    }

    init(root: String, team: [UInt8], keepsTexts: Bool, timing: ReadTiming) {
        self.root = PathBytes(root)
        self.team = PathBytes(team)
        self.keepsTexts = keepsTexts
        self.timing = timing
    }

    /// By inbox in the order of names, within one inbox in that of arrival.
    package func messages() -> EntryListing<ListedMessage> {
        let entries = entries(
            of: ListedInboxDocument.self, under: "teams", folder: team.appending(PathBytes("inboxes")))
        var listing = EntryListing<ListedMessage>()
        for entry in entries {
            listing.elements += entry.file.value ?? []
            if entry.file.isUnusable { listing.unreadable.append(InboxDocument.recipient(of: entry.name)) }
        }
        if !keepsTexts { for index in listing.elements.indices { listing.elements[index].text = nil } }
        return listing
    }

    package func tasks() -> EntryListing<ListedTask> {
        var listing = EntryListing<ListedTask>()
        for entry in entries(of: ListedTaskDocument.self, under: "tasks", folder: team) {
            listing.elements += entry.file.value ?? []
            if entry.file.isUnusable { listing.unreadable.append(Array(entry.name.bytes)) }
        }
        if !keepsTexts { for index in listing.elements.indices { listing.elements[index].subject = nil } }
        return listing
    }

    /// Looks until nothing is half-written, or the patience of a scan is over.
    private func entries<Document: StateDocument>(
        of document: Document.Type, under name: String, folder path: PathBytes
    ) -> [StateFolder<Document>.Entry] {
        guard let root = try? DirectoryHandle.open(operatorPath: root),
            let directory = try? root.operatorSubdirectory(PathBytes(name))
        else { return [] }
        var folder = StateFolder<Document>(path: path)
        var reader = StateFileReader(timing: timing)
        var delays = timing.retryDelaysMs[...]
        while true {
            reader.beginRound(mayRetry: !delays.isEmpty)
            let change = folder.refresh(in: directory, reader: &reader)
            guard change.isPending, let delay = delays.popFirst() else { return folder.entries }
            timing.pause(delay)
        }
    }
}

extension CachedFile {
    /// It is there and nothing, or not all that is there now, could be read.
    fileprivate var isUnusable: Bool { fault != nil || isPending }
}

/// `inboxes/<agent>.json`, texts included.
private struct ListedInboxDocument: StateDocument {
    static let source = ReadErrorKey.Source.inbox
    static func selection(of names: [PathBytes]) -> [PathBytes] { InboxDocument.selection(of: names) }

    private struct Element: Decodable {
        let message: MessageDocument
        let text: String

        init(from decoder: any Decoder) throws {
            message = try MessageDocument(from: decoder)
            var object = try LenientObject(from: decoder)
            text = object.string("text", "content") ?? ""
        }
    }

    private let elements: [Element]
    let typeFaults: Int

    init(from decoder: any Decoder) throws {
        let elements = try decoder.singleValueContainer().decode([Tolerant<Element>].self)
        self.elements = elements.compactMap(\.value)
        typeFaults = elements.count - self.elements.count
    }

    func value(named name: PathBytes) -> [ListedMessage] {
        let recipient = InboxDocument.recipient(of: name)
        return elements.map { element in
            ListedMessage(
                recipient: recipient, from: element.message.from, sourceTeam: element.message.sourceTeam,
                sentMs: element.message.sentMs, type: element.message.type, isRead: element.message.isRead,
                sizeBytes: element.text.utf8.count, text: element.text)
        }
    }
}

/// A task file, subjects included.
private struct ListedTaskDocument: StateDocument {
    static let source = ReadErrorKey.Source.task
    static func selection(of names: [PathBytes]) -> [PathBytes] { TaskDocument.selection(of: names) }

    private struct Subject: Decodable {
        let text: String?

        init(from decoder: any Decoder) throws {
            var object = try LenientObject(from: decoder)
            text = object.string("subject", "title")
        }
    }

    private let tasks: TaskDocument
    private let subject: String?
    private let listedSubjects: [String?]
    var typeFaults: Int { tasks.typeFaults }

    init(from decoder: any Decoder) throws {
        tasks = try TaskDocument(from: decoder)
        subject = try Subject(from: decoder).text
        var object = try LenientObject(from: decoder)
        listedSubjects = object.elements("tasks", as: Subject.self).map(\.text)
    }

    /// One task, or those of a list, whose entries that are no objects are left out of tasks and subjects alike.
    func value(named name: PathBytes) -> [ListedTask] {
        let tasks = tasks.value(named: name)
        let subjects = name.isNumberedJSON ? [subject] : listedSubjects
        return tasks.enumerated().map { place, task in
            ListedTask(task: task, subject: subjects.indices.contains(place) ? subjects[place] : nil)
        }
    }
}
