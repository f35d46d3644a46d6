package vigie

/**
 * Prints the median time of one assessment from the JVM in microseconds. The same messages as
 * crates/vigie-ffi/examples/median.rs: every written conversation of tests/scenarios, five times; the first round, in
 * which the JVM compiles, does not count.
 */
fun main() {
    val chats = Data.scenarios.values.map(Data::messages)
    val times = mutableListOf<Long>()
    var alerts = 0
    repeat(6) { round ->
        for (chat in chats) {
            Conversation().use { conversation ->
                for (message in chat) {
                    val begun = System.nanoTime()
                    val assessment = Data.detector.assess(conversation, message)
                    val time = System.nanoTime() - begun
                    if (round > 0) times += time
                    if (assessment.alert) alerts++
                }
            }
        }
    }
    check(alerts > 100) { "the work must be done" }
    times.sort()
    println("{\"assess\": ${times[times.size / 2] / 100 / 10.0}}")
}
