package vigie

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import kotlin.io.path.readText
import kotlin.io.path.writeBytes
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** A phone may kill the app at any moment, and a chat may never end. */
class EnduranceTest {
    @Test
    fun `a killed host goes on as if never killed`(@TempDir folder: Path) {
        val stored = folder.resolve("state")
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val command = listOf(
            java, "-cp", System.getProperty("java.class.path"), "-Dvigie.root=${Data.root}", "vigie.KilledHost", "$stored",
        )
        assertEquals(137, ProcessBuilder(command).inheritIO().start().waitFor())
        val (expected, last) = Data.replay(Data.chat)
        Conversation.restore(Files.readAllBytes(stored)).use { conversation ->
            assertEquals(7u, conversation.messages())
            assertEquals(expected.drop(7), Data.chat.drop(7).map { Data.detector.assess(conversation, it) })
            assertEquals(last, conversation.snapshot().hex())
        }
    }

    @Test
    fun `ten thousand messages do not grow`() {
        val lines = Data.scenarios.values.take(20).flatMap(Data::messages).map { it.text }
        // Long identifiers, so that a buffer that is not given back shows.
        val padding = "x".repeat(4_000)
        Conversation().use { conversation ->
            val write = { numbers: IntRange ->
                for (number in numbers) {
                    val role = if (number % 2 == 0) Role.CONTACT else Role.PROTECTED
                    val message = Message("${number % 5}", lines[number % lines.size], role, id = "$number$padding")
                    Data.detector.assess(conversation, message)
                }
            }
            write(0 until 3_000)
            val before = resident()
            write(3_000 until 10_000)
            assertEquals(10_000u, conversation.messages())
            assertTrue(conversation.snapshot().size <= 4096)
            val grown = resident() - before
            // The heap has a fixed size in this run (pom.xml); compiled code and threads take a little.
            assertTrue(grown < 16 shl 20, "$grown bytes")
        }
    }

    private fun resident(): Long {
        val statm = Path.of("/proc/self/statm")
        return if (Files.exists(statm)) statm.readText().split(" ")[1].toLong() * 4096 else 0
    }
}

/** A host that stores the bytes after every message, and stops dead after the seventh. */
object KilledHost {
    @JvmStatic
    fun main(arguments: Array<String>) {
        val stored = Path.of(arguments[0])
        val new = Path.of(arguments[0] + ".new")
        val conversation = Conversation()
        for ((index, message) in Data.chat.withIndex()) {
            Data.detector.assess(conversation, message)
            new.writeBytes(conversation.snapshot())
            Files.move(new, stored, ATOMIC_MOVE)
            if (index == 6) Runtime.getRuntime().halt(137)
        }
    }
}
