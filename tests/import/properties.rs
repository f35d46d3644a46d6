//! Whatever the bytes: no reader panics, none goes on for ever, and no fault shows the text.

use proptest::prelude::*;
use vigie_import::{Format, Options, detect, read};

/// Pieces that the formats are made of: arbitrary bytes alone would seldom get past the first one.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\n",
    "\r",
    "\r\n",
    " ",
    "\t",
    "\\",
    "\\u00e9",
    "\\ud83d",
    "null",
    "true",
    "12",
    "-1e999",
    "\u{feff}",
    "\u{200e}",
    "\u{202f}",
    "é",
    "😊",
    "\0",
    "secret",
    "\"conversation\":\"a\"",
    "\"sender\":\"s\"",
    "\"text\":\"secret\"",
    "\"text\":[\"secret\",{\"text\":\"x\"}]",
    "\"sent_at\":\"2025-01-01T00:00:00Z\"",
    "\"sent_at\":9223372036854775807",
    "\"messages\":[",
    "\"chats\":{\"list\":[",
    "\"from\":\"s\"",
    "\"date_unixtime\":\"9223372036854775807\"",
    "\"author\":{\"name\":\"s\"}",
    "\"content\":\"secret\"",
    "\"sender_name\":\"s\"",
    "\"timestamp_ms\":-9223372036854775808",
    "\"participants\":[{\"name\":\"s\"}]",
    "\"title\":\"t\"",
    "\"envelope\":{",
    "\"dataMessage\":{\"message\":\"secret\"}",
    "\"chatItem\":{",
    "\"incoming\":{}",
    "\"standardMessage\":{\"text\":{\"body\":\"secret\"}}",
    "\"revisions\":[{",
    "15/01/2024, 10:30 - ",
    "1/15/24, 10:30\u{202f}PM - ",
    "[15.01.24, 10:30:00] ",
    "99/99/9999, 99:99 - ",
    "A: secret",
    ": ",
    "<Media omitted>",
    "(file attached)",
    "AuthorID,Author,Date,Content\n",
    "\"9\",\"s\",\"2025-01-01\",\"secret\"\n",
    "\"\"",
    "<smses>",
    "<sms type=\"1\" address=\"s\" body=\"secret\" date=\"9223372036854775807\"/>",
    "<mms msg_box=\"2\" address=\"1~2\">",
    "<part ct=\"text/plain\" text=\"secret\"/>",
    "</mms>",
    "<conversations>",
    "<conversation id=\"c\">",
    "<message line=\"1\">",
    "<author>",
    "</author>",
    "<time>23:59",
    "<text>",
    "</text>",
    "</message>",
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE a [",
    "<!ENTITY b \"c\">",
    "&",
    ";",
    "&b;",
    "&#55357;",
    "&#x0;",
    "<?xml",
    "?>",
    "'",
    "=",
];

fn input() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => proptest::sample::select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..8),
    ];
    prop_oneof![
        4 => proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat()),
        1 => proptest::collection::vec(any::<u8>(), 0..300),
    ]
}

/// Every export among the fixtures.
fn fixtures() -> Vec<(Format, Vec<u8>)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/import/fixtures");
    let mut fixtures = Vec::new();
    for format in Format::ALL {
        for entry in std::fs::read_dir(root.join(format.name())).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension != "expected") {
                fixtures.push((format, std::fs::read(path).unwrap()));
            }
        }
    }
    fixtures.sort();
    fixtures
}

/// A real export with a few things put in, taken out or cut off.
fn damaged() -> impl Strategy<Value = (Format, Vec<u8>)> {
    let edits = proptest::collection::vec(
        (any::<prop::sample::Index>(), 0..40usize, proptest::sample::select(PIECES)),
        1..6,
    );
    (proptest::sample::select(fixtures()), edits).prop_map(|((format, mut bytes), edits)| {
        for (place, removed, piece) in edits {
            let start = place.index(bytes.len() + 1);
            let end = (start + removed).min(bytes.len());
            bytes.splice(start..end, piece.bytes());
        }
        (format, bytes)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_reader_panics(bytes in input()) {
        let _ = detect(&bytes, Some("x.json"));
        for format in Format::ALL {
            for options in [Options::new(), Options::new().protected("S").conversation("c").utc_offset_minutes(-720)] {
                let mut records = read(format, bytes.as_slice(), &options);
                let mut items = 0;
                for item in records.by_ref() {
                    items += 1;
                    prop_assert!(items <= bytes.len() + 2, "{format} goes on for ever");
                    let shown = match item {
                        Ok(record) => format!("{record:?}"),
                        Err(bad) => format!("{bad:?} {bad}"),
                    };
                    prop_assert!(!shown.contains("secret"), "{format} shows the text");
                }
                prop_assert!(records.next().is_none(), "{format} starts again");
                records.notices();
                let _ = records.check_protected();
            }
        }
    }

    /// However the input arrives, it is read the same.
    #[test]
    fn the_size_of_reads_changes_nothing(bytes in input(), capacity in 1usize..20) {
        for format in Format::ALL {
            let whole: Vec<_> = read(format, bytes.as_slice(), &Options::new()).collect();
            let small = std::io::BufReader::with_capacity(capacity, bytes.as_slice());
            let pieces: Vec<_> = read(format, small, &Options::new()).collect();
            prop_assert!(whole == pieces, "{format}");
        }
    }

    /// The same of what begins with byte order marks, or nearly.
    #[test]
    fn marks_are_skipped_however_they_arrive(
        start in "(\u{feff}){0,3}(\u{fefe}|\u{fec0}|A)?", capacity in 1usize..9,
    ) {
        let rows = "AuthorID,Author,Date,Content,Attachments,Reactions\n1,Max,2024-05-04T10:00:00+00:00,hi,,\n";
        let bytes = [start.as_bytes(), rows.as_bytes()].concat();
        for format in Format::ALL {
            let whole: Vec<_> = read(format, bytes.as_slice(), &Options::new()).collect();
            let small = std::io::BufReader::with_capacity(capacity, bytes.as_slice());
            let pieces: Vec<_> = read(format, small, &Options::new()).collect();
            prop_assert!(whole == pieces, "{format}");
            if format == Format::DiscordCsv && start.chars().all(|c| c == '\u{feff}') {
                prop_assert!(matches!(&whole[..], [Ok(record)] if record.text == "hi"), "{whole:?}");
            }
        }
    }

    #[test]
    fn damaged_exports_are_read_as_far_as_they_go((format, bytes) in damaged()) {
        let mut items = 0;
        for item in read(format, bytes.as_slice(), &Options::new()) {
            items += 1;
            prop_assert!(items <= bytes.len() + 2, "{format} goes on for ever");
            if let Err(bad) = item {
                let lines = 1 + bytes.iter().filter(|&&byte| byte == b'\n' || byte == b'\r').count() as u64;
                prop_assert!(bad.line() >= 1 && bad.line() <= lines, "{format}: {bad}");
            }
        }
    }
}
