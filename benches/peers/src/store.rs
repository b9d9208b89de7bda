//! The SQLite host beside raw inserts of the rows it writes: what deciding,
//! reading and comparing cost, one mention at a time and a thousand.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use pollster::block_on;
use rusqlite::Connection;
use rusqlite::types::Value;
use sqlite_host::Sqlite;
use webcare::desk::Desk;
use webcare::mention::{Handle, Mention};
use webcare::playbook::Playbook;
use webcare::policy::{Input, Policy};

use crate::contest::Row;

/// Rounds of ours and theirs, one after the other.
const ROUNDS: usize = 7;

/// The tables that a mention leaves rows in.
const TABLES: [&str; 5] = ["log", "cases", "mentions", "texts", "outbox"];

pub fn rows(asked: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for (what, at_once, mentions) in [("store-1", 1, 300), ("store-1000", 1_000, 4_000)] {
        if asked(what) {
            rows.push(row(what, at_once, mentions));
        }
    }
    rows
}

fn row(what: &'static str, at_once: usize, mentions: usize) -> Row {
    let folder = Folder::new(what);
    let policy = Arc::new(policy());
    let inputs = inputs(&policy, mentions);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut same_work = true;
    for round in 0..ROUNDS {
        let file = folder.0.join(format!("ours-{round}"));
        ours.push(take_in(&policy, &file, inputs.clone(), at_once));
        let tables = read(&file);
        let copy = folder.0.join(format!("theirs-{round}"));
        theirs.push(insert(&copy, &tables, mentions / at_once));
        // What is known of by its echoes alone is filed too.
        same_work &= read(&copy) == tables && tables[2].len() >= mentions;
    }
    let rate = |times: Vec<Duration>| mentions as f64 / median(times).as_secs_f64();
    Row {
        what,
        peer: "rusqlite, raw inserts",
        unit: "mentions/s",
        ours: rate(ours),
        theirs: rate(theirs),
        more_is_better: true,
        same_work,
    }
}

fn policy() -> Policy {
    let text = include_str!("../../../examples/data/insurer.toml");
    let playbook = Playbook::from_value(toml::from_str(text).expect("toml"));
    playbook.expect("a playbook").compile().expect("a policy")
}

/// The bundled mentions over and over, by other customers each time.
fn inputs(policy: &Policy, count: usize) -> Vec<Input> {
    let lines = include_str!("../../../examples/data/mentions.jsonl").lines();
    let mentions: Vec<Mention> = lines
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let again = (0..).flat_map(|round| mentions.iter().map(move |mention| (round, mention)));
    let mut keys = std::collections::BTreeSet::new();
    again
        .map(|(round, mention)| {
            let mut mention = mention.clone();
            mention.id = format!("{}-{round}", mention.id).into();
            if !is_nobodys(policy, &mention) {
                mention.author.handle = format!("{}_{round}", mention.author.handle.reveal())
                    .as_str()
                    .into();
            }
            mention
        })
        .filter(|mention| keys.insert(mention.key()))
        .take(count)
        .map(Input::Mention)
        .collect()
}

/// Whether no customer wrote it: nobody who is known did, or the organisation.
fn is_nobodys(policy: &Policy, mention: &Mention) -> bool {
    let author = &mention.author.handle;
    let channel = policy.playbook().channels().get(&mention.channel);
    let ours = channel.into_iter().flat_map(|channel| &channel.own);
    author.is_unknown()
        || ours
            .into_iter()
            .any(|own| Handle::from(own.as_str()) == *author)
}

fn take_in(policy: &Arc<Policy>, file: &Path, inputs: Vec<Input>, at_once: usize) -> Duration {
    let now: DateTime<Utc> = "2011-07-01T12:00:00Z".parse().expect("an instant");
    let store = Arc::new(Sqlite::open(file).expect("a database"));
    let desk = Desk::new(policy.clone(), store);
    let batches: Vec<Vec<Input>> = inputs.chunks(at_once).map(<[Input]>::to_vec).collect();
    let from = Instant::now();
    for batch in batches {
        for result in block_on(desk.handle_all(batch, now)) {
            result.expect("taken in");
        }
    }
    from.elapsed()
}

type Table = Vec<Vec<Value>>;

fn read(file: &Path) -> Vec<Table> {
    let db = Connection::open(file).expect("a database");
    let table = |name: &&str| {
        let mut query = db
            .prepare(&format!("SELECT * FROM {name}"))
            .expect("a query");
        let columns = query.column_count();
        let row = |row: &rusqlite::Row<'_>| (0..columns).map(|at| row.get(at)).collect();
        let rows = query.query_map([], row).expect("rows");
        rows.collect::<Result<Table, _>>().expect("rows")
    };
    TABLES.iter().map(table).collect()
}

/// Writes rows that are there beforehand, spread over as many transactions.
fn insert(file: &Path, tables: &[Table], transactions: usize) -> Duration {
    // The same tables, indices and settings.
    drop(Sqlite::open(file).expect("a database"));
    let mut db = Connection::open(file).expect("a database");
    let settings =
        "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -16384;
         PRAGMA temp_store = MEMORY";
    db.execute_batch(settings).expect("settings");
    let from = Instant::now();
    for part in 0..transactions {
        let transaction = db.transaction().expect("a transaction");
        for (name, table) in TABLES.iter().zip(tables) {
            let (start, end) = (
                table.len() * part / transactions,
                table.len() * (part + 1) / transactions,
            );
            let Some(first) = table.first() else { continue };
            let marks = vec!["?"; first.len()].join(", ");
            let mut insert = transaction
                .prepare_cached(&format!("INSERT INTO {name} VALUES ({marks})"))
                .expect("an insert");
            for row in &table[start..end] {
                insert
                    .execute(rusqlite::params_from_iter(row))
                    .expect("a row");
            }
        }
        transaction.commit().expect("a commit");
    }
    from.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A folder that goes with the run.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("webcare-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
