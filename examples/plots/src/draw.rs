//! One drawing for each kind of point.

use std::error::Error;
use std::ops::Range;
use std::path::Path;

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use serde_json::Value;

type Drawn = Result<(), Box<dyn Error>>;
type Draw = fn(&Path, &[&Value]) -> Drawn;
type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Chart<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Every drawing, by the name of its points.
pub const PLOTS: [(&str, Draw); 4] = [
    ("reliability", reliability),
    ("threshold", threshold),
    ("learning", learning),
    ("load", load),
];

const SIZE: (u32, u32) = (640, 480);
const SHARE: Range<f64> = 0.0..1.0;

/// How much of what is said with a confidence is meant, with its interval: on the diagonal, a
/// confidence means what it says.
fn reliability(path: &Path, points: &[&Value]) -> Drawn {
    let area = SVGBackend::new(path, SIZE).into_drawing_area();
    let mut chart = chart(&area, "Does a confidence mean what it says?", SHARE, SHARE)?;
    describe(&mut chart, "confidence", "share that is meant")?;
    chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], &BLACK.mix(0.3)))?;
    for point in points {
        let Some((sure, meant)) = number(point, "sure").zip(number(point, "meant")) else {
            continue;
        };
        let low = number(point, "low").unwrap_or(meant);
        let high = number(point, "high").unwrap_or(meant);
        let bar = ErrorBar::new_vertical(sure, low, meant, high, BLUE.filled(), 8);
        chart.draw_series([bar])?;
    }
    Ok(area.present()?)
}

/// How much of what is said is meant, and how much of what is meant is said, by the confidence
/// from which on it is said.
fn threshold(path: &Path, points: &[&Value]) -> Drawn {
    let area = SVGBackend::new(path, SIZE).into_drawing_area();
    let mut chart = chart(&area, "What a threshold keeps", SHARE, SHARE)?;
    describe(&mut chart, "said from this confidence on", "share")?;
    curve(&mut chart, points, ["from", "precision"], "precision", BLUE)?;
    curve(&mut chart, points, ["from", "recall"], "recall", RED)?;
    legend(&mut chart)?;
    Ok(area.present()?)
}

/// How well the label is told apart after so many examples, with its interval.
fn learning(path: &Path, points: &[&Value]) -> Drawn {
    let most = largest(points, "examples");
    let area = SVGBackend::new(path, SIZE).into_drawing_area();
    let mut chart = chart(&area, "What more examples bring", 0.0..most, 0.5..1.0)?;
    describe(&mut chart, "examples", "area under the ROC curve")?;
    let known: Vec<(f64, [f64; 3])> =
        points.iter().filter_map(|it| Some((number(it, "examples")?, estimate(it)?))).collect();
    let line = known.iter().map(|(examples, [value, ..])| (*examples, *value));
    chart.draw_series(LineSeries::new(line, &BLUE))?;
    let bar = |(examples, [value, low, high]): &(f64, [f64; 3])| {
        ErrorBar::new_vertical(*examples, *low, *value, *high, BLUE.filled(), 8)
    };
    chart.draw_series(known.iter().map(bar))?;
    Ok(area.present()?)
}

/// How much was left to read each week, of all that came.
fn load(path: &Path, points: &[&Value]) -> Drawn {
    let (weeks, most) = (largest(points, "week"), largest(points, "all"));
    let area = SVGBackend::new(path, SIZE).into_drawing_area();
    let mut chart = chart(&area, "What is left to read", 0.0..weeks + 1.0, 0.0..most * 1.1)?;
    describe(&mut chart, "week", "mentions")?;
    curve(&mut chart, points, ["week", "all"], "all", BLACK)?;
    curve(&mut chart, points, ["week", "read"], "left to read", BLUE)?;
    legend(&mut chart)?;
    Ok(area.present()?)
}

fn chart<'a>(
    area: &Area<'a>,
    caption: &str,
    x: Range<f64>,
    y: Range<f64>,
) -> Result<Chart<'a>, Box<dyn Error>> {
    area.fill(&WHITE)?;
    let mut builder = ChartBuilder::on(area);
    builder.caption(caption, ("sans-serif", 20)).margin(15);
    builder.x_label_area_size(45).y_label_area_size(55);
    Ok(builder.build_cartesian_2d(x, y)?)
}

fn describe(chart: &mut Chart<'_>, x: &str, y: &str) -> Drawn {
    let mut mesh = chart.configure_mesh();
    Ok(mesh.light_line_style(BLACK.mix(0.05)).x_desc(x).y_desc(y).draw()?)
}

fn curve(
    chart: &mut Chart<'_>,
    points: &[&Value],
    [x, y]: [&str; 2],
    name: &str,
    colour: RGBColor,
) -> Drawn {
    let known = points.iter().filter_map(|point| number(point, x).zip(number(point, y)));
    let series = chart.draw_series(LineSeries::new(known, colour.stroke_width(2)))?;
    let key = move |(x, y): (i32, i32)| PathElement::new([(x, y), (x + 20, y)], colour);
    series.label(name).legend(key);
    Ok(())
}

fn legend(chart: &mut Chart<'_>) -> Drawn {
    let mut labels = chart.configure_series_labels();
    labels.position(SeriesLabelPosition::LowerLeft);
    Ok(labels.border_style(BLACK.mix(0.3)).background_style(WHITE.mix(0.8)).draw()?)
}

fn number(point: &Value, name: &str) -> Option<f64> {
    point[name].as_f64()
}

/// A value with the ends of its interval.
fn estimate(point: &Value) -> Option<[f64; 3]> {
    let at = |index: usize| point["auc"][index].as_f64();
    Some([at(0)?, at(1)?, at(2)?])
}

fn largest(points: &[&Value], name: &str) -> f64 {
    points.iter().filter_map(|point| number(point, name)).fold(1.0, f64::max)
}
