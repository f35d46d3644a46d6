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
    /// What is shown, and at which step; nil: nothing.
    @Published private(set) var card: Card?
    @Published private(set) var place = 0

    private let thread: String
    private let store: ConversationStore
    private let help: Help
    /// What help is about. A real app stores it beside the state: after a restart only the alert is known.
    private var about = HelpSubject(moment: "first_doubt", threat: .grooming, audience: .teen)

    init(thread: String, store: ConversationStore, help: Help) {
        self.thread = thread
        self.store = store
        self.help = help
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
        if assessment.alert, let moment = assessment.moment {
            about = HelpSubject(moment: moment, threat: assessment.leadingThreat, audience: .teen)
            showHelp()
        }
    }

    /// No score, no name, no accusation: the first step, in the language of the phone.
    func showHelp() {
        place = 0
        let language = Locale.current.languageCode ?? "en"
        card = (try? help.card(about: about, language: language)) ?? (try? help.card(about: about, language: "en"))
    }

    /// The step that is shown.
    var step: Step? { card.map { $0.steps[place] } }

    /// Whether there is another step.
    var hasNext: Bool { place + 1 < (card?.steps.count ?? 0) }

    func next() { place += 1 }

    func hide() { card = nil }

    /// Whom one can call in the country of the phone; the clock is that of the phone, too.
    var somebody: String {
        let (region, language) = (Locale.current.regionCode ?? "", Locale.current.languageCode ?? "en")
        let now = TimeInRegion(Date(), in: .current)
        let search = LineSearch(need: .talk, region: region, language: language, about: about, by: .call, at: now)
        guard let line = try? help.findLines(search: search).first?.line, let phone = line.phone else {
            return "Tell an adult you trust."
        }
        return "\(line.name): \(phone)"
    }

    /// The help was seen.
    func acknowledge() async {
        try? await store.acknowledge(thread)
        alerting = false
        hide()
    }

    /// The person said that this is fine.
    func dismiss() async {
        try? await store.dismiss(thread)
        alerting = false
        hide()
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
                Button("Help is here. Tap to see it.") { chat.showHelp() }
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
        .sheet(isPresented: showsHelp) {
            VStack(alignment: .leading, spacing: 16) {
                Text(chat.card?.title ?? "").font(.title)
                Text(chat.card?.text ?? "")
                Text(chat.step?.label ?? "").bold()
                Text(chat.step?.text ?? "")
                Text(chat.somebody)
                if chat.hasNext { Button("Next") { chat.next() } }
                Button("I have seen it") { Task { await chat.acknowledge() } }
                Button("This is fine") { Task { await chat.dismiss() } }
            }
            .padding()
        }
    }

    private var showsHelp: Binding<Bool> {
        Binding(get: { chat.card != nil }, set: { if !$0 { chat.hide() } })
    }

    private func send(from sender: String, role: Role) {
        let typed = text
        text = ""
        Task { await chat.take(typed, from: sender, role: role) }
    }
}
