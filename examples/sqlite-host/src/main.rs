//! `sqlite-host [--db FILE] [--playbook FILE] [--wall FILE] [--blind yes] [--now TIME] COMMAND`
//!
//! | command | does |
//! |---|---|
//! | `ingest FILE` | takes in JSON lines: mentions, or anything else that can happen; `-` is standard input |
//! | `cases` | lists the cases |
//! | `show ID` | tells the log of a case |
//! | `tick` | wakes what is due |
//! | `deliver` | brings out what waits, part by part |

use std::io::{BufRead, BufReader, Write, stdin, stdout};
use std::{collections::BTreeMap, sync::Arc, time::SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use pollster::block_on;
use serde_json::{Value, from_str, from_value, json};
use sqlite_host::{Fails, Sqlite, Wall};
use webcare::desk::Desk;
use webcare::playbook::Playbook;
use webcare::policy::Input;

/// How many lines are taken in at a time: one transaction, one wait for the disk.
const AT_ONCE: usize = 100;

fn main() -> Fails<()> {
    let (mut options, mut words) = (BTreeMap::new(), Vec::new());
    let mut args = std::env::args().skip(1);
    while let Some(word) = args.next() {
        match word.strip_prefix("--") {
            Some(name) => drop(options.insert(name.to_owned(), args.next().unwrap_or_default())),
            None => words.push(word),
        }
    }
    let option = |name: &str| options.get(name).map(String::as_str);
    let now = option("now").map_or_else(|| Ok(SystemTime::now().into()), str::parse)?;
    let store = Arc::new(Sqlite::open(option("db").unwrap_or("webcare.db"))?);
    let usual = || Ok(include_str!("playbook.toml").to_owned());
    let playbook = option("playbook").map_or_else(usual, std::fs::read_to_string)?;
    let policy = Playbook::from_value(toml::from_str(&playbook)?)?.compile()?;
    let desk = Desk::new(Arc::new(policy), store.clone());
    let path = option("wall").unwrap_or("wall.jsonl").into();
    let wall = Wall { path, blind: option("blind").is_some() };
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["ingest", "-"] => ingest(&desk, stdin().lock(), now),
        ["ingest", file] => ingest(&desk, BufReader::new(std::fs::File::open(file)?), now),
        ["cases"] => store.tickets()?.into_iter().try_for_each(tell),
        ["show", id] => store.log(&id.into())?.iter().try_for_each(|entry| tell(json!(entry))),
        ["tick"] => {
            let woken = block_on(desk.wake(now))?.into_iter().flat_map(|it| it.changes);
            woken.map(|it| json!({ "woken": it.case, "next": it.wake_at })).try_for_each(tell)
        }
        ["deliver"] => deliver(&desk, &store, &wall, now),
        _ => Err("say `ingest FILE`, `cases`, `show ID`, `tick` or `deliver`".into()),
    }
}

/// Tells of every line what became of it, once that is on the disk.
fn ingest(desk: &Desk, lines: impl BufRead, now: DateTime<Utc>) -> Fails<()> {
    let (mut lines, mut numbers) = (lines.lines().peekable(), 1..);
    while lines.peek().is_some() {
        let inputs = lines.by_ref().take(AT_ONCE).map(|line| input(&line?));
        let taken = block_on(desk.handle_all(inputs.collect::<Fails<_>>()?, now));
        for (result, line) in taken.into_iter().zip(numbers.by_ref()) {
            match result {
                Ok(_) => tell(json!({ "line": line, "ok": true }))?,
                Err(error) if error.is_retryable() => return Err(error.into()),
                Err(error) => tell(json!({ "line": line, "ok": false, "why": error.to_string() }))?,
            }
        }
    }
    Ok(())
}

/// A mention as a feed gives it, or anything else by its name.
fn input(line: &str) -> Fails<Input> {
    let line: Value = from_str(line)?;
    let is_named = line.get("input").is_some();
    Ok(if is_named { from_value(line)? } else { Input::Mention(from_value(line)?) })
}

/// Works until nothing waits. A host that runs on would wait a while and go on.
fn deliver(desk: &Desk, store: &Sqlite, wall: &Wall, now: DateTime<Utc>) -> Fails<()> {
    let until = now + TimeDelta::minutes(1);
    while let Some(done) = block_on(desk.deliver(store, wall, now, until))? {
        tell(json!({ "done": format!("{done:?}") }))?;
    }
    Ok(())
}

fn tell(line: Value) -> Fails<()> {
    Ok(writeln!(stdout(), "{line}")?)
}
