extension Signal {
    /// Where the evidence stands in the text; nil when this is not the text that was assessed.
    public func range(in text: String) -> Range<String.Index>? {
        let units = text.utf16
        guard start >= 0, start <= end,
            let from = units.index(units.startIndex, offsetBy: Int(start), limitedBy: units.endIndex),
            let to = units.index(units.startIndex, offsetBy: Int(end), limitedBy: units.endIndex)
        else { return nil }
        return from..<to
    }
}
