import Foundation

/// The checkout, and a folder that goes when the test is over.
enum Place {
    static let root: URL = {
        if let root = ProcessInfo.processInfo.environment["KHATM_ROOT"] { return URL(fileURLWithPath: root) }
        // From Tests/KhatmTests of this package to the root of the checkout.
        return (0..<5).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    }()

    /// The authority's own answers, which are not ours to hand on.
    static let conformance = root.appendingPathComponent("../shared/conformance").standardizedFileURL

    static func file(_ path: String) throws -> Data {
        try Data(contentsOf: root.appendingPathComponent(path))
    }

    static func folder<T>(_ use: (URL) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("khatm-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await use(folder)
    }

    /// What comes of something that ends when its task is cancelled; an error if it does not end in time.
    static func within<T: Sendable>(_ seconds: UInt64, _ work: @escaping @Sendable () async throws -> T) async throws -> T {
        try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(nanoseconds: seconds * 1_000_000_000)
                return nil
            }
            defer { group.cancelAll() }
            guard let came = try await group.next() ?? nil else { throw Unplayable(description: "not within \(seconds) s") }
            return came
        }
    }

    /// A size that a long run enlarges by a variable of its environment.
    static func size(_ name: String, _ usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? usual
    }
}
