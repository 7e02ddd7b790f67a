// Swift beside Rust, in turns within one run: one sealing, one issue, start to first sale. Started by `test-swift --bench`, which names Rust's
// program in KHATM_BESIDE.
// main                      all of it
// main first FOLDER NUMBER  the first sale of an app that was just started

import Foundation
import Khatm
import KhatmTesting

let rounds = 5
let root = URL(fileURLWithPath: ProcessInfo.processInfo.environment["KHATM_ROOT"]!)

func open(_ folder: URL, create: Bool) async throws -> Khatm {
    try FileManager.default.createDirectory(at: folder.appendingPathComponent("app"), withIntermediateDirectories: true)
    return try await Khatm.open(
        url: "sqlite:\(folder.path)/app/shop.khatm", create: create, environment: .simulation, rootKeyFile: "\(folder.path)/root.key",
        witnessFolder: "\(folder.path)/witness", rehearsal: true)
}

func tea(_ number: String) -> Draft { Draft(number: number, lines: [DraftLine(name: "Tea", quantity: "1", price: "4.00")]) }

struct Failed: Error, CustomStringConvertible { let description: String }

func run(_ program: String, _ arguments: [String]) throws -> String {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    while process.isRunning { usleep(500) }
    guard process.terminationStatus == 0 else { throw Failed(description: "\(program) \(arguments) failed") }
    return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
}

func nanoseconds(_ call: () async throws -> Void) async rethrows -> Double {
    let begun = DispatchTime.now().uptimeNanoseconds
    try await call()
    return Double(DispatchTime.now().uptimeNanoseconds - begun)
}

func median(_ count: Int, _ call: (Int) async throws -> Void) async rethrows -> Double {
    var times: [Double] = []
    for number in 0..<count { times.append(try await nanoseconds { try await call(number) }) }
    return times.sorted()[count / 2]
}

func compared(_ what: String, _ unit: Double, _ rust: [Double], _ swift: [Double]) -> Double {
    let (left, right) = (rust.sorted()[rounds / 2], swift.sorted()[rounds / 2])
    print(String(format: "bench: \(what): Rust %.1f, Swift %.1f, ratio %.2f", left / unit, right / unit, right / left))
    return right / left
}

let words = CommandLine.arguments
if words.count == 4, words[1] == "first" {
    _ = try await open(URL(fileURLWithPath: words[2]), create: false).issue(device: testDevice, draft: tea(words[3]))
    exit(0)
}

let beside = ProcessInfo.processInfo.environment["KHATM_BESIDE"]!
let authority = try Simulator.start()
let folder = FileManager.default.temporaryDirectory.appendingPathComponent("khatm-bench-\(UUID())")
let keys = root.appendingPathComponent("core/tests/keys")
let (keyFile, certificateFile) = (keys.appendingPathComponent("sec1.pem"), keys.appendingPathComponent("certificate.pem"))
let khatm = try await open(folder, create: true)
_ = try await khatm.addDevice(name: testDevice, configuration: testConfiguration, seller: testSeller, baseUrl: authority.url)
_ = try await khatm.onboard(name: testDevice, otp: authority.otp())

let zero = "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ=="
let xml = Data(try build(draft: tea("S-1"), seller: testSeller, counter: 1, previousHash: zero).xml.utf8)
let file = folder.appendingPathComponent("document.xml")
try xml.write(to: file)
let (key, certificate) = (try PrivateKey.parse(data: Data(contentsOf: keyFile)), try Data(contentsOf: certificateFile))
var (left, right): ([Double], [Double]) = ([], [])
for _ in 0..<rounds {
    left.append(Double(try run(beside, ["seal", file.path, keyFile.path, certificateFile.path]))!)
    right.append(try await median(2_000) { _ in _ = try seal(xml: xml, key: key, certificate: certificate) })
}
let sealing = compared("one sealing, µs", 1e3, left, right)

(left, right) = ([], [])
for round in 0..<rounds {
    left.append(Double(try run(beside, ["issue", folder.path, "100", "R-\(round)"]))!)
    right.append(try await median(100) { _ = try await khatm.issue(device: testDevice, draft: tea("S-\(round)-\($0)")) })
}
_ = compared("one issue, µs", 1e3, left, right)
await khatm.shutDown()

(left, right) = ([], [])
for round in 0..<rounds {
    left.append(try await median(1) { _ in _ = try run(beside, ["first", folder.path, "FR-\(round)"]) })
    right.append(try await median(1) { _ in _ = try run(words[0], ["first", folder.path, "FS-\(round)"]) })
}
_ = compared("start to first sale, ms", 1e6, left, right)
authority.stop()
try FileManager.default.removeItem(at: folder)
if ProcessInfo.processInfo.environment["KHATM_CHECK"] != nil, sealing > 1.2 {
    print("one sealing from Swift takes more than 1.2 times Rust's")
    exit(1)
}
