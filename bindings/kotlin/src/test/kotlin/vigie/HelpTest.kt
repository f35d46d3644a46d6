package vigie

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import java.util.TimeZone
import kotlin.io.path.readText
import kotlin.random.Random
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Help: the golden file of the library, documents of one's own, hostile ones. */
class HelpTest {
    private val help = Help()
    private val golden = Data.lines("tests/golden/help.jsonl")

    private fun recorded(kind: String): List<Pair<JsonElement, JsonElement>> =
        golden.filter { it.has(kind) }.map { it[kind] to it["expected"] }.also { assertTrue(it.size >= 8) }

    private fun text(element: JsonElement?): String? = element?.takeUnless { it.isJsonNull }?.asString

    private fun texts(element: JsonElement): List<String?> = element.asJsonArray.map { text(it) }

    private fun audience(asked: JsonObject) = Audience.valueOf(asked["audience"].asString.uppercase())

    private fun subject(asked: JsonObject) =
        HelpSubject(asked["moment"].asString, Threat.valueOf(asked["threat"].asString.uppercase()), audience(asked))

    private fun plain(steps: List<Step>): List<List<String?>> =
        steps.map { listOf(it.key, it.label, it.text, it.action?.name?.lowercase(), it.need?.name?.lowercase()) }

    private fun plain(steps: JsonArray): List<List<String?>> = steps.map { texts(it) }

    @Test
    fun `cards are as in Rust`() {
        for ((asked, expected) in recorded("card").map { it.first.asJsonObject to it.second }) {
            val style = Style.valueOf(asked["style"].asString.uppercase())
            val card = help.card(subject(asked), asked["language"].asString, style)
            if (expected.isJsonNull) {
                assertNull(card)
                continue
            }
            val told = expected.asJsonObject
            assertEquals(listOf("language", "title", "text").map { text(told[it]) }, listOf(card!!.language, card.title, card.text))
            assertEquals(plain(told["steps"].asJsonArray), plain(card.steps), "$asked")
            assertEquals(asked["moment"].asString, card.moment)
        }
    }

    @Test
    fun `the words of advice are as in Rust`() {
        for ((asked, expected) in recorded("advice").map { it.first.asJsonObject to it.second.asJsonArray }) {
            val keys = asked["advice"].asJsonArray.map { it.asString }
            assertEquals(plain(expected), plain(help.steps(keys, audience(asked), asked["language"].asString)))
        }
    }

    @Test
    fun `searches are as in Rust`() {
        for ((asked, expected) in recorded("search").map { it.first.asJsonObject to it.second.asJsonArray }) {
            val given = { name: String -> asked[name].takeUnless { it.isJsonNull } }
            val search = LineSearch(
                need = Need.valueOf(asked["need"].asString.uppercase()),
                region = asked["region"].asString,
                language = asked["language"].asString,
                about = given("about")?.let { subject(it.asJsonObject) },
                age = given("age")?.asInt?.toUByte(),
                by = given("by")?.let { Action.valueOf(it.asString.uppercase()) },
                at = given("at")?.asJsonArray?.let { TimeInRegion(it[0].asLong, it[1].asInt) },
            )
            val found = help.findLines(search).map { listOf(it.line.id, it.open?.toString(), "${it.standsIn}") }
            assertEquals(plain(expected), found, "$asked")
        }
    }

    @Test
    fun `entries are as in Rust`() {
        for ((id, expected) in recorded("line").map { it.first.asString to it.second.asJsonObject }) {
            val line = help.line(id)!!
            assertEquals(texts(expected["kinds"]), line.kinds.map { it.name.lowercase() })
            assertEquals(texts(expected["topics"]), line.topics.map { it.name.lowercase() })
            assertEquals(texts(expected["languages"]), line.languages)
            val ages = expected["ages"].takeUnless { it.isJsonNull }?.asJsonArray?.map { it.asInt.toUByte() }
            assertEquals(ages, line.ages?.let { listOf(it.youngest, it.oldest) })
            val found = with(line) {
                mapOf(
                    "region" to region, "name" to name, "phone" to phone, "sms" to sms, "url" to url, "chat" to chat,
                    "hours" to hours, "time_zone" to timeZone, "free" to free, "anonymous" to anonymous,
                    "fallback" to fallback, "note" to note, "source" to source, "verified_on" to verifiedOn,
                    "verified" to verified,
                )
            }
            for ((name, value) in found) assertEquals(text(expected[name]), value?.toString(), "$id: $name")
        }
        assertEquals(recorded("line").first().first.asString, help.lines().first().id)
        assertNull(help.line("xx.nobody"))
    }

    @Test
    fun `an alert leads to words and a number`() {
        val alert = Data.replay(Data.chat).first.first { it.alert }
        val about = HelpSubject(alert.moment!!, alert.leadingThreat, Audience.TEEN)
        assertEquals(alert.advice, help.card(about, "fr")!!.steps.map { it.key })
        val search = LineSearch(Need.TALK, "FR", "fr", about, age = 14u, by = Action.CALL)
        // Sunday 2026-11-22, noon and three in the morning in Paris.
        val paris = TimeZone.getTimeZone("Europe/Paris")
        assertEquals(60, paris.at(1_795_345_200_000).minutesAhead)
        val first = help.findLines(search.copy(at = paris.at(1_795_345_200_000))).first()
        assertEquals(listOf("fr.3018", "3018", true), listOf(first.line.id, first.line.phone, first.open))
        val night = help.findLines(search.copy(at = paris.at(1_795_312_800_000)))
        assertFalse(night.first { it.line.id == "fr.3018" }.open!!)
    }

    @Test
    fun `documents of one's own replace and take out`() {
        val lines = TomlDocument("school", Data.payload(Data.signed("lines")))
        Help(lines = listOf(lines), without = listOf("fr.3018")).use { own ->
            assertEquals("https://school.example/help", own.line("zz.school")!!.url)
            assertNull(own.line("fr.3018"))
            assertEquals(help.lines().size, own.lines().size)
        }
        val words = Data.root.resolve("packs/guidance/fr.toml").readText().replaceFirst("language = \"fr\"", "language = \"br\"")
        Help(words = listOf(TomlDocument("br.toml", words.toByteArray()))).use { own ->
            assertEquals(listOf("br", "en", "fr"), own.languages())
        }
        assertEquals(listOf<HelpLine>(), help.staleLines(0))
        assertEquals(help.lines().count { it.verified }, help.staleLines(4_000_000_000_000).size)
    }

    @Test
    fun `hostile documents and names are an error`() {
        val fault = assertThrows<VigieException.Guidance> { Help(words = listOf(TomlDocument("ours.toml", ByteArray(0)))) }
        assertTrue(fault.message!!.contains("ours.toml"), fault.message)
        val dice = Random(2)
        repeat(200) {
            val noise = listOf(TomlDocument("x", dice.nextBytes(dice.nextInt(300))))
            assertThrows<VigieException.Guidance> { Help(words = noise) }
            assertThrows<VigieException.Guidance> { Help(lines = noise) }
        }
        val unknown = HelpSubject("doomsday", Threat.EXPOSURE, Audience.TEEN)
        assertThrows<VigieException.Guidance> { help.card(unknown, "en") }
        assertThrows<VigieException.Guidance> { help.findLines(LineSearch(Need.TALK, "FR", "fr", unknown)) }
        assertNull(help.card(unknown.copy(moment = "threat"), "tlh"))
        assertEquals(listOf<Step>(), help.steps(listOf("\u0000", ""), Audience.CHILD, "\u0000"))
    }
}
