package vigie

import java.util.TimeZone
import kotlin.io.path.readText
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The Kotlin samples of the documents: this file has each of them, line by line, and runs it. */
class DocumentsTest {
    private val shown = mutableListOf<String>()

    private fun show(title: String, text: String) = shown.addAll(listOf(title).filter { text.isNotEmpty() })

    private fun showReminder(visible: Boolean) = shown.add("reminder $visible")

    @Test
    fun `every sample is here`() {
        val own = lines(Data.root.resolve("bindings/kotlin/src/test/kotlin/vigie/DocumentsTest.kt").readText())
        for (document in listOf("bindings/kotlin/README.md", "docs/integration/android.md")) {
            val text = Data.root.resolve(document).readText()
            val samples = Regex("^```kotlin\n(.*?)^```", setOf(RegexOption.MULTILINE, RegexOption.DOT_MATCHES_ALL))
                .findAll(text).map { lines(it.groupValues[1]) }.toList()
            assertTrue(samples.isNotEmpty(), document)
            for (sample in samples) {
                assertTrue(own.windowed(sample.size).any { it == sample }, "$document: $sample")
            }
        }
    }

    @Test
    fun `the sample of the README runs`() {
        val detector = Detector()
        val message = Message("x1", "pay me 200 or everyone at your school sees it", Role.CONTACT)
        Conversation().use { conversation ->
            val assessment = detector.assess(conversation, message)
            check(assessment.alert)
            for (signal in assessment.signals) {
                println("${signal.kind}: ${message.text.substring(signal.range)}")
            }
            val stored = conversation.snapshot() // at most 4,096 bytes, no text, no names
        }
    }

    class ThreadTable(private val rows: MutableMap<String, ByteArray>) : SnapshotStorage {
        override suspend fun load(thread: String): ByteArray? = rows[thread]

        override suspend fun save(thread: String, snapshot: ByteArray) {
            rows[thread] = snapshot
        }

        override suspend fun delete(thread: String) {
            rows.remove(thread)
        }
    }

    @Test
    fun `the samples of the guide run`() = runBlocking {
        val rows = mutableMapOf<String, ByteArray>()
        val damaged = mutableListOf<String>()
        val detector = Detector(DetectorOptions(ageBand = AgeBand.TEEN13_TO15))

        val help = Help() // once for the app

        fun showHelp(assessment: Assessment) {
            val moment = assessment.moment ?: return
            val about = HelpSubject(moment, assessment.leadingThreat, Audience.TEEN)
            val card = help.card(about, language = "en") ?: return // null: no words in the language
            show(card.title, card.text)
            val step = card.steps.first() // show one at a time
            show(step.label, step.text) // `step.action` says what a button does: call, block, keep evidence …
        }

        val store = ConversationStore(detector, ThreadTable(rows), onDamaged = { thread -> damaged += thread })

        suspend fun onMessage(thread: String, message: Message) {
            val assessment = store.assess(thread, message)
            if (assessment.alert) showHelp(assessment)
            showReminder(assessment.alerting)
        }

        onMessage("lou", Message("me", "hey whats up", Role.PROTECTED, sentAt = 1_763_800_000_000))
        onMessage("lou", Message("u42", "pay 50 or i send it to everyone you know", Role.CONTACT, sentAt = 1_763_800_060_000))

        val card = help.card(HelpSubject("threat", Threat.SEXTORTION_MONEY, Audience.TEEN), "en")!!
        assertEquals(listOf("reminder false", card.title, card.steps.first().label, "reminder true"), shown)

        val clock = TimeZone.getTimeZone("Europe/Paris") // that of the region
        val search = LineSearch(
            Need.TALK, region = "FR", language = "fr", age = 14u, by = Action.CALL, at = clock.at(System.currentTimeMillis()),
        )
        val lines = help.findLines(search) // the best first; `open` says whether it answers now
        assertTrue(lines.any { it.line.phone == "3018" })

        if (store.isAlerting("lou")) showReminder(true) // ask when the chat opens: it survives a restart
        store.acknowledge("lou") // the person has seen the help
        assertEquals("reminder true", shown.last())
        assertFalse(store.isAlerting("lou"))
    }

    @Test
    fun `the sample of updates runs`() {
        val store = ConversationStore(Data.detector, InMemoryStorage())
        val key = Signed.key
        var floors = mapOf<String, ULong>()

        fun update(fetched: ByteArray): Boolean {
            val keyring = Keyring(listOf(key), floors) // `key`: what `vigie pack keygen` printed
            try {
                store.detector = Detector(DetectorOptions(signedPacks = listOf(fetched)), keyring)
            } catch (fault: VigieException) { // its class says why; nothing has changed
                return false
            }
            keyring.raiseFloors(store.detector.info().signed)
            floors = keyring.floors() // store them where no one else can write: no older pack is taken after this one
            return true
        }

        assertFalse(update(ByteArray(9)))
        assertTrue(store.detector === Data.detector && floors.isEmpty())
        assertTrue(update(Data.signed("pack")))
        assertEquals(mapOf("slang" to 7uL), floors)
    }

    private fun lines(text: String): List<String> = text.lines().map { it.trim() }.filter { it.isNotEmpty() }
}
