//! Broken and malicious inputs: what is said about them, and that the rest is read.

use std::fmt::Write;

use vigie_import::{BadInput, DateOrder, Format, Notice, Options, Record, detect, read};

type Items = Vec<Result<Record, BadInput>>;

fn all(format: Format, input: &[u8]) -> Items {
    read(format, input, &Options::new()).collect()
}

fn texts(items: &Items) -> Vec<&str> {
    items.iter().flatten().map(|record| record.text.as_str()).collect()
}

fn faults(items: &Items) -> Vec<String> {
    items.iter().filter_map(|item| item.as_ref().err()).map(ToString::to_string).collect()
}

#[test]
fn other_encodings_are_named() {
    let export = "<smses><sms type=\"1\" address=\"1\" body=\"hi\"/></smses>";
    let wide = |order: fn(u16) -> [u8; 2], mark: &[u8]| -> Vec<u8> {
        mark.iter().copied().chain(export.encode_utf16().flat_map(order)).collect()
    };
    for input in [
        wide(u16::to_le_bytes, b"\xff\xfe"),
        wide(u16::to_be_bytes, b"\xfe\xff"),
        wide(u16::to_le_bytes, b""),
        wide(u16::to_be_bytes, b""),
    ] {
        assert!(detect(&input, None).unwrap_err().to_string().contains("UTF-16"));
        for format in Format::ALL {
            let items = all(format, &input);
            assert_eq!(faults(&items), ["line 1: the text is in UTF-16; save it as UTF-8"], "{format}");
            assert_eq!(items.len(), 1);
        }
    }
}

#[test]
fn a_byte_order_mark_is_no_content() {
    let items = all(Format::Jsonl, b"\xef\xbb\xbf{\"conversation\":\"a\",\"sender\":\"b\",\"text\":\"c\"}");
    assert_eq!(texts(&items), ["c"]);
    // Anywhere else it is a character like any other.
    let items =
        all(Format::Jsonl, "\n\u{feff}{\"conversation\":\"a\",\"sender\":\"b\",\"text\":\"c\"}".as_bytes());
    assert_eq!(faults(&items), ["line 2: not a JSON object"]);
}

#[test]
fn what_is_no_text_export_is_named() {
    for (head, word) in [
        (&b"PK\x03\x04rest"[..], "ZIP"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"SQLite format 3\0", "database"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html><body>", "web page"),
        (b"", "empty"),
        (b"dear diary", "none of jsonl"),
        (b"{\"a\": 1}", "none of jsonl"),
        (b"<feed/>", "neither <smses>"),
    ] {
        let said = detect(head, None).unwrap_err().to_string();
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn an_unsure_detection_names_the_candidates() {
    let error =
        detect(b"{\"messages\": [{\"body\": \"x\", \"from\": \"y\"}]}", Some("chat.json")).unwrap_err();
    assert!(error.candidates().contains(&Format::Telegram) && error.candidates().contains(&Format::Signal));
    assert!(error.to_string().contains("telegram (messages, from)"), "{error}");
    assert_eq!(detect(b"hello", Some("a.txt")).unwrap_err().candidates(), [Format::WhatsApp]);
    // Words inside a message are no evidence.
    let tricky =
        br#"{"conversation":"a","sender":"b","text":"\"guild\": \"channel\": \"dateRange\": \"envelope\":"}"#;
    assert_eq!(detect(tricky, None), Ok(Format::Jsonl));
}

#[test]
fn a_cut_file_is_said_to_be_cut_and_its_start_is_read() {
    for (format, export) in [
        (
            Format::Telegram,
            &br#"{"name":"A","messages":[{"type":"message","from":"a","text":"one"},{"type":"mess"#[..],
        ),
        (Format::Instagram, br#"{"messages":[{"sender_name":"a","content":"one"},{"sender_name":"#),
        (Format::DiscordJson, br#"{"messages":[{"author":{"name":"a"},"content":"one"},"#),
        (Format::SmsBackup, br#"<smses><sms type="1" address="1" body="one"/><sms type="1" addr"#),
        (
            Format::Pan12,
            b"<conversations><conversation><message><author>a</author><text>one</text></message><message>",
        ),
    ] {
        let items = all(format, export);
        assert_eq!(texts(&items), ["one"], "{format}");
        assert_eq!(faults(&items).len(), 1, "{format}");
        assert!(
            items.iter().flatten().count() == 1
                && items.iter().any(|item| item.as_ref().is_err_and(BadInput::is_fatal))
        );
    }
    let items = all(
        Format::Jsonl,
        b"{\"conversation\":\"a\",\"sender\":\"b\",\"text\":\"one\"}\n{\"conversation\":\"a\",\"se",
    );
    assert_eq!(texts(&items), ["one"]);
    assert_eq!(faults(&items), ["line 2: not valid JSON (it ends too early)"]);
}

#[test]
fn broken_utf8_is_flagged_or_refused() {
    let items = all(Format::Jsonl, b"{\"conversation\":\"a\",\"sender\":\"b\",\"text\":\"\xc3(\"}\n");
    assert_eq!(faults(&items), ["line 1: not valid UTF-8 at byte 42 of the line"]);
    for (format, export) in [
        (Format::WhatsApp, &b"15/01/2024, 10:30 - A: caf\xe9\n"[..]),
        (Format::Telegram, b"{\"messages\":[{\"from\":\"A\",\"text\":\"caf\xe9\"}]}"),
        (Format::DiscordCsv, b"AuthorID,Author,Date,Content\n1,A,2025-01-01,caf\xe9\n"),
        (Format::SmsBackup, b"<smses><sms type=\"1\" address=\"A\" body=\"caf\xe9\"/></smses>"),
        (
            Format::Pan12,
            b"<conversation><message><author>A</author><text>caf\xe9</text></message></conversation>",
        ),
        (Format::Signal, b"{\"sender\":\"A\",\"body\":\"caf\xe9\"}\n"),
    ] {
        let items = all(format, export);
        assert_eq!(texts(&items), ["caf\u{fffd}"], "{format}");
        assert!(items[0].as_ref().unwrap().lossy, "{format}");
    }
}

#[test]
fn ten_megabytes_are_a_message_and_seventeen_are_not() {
    let long = "a ".repeat(5 * 1024 * 1024);
    let too_long = "a ".repeat(17 * 512 * 1024);
    for (format, before, after) in [
        (Format::Jsonl, "{\"conversation\":\"a\",\"sender\":\"b\",\"text\":\"", "\"}\n"),
        (Format::WhatsApp, "15/01/2024, 10:29 - A: first\n15/01/2024, 10:30 - A: ", "b\n"),
        (
            Format::Telegram,
            "{\"messages\":[{\"from\":\"A\",\"text\":\"",
            "\"},{\"from\":\"A\",\"text\":\"next\"}]}",
        ),
        (Format::SmsBackup, "<smses><sms type=\"1\" address=\"A\" body=\"", "\"/></smses>"),
        (
            Format::Pan12,
            "<conversation><message><author>A</author><text>",
            "</text></message></conversation>",
        ),
    ] {
        let items = all(format, format!("{before}{long}{after}").as_bytes());
        assert!(
            faults(&items).is_empty() && texts(&items).iter().any(|text| text.len() >= long.len() - 1),
            "{format}"
        );
        let items = all(format, format!("{before}{too_long}{after}").as_bytes());
        assert_eq!(faults(&items).len(), 1, "{format}");
        assert!(faults(&items)[0].contains("over 16 MB"), "{format}: {}", faults(&items)[0]);
        match format {
            Format::WhatsApp => assert_eq!(texts(&items), ["first"]),
            Format::Telegram => assert_eq!(texts(&items), ["next"]),
            _ => assert!(texts(&items).is_empty()),
        }
    }
}

#[test]
fn deep_nesting_is_one_bad_element() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let export =
        format!("{{\"messages\":[{{\"from\":\"a\",\"text\":{deep}}},{{\"from\":\"a\",\"text\":\"next\"}}]}}");
    let items = all(Format::Telegram, export.as_bytes());
    assert_eq!((texts(&items), faults(&items).len()), (vec!["next"], 1));
    let line = format!("{{\"conversation\":\"a\",\"sender\":\"b\",\"text\":\"c\",\"x\":{deep}}}\n");
    assert_eq!(all(Format::Jsonl, line.as_bytes()).len(), 1);
    assert_eq!(faults(&all(Format::Pan12, "<a>".repeat(100_000).as_bytes())).len(), 1);
}

#[test]
fn entities_are_never_expanded() {
    let mut export = String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE smses [\n <!ENTITY lol \"lol\">\n");
    for level in 1..10 {
        let inside = format!("&lol{};", level - 1).repeat(10);
        writeln!(export, " <!ENTITY lol{level} \"{inside}\">").unwrap();
    }
    export.push_str(" <!ENTITY file SYSTEM \"file:///etc/hostname\">\n]>\n");
    let sms = format!("{export}<smses><sms type=\"1\" address=\"1\" body=\"&lol9; &file;\"/></smses>");
    assert_eq!(texts(&all(Format::SmsBackup, sms.as_bytes())), ["&lol9; &file;"]);
    let pan = format!(
        "{export}<conversation><message><author>a</author><text>&lol9;</text></message></conversation>"
    );
    assert_eq!(texts(&all(Format::Pan12, pan.as_bytes())), ["&lol9;"]);
}

#[test]
fn a_broken_element_costs_itself_only() {
    let export = "{\n \"messages\": [\n  {\n   \"from\": \"a\",\n   \"text\": \"one\"\n  },\n  {\n   \"from\": \"a\",\n   \"text\": \"he said \"no\" twice\n  },\n  {\n   \"from\": \"a\",\n   \"text\": \"two\"\n  },\n  {\n   \"from\": \"a\",\n  {\n   \"from\": \"a\",\n   \"text\": \"three\"\n  }\n ]\n}\n";
    let items = all(Format::Telegram, export.as_bytes());
    assert_eq!(texts(&items), ["one", "two", "three"]);
    assert_eq!(
        items.iter().filter_map(|item| item.as_ref().err()).map(BadInput::line).collect::<Vec<_>>(),
        [7, 15]
    );
    assert_eq!(items.last().unwrap().as_ref().unwrap().line, 17);

    let export = "<smses>\n<sms type=\"1\" address=\"A\" body=\"one\"/>\n<sms type=\"1\" address=\"A\" body=\"a < b\"/>\n</wrong>\n<sms type=\"7\" address=\"A\" body=\"x\"/>\n<sms type=\"1\" address=\"A\" body=\"two\"/>\n</smses>";
    let items = all(Format::SmsBackup, export.as_bytes());
    assert_eq!(texts(&items), ["one", "a < b", "two"]);
    assert_eq!(faults(&items), ["line 5: a message does not say whether it was sent or received"]);
}

#[test]
fn nobody_can_hide_a_message_behind_the_words_of_a_notice() {
    let export = "15/01/2024, 10:30 - A: you left the group created group added\n\
                  15/01/2024, 10:31 - A: Messages and calls are end-to-end encrypted\n\
                  15/01/2024, 10:32 - A: \u{200e}Video call me. now\n\
                  15/01/2024, 10:33 - whatsapp: pay or everyone sees it\n\
                  15/01/2024, 10:34 - system: changed the subject\n";
    assert_eq!(all(Format::WhatsApp, export.as_bytes()).iter().flatten().count(), 5);
}

#[test]
fn an_unknown_layout_is_a_clear_fault() {
    let items = all(Format::WhatsApp, b"hello\nworld\n");
    assert_eq!(faults(&items), ["line 1: no line here starts as a line of a WhatsApp export does"]);
    assert_eq!(
        faults(&all(Format::DiscordCsv, b"a,b\n1,2\n")),
        ["line 1: the first row has no columns Author and Content"]
    );
    assert_eq!(faults(&all(Format::Telegram, b"hello")), ["line 1: this is no JSON object or array"]);
}

#[test]
fn the_date_order_can_be_given() {
    let export = "1/2/25, 10:30 - A: b\n";
    let read_as = |options: &Options| {
        let mut records = read(Format::WhatsApp, export.as_bytes(), options);
        let time = records.next().unwrap().unwrap().sent_at_ms.unwrap();
        (time, records.notices())
    };
    let (day_first, notices) = read_as(&Options::new());
    assert_eq!(notices, [Notice::DateOrderAssumed]);
    assert_eq!(read_as(&Options::new().date_order(DateOrder::DayFirst)), (day_first, vec![]));
    let (month_first, _) = read_as(&Options::new().date_order(DateOrder::MonthFirst));
    assert_eq!(day_first - month_first, 30 * 24 * 3_600_000);
    let (paris, _) = read_as(&Options::new().utc_offset_minutes(60));
    assert_eq!(day_first - paris, 3_600_000);
}

#[test]
fn no_record_or_fault_shows_names_or_text() {
    let export = b"{\"conversation\":\"private-chat\",\"sender\":\"Zoe\",\"text\":\"very private\"}\n{\"conversation\":\"private-chat\",\"sender\":\"Zoe\",\"text\":\"very private\",\"age\":\"private\"}\nvery private\n";
    for item in all(Format::Jsonl, export) {
        let shown = format!("{item:?}");
        assert!(!shown.contains("private") && !shown.contains("Zoe"), "{shown}");
    }
}

#[test]
fn a_failing_device_ends_the_reading_once() {
    struct Fails(&'static [u8]);
    impl std::io::Read for Fails {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0.is_empty() {
                return Err(std::io::Error::other("unplugged"));
            }
            self.0.read(buffer)
        }
    }
    for (format, start) in [
        (Format::Jsonl, "{\"conversation\":\"a\",\"sender\":\"b\",\"text\":\"one\"}\n{\"c"),
        (Format::WhatsApp, "15/01/2024, 10:30 - A: one\n"),
        (Format::Telegram, "{\"messages\":[{\"from\":\"A\",\"text\":\"one\"},"),
        (Format::DiscordCsv, "AuthorID,Author,Date,Content\n1,A,2025-01-01,one\n"),
        (Format::Instagram, "{\"messages\":[{\"sender_name\":\"A\",\"content\":\"one\"},"),
        (Format::Signal, "{\"sender\":\"A\",\"body\":\"one\"}\n"),
        (Format::SmsBackup, "<smses><sms type=\"1\" address=\"A\" body=\"one\"/>"),
        (Format::Pan12, "<conversation><message><author>A</author><text>one</text></message>"),
    ] {
        let input = std::io::BufReader::new(Fails(start.as_bytes()));
        let items: Items = read(format, input, &Options::new()).take(10).collect();
        assert_eq!(faults(&items).len(), 1, "{format}");
        assert!(faults(&items)[0].contains("cannot be read any further"), "{format}");
    }
}

#[test]
fn a_date_far_below_can_change_the_order() {
    let mut export = String::new();
    for minute in 0..8000 {
        let (hour, minute) = (minute / 60 % 24, minute % 60);
        writeln!(export, "1/2/25, {hour}:{minute:02} - A: nothing here tells the order of day and month")
            .unwrap();
    }
    export.push_str("1/15/25, 10:30 - A: this does\n1/16/25, 10:30 - A: and after it\n");
    let mut records = read(Format::WhatsApp, export.as_bytes(), &Options::new());
    let times: Vec<i64> = records.by_ref().map(|record| record.unwrap().sent_at_ms.unwrap()).collect();
    assert_eq!(times[8001] - times[8000], 24 * 3_600_000);
    assert_eq!(records.notices(), [Notice::DateOrderAssumed, Notice::DateOrderChanged { line: 8001 }]);
}
