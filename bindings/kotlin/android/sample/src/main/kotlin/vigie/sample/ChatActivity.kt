package vigie.sample

import android.app.Activity
import android.app.AlertDialog
import android.os.Bundle
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.Button
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import java.util.Locale
import java.util.TimeZone
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import vigie.Action
import vigie.Assessment
import vigie.Audience
import vigie.ConversationStore
import vigie.Coverage
import vigie.Detector
import vigie.Help
import vigie.HelpSubject
import vigie.LineSearch
import vigie.Message
import vigie.Need
import vigie.Role
import vigie.Threat
import vigie.at

/** One chat. Both sides are typed here; a real app hands in what arrives. */
class ChatActivity : Activity() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)
    private lateinit var store: ConversationStore
    private lateinit var lines: LinearLayout
    private lateinit var reminder: TextView
    private lateinit var gap: TextView
    /** What help is about. A real app stores it beside the state: after a restart only the alert is known. */
    private var about = HelpSubject("first_doubt", Threat.GROOMING, Audience.TEEN)

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        setContentView(screen())
        scope.launch {
            // Building takes a while: once for the app, and never on the main thread.
            val detector = withContext(Dispatchers.Default) { help; detector }
            store = ConversationStore(detector, KeystoreStorage(applicationContext))
            // The alert of yesterday is still there after the app was killed.
            show(reminder, store.isAlerting(THREAD))
        }
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    private fun take(sender: String, role: Role, text: String) {
        if (!::store.isInitialized || text.isBlank()) return
        lines.addView(line(text, if (role == Role.PROTECTED) Gravity.END else Gravity.START))
        val message = Message(sender, text, role, sentAt = System.currentTimeMillis())
        scope.launch { answer(store.assess(THREAD, message)) }
    }

    private fun answer(assessment: Assessment) {
        show(reminder, assessment.alerting)
        // Never «safe»: what could not be read is said.
        show(gap, assessment.coverage == Coverage.NONE && lines.childCount > SOME_LINES)
        val moment = assessment.moment
        if (assessment.alert && moment != null) {
            about = HelpSubject(moment, assessment.leadingThreat, Audience.TEEN)
            showHelp()
        }
    }

    /** No score, no name, no accusation: one step at a time, somebody to talk to, and a way out. */
    private fun showHelp(place: Int = 0) {
        val card = help.card(about, Locale.getDefault().language) ?: help.card(about, "en") ?: return
        val step = card.steps[place]
        val dialog = AlertDialog.Builder(this)
            .setTitle(card.title)
            .setMessage(listOf(card.text, "${step.label}. ${step.text}", somebody()).joinToString("\n\n"))
            .setPositiveButton(R.string.seen) { _, _ -> end { store.acknowledge(THREAD) } }
            .setNegativeButton(R.string.fine) { _, _ -> end { store.dismiss(THREAD) } }
        if (place + 1 < card.steps.size) dialog.setNeutralButton(R.string.next) { _, _ -> showHelp(place + 1) }
        dialog.show()
    }

    /** Whom one can call in the country of the phone; the clock is that of the phone, too. */
    private fun somebody(): String {
        val (region, language) = with(Locale.getDefault()) { country to language }
        val now = TimeZone.getDefault().at(System.currentTimeMillis())
        val found = help.findLines(LineSearch(Need.TALK, region, language, about, by = Action.CALL, at = now))
        return found.firstOrNull()?.let { "${it.line.name}: ${it.line.phone}" } ?: getString(R.string.tell_an_adult)
    }

    private fun end(alert: suspend () -> Unit) {
        scope.launch {
            alert()
            show(reminder, false)
        }
    }

    private fun screen(): View {
        lines = LinearLayout(this).apply { orientation = LinearLayout.VERTICAL }
        reminder = TextView(this).apply {
            setText(R.string.reminder)
            setOnClickListener { showHelp() }
            visibility = View.GONE
        }
        gap = TextView(this).apply {
            setText(R.string.not_assessed)
            visibility = View.GONE
        }
        val entry = EditText(this).apply { setHint(R.string.say) }
        val send = { sender: String, role: Role ->
            take(sender, role, entry.text.toString())
            entry.text.clear()
        }
        val buttons = LinearLayout(this).apply {
            addView(button(R.string.send_as_contact) { send("contact", Role.CONTACT) })
            addView(button(R.string.send_as_me) { send("me", Role.PROTECTED) })
        }
        return LinearLayout(this).apply {
            orientation = LinearLayout.VERTICAL
            // The child knows that it runs, what it looks at, and who is told.
            addView(TextView(context).apply { setText(R.string.notice) })
            addView(reminder)
            addView(gap)
            addView(ScrollView(context).apply { addView(lines) }, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
            addView(entry, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
            addView(buttons)
        }
    }

    private fun line(text: String, side: Int) = TextView(this).also {
        it.text = text
        it.gravity = side
    }

    private fun button(label: Int, work: () -> Unit) = Button(this).also {
        it.setText(label)
        it.setOnClickListener { work() }
    }

    private fun show(view: View, visible: Boolean) {
        view.visibility = if (visible) View.VISIBLE else View.GONE
    }

    private companion object {
        const val THREAD = "sample"

        /** With fewer lines there is too little to say anything. */
        const val SOME_LINES = 5

        /** Shared by all chats of the app. */
        val detector: Detector by lazy { Detector() }
        val help: Help by lazy { Help() }
    }
}
