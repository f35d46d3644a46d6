//! Prepares the packs: TOML is for people. A program holds the same tables as JSON, compressed, and without the examples
//! that rules must match, which are a third of all text in the packs and only tools ask for.

use std::env;
use std::fs;
use std::path::Path;

/// As small as it gets; this runs once.
const LEVEL: u8 = 10;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut lines = String::new();
    for document in vigie_packs::documents() {
        let text = str::from_utf8(document.bytes).expect("packs are UTF-8");
        let mut table: toml::Table =
            text.parse().unwrap_or_else(|fault| panic!("packs/{}: {fault}", document.name));
        for rule in table.get_mut("rule").and_then(toml::Value::as_array_mut).into_iter().flatten() {
            rule.as_table_mut().and_then(|rule| rule.remove("matches"));
        }
        let json = serde_json::to_string(&table).expect("tables can be written");
        lines.extend([document.name, "\t", &json, "\n"]);
    }
    let target = Path::new(&env::var_os("OUT_DIR").expect("cargo names a folder")).join("packs");
    fs::write(target, miniz_oxide::deflate::compress_to_vec(lines.as_bytes(), LEVEL))
        .expect("the folder can be written");
}
