package vigie

import java.security.SecureRandom
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/** Where the app keeps the bytes of each thread: encrypted, beside the thread's row, and deleted with it. */
interface SnapshotStorage {
    /** The bytes that were saved last; null when there are none. */
    suspend fun load(thread: String): ByteArray?

    /** Replaces the bytes of a thread in one step: a phone may be killed at any moment. */
    suspend fun save(thread: String, snapshot: ByteArray)

    /** Removes the bytes of a thread, if there are any. */
    suspend fun delete(thread: String)
}

/**
 * Assesses messages and keeps the state of each thread in the app's own storage.
 *
 * Every call loads the state, works, and saves it before it returns, so nothing is lost when the app is killed. Calls
 * for one thread wait for each other in order; calls for different threads run side by side. The work leaves the
 * caller's thread: call it from the main one.
 *
 * @param onDamaged told when the bytes of a thread cannot be read; the thread then begins anew.
 */
class ConversationStore(
    detector: Detector,
    private val storage: SnapshotStorage,
    private val dispatcher: CoroutineDispatcher = Dispatchers.Default,
    private val onDamaged: (thread: String) -> Unit = {},
) {
    /**
     * What reads the messages. Put a new one here to take new packs into use while chats go on: calls that have begun end
     * with the old one, and every later call is read by the new one. Do not close the old one: calls may still use it.
     */
    @Volatile
    var detector: Detector = detector

    private val random = SecureRandom()
    // Threads share locks, so that the number of locks is bounded.
    private val locks = Array(LOCKS) { Mutex() }

    /**
     * Takes in one message.
     *
     * @throws VigieException.NewerSnapshot a newer version of the app wrote the state; it is left as it is.
     */
    suspend fun assess(thread: String, message: Message): Assessment = assess(thread, listOf(message)).single()

    /** Takes in many messages, in order: the history of a thread at the first start. */
    suspend fun assess(thread: String, messages: List<Message>): List<Assessment> = locked(thread) {
        val result = detector.assessState(state(thread), messages)
        storage.save(thread, result.state)
        result.assessments
    }

    /** What a message of the protected person's would give away, before it is sent; nothing is changed or saved. */
    suspend fun assessDraft(thread: String, draft: Message): DraftAssessment = locked(thread) {
        Conversation.restore(state(thread)).use { detector.assessDraft(it, draft) }
    }

    /** Whether an alert waits to be acknowledged: ask when the chat opens, for instance after a restart. */
    suspend fun isAlerting(thread: String): Boolean = locked(thread) {
        Conversation.restore(state(thread)).use { it.isAlerting() }
    }

    /** The protected person has seen the help: the alert ends. */
    suspend fun acknowledge(thread: String) = change(thread) { it.acknowledge() }

    /** The protected person says that this was fine: the alert ends, and it takes more to raise another. */
    suspend fun dismiss(thread: String) = change(thread) { it.dismiss() }

    /** Marks a sender as one whom the family knows: it takes more to worry about them. */
    suspend fun trust(thread: String, sender: String) = change(thread) { it.trust(sender) }

    /** Takes [trust] back. */
    suspend fun distrust(thread: String, sender: String) = change(thread) { it.distrust(sender) }

    /** The chat was deleted: so is what is known about it. */
    suspend fun forget(thread: String) = locked(thread) { storage.delete(thread) }

    private suspend fun change(thread: String, work: (Conversation) -> Unit) = locked(thread) {
        Conversation.restore(state(thread)).use { conversation ->
            work(conversation)
            storage.save(thread, conversation.snapshot())
        }
    }

    private suspend fun state(thread: String): ByteArray {
        val stored = storage.load(thread) ?: return begin()
        return try {
            Conversation.restore(stored).close()
            stored
        } catch (_: VigieException.Snapshot) {
            onDamaged(thread)
            begin()
        }
    }

    /** A new conversation under a salt of its own: nobody can tell that two snapshots are about the same person. */
    private fun begin(): ByteArray = Conversation(random.nextLong().toULong()).use { it.snapshot() }

    private suspend fun <T> locked(thread: String, work: suspend () -> T): T =
        withContext(dispatcher) { locks[Math.floorMod(thread.hashCode(), LOCKS)].withLock { work() } }

    private companion object {
        const val LOCKS = 64
    }
}
