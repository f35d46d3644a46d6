package vigie

/** Where the evidence stands in the text: `text.substring(signal.range)`. */
val Signal.range: IntRange
    get() = start until end
