import Foundation

/// Where the app keeps the bytes of each thread: encrypted, beside the thread's row, and deleted with it.
public protocol SnapshotStorage: Sendable {
    /// The bytes that were saved last; nil when there are none.
    func load(_ thread: String) async throws -> Data?

    /// Replaces the bytes of a thread in one step: a phone may be killed at any moment.
    func save(_ snapshot: Data, for thread: String) async throws

    /// Removes the bytes of a thread, if there are any.
    func delete(_ thread: String) async throws
}

/// Assesses messages and keeps the state of each thread in the app's own storage.
///
/// Every call loads the state, works, and saves it before it returns, so nothing is lost when the app is killed. Calls
/// for one thread wait for each other in order; calls for different threads do not. The work leaves the caller's actor:
/// call it from the main one.
public actor ConversationStore {
    private var engine: Engine
    /// The last call of each thread that has not ended: the next one waits for it.
    private var tails: [String: Task<Void, Never>] = [:]

    /// - Parameter onDamaged: told when the bytes of a thread cannot be read; the thread then begins anew.
    public init(
        detector: Detector,
        storage: any SnapshotStorage,
        onDamaged: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        engine = Engine(detector: detector, storage: storage, onDamaged: onDamaged)
    }

    /// Takes new packs into use while chats go on: calls that have begun end with the old detector, and every later call is
    /// read by the new one.
    public func replaceDetector(_ detector: Detector) {
        engine.detector = detector
    }

    /// Takes in one message.
    ///
    /// - Throws: `VigieError.NewerSnapshot` when a newer version of the app wrote the state, which is left as it is; what
    ///   the storage throws.
    public func assess(_ message: Message, in thread: String) async throws -> Assessment {
        try await assess([message], in: thread)[0]
    }

    /// Takes in many messages, in order: the history of a thread at the first start.
    public func assess(_ messages: [Message], in thread: String) async throws -> [Assessment] {
        let engine = engine
        return try await inOrder(thread) { try await engine.assess(messages, in: thread) }
    }

    /// Whether an alert waits to be acknowledged: ask when the chat opens, for instance after a restart.
    public func isAlerting(_ thread: String) async throws -> Bool {
        let engine = engine
        return try await inOrder(thread) { try await engine.conversation(thread).isAlerting() }
    }

    /// What a message of the protected person's would give away, before it is sent; nothing is changed or saved.
    public func assessDraft(_ draft: Message, in thread: String) async throws -> DraftAssessment {
        let engine = engine
        return try await inOrder(thread) {
            let conversation = try await engine.conversation(thread)
            return engine.detector.assessDraft(conversation: conversation, draft: draft)
        }
    }

    /// The protected person has seen the help: the alert ends.
    public func acknowledge(_ thread: String) async throws {
        try await change(thread) { $0.acknowledge() }
    }

    /// The protected person says that this was fine: the alert ends, and it takes more to raise another.
    public func dismiss(_ thread: String) async throws {
        try await change(thread) { $0.dismiss() }
    }

    /// Marks a sender as one whom the family knows: it takes more to worry about them.
    public func trust(_ sender: String, in thread: String) async throws {
        try await change(thread) { $0.trust(sender: sender) }
    }

    /// Takes `trust` back.
    public func distrust(_ sender: String, in thread: String) async throws {
        try await change(thread) { $0.distrust(sender: sender) }
    }

    /// The chat was deleted: so is what is known about it.
    public func forget(_ thread: String) async throws {
        let engine = engine
        try await inOrder(thread) { try await engine.storage.delete(thread) }
    }

    private func change(_ thread: String, _ work: @escaping @Sendable (Conversation) -> Void) async throws {
        let engine = engine
        try await inOrder(thread) { try await engine.change(thread, work) }
    }

    /// An actor alone would let a second call in while the first one waits for the storage.
    private func inOrder<Result: Sendable>(
        _ thread: String, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let before = tails[thread]
        let task = Task.detached {
            await before?.value
            return try await work()
        }
        let tail = Task { _ = try? await task.value }
        tails[thread] = tail
        defer {
            if tails[thread] == tail { tails[thread] = nil }
        }
        return try await task.value
    }
}

/// What the store does to one thread, without regard to order.
private struct Engine: Sendable {
    var detector: Detector
    let storage: any SnapshotStorage
    let onDamaged: @Sendable (String) -> Void

    func assess(_ messages: [Message], in thread: String) async throws -> [Assessment] {
        let conversation = try await conversation(thread)
        let assessments = detector.assessBatch(conversation: conversation, messages: messages)
        try await storage.save(conversation.snapshot(), for: thread)
        return assessments
    }

    func change(_ thread: String, _ work: (Conversation) -> Void) async throws {
        let conversation = try await conversation(thread)
        work(conversation)
        try await storage.save(conversation.snapshot(), for: thread)
    }

    func conversation(_ thread: String) async throws -> Conversation {
        guard let stored = try await storage.load(thread) else { return begin() }
        do {
            return try Conversation.restore(bytes: stored)
        } catch VigieError.Snapshot {
            onDamaged(thread)
            return begin()
        }
    }

    /// A new conversation under a salt of its own: nobody can tell that two snapshots are about the same person.
    private func begin() -> Conversation {
        Conversation(salt: UInt64.random(in: .min ... .max))
    }
}
