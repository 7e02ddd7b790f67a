package khatm

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.callbackFlow

/**
 * What happens on the way to the authority, for as long as somebody collects it. Whoever is slow misses nothing and keeps nobody waiting:
 * what was not collected yet is kept in memory.
 */
fun Khatm.changes(): Flow<Change> = callbackFlow {
    val subscription = watch(object : Watcher {
        override fun changed(change: Change) {
            trySend(change)
        }
    })
    awaitClose {
        subscription.cancel()
        subscription.close()
    }
}.buffer(Channel.UNLIMITED)
