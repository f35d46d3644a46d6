import Foundation
import XCTest

@testable import Vigie

/// The repository's own data, and a detector built once.
enum TestData {
    static let root = URL(fileURLWithPath: ProcessInfo.processInfo.environment["VIGIE_ROOT"] ?? ".")
    static let detector = try! Detector()
    /// The time of the first message of every written conversation, as in crates/vigie-eval/src/scenario.rs.
    static let start: Int64 = 1_710_000_000_000

    static let pack = """
        [pack]
        language = "en"
        kind = "exposure_threat"
        [[rule]]
        id = "en.exposure_threat.demo"
        by = "contact"
        weight = 0.9
        phrases = ["pay ~3 or everyone sees"]
        reason = "Threatens to show it to others"
        matches = ["pay me or everyone sees it", "pay now or everyone sees", "pay or everyone sees it"]
        ignores = ["i will pay you back", "everyone sees it"]
        """

    struct Scenario: Decodable {
        struct Person: Decodable { let role: String }
        struct Line: Decodable {
            let from: String
            let text: String
            let t: Double
        }
        let id: String
        let label: String
        let participants: [String: Person]
        let messages: [Line]
    }

    static let scenarios: [Scenario] = ["en", "fr"].flatMap { language in
        lines("tests/scenarios/\(language).jsonl").map { try! JSONDecoder().decode(Scenario.self, from: $0) }
    }

    static func lines(_ file: String) -> [Data] {
        let text = try! String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
        return text.split(separator: "\n").map { Data($0.utf8) }
    }

    /// A file of the golden folder of signed files.
    static func signed(_ name: String) -> Data {
        try! Data(contentsOf: root.appendingPathComponent("tests/golden/signed/\(name)"))
    }

    /// What a signed file holds behind the four lines of its signature.
    static func payload(_ signed: Data) -> Data {
        let ends = signed.indices.filter { signed[$0] == UInt8(ascii: "\n") }
        return Data(signed[(ends[3] + 1)...])
    }

    /// The messages of a written conversation: role, text and time, nothing else.
    static func messages(_ scenario: Scenario) -> [Message] {
        scenario.messages.map { line in
            let role: Role =
                switch scenario.participants[line.from]?.role {
                case "protected": .protected
                case "contact": .contact
                default: .unknown
                }
            return Message(sender: line.from, text: line.text, role: role, sentAt: start + Int64(line.t * 60_000))
        }
    }

    /// A conversation that alerts, for tests that need any.
    static let chat = messages(scenarios.first { $0.label == "sextortion_money" }!)

    static func replay(_ chat: [Message]) -> ([Assessment], Data) {
        let conversation = Conversation()
        let found = chat.map { detector.assess(conversation: conversation, message: $0) }
        return (found, conversation.snapshot())
    }
}

extension Data {
    var hex: String { map { String(format: "%02x", $0) }.joined() }
}

/// `sextortionMoney` as `sextortion_money`.
func stableName(_ value: Any) -> String {
    "\(value)".reduce(into: "") { name, letter in
        if letter.isUppercase { name += "_" }
        name += letter.lowercased()
    }
}
