//! Plots as SVG. Colours and line styles are the page's.

use std::fmt::Write;

use crate::metrics::calibration::Bin;
use crate::metrics::ranking::Point;

/// The drawing area, in units of the view box, inside margins for labels.
const LEFT: f64 = 36.0;
const TOP: f64 = 10.0;
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 200.0;

/// The classes of curves, one after the other, and what they look like.
pub(super) const CURVES: [(&str, &str); 3] = [("one", "solid"), ("two", "dashed"), ("three", "dotted")];

/// Curves in a unit square: recall across, precision upwards.
pub(super) fn precision_recall(curves: &[&[Point]]) -> String {
    let mut svg = unit_square("Recall across, precision upwards");
    for (curve, (class, _)) in curves.iter().zip(CURVES) {
        // Precision at no recall is that of the first threshold.
        let start = curve.first().map(|point| (0.0, point.precision));
        let points = start.into_iter().chain(curve.iter().map(|point| (point.recall, point.precision)));
        let _ = write!(svg, "<polyline class=\"curve {class}\" points=\"{}\"/>", joined(points));
    }
    svg + "</svg>"
}

/// Dots in a unit square, larger where a bin holds more, and the diagonal on which they should lie.
pub(super) fn reliability(bins: &[Bin]) -> String {
    let mut svg = unit_square("Mean score across, share of dangerous conversations upwards");
    let _ = write!(
        svg,
        "<polyline class=\"ideal\" points=\"{}\"/>",
        joined([(0.0, 0.0), (1.0, 1.0)].into_iter())
    );
    let points = bins.iter().map(|bin| (bin.mean_score, bin.positive_share));
    let _ = write!(svg, "<polyline class=\"curve one\" points=\"{}\"/>", joined(points));
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(1) as f64;
    for bin in bins {
        let (x, y) = at(bin.mean_score, bin.positive_share);
        let radius = 2.0 + 5.0 * (bin.count as f64 / most).sqrt();
        let _ = write!(
            svg,
            "<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"><title>{}</title></circle>",
            bin.count
        );
    }
    svg + "</svg>"
}

/// Bars: how many values lie in each of `bars` steps from `from` on. The outer bars hold what lies beyond, too.
pub(super) fn histogram(values: &[f64], from: f64, step: f64, bars: usize) -> String {
    let mut counts = vec![0_usize; bars];
    for value in values {
        let bar = ((value - from) / step).floor().clamp(0.0, (bars - 1) as f64);
        counts[bar as usize] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let mut svg = frame("Number of first alerts upwards");
    for (bar, &count) in counts.iter().enumerate() {
        let (x, y) = at(bar as f64 / bars as f64, count as f64 / most as f64);
        let (width, height) = (WIDTH / bars as f64 - 1.0, TOP + HEIGHT - y);
        let _ = write!(
            svg,
            "<rect class=\"bar\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"><title>{count}</title></rect>"
        );
    }
    for (share, anchor) in [(0.0, "start"), (0.5, "middle"), (1.0, "end")] {
        let value = from + share * step * bars as f64;
        across(&mut svg, share, &format!("{value:.0}"), anchor);
    }
    upwards(&mut svg, 1.0, &most.to_string());
    svg + "</svg>"
}

fn unit_square(label: &str) -> String {
    let mut svg = frame(label);
    for share in [0.0, 0.5, 1.0] {
        let (left, right) = (at(0.0, share), at(1.0, share));
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            left.0, left.1, right.0, right.1
        );
        across(&mut svg, share, &share.to_string(), "middle");
        upwards(&mut svg, share, &share.to_string());
    }
    svg
}

fn frame(label: &str) -> String {
    let (right, bottom) = (LEFT + WIDTH, TOP + HEIGHT);
    format!(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{label}\" xmlns=\"http://www.w3.org/2000/svg\">\
         <polyline class=\"axis\" points=\"{LEFT},{TOP} {LEFT},{bottom} {right},{bottom}\"/>",
        right + 14.0,
        bottom + 24.0,
    )
}

fn across(svg: &mut String, share: f64, text: &str, anchor: &str) {
    let (x, y) = at(share, 0.0);
    let _ = write!(svg, "<text x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\">{text}</text>", y + 16.0);
}

fn upwards(svg: &mut String, share: f64, text: &str) {
    let (x, y) = at(0.0, share);
    let _ = write!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{text}</text>", x - 5.0, y + 4.0);
}

fn joined(points: impl Iterator<Item = (f64, f64)>) -> String {
    let points = points.map(|(x, y)| {
        let (x, y) = at(x, y);
        format!("{x:.1},{y:.1}")
    });
    points.collect::<Vec<_>>().join(" ")
}

/// Where a point of the unit square is drawn.
fn at(x: f64, y: f64) -> (f64, f64) {
    (LEFT + x * WIDTH, TOP + (1.0 - y) * HEIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_what_lies_beyond_in_its_outer_bars() {
        let svg = histogram(&[-50.0, -9.0, 0.0, 9.9, 400.0], -10.0, 10.0, 2);
        assert!(svg.contains("<title>2</title>") && svg.contains("<title>3</title>"), "{svg}");
        assert_eq!(svg.matches("<rect").count(), 2);
        // The bar of the most is as high as the drawing.
        assert!(svg.contains("y=\"10.0\" width=\"149.0\" height=\"200.0\"><title>3"), "{svg}");
    }

    #[test]
    fn a_perfect_curve_runs_along_the_top() {
        let point = Point { threshold: 0.5, precision: 1.0, recall: 1.0 };
        let svg = precision_recall(&[&[point]]);
        assert!(svg.contains("points=\"36.0,10.0 336.0,10.0\""), "{svg}");
    }
}
