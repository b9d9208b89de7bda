//! Two weeks of an insurer's mentions, from feed to receipt.
//!
//! `cargo run --release --example desk [-- [--json] [--brand BRAND] [PLAYBOOK [MENTIONS]]]`
//!
//! Every line of output is decided by the library from a playbook; this
//! program only plays the world around it: a clock that jumps from one
//! instant to the next, people who answer what is theirs, a network that
//! takes everything. Without arguments it plays the bundled files; a BRAND is
//! a playbook that inherits from PLAYBOOK.

mod agents;
mod ending;
mod play;
mod rows;
mod show;
mod summary;
mod timeline;

use std::error::Error;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use indicatif::ProgressBar;
use serde_json::json;
use webcare::playbook::Playbook;

/// From how many rows on a run shows how far it came.
const LONG: usize = 2_000;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let playbook = read(
        arguments.playbook,
        concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/insurer.toml"),
    )?;
    let mentions = read(
        arguments.mentions,
        concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/mentions.jsonl"),
    )?;

    let mut playbook = Playbook::from_value(toml::from_str(&playbook)?)?;
    if let Some(brand) = arguments.brand {
        playbook = Playbook::inherit(toml::from_str(&read(Some(brand), "")?)?, &playbook)?;
    }
    let policy = playbook.compile()?;
    let (rows, bad) = rows::read(&mentions);
    let mut run = play::Run::new(Arc::new(policy));
    let bar = if rows.len() > LONG && io::stderr().is_terminal() {
        ProgressBar::new(rows.len() as u64)
    } else {
        ProgressBar::hidden()
    };
    pollster::block_on(run.play(&rows, |done| bar.set_position(done as u64)))?;
    bar.finish_and_clear();

    let mut out = BufWriter::new(io::stdout().lock());
    for bad in &bad {
        if arguments.json {
            writeln!(out, "{}", json!({ "line": bad.line, "error": bad.error }))?;
        }
        eprintln!("line {}: {}", bad.line, bad.error);
    }
    if arguments.json {
        show::json(&run, &mut out)?
    } else {
        show::text(&run, &mut out)?
    }
    out.flush()?;
    Ok(if bad.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What the command line says.
#[derive(Default)]
struct Arguments {
    json: bool,
    brand: Option<String>,
    playbook: Option<String>,
    mentions: Option<String>,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut arguments = Self::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--json" => arguments.json = true,
                "--brand" => arguments.brand = Some(words.next().ok_or("`--brand` wants a path")?),
                option if option.starts_with('-') => {
                    return Err(format!("`{option}` is no option").into());
                }
                _ if arguments.playbook.is_none() => arguments.playbook = Some(word),
                _ if arguments.mentions.is_none() => arguments.mentions = Some(word),
                _ => return Err(format!("`{word}` is one path too many").into()),
            }
        }
        Ok(arguments)
    }
}

fn read(path: Option<String>, bundled: &str) -> Result<String, Box<dyn Error>> {
    let path = path.unwrap_or_else(|| bundled.to_owned());
    std::fs::read_to_string(&path)
        .map_err(|error| format!("`{path}` cannot be read: {error}").into())
}
