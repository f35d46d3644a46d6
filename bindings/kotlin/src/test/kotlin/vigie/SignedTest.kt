package vigie

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import kotlin.io.path.readText
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** The golden folder of signed files. */
object Signed {
    val cases: JsonObject by lazy {
        JsonParser.parseString(Data.root.resolve("tests/golden/signed/cases.json").readText()).asJsonObject
    }
    val key: String by lazy { cases["key"].asString }

    fun keyring(): Keyring =
        Keyring(listOf(key), cases["floors"].asJsonObject.entrySet().associate { it.key to it.value.asLong.toULong() })
}

/** Signed files are taken, or refused by name; packs of every origin. */
class SignedTest {
    /** What the library calls its errors, and what they are called here. */
    private val names = mapOf(
        "not_signed" to VigieException.NotSigned::class,
        "truncated" to VigieException.Truncated::class,
        "tampered" to VigieException.Tampered::class,
        "unknown_key" to VigieException.UnknownKey::class,
        "other_content" to VigieException.OtherContent::class,
        "older" to VigieException.Older::class,
        "too_large" to VigieException.TooLarge::class,
    )

    private fun file(case: JsonObject): ByteArray {
        val whole = Data.signed(case["file"].asString.removeSuffix(".signed"))
        val kept = whole.copyOf(case["keep"]?.asInt ?: whole.size)
        case["flip"]?.asInt?.let { kept[it] = (kept[it].toInt() xor 1).toByte() }
        return kept + ByteArray(case["pad"]?.asInt ?: 0)
    }

    private fun signed(vararg files: ByteArray) = DetectorOptions(rulesOnly = true, signedPacks = files.toList())

    private fun added(text: String) =
        DetectorOptions(rulesOnly = true, addedPacks = listOf(TomlDocument("ours", text.toByteArray())))

    private fun reasons(detector: Detector): List<String> =
        Conversation().use { detector.assess(it, Message("x", "zorg the chat ok", Role.CONTACT)).reasons }

    private val slang = String(Data.payload(Data.signed("pack")))

    @Test
    fun `signed files are taken or refused as in Rust`() {
        for (element in Signed.cases["cases"].asJsonArray) {
            val case = element.asJsonObject
            val content = Content.valueOf(case["content"].asString.uppercase())
            if (case["expected"].asString == "taken") {
                val payload = Signed.keyring().open(file(case), content).payload
                assertArrayEquals(Data.payload(file(case)), payload)
                continue
            }
            val name = names.getValue(case["expected"].asString)
            val fault = assertThrows<VigieException> { Signed.keyring().open(file(case), content) }
            assertEquals(name, fault::class, "$case")
            if (content == Content.PACK) {
                val other = assertThrows<VigieException> { Detector(signed(file(case)), Signed.keyring()) }
                assertEquals(name, other::class, "$case")
            }
        }
    }

    @Test
    fun `no flipped bit is taken`() {
        val pack = Data.signed("pack")
        for (at in pack.indices) {
            val flipped = pack.copyOf()
            flipped[at] = (flipped[at].toInt() xor (1 shl at % 8)).toByte()
            val opened = try {
                Signed.keyring().open(flipped, Content.PACK)
            } catch (_: VigieException) {
                continue
            }
            // The untrusted comment is nobody's word: the first line may say anything.
            assertTrue(at < pack.indexOf('\n'.code.toByte()), "$at")
            assertArrayEquals(Data.payload(pack), opened.payload)
        }
    }

    @Test
    fun `a signed pack is used and raises its floor`() {
        val keyring = Signed.keyring()
        Detector(signed(Data.signed("pack")), keyring).use { detector ->
            assertEquals(listOf(Provenance("slang", 7u)), detector.info().signed)
            assertEquals(listOf("Asks to zorg"), reasons(detector))
            keyring.raiseFloors(detector.info().signed.map { it.copy(serial = it.serial + 1u) })
        }
        assertEquals(mapOf("slang" to 8uL, "old-slang" to 7uL), keyring.floors())
        assertThrows<VigieException.Older> { Detector(signed(Data.signed("pack")), keyring) }
        val later = Keyring(listOf(Signed.key), keyring.floors())
        assertThrows<VigieException.Older> { later.open(Data.signed("pack"), Content.PACK) }
        assertThrows<VigieException.UnknownKey> { Detector(signed(Data.signed("pack"))) }
    }

    @Test
    fun `what is no key or no model is refused`() {
        for (text in listOf("", "RWnonsense", "\u0000".repeat(500), Signed.key.dropLast(1))) {
            assertThrows<VigieException.Key> { Keyring(listOf(text)) }
        }
        assertEquals(mapOf<String, ULong>(), Keyring(listOf()).floors())
        val files = SignedModel(Data.signed("model"), Data.signed("weights"))
        assertThrows<VigieException.Model> { Detector(DetectorOptions(signedModel = files), Signed.keyring()) }
        val swapped = SignedModel(Data.signed("pack"), Data.signed("weights"))
        assertThrows<VigieException.OtherContent> { Detector(DetectorOptions(signedModel = swapped), Signed.keyring()) }
    }

    @Test
    fun `added packs are bounded`() {
        assertEquals(listOf("Asks to zorg"), Detector(added(slang)).use { reasons(it) })
        assertThrows<VigieException.Forbidden> { Detector(added(slang.replace("en.secrecy", "en.play"))) }
        assertThrows<VigieException.TooWide> { Detector(added(slang.replace("zorg the chat", "you"))) }
        assertThrows<VigieException.UnknownKind> { Detector(added(slang.replace("en.secrecy", "en.levitation"))) }
        assertThrows<VigieException.TooLarge> { Detector(added(slang + "#".repeat(2 shl 20))) }
        val twice = listOf("one", "other").map { TomlDocument(it, slang.toByteArray()) }
        assertThrows<VigieException.Conflict> { Detector(DetectorOptions(rulesOnly = true, packs = twice)) }
    }

    @Test
    fun `an allow-list silences what the app says`() {
        val text = "dont tell your mum"
        val allow = "[pack]\nlanguage = \"en\"\n[[allow]]\nreason = \"Ours\"\nkinds = [\"secrecy\"]\nphrases = [\"$text\"]\n"
        val signals = { packs: List<TomlDocument> ->
            Detector(DetectorOptions(rulesOnly = true, packs = packs)).use { detector ->
                Conversation().use { detector.assess(it, Message("x", text, Role.CONTACT)).signals.map { it.kind } }
            }
        }
        assertEquals(listOf(SignalKinds.SECRECY), signals(listOf()))
        assertEquals(listOf<String>(), signals(listOf(TomlDocument("own.toml", allow.toByteArray()))))
    }
}
