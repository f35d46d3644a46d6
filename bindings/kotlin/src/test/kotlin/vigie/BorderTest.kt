package vigie

import java.util.concurrent.Callable
import java.util.concurrent.Executors
import kotlin.random.Random
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Building, failing, hostile bytes, threads, and what toString shows. */
class BorderTest {
    private fun own(text: String) = DetectorOptions(
        embeddedPacks = false,
        rulesOnly = true,
        packs = listOf(TomlDocument("en/demo.toml", text.toByteArray())),
    )

    @Test
    fun `a detector of own packs sees what they say`() {
        Detector(own(Data.PACK)).use { detector ->
            assertEquals(DetectorInfo(listOf("en"), 1u, model = false, signed = listOf()), detector.info())
            val text = "🙂 pay or everyone sees it"
            val found = Conversation().use { detector.assess(it, Message("stranger", text, Role.CONTACT)) }
            assertTrue(found.alert)
            assertEquals(listOf("Threatens to show it to others"), found.reasons)
            assertEquals("pay or everyone sees", text.substring(found.signals.single().range))
            assertEquals(SignalKinds.EXPOSURE_THREAT, found.signals.single().kind)
            assertEquals("Threatens to show it to others", found.signals.single().reason)
        }
    }

    @Test
    fun `a bad pack is named`() {
        val bad = Data.PACK.replace("pay ~3 or everyone sees\"", "pay (((\"")
        val fault = assertThrows<VigieException.Pack> { Detector(own(bad)) }
        for (part in listOf("en/demo.toml", "en.exposure_threat.demo", "phrases")) {
            assertTrue(fault.message!!.contains(part), fault.message)
        }
    }

    @Test
    fun `a bad model is refused`() {
        val model = ModelDocument("nonsense".repeat(9).toByteArray(), "")
        val fault = assertThrows<VigieException.Model> { Detector(DetectorOptions(model = model)) }
        assertTrue(fault.message!!.contains("no model"), fault.message)
    }

    @Test
    fun `options change the answer`() {
        val message = Message("x", "can you keep a secret? how old are you, send me a pic", Role.CONTACT)
        val score = { options: DetectorOptions ->
            Detector(options).use { detector -> Conversation().use { detector.assess(it, message).score } }
        }
        val early = DetectorOptions(ageBand = AgeBand.UNDER13, sensitivity = Sensitivity.HIGH, rulesOnly = true)
        val late = DetectorOptions(ageBand = AgeBand.ADULT, sensitivity = Sensitivity.LOW, rulesOnly = true)
        assertTrue(score(early) > score(late))
    }

    @Test
    fun `hostile bytes are an error`() {
        val snapshot = Conversation().use { Data.detector.assessBatch(it, Data.chat); it.snapshot() }
        for (cut in snapshot.indices) {
            assertThrows<VigieException.Snapshot> { Conversation.restore(snapshot.copyOf(cut)) }
        }
        val dice = Random(1)
        repeat(500) {
            assertThrows<VigieException> { Conversation.restore(dice.nextBytes(dice.nextInt(200))) }
            val flipped = snapshot.copyOf()
            val at = dice.nextInt(flipped.size)
            flipped[at] = (flipped[at].toInt() xor (1 shl dice.nextInt(8))).toByte()
            assertThrows<VigieException> { Data.detector.assessState(flipped, listOf()) }
        }
    }

    @Test
    fun `newer bytes say so`() {
        val snapshot = Conversation().use { it.snapshot() }
        snapshot[3] = 99
        assertThrows<VigieException.NewerSnapshot> { Conversation.restore(snapshot) }
    }

    @Test
    fun `batch and state give what single messages give`() {
        val (singles, snapshot) = Data.replay(Data.chat)
        assertTrue(singles.any { it.alert })
        Conversation().use {
            assertEquals(singles, Data.detector.assessBatch(it, Data.chat))
            assertEquals(snapshot, it.snapshot().hex())
        }
        var state = ByteArray(0)
        val found = Data.chat.flatMap { message ->
            Data.detector.assessState(state, listOf(message)).also { state = it.state }.assessments
        }
        assertEquals(singles, found)
        assertEquals(snapshot, state.hex())
    }

    @Test
    fun `an alert lasts until it is acknowledged`() {
        Conversation(7u).use { conversation ->
            val alert = Data.detector.assessBatch(conversation, Data.chat).first { it.alert }
            assertTrue(conversation.isAlerting())
            assertTrue(Data.chat.any { conversation.participant(it.sender) == alert.about })
            conversation.acknowledge()
            assertFalse(conversation.isAlerting())
        }
    }

    @Test
    fun `threads share a detector`() {
        val expected = Data.replay(Data.chat)
        val pool = Executors.newFixedThreadPool(16)
        val found = pool.invokeAll(List(64) { Callable { Data.replay(Data.chat) } }).map { it.get() }
        pool.shutdown()
        assertTrue(found.all { it == expected })
    }

    @Test
    fun `threads share a conversation`() {
        val pool = Executors.newFixedThreadPool(12)
        Conversation().use { conversation ->
            val work = List(12) { sender ->
                Callable {
                    repeat(50) {
                        val message = Message("$sender", "see you at $it", Role.CONTACT)
                        Data.detector.assess(conversation, message)
                    }
                }
            }
            pool.invokeAll(work).forEach { it.get() }
            assertEquals(600u, conversation.messages())
            assertTrue(conversation.snapshot().size <= 4096)
        }
        pool.shutdown()
    }

    @Test
    fun `toString shows no text`() {
        val shown = Message("zanzibar", "my secret word is xylophone", Role.CONTACT).toString()
        assertFalse(shown.contains("xylophone") || shown.contains("zanzibar"), shown)
        assertTrue(shown.contains("27 bytes"), shown)
        val table = MessageTable(listOf("c"), listOf("zanzibar"), listOf("xylophone"))
        assertEquals("MessageTable(1 messages)", table.toString())
        assertEquals(listOf(Coverage.PARTIAL), Data.detector.assessTable(table).coverage)
    }

    @Test
    fun `the constants are the library's`() {
        val fields = SignalKinds::class.java.fields.filter { it.type == String::class.java }
        assertEquals(signalKinds(), fields.map { it.get(null) })
        assertTrue(fields.all { it.name.lowercase() == it.get(null) })
    }
}
