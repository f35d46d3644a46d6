//! Tables in Markdown.

use std::fmt::Write;

use super::tables::tables;
use crate::run::Run;

/// The document.
pub fn render(run: &Run) -> String {
    let mut text = String::from("# Evaluation\n");
    for table in tables(run) {
        let _ = writeln!(text, "\n## {}\n\n{}\n", table.title, table.note);
        let _ = writeln!(text, "| {} |", table.head.join(" | "));
        let _ = writeln!(text, "|{}", "---|".repeat(table.head.len()));
        for row in table.rows {
            let cells: Vec<_> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
    }
    text
}
