// One chat with the warning, in SwiftUI. Both sides are typed here; a real app hands in what arrives.

import SwiftUI
import Vigie

@MainActor
final class Chat: ObservableObject {
    struct Line: Identifiable {
        let id = UUID()
        let text: String
        let mine: Bool
    }

    @Published private(set) var lines: [Line] = []
    @Published private(set) var alerting = false
    @Published private(set) var notAssessed = false
    @Published var help: LocalizedStringKey?

    private let thread: String
    private let store: ConversationStore

    init(thread: String, store: ConversationStore) {
        self.thread = thread
        self.store = store
    }

    /// The alert of yesterday is still there after the app was killed.
    func open() async {
        alerting = (try? await store.isAlerting(thread)) ?? false
    }

    func take(_ text: String, from sender: String, role: Role) async {
        guard !text.isEmpty else { return }
        lines.append(Line(text: text, mine: role == .protected))
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let message = Message(sender: sender, text: text, role: role, sentAt: now)
        guard let assessment = try? await store.assess(message, in: thread) else { return }
        alerting = assessment.alerting
        // Never «safe»: what could not be read is said. With few lines there is too little to say anything.
        notAssessed = assessment.coverage == Coverage.none && lines.count > 5
        if assessment.alert { help = Self.help(for: assessment.advice.first) }
    }

    /// The help was seen.
    func acknowledge() async {
        try? await store.acknowledge(thread)
        alerting = false
    }

    /// The person said that this is fine.
    func dismiss() async {
        try? await store.dismiss(thread)
        alerting = false
    }

    /// One sentence: no score, no name, no accusation.
    static func help(for advice: String?) -> LocalizedStringKey {
        switch advice {
        case "not_your_fault": "It is not your fault. You are not alone."
        case "support_your_friend": "You can help. Tell an adult whom you both trust."
        case "stop_and_think": "Stop for a moment. This can be a crime, and there is help for you too."
        default: "You can stop answering. Nothing bad happens if you wait."
        }
    }
}

struct ChatView: View {
    @StateObject var chat: Chat
    @State private var text = ""

    var body: some View {
        VStack {
            // The child knows that it runs, what it looks at, and who is told.
            Text("Vigie reads this chat on your phone to show you help. Nobody else is told.").font(.footnote)
            if chat.alerting {
                Button("Help is here. Tap to see it.") { chat.help = Chat.help(for: nil) }
            }
            if chat.notAssessed {
                Text("Not everything in this chat could be read.").font(.footnote)
            }
            List(chat.lines) { line in
                Text(line.text).frame(maxWidth: .infinity, alignment: line.mine ? .trailing : .leading)
            }
            TextField("Say something", text: $text)
            HStack {
                Button("They write") { send(from: "contact", role: .contact) }
                Button("I write") { send(from: "me", role: .protected) }
            }
        }
        .padding()
        .task { await chat.open() }
        .alert("Help", isPresented: showsHelp) {
            Button("I have seen it") { Task { await chat.acknowledge() } }
            Button("This is fine") { Task { await chat.dismiss() } }
        } message: {
            Text(chat.help ?? "")
            Text("Talk to someone now: Childline, 0800 1111, free.")
        }
    }

    private var showsHelp: Binding<Bool> {
        Binding(get: { chat.help != nil }, set: { if !$0 { chat.help = nil } })
    }

    private func send(from sender: String, role: Role) {
        let typed = text
        text = ""
        Task { await chat.take(typed, from: sender, role: role) }
    }
}
