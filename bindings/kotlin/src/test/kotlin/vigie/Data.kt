package vigie

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.nio.file.Path
import kotlin.io.path.readBytes
import kotlin.io.path.readLines

/** The repository's own data, and a detector built once. */
object Data {
    val root: Path = Path.of(System.getProperty("vigie.root"))
    val detector: Detector by lazy { Detector() }

    // The time of the first message of every written conversation, as in crates/vigie-eval/src/scenario.rs.
    private const val START = 1_710_000_000_000L

    const val PACK = """
[pack]
language = "en"
kind = "exposure_threat"
[[rule]]
id = "en.exposure_threat.demo"
by = "contact"
weight = 0.9
phrases = ["pay ~3 or everyone sees"]
reason = "Threatens to show it to others"
matches = ["pay me or everyone sees it", "pay now or everyone sees", "pay or everyone sees it"]
ignores = ["i will pay you back", "everyone sees it"]
"""

    val scenarios: Map<String, JsonObject> by lazy {
        listOf("en", "fr").flatMap { lines("tests/scenarios/$it.jsonl") }.associateBy { it["id"].asString }
    }

    fun lines(file: String): List<JsonObject> =
        root.resolve(file).readLines().filter { it.isNotBlank() }.map { JsonParser.parseString(it).asJsonObject }

    /** A signed file of the golden folder, and what it holds behind the four lines of its signature. */
    fun signed(name: String): ByteArray = root.resolve("tests/golden/signed/$name.signed").readBytes()

    fun payload(signed: ByteArray): ByteArray =
        signed.copyOfRange(signed.indices.filter { signed[it] == '\n'.code.toByte() }[3] + 1, signed.size)

    /** The messages of a written conversation: role, text and time, nothing else. */
    fun messages(scenario: JsonObject): List<Message> = scenario["messages"].asJsonArray.map {
        val line = it.asJsonObject
        val sender = line["from"].asString
        val person = scenario["participants"].asJsonObject[sender]?.asJsonObject
        Message(
            sender,
            line["text"].asString,
            role = Role.valueOf((person?.get("role")?.asString ?: "unknown").uppercase()),
            sentAt = START + (line["t"].asDouble * 60_000).toLong(),
        )
    }

    /** A conversation that alerts, for tests that need any. */
    val chat: List<Message> by lazy {
        messages(scenarios.values.first { it["label"].asString == "sextortion_money" })
    }

    fun replay(chat: List<Message>): Pair<List<Assessment>, String> = Conversation().use { conversation ->
        chat.map { detector.assess(conversation, it) } to conversation.snapshot().hex()
    }
}

fun ByteArray.hex(): String = joinToString("") { "%02x".format(it) }
