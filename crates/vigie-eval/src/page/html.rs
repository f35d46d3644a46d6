//! One page that needs nothing else: tables, plots as SVG inside it, no script, in light and dark.

use std::fmt::Write;

use super::plot;
use super::tables::tables;
use crate::metrics::early::WINDOW;
use crate::run::Run;

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --faint: #6a737d; --line: #d6dade; --one: #1259b5; --two: #b3541e; --three: #3f7d3a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7ea; --paper: #15181c; --faint: #9aa3ac; --line: #3a4149; --one: #7ab4ff; --two: #ffac70; --three: #8fd18a; }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; font-size: 1.2rem; } p { color: var(--faint); max-width: 45rem; }
div.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
div.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; } figure { margin: 0; width: 22rem; max-width: 100%; }
figcaption { font-size: .9rem; } svg { width: 100%; height: auto; } svg text { fill: var(--faint); font-size: 11px; }
.axis { stroke: var(--faint); fill: none; } .grid { stroke: var(--line); fill: none; } .ideal { stroke: var(--faint); stroke-dasharray: 4 4; fill: none; }
.one { stroke: var(--one); } .two { stroke: var(--two); stroke-dasharray: 6 3; } .three { stroke: var(--three); stroke-dasharray: 2 3; } .curve { fill: none; stroke-width: 2; }
.bar { fill: var(--one); } .dot { fill: var(--one); }
";

/// The page.
pub fn render(run: &Run) -> String {
    let mut page = String::new();
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Evaluation</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>Evaluation</h1>\n<div class=\"plots\">\n"
    );
    for (caption, svg) in plots(run) {
        let caption = escape(&caption);
        let _ = writeln!(page, "<figure>{svg}<figcaption>{caption}</figcaption></figure>");
    }
    page.push_str("</div>\n");
    for table in tables(run) {
        let _ = writeln!(page, "<h2>{}</h2>\n<p>{}</p>", escape(&table.title), escape(&table.note));
        page.push_str("<div class=\"wide\"><table>\n<thead><tr>");
        for cell in &table.head {
            let _ = write!(page, "<th scope=\"col\">{}</th>", escape(cell));
        }
        page.push_str("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            page.push_str("<tr>");
            for cell in row {
                let _ = write!(page, "<td>{}</td>", escape(cell));
            }
            page.push_str("</tr>\n");
        }
        page.push_str("</tbody></table></div>\n");
    }
    page.push_str("</body>\n</html>\n");
    page
}

/// Captions and plots, of the detector and beside it the baselines.
fn plots(run: &Run) -> Vec<(String, String)> {
    let mut plots = Vec::new();
    let Some(detector) = run.systems.first() else { return plots };
    let key = || match &run.systems[..] {
        [_] => String::new(),
        systems => {
            let lines = systems.iter().zip(plot::CURVES);
            let lines: Vec<_> = lines.map(|(system, (_, line))| format!("{}: {line}", system.name)).collect();
            format!("{}.", lines.join("; "))
        }
    };
    let withheld: Vec<_> = run
        .systems
        .iter()
        .filter_map(|system| system.scenarios.iter().find(|set| set.roles == "withheld"))
        .map(|set| set.ranking.curve.as_slice())
        .collect();
    if !withheld.is_empty() {
        let caption = format!("Precision and recall on written conversations, roles withheld. {}", key());
        plots.push((caption, plot::precision_recall(&withheld)));
    }
    let segments: Vec<_> = run
        .systems
        .iter()
        .filter_map(|system| Some(system.segments.as_ref()?.ranking.curve.as_slice()))
        .collect();
    if !segments.is_empty() {
        plots.push((
            format!("Precision and recall on segments. {}", key()),
            plot::precision_recall(&segments),
        ));
    }
    for set in &detector.scenarios {
        let name = &set.roles;
        if !set.after_due.is_empty() {
            let values: Vec<_> = set.after_due.iter().map(|&messages| messages as f64).collect();
            plots.push((
                format!(
                    "First alerts in dangerous written conversations, roles {name}: messages after the one by which they were due."
                ),
                plot::histogram(&values, -20.0, 2.0, 20),
            ));
        }
        if let Some(calibration) = &set.calibration {
            plots.push((
                format!(
                    "Reliability on written conversations, roles {name}: score across, share of dangerous ones upwards."
                ),
                plot::reliability(&calibration.bins),
            ));
        }
    }
    for set in &detector.streams {
        if let Some(offenders) = set.offenders.as_ref().filter(|offenders| !offenders.alarms.is_empty()) {
            let values: Vec<_> = offenders.alarms.iter().map(|&message| message as f64 - 1.0).collect();
            plots.push((
                format!("Messages to the first alert of offenders, role {}, of {WINDOW}.", set.role),
                plot::histogram(&values, 0.0, 10.0, WINDOW / 10),
            ));
        }
    }
    plots
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
