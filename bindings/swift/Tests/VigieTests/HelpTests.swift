import Foundation
import XCTest

@testable import Vigie

/// Help: the golden file of the library, documents of one's own, hostile ones.
final class HelpTests: XCTestCase {
    private let help = try! Help()

    private func recorded(_ kind: String) throws -> [(asked: Any, expected: Any)] {
        let entries = try TestData.lines("tests/golden/help.jsonl").compactMap { line -> (Any, Any)? in
            let entry = try JSONSerialization.jsonObject(with: line) as? [String: Any]
            guard let asked = entry?[kind], let expected = entry?["expected"] else { return nil }
            return (asked, expected)
        }
        XCTAssertGreaterThanOrEqual(entries.count, 8)
        return entries
    }

    private func subject(_ asked: [String: Any]) throws -> HelpSubject {
        let threat = try XCTUnwrap(named(asked["threat"], [.grooming, .sextortionContent, .sextortionMoney, .exposure]) as Threat?)
        let moment = try XCTUnwrap(asked["moment"] as? String)
        return HelpSubject(moment: moment, threat: threat, audience: try audience(asked))
    }

    private func audience(_ asked: [String: Any]) throws -> Audience {
        try XCTUnwrap(named(asked["audience"], [.child, .teen, .parent]))
    }

    /// The value whose stable name this is.
    private func named<Value>(_ name: Any?, _ all: [Value]) -> Value? {
        all.first { stableName($0) == name as? String }
    }

    private let actions: [Action] = [.call, .chat, .block, .keepEvidence, .takeDown, .report, .tellAnAdult]
    private let needs: [Need] = [.talk, .crisis, .report, .remove, .scam, .emergency]

    /// One form for both sides.
    private func plain(_ steps: [Step]) -> [String] {
        steps.map { step in
            [step.key, step.label, step.text, step.action.map(stableName) ?? "-", step.need.map(stableName) ?? "-"].joined(separator: "|")
        }
    }

    private func plain(_ steps: Any?) throws -> [String] {
        try XCTUnwrap(steps as? [[Any]]).map { $0.map { $0 as? String ?? "-" }.joined(separator: "|") }
    }

    func testCardsAreAsInRust() throws {
        for (asked, expected) in try recorded("card") {
            let asked = try XCTUnwrap(asked as? [String: Any])
            let language = try XCTUnwrap(asked["language"] as? String)
            let style = named(asked["style"], [Style.standard, .easy])
            let card = try help.card(about: subject(asked), language: language, style: style)
            guard let told = expected as? [String: Any] else {
                XCTAssertNil(card)
                continue
            }
            let found = try XCTUnwrap(card)
            XCTAssertEqual(found.language, told["language"] as? String)
            XCTAssertEqual(found.title, told["title"] as? String)
            XCTAssertEqual(found.text, told["text"] as? String)
            XCTAssertEqual(plain(found.steps), try plain(told["steps"]))
        }
    }

    func testTheWordsOfAdviceAreAsInRust() throws {
        for (asked, expected) in try recorded("advice") {
            let asked = try XCTUnwrap(asked as? [String: Any])
            let keys = try XCTUnwrap(asked["advice"] as? [String])
            let language = try XCTUnwrap(asked["language"] as? String)
            let found = help.steps(advice: keys, audience: try audience(asked), language: language)
            XCTAssertEqual(plain(found), try plain(expected))
        }
    }

    func testSearchesAreAsInRust() throws {
        for (asked, expected) in try recorded("search") {
            let asked = try XCTUnwrap(asked as? [String: Any])
            let at = asked["at"] as? [NSNumber]
            let search = LineSearch(
                need: try XCTUnwrap(named(asked["need"], needs)),
                region: try XCTUnwrap(asked["region"] as? String),
                language: try XCTUnwrap(asked["language"] as? String),
                about: try (asked["about"] as? [String: Any]).map(subject),
                age: (asked["age"] as? NSNumber)?.uint8Value,
                by: named(asked["by"], actions),
                at: at.map { TimeInRegion(milliseconds: $0[0].int64Value, minutesAhead: $0[1].int32Value) }
            )
            let found = try help.findLines(search: search).map { one in
                "\(one.line.id) \(one.open.map { "\($0)" } ?? "-") \(one.standsIn)"
            }
            let told = try XCTUnwrap(expected as? [[Any]]).map { one in
                "\(one[0]) \((one[1] as? Bool).map { "\($0)" } ?? "-") \(one[2] as? Bool ?? false)"
            }
            XCTAssertEqual(found, told, "\(asked)")
        }
    }

    func testEntriesAreAsInRust() throws {
        for (asked, expected) in try recorded("line") {
            let id = try XCTUnwrap(asked as? String)
            let told = try XCTUnwrap(expected as? [String: Any])
            let line = try XCTUnwrap(help.line(id: id))
            XCTAssertEqual(line.kinds.map(stableName), told["kinds"] as? [String], id)
            XCTAssertEqual(line.topics.map(stableName), told["topics"] as? [String], id)
            XCTAssertEqual(line.languages, told["languages"] as? [String], id)
            XCTAssertEqual(line.ages.map { [Int($0.youngest), Int($0.oldest)] }, told["ages"] as? [Int], id)
            let texts: [String: String?] = [
                "region": line.region, "name": line.name, "phone": line.phone, "sms": line.sms, "url": line.url,
                "hours": line.hours, "time_zone": line.timeZone, "note": line.note, "source": line.source,
                "verified_on": line.verifiedOn,
            ]
            for (name, value) in texts { XCTAssertEqual(value, told[name] as? String, "\(id): \(name)") }
            let facts: [String: Bool?] = [
                "chat": line.chat, "free": line.free, "anonymous": line.anonymous, "fallback": line.fallback,
                "verified": line.verified,
            ]
            for (name, value) in facts { XCTAssertEqual(value, told[name] as? Bool, "\(id): \(name)") }
        }
        XCTAssertNil(help.line(id: "xx.nobody"))
    }

    func testAnAlertLeadsToWordsAndANumber() throws {
        let alert = try XCTUnwrap(TestData.replay(TestData.chat).0.first { $0.alert })
        let moment = try XCTUnwrap(alert.moment)
        let about = HelpSubject(moment: moment, threat: alert.leadingThreat, audience: .teen)
        XCTAssertEqual(try help.card(about: about, language: "fr")?.steps.map { $0.key }, alert.advice)
        // Sunday 2026-11-22, noon and three in the morning in Paris.
        let paris = try XCTUnwrap(TimeZone(identifier: "Europe/Paris") ?? TimeZone(secondsFromGMT: 3_600))
        for (seconds, open) in [(1_795_345_200, true), (1_795_312_800, false)] {
            let now = TimeInRegion(Date(timeIntervalSince1970: TimeInterval(seconds)), in: paris)
            XCTAssertEqual(now.minutesAhead, 60)
            let search = LineSearch(need: .talk, region: "FR", language: "fr", about: about, age: 14, by: .call, at: now)
            let line = try XCTUnwrap(try help.findLines(search: search).first { $0.line.id == "fr.3018" })
            XCTAssertEqual([line.line.phone], ["3018"])
            XCTAssertEqual(line.open, open)
        }
    }

    func testDocumentsOfOnesOwnReplaceAndTakeOut() throws {
        let lines = TomlDocument(name: "school", bytes: TestData.payload(TestData.signed("lines.signed")))
        let own = try Help(lines: [lines], without: ["fr.3018"])
        XCTAssertEqual(own.line(id: "zz.school")?.url, "https://school.example/help")
        XCTAssertNil(own.line(id: "fr.3018"))
        XCTAssertEqual(own.lines().count, help.lines().count)
        let french = try String(contentsOf: TestData.root.appendingPathComponent("packs/guidance/fr.toml"), encoding: .utf8)
        let breton = french.replacingOccurrences(of: "language = \"fr\"", with: "language = \"br\"")
        let words = TomlDocument(name: "br.toml", bytes: Data(breton.utf8))
        XCTAssertEqual(try Help(words: [words]).languages(), ["br", "en", "fr"])
        XCTAssertEqual(help.staleLines(now: 0), [])
        XCTAssertEqual(help.staleLines(now: 4_000_000_000_000).count, help.lines().filter { $0.verified }.count)
    }

    func testHostileDocumentsAndNamesAreAnError() throws {
        var dice = SystemRandomNumberGenerator()
        for length in 0..<200 {
            let noise = TomlDocument(name: "x", bytes: Data((0..<length).map { _ in UInt8.random(in: 0...255, using: &dice) }))
            XCTAssertThrowsError(try Help(words: [noise])) { XCTAssertEqual(code($0), "invalid_guidance") }
            XCTAssertThrowsError(try Help(lines: [noise])) { XCTAssertEqual(code($0), "invalid_guidance") }
        }
        let unknown = HelpSubject(moment: "doomsday", threat: .exposure, audience: .teen)
        XCTAssertThrowsError(try help.card(about: unknown, language: "en")) { XCTAssertEqual(code($0), "invalid_guidance") }
        let known = HelpSubject(moment: "threat", threat: .exposure, audience: .teen)
        XCTAssertNil(try help.card(about: known, language: "tlh"))
        XCTAssertEqual(help.steps(advice: ["\0", ""], audience: .child, language: "\0"), [])
    }
}
