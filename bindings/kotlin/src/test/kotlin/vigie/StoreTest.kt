package vigie

import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Storage for tests and samples: nothing outlives the process. */
class InMemoryStorage : SnapshotStorage {
    val rows = ConcurrentHashMap<String, ByteArray>()

    override suspend fun load(thread: String): ByteArray? = rows[thread]

    override suspend fun save(thread: String, snapshot: ByteArray) {
        rows[thread] = snapshot
    }

    override suspend fun delete(thread: String) {
        rows.remove(thread)
    }
}

class StoreTest {
    private val storage = InMemoryStorage()
    private val damaged = mutableListOf<String>()
    private fun store() = ConversationStore(Data.detector, storage, onDamaged = { damaged += it })

    private fun plain(assessments: List<Assessment>) = assessments.map { it.copy(about = null) }

    @Test
    fun `a store that is built anew before every message answers the same`() = runBlocking {
        val (expected, _) = Data.replay(Data.chat)
        val found = Data.chat.map { store().assess("lou", it) }
        // Numbers of senders depend on the random salt.
        assertEquals(plain(expected), plain(found))
        assertTrue(store().isAlerting("lou"))
        store().acknowledge("lou")
        assertFalse(store().isAlerting("lou"))
    }

    @Test
    fun `every thread has a salt of its own`() = runBlocking {
        for (thread in listOf("a", "b")) store().assess(thread, Message("x", "hello", Role.CONTACT))
        assertNotEquals(storage.rows["a"]!!.hex(), storage.rows["b"]!!.hex())
    }

    @Test
    fun `calls at once for one thread lose nothing`() = runBlocking {
        val store = store()
        List(200) { async { store.assess("lou", Message("x", "see you at $it", Role.CONTACT)) } }.awaitAll()
        assertEquals(200u, Conversation.restore(storage.rows["lou"]!!).use { it.messages() })
    }

    @Test
    fun `damaged bytes begin anew and are told`() = runBlocking {
        storage.rows["lou"] = ByteArray(9)
        store().assess("lou", Data.chat)
        assertEquals(listOf("lou"), damaged)
        assertEquals(Data.chat.size.toUInt(), Conversation.restore(storage.rows["lou"]!!).use { it.messages() })
    }

    @Test
    fun `newer bytes are left as they are`() {
        val newer = Conversation().use { it.snapshot() }.also { it[3] = 99 }
        storage.rows["lou"] = newer
        assertThrows<VigieException.NewerSnapshot> { runBlocking { store().assess("lou", Data.chat) } }
        assertArrayEquals(newer, storage.rows["lou"])
    }

    @Test
    fun `feedback is kept and a draft changes nothing`() = runBlocking {
        store().assess("lou", Data.chat)
        val before = storage.rows["lou"]!!.hex()
        val draft = Message("me", "call me 555 0100 4477", Role.PROTECTED)
        val found = store().assessDraft("lou", draft)
        assertTrue(found.hold)
        assertEquals("about_to_send", found.moment)
        val content = found.contents.single()
        assertEquals("personal_info" to "555 0100 4477", content.kind to draft.text.substring(content.start!!, content.end!!))
        assertEquals(before, storage.rows["lou"]!!.hex())
        store().trust("lou", "b")
        assertTrue(Conversation.restore(storage.rows["lou"]!!).use { it.isTrusted("b") })
        store().distrust("lou", "b")
        assertFalse(Conversation.restore(storage.rows["lou"]!!).use { it.isTrusted("b") })
        store().dismiss("lou")
        assertFalse(store().isAlerting("lou"))
    }

    @Test
    fun `a detector is replaced while chats go on`() = runBlocking<Unit> {
        val keyring = Signed.keyring()
        val store = ConversationStore(Detector(DetectorOptions(rulesOnly = true)), storage)
        val message = Message("x", "zorg the chat", Role.CONTACT)
        val options = { file: String -> DetectorOptions(rulesOnly = true, signedPacks = listOf(Data.signed(file))) }
        val chats = List(4) { thread ->
            async(Dispatchers.IO) {
                var unseen = 0
                while (store.assess("$thread", message).reasons != listOf("Asks to zorg")) unseen++
                repeat(20) {
                    val found = store.assess("$thread", message)
                    assertEquals(listOf("Asks to zorg"), found.reasons, "a chat never goes back to the old one")
                }
                assertTrue(unseen > 0, "the old one was asked first")
                val messages = Conversation.restore(storage.rows["$thread"]!!).use { it.messages() }
                assertEquals(unseen + 21, messages.toInt(), "the chat itself went on")
            }
        }
        withTimeout(60_000) {
            while (storage.rows.size < chats.size) delay(1)
            // A refused pack changes nothing.
            assertThrows<VigieException.Older> { store.detector = Detector(options("older"), keyring) }
            store.detector = Detector(options("pack"), keyring)
            chats.awaitAll()
        }
    }

    @Test
    fun `a deleted chat is forgotten`() = runBlocking {
        store().assess("lou", Data.chat)
        store().forget("lou")
        assertNull(storage.rows["lou"])
        assertFalse(store().isAlerting("lou"))
    }
}
