import CryptoKit
import Foundation
import Security
import Vigie

/// One encrypted file for each thread, out of every backup, under a key in the keychain of this device only.
struct FileStorage: SnapshotStorage {
    private let folder: URL
    private let key: SymmetricKey

    init() throws {
        let support = try FileManager.default.url(
            for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
        var folder = support.appendingPathComponent("vigie", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try folder.setResourceValues(values)
        self.folder = folder
        key = try Self.deviceKey()
    }

    func load(_ thread: String) async throws -> Data? {
        guard let sealed = try? Data(contentsOf: file(thread)) else { return nil }
        let box = try? AES.GCM.SealedBox(combined: sealed)
        // A lost key or a damaged file: the store begins anew, and says so.
        return box.flatMap { try? AES.GCM.open($0, using: key, authenticating: Data(thread.utf8)) } ?? Data()
    }

    func save(_ snapshot: Data, for thread: String) async throws {
        let box = try AES.GCM.seal(snapshot, using: key, authenticating: Data(thread.utf8))
        guard let sealed = box.combined else { throw CocoaError(.fileWriteUnknown) }
        try sealed.write(to: file(thread), options: [.atomic, .completeFileProtection])
    }

    func delete(_ thread: String) async throws {
        try? FileManager.default.removeItem(at: file(thread))
    }

    private func file(_ thread: String) -> URL {
        let name = SHA256.hash(data: Data(thread.utf8)).map { String(format: "%02x", $0) }.joined()
        return folder.appendingPathComponent(name)
    }

    private static func deviceKey() throws -> SymmetricKey {
        let item: [CFString: Any] = [kSecClass: kSecClassGenericPassword, kSecAttrService: "vigie"]
        var found: CFTypeRef?
        if SecItemCopyMatching(item.merging([kSecReturnData: true]) { $1 } as CFDictionary, &found) == errSecSuccess,
            let bytes = found as? Data
        {
            return SymmetricKey(data: bytes)
        }
        let key = SymmetricKey(size: .bits256)
        let new: [CFString: Any] = [
            kSecValueData: key.withUnsafeBytes { Data($0) },
            kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
        ]
        guard SecItemAdd(item.merging(new) { $1 } as CFDictionary, nil) == errSecSuccess else {
            throw CocoaError(.fileWriteNoPermission)
        }
        return key
    }
}
