package vigie

import java.util.TimeZone

/** A moment by the clocks of this zone, for [LineSearch.at]: `TimeZone.getTimeZone("Europe/Paris").at(now)`. */
fun TimeZone.at(milliseconds: Long): TimeInRegion = TimeInRegion(milliseconds, getOffset(milliseconds) / 60_000)
