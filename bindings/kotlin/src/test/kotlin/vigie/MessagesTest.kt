package vigie

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What a message carries besides text: addressees, identifiers, flags. */
class MessagesTest {
    private val threat = Message("x", "pay 50 or i send it to everyone you know", Role.CONTACT)

    private fun alone(message: Message): Assessment = Conversation().use { Data.detector.assess(it, message) }

    @Test
    fun `in a group a threat to another member is about a third party`() {
        for (told in listOf(threat.copy(to = "y"), threat.copy(replyTo = "1"))) {
            Conversation().use { group ->
                Data.detector.assess(group, Message("me", "hi all", Role.PROTECTED))
                Data.detector.assess(group, Message("y", "hi all", Role.CONTACT, id = "1"))
                val found = Data.detector.assess(group, told)
                assertEquals(listOf(true, Concern.THIRD_PARTY), listOf(found.alert, found.concern))
                assertEquals(group.participant("x"), found.about)
            }
        }
        Conversation().use { group ->
            Data.detector.assess(group, Message("me", "hi all", Role.PROTECTED))
            val found = Data.detector.assess(group, threat.copy(to = "me"))
            assertEquals(listOf(true, Concern.CONTACT), listOf(found.alert, found.concern))
        }
    }

    @Test
    fun `an identifier counts once and an edit anew`() = Conversation().use { conversation ->
        val first = Message("x", "see you at practice", Role.CONTACT, id = "1")
        assertFalse(Data.detector.assess(conversation, first).alert)
        val before = conversation.snapshot().hex()
        assertFalse(Data.detector.assess(conversation, threat.copy(id = "1")).alert)
        assertEquals(before, conversation.snapshot().hex())
        assertTrue(Data.detector.assess(conversation, threat.copy(id = "1", edited = true)).alert)
    }

    @Test
    fun `what is forwarded is told and what is deleted was said`() {
        val found = alone(threat.copy(forwarded = true))
        assertEquals(Concern.THIRD_PARTY, found.concern)
        assertTrue(found.signals.isNotEmpty() && found.signals.all { it.reported })
        assertTrue(alone(threat.copy(deleted = true)).alert)
    }

    @Test
    fun `a picture without words is not assessed`() {
        val empty = threat.copy(text = "")
        assertEquals(CoverageGap.NO_TEXT, alone(empty.copy(media = MediaKind.PHOTO)).coverageGap)
        assertEquals(CoverageGap.TOO_LITTLE, alone(empty).coverageGap)
    }

    @Test
    fun `the age of the protected person sets the band`() {
        val question = threat.copy(text = "can you keep a secret? how old are you, send me a pic")
        val (child, adult) = listOf(11, 30).map { age ->
            Conversation().use { conversation ->
                Data.detector.assess(conversation, Message("me", "hello you", Role.PROTECTED, age = age.toUByte()))
                Data.detector.assess(conversation, question).score
            }
        }
        assertTrue(child > adult)
    }
}
