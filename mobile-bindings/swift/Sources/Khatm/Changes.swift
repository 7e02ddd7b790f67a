// What happens while documents are delivered, as a sequence.

extension Khatm {
    /// What happens from now on, on the way to the authority: `for await change in ledger.changes() { … }`.
    ///
    /// It ends when the task that iterates is cancelled, or the ledger is shut down. Whoever is slow misses nothing and keeps nobody waiting: what was
    /// not looked at yet is kept in memory.
    public func changes() -> AsyncStream<Change> {
        AsyncStream { continuation in
            let subscription = watch(watcher: Relay(continuation))
            continuation.onTermination = { _ in subscription.cancel() }
        }
    }
}

private final class Relay: Watcher {
    private let continuation: AsyncStream<Change>.Continuation

    init(_ continuation: AsyncStream<Change>.Continuation) { self.continuation = continuation }

    // Whoever tells us let go of us: nothing more will come.
    deinit { continuation.finish() }

    func changed(change: Change) { continuation.yield(change) }
}
