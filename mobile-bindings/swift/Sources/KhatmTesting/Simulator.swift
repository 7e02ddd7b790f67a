// For the tests of apps that use Khatm: the authority's gateway on loopback, and a ledger with a device onboarded at it.
//
// The gateway is the program `khatm`, which is built from the same sources (`cargo build -p khatm`) and found by KHATM_PROGRAM, else in PATH.

#if os(macOS) || os(Linux)
import Foundation
import Khatm
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// What the device of `ledger(at:)` is called.
public let testDevice = "TILL-1"

/// A seller that is nobody.
public let testSeller = DraftParty(
    name: "Khatm Books", vatNumber: "300000000000003", id: DraftId(scheme: "CRN", value: "1010010001"),
    street: "King Fahd Road", buildingNumber: "2322", additionalNumber: "9833", district: "Al Olaya", city: "Riyadh", postalCode: "12214")

/// A buyer that is nobody.
public let testBuyer = DraftParty(
    name: "Reader Est.", vatNumber: "310122393500003",
    street: "Tahlia Street", buildingNumber: "1111", district: "Al Muruj", city: "Riyadh", postalCode: "12222")

/// The fields of the seller's certificate request.
public let testConfiguration = CsrConfig(
    commonName: "TST-886431145-300000000000003", serialNumber: "1-Khatm|2-Test|3-0001", organizationIdentifier: "300000000000003",
    organizationUnitName: "Riyadh Branch", organizationName: "Khatm Books", countryName: "SA", invoiceType: "1100",
    locationAddress: "RRRD2929", industryBusinessCategory: "Books")

/// What went wrong with the simulator itself.
public struct SimulatorError: Error, CustomStringConvertible {
    public let description: String
}

/// The authority's gateway on this machine, strict, with faults on demand.
public final class Simulator: @unchecked Sendable {
    /// Where it is.
    public let url: String
    private let folder: URL
    private let lock = NSLock()
    private var running: Running?

    private struct Running {
        let process: Process
        /// It runs as long as this is open.
        let life: FileHandle
    }

    /// Starts one on a port that is free. It ends with `stop`, and with this process.
    public static func start() throws -> Simulator {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("khatm-simulator-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (running, url) = try begin("127.0.0.1:0", folder)
        return Simulator(url, folder, running)
    }

    private init(_ url: String, _ folder: URL, _ running: Running) {
        (self.url, self.folder, self.running) = (url, folder, running)
    }

    private static func begin(_ listen: String, _ folder: URL) throws -> (Running, String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // Its input ends with this process, however that ends: then it is ended, too.
        let program = ProcessInfo.processInfo.environment["KHATM_PROGRAM"] ?? "khatm"
        let state = folder.appendingPathComponent("state").path
        process.arguments = [
            "-c", "\"$0\" simulator --json --quiet --listen \"$1\" --state \"$2\" & cat > /dev/null; kill $!; wait", program, listen, state,
        ]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        // Swift's threads block signals, and a program that inherits that is not ended by any.
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
        var line = Data()
        while !line.contains(0x0A) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { throw SimulatorError(description: "the simulator did not start: set KHATM_PROGRAM to the program khatm") }
            line += more
        }
        let told = try JSONSerialization.jsonObject(with: line.prefix { $0 != 0x0A }) as? [String: Any]
        guard let url = told?["url"] as? String else { throw SimulatorError(description: "the simulator did not say where it is") }
        return (Running(process: process, life: input.fileHandleForWriting), url)
    }

    private func end() {
        let ended = lock.withLock { () -> Running? in
            defer { running = nil }
            return running
        }
        guard let ended else { return }
        try? ended.life.close()
        // Not `waitUntilExit`: on Linux it returns only on the thread that started the process.
        while ended.process.isRunning { usleep(1_000) }
    }

    deinit { stop() }

    /// Ends it.
    public func stop() {
        end()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Takes it off the network: whoever connects is refused.
    public func unplug() { end() }

    /// The line is back, and it knows everything that it knew.
    public func plug() throws {
        let (begun, _) = try Self.begin(String(url.dropFirst("http://".count)), folder)
        lock.withLock { running = begun }
    }

    /// A one-time password, as the authority's portal gives it.
    public func otp() async throws -> String {
        let made = try await ask("POST", "otps", ["environment": "simulation"]) as? [String: Any]
        guard let otp = made?["otp"] as? String else { throw SimulatorError(description: "no one-time password") }
        return otp
    }

    /// Something goes wrong with the next requests: `addFault("drop_after", operation: "clearance", times: 1)`.
    public func addFault(_ name: String, operation: String? = nil, times: Int? = nil) async throws {
        var condition: [String: Any] = [:]
        condition["operation"] = operation
        condition["times"] = times
        try await addFault(rule: ["when": condition, "fault": name])
    }

    /// The same as a whole rule, for faults that have numbers: `["fault": ["status": ["status": 503]]]`.
    public func addFault(rule: [String: Any]) async throws {
        _ = try await ask("POST", "faults", [rule])
    }

    /// Takes all faults away.
    public func clearFaults() async throws {
        _ = try await ask("DELETE", "faults", nil)
    }

    /// What was submitted, the newest first; each as the simulator shows it (`docs/schema/simulator.openapi.json`).
    public func submissions() async throws -> [[String: Any]] {
        var (all, before): ([[String: Any]], Int?) = ([], nil)
        repeat {
            let page = try await ask("GET", "submissions?limit=1000" + (before.map { "&before=\($0)" } ?? ""), nil) as? [String: Any]
            all += page?["submissions"] as? [[String: Any]] ?? []
            before = page?["next_before"] as? Int
        } while before != nil
        return all
    }

    private func ask(_ method: String, _ path: String, _ body: Any?) async throws -> Any {
        guard let place = URL(string: "\(url)/_simulator/\(path)") else { throw SimulatorError(description: path) }
        var request = URLRequest(url: place)
        request.httpMethod = method
        if let body {
            request.httpBody = try JSONSerialization.data(withJSONObject: body)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else {
            throw SimulatorError(description: "\(method) \(path): \(status) \(String(decoding: data, as: UTF8.self))")
        }
        return data.isEmpty ? NSNull() : try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    }
}

/// A ledger in this folder with a device, `TILL-1`, active at a simulator. One that is there already is opened.
public func ledger(at simulator: Simulator, in folder: URL, language: Language = .english) async throws -> Khatm {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let khatm = try await Khatm.open(
        url: "sqlite:\(folder.appendingPathComponent("ledger.khatm").path)", create: true, environment: .simulation, language: language,
        witnessFolder: folder.appendingPathComponent("witness").path, rehearsal: true)
    if try await khatm.devices().isEmpty {
        _ = try await khatm.addDevice(name: testDevice, configuration: testConfiguration, seller: testSeller, baseUrl: simulator.url)
        _ = try await khatm.onboard(name: testDevice, otp: try await simulator.otp())
    }
    return khatm
}
#endif
