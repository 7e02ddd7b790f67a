import Foundation

/// SHA-256 as FIPS 180-4 has it: Foundation on Linux has none, and the digests of long texts are all that is needed here.
enum SHA256 {
    private static let primes: [UInt64] = {
        var found: [UInt64] = []
        for number in UInt64(2)... where found.count < 64 && !found.contains(where: { number % $0 == 0 }) {
            found.append(number)
            if found.count == 64 { break }
        }
        return found
    }()

    private static func fraction(_ root: Double) -> UInt32 { UInt32((root - root.rounded(.down)) * 4_294_967_296) }
    private static let start = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
    private static let constants = primes.map { fraction(cbrt(Double($0))) }

    static func hex(of data: Data) -> String {
        var message = [UInt8](data) + [0x80]
        while message.count % 64 != 56 { message.append(0) }
        message += (0..<8).reversed().map { UInt8(truncatingIfNeeded: UInt64(data.count * 8) >> ($0 * 8)) }
        var state = start
        for block in stride(from: 0, to: message.count, by: 64) {
            var w = (0..<16).map { word in
                (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(message[block + word * 4 + $1]) }
            }
            for t in 16..<64 {
                let (a, b) = (w[t - 15], w[t - 2])
                w.append(w[t - 16] &+ (turn(a, 7) ^ turn(a, 18) ^ a >> 3) &+ w[t - 7] &+ (turn(b, 17) ^ turn(b, 19) ^ b >> 10))
            }
            var v = state
            for t in 0..<64 {
                let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
                let one = v[7] &+ (turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25)) &+ choice &+ constants[t] &+ w[t]
                let two = (turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22)) &+ ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]))
                v = [one &+ two, v[0], v[1], v[2], v[3] &+ one, v[4], v[5], v[6]]
            }
            state = zip(state, v).map { $0 &+ $1 }
        }
        return state.map { String(format: "%08x", $0) }.joined()
    }

    private static func turn(_ word: UInt32, _ by: UInt32) -> UInt32 { word >> by | word << (32 - by) }
}
