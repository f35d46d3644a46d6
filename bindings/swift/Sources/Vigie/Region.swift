import Foundation

extension TimeInRegion {
    /// A moment by the clocks of a zone, for `LineSearch.at`.
    public init(_ date: Date, in zone: TimeZone) {
        let milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
        self.init(milliseconds: milliseconds, minutesAhead: Int32(zone.secondsFromGMT(for: date) / 60))
    }
}
