package vigie

import com.google.gson.JsonObject
import kotlin.math.abs
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The golden file of the library: the same messages give the same assessments and the same bytes as in Rust. */
class GoldenTest {
    @Test
    fun `assessments and snapshots are as in Rust`() {
        val golden = Data.lines("tests/golden/assessments.jsonl").groupBy { it["scenario"].asString }
        assertTrue(golden.size >= 20)
        for ((name, entries) in golden) {
            val chat = Data.messages(Data.scenarios.getValue(name))
            assertEquals(entries.size - 1, chat.size, name)
            Conversation().use { conversation ->
                for ((index, message) in chat.withIndex()) {
                    val found = Data.detector.assess(conversation, message)
                    compare(entries[index]["assessment"].asJsonObject, found, message.text, "$name, $index")
                }
                assertEquals(entries.last()["snapshot"].asString, conversation.snapshot().hex(), name)
            }
        }
    }

    private fun compare(expected: JsonObject, found: Assessment, text: String, at: String) {
        assertEquals(expected["level"].asString, found.level.name.lowercase(), at)
        assertEquals(expected["coverage"].asString, found.coverage.name.lowercase(), at)
        assertEquals(expected["alert"].asBoolean, found.alert, at)
        assertEquals(expected["alerting"].asBoolean, found.alerting, at)
        assertEquals(expected["concern"].asString, found.concern.name.lowercase(), at)
        assertEquals(expected["stage"].asString, found.stage.name.lowercase(), at)
        val threats = with(found.threats) { listOf(grooming, sextortionContent, sextortionMoney, exposure) }
        // The golden file has three digits.
        expected["threats"].asJsonArray.map { it.asFloat }.zip(threats).forEach { (one, other) ->
            assertTrue(abs(one - other) < 0.00051f, "$at: threats $threats")
        }
        // The golden file counts code points, Kotlin's strings UTF-16 code units.
        val signals = found.signals.map {
            listOf(it.kind, text.codePointCount(0, it.start), text.codePointCount(0, it.end), it.rule)
        }
        val told = expected["signals"].asJsonArray.map {
            val (kind, start, end) = it.asJsonArray.toList()
            val rule = it.asJsonArray[3]
            listOf(kind.asString, start.asInt, end.asInt, if (rule.isJsonNull) null else rule.asString)
        }
        assertEquals(told, signals, at)
        assertEquals(expected["reasons"].asJsonArray.map { it.asString }, found.reasons, at)
        assertEquals(expected["advice"].asJsonArray.map { it.asString }, found.advice, at)
    }
}
