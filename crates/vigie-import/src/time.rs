//! Times as exports write them, to milliseconds since 1970-01-01 UTC.

use jiff::{Timestamp, civil};

/// A time in RFC 3339 (or the close ISO 8601 forms that exports use). Without an offset it is local time.
pub(crate) fn parse(text: &str, utc_offset_minutes: i16) -> Option<i64> {
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.as_millisecond());
    }
    let local: civil::DateTime = text.parse().ok()?;
    from_civil(local, utc_offset_minutes)
}

/// Milliseconds of a local time.
pub(crate) fn from_civil(local: civil::DateTime, utc_offset_minutes: i16) -> Option<i64> {
    let offset = jiff::tz::Offset::from_seconds(i32::from(utc_offset_minutes) * 60).ok()?;
    offset.to_timestamp(local).ok().map(Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_offsets_and_local_times() {
        assert_eq!(parse("2024-01-15T10:30:00Z", 0), Some(1_705_314_600_000));
        assert_eq!(parse("2024-01-15T11:30:00+01:00", 0), Some(1_705_314_600_000));
        assert_eq!(parse("2024-01-15T10:30:00.250+00:00", 0), Some(1_705_314_600_250));
        assert_eq!(parse("2024-01-15T11:30:00", 60), Some(1_705_314_600_000));
        assert_eq!(parse("2024-01-15 11:30:00", 60), Some(1_705_314_600_000));
        assert_eq!(parse("yesterday", 0), None);
    }
}
