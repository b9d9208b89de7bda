//! Draws what four months of practice showed: `reliability.svg`, `threshold.svg`, `learning.svg`
//! and `load.svg`.
//!
//! ```console
//! $ cargo run -q --example dry_run -- --points | cargo run -q --manifest-path examples/plots/Cargo.toml -- OUT
//! ```
//!
//! Each line that is read is one point, `{"plot": …}`; a plot without a point is not drawn.

mod draw;

use std::error::Error;
use std::io::{self, BufRead};
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::Value;

fn main() -> ExitCode {
    let Some(into) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: plots OUT < points.jsonl");
        return ExitCode::FAILURE;
    };
    match run(&into) {
        Ok(drawn) => {
            drawn.iter().for_each(|path| println!("{}", path.display()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(into: &PathBuf) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut points = Vec::new();
    for line in io::stdin().lock().lines() {
        points.push(serde_json::from_str::<Value>(&line?)?);
    }
    std::fs::create_dir_all(into)?;
    let of = |plot: &str| points.iter().filter(|it| it["plot"] == plot).collect::<Vec<_>>();
    let mut drawn = Vec::new();
    for (plot, draw) in draw::PLOTS {
        let points = of(plot);
        if !points.is_empty() {
            let path = into.join(format!("{plot}.svg"));
            draw(&path, &points)?;
            drawn.push(path);
        }
    }
    Ok(drawn)
}
