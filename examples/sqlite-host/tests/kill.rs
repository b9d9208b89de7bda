//! The host is killed (`kill -9`) at random instants and started again. After
//! each: no mention that it said to have taken in is lost or doubled, no
//! commit is there by halves, no part hangs on the wall twice, and the file is
//! whole. Where nobody can know whether a part left, a person is asked.
//!
//! `KILLS=5000 cargo test --test kill -- --nocapture` for more of it; a run
//! prints its seed, and `SEED` repeats the choices (not the instants).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use pollster::block_on;
use rusqlite::Connection;
use serde_json::{Value, from_str, json};
use sqlite_host::Sqlite;
use webcare::case::{Arrived, Case, Command, Owner, Ownership, PartId, Progress, Purpose, ReplyId};
use webcare::desk::Desk;
use webcare::mention::MentionKey;
use webcare::playbook::Playbook;
use webcare::policy::{Filing, Input, Order, Record, Standing};
use webcare::store::CaseStore;

#[test]
fn nothing_is_lost_or_doubled_however_often_it_is_killed() {
    let number =
        |name: &str, usual: u64| std::env::var(name).map_or(usual, |value| value.parse().unwrap());
    let (kills, seed) = (number("KILLS", 200), number("SEED", 1));
    println!("{kills} kills, seed {seed}");
    let mut total = Tally::default();
    let mut dice = Dice(seed);
    // A file of its own for every hundred, so that looking at all of it stays quick.
    for run in 0..kills.div_ceil(100) {
        let mut host = Host::new(run);
        while host.tally.kills < 100.min(kills - run * 100) {
            host.round(&mut dice);
        }
        host.finish();
        total.add(&host.tally);
    }
    println!("{total:?}");
    assert!(total.kills >= kills);
    // Kills that hit nothing would prove nothing.
    assert!(total.cut_short * 4 > kills, "most kills came too late: {total:?}");
    assert!(total.asked_a_person > 0 && total.on_the_wall > 0, "{total:?}");
}

/// What came of it.
#[derive(Debug, Default)]
struct Tally {
    kills: u64,
    /// Kills before the host had ended by itself.
    cut_short: u64,
    acknowledged: usize,
    on_the_wall: usize,
    asked_a_person: usize,
    sent_anew: usize,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.kills += other.kills;
        self.cut_short += other.cut_short;
        self.acknowledged += other.acknowledged;
        self.on_the_wall += other.on_the_wall;
        self.asked_a_person += other.asked_a_person;
        self.sent_anew += other.sent_anew;
    }
}

/// The same numbers for the same seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// A host that is killed again and again, and what it said before.
struct Host {
    folder: PathBuf,
    now: DateTime<Utc>,
    /// Everything that was ever brought, as lines.
    lines: Vec<String>,
    acknowledged: BTreeSet<String>,
    /// How long a run takes that nobody disturbs.
    usual: BTreeMap<&'static str, Duration>,
    tally: Tally,
}

impl Host {
    fn new(run: u64) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("kill-{run}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self {
            folder,
            now: "2011-06-14T10:00:00Z".parse().unwrap(),
            lines: Vec::new(),
            acknowledged: BTreeSet::new(),
            usual: BTreeMap::new(),
            tally: Tally::default(),
        }
    }

    /// Mentions come, an agent answers, replies leave; the host dies of both.
    fn round(&mut self, dice: &mut Dice) {
        let batch = self.post(dice);
        self.run("ingest", &["ingest", "-"], &batch, Some(dice));
        self.check();
        self.work(dice);
        let blind: &[&str] =
            if dice.below(2) == 0 { &["--blind", "yes", "deliver"] } else { &["deliver"] };
        self.run("deliver", blind, "", Some(dice));
        self.check();
        // Leases of the dead run out; now and then a night passes, and cases wake.
        self.now += TimeDelta::minutes(2);
        if dice.below(8) == 0 {
            self.now += TimeDelta::hours(14);
            self.run("tick", &["tick"], "", Some(dice));
            self.check();
        }
    }

    /// New posts, and old ones again.
    fn post(&mut self, dice: &mut Dice) -> String {
        let texts = ["een klacht over mijn schade", "bedankt", "mooi weer vandaag"];
        let mut batch = String::new();
        for _ in 0..1 + dice.below(40) {
            let again = dice.below(4) == 0 && !self.lines.is_empty();
            if !again {
                let id = self.lines.len();
                let author = format!("@a{}", dice.below(30));
                let text = texts[dice.below(3) as usize];
                let line = json!({ "channel": "twitter", "id": id.to_string(), "author": { "handle": author },
                                   "text": text, "posted_at": self.now, "seen_at": self.now });
                self.lines.push(line.to_string());
            }
            let place = if again {
                dice.below(self.lines.len() as u64) as usize
            } else {
                self.lines.len() - 1
            };
            batch.push_str(&self.lines[place]);
            batch.push('\n');
        }
        batch
    }

    /// Starts the host, feeds it, and kills it at an instant that the dice choose.
    fn run(&mut self, what: &'static str, words: &[&str], input: &str, dice: Option<&mut Dice>) {
        let (began, hung) = (Instant::now(), self.length_of_the_wall());
        let mut child = Process::new(env!("CARGO_BIN_EXE_sqlite-host"))
            .args(["--db", self.path("host.db").to_str().unwrap()])
            .args(["--wall", self.path("wall.jsonl").to_str().unwrap()])
            .args(["--now", &self.now.to_rfc3339()])
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // What does not fit the pipe is read while the host works.
        let mut stdin = child.stdin.take().unwrap();
        let fed = input.to_owned();
        let feeder = std::thread::spawn(move || {
            // A host that was killed reads no more.
            let _ = stdin.write_all(fed.as_bytes());
        });
        let mut stdout = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut said = String::new();
            stdout.read_to_string(&mut said).unwrap();
            said
        });
        let usual = self.usual.get(what).copied();
        if let (Some(dice), Some(usual)) = (dice, usual) {
            let micros = dice.below(usual.as_micros() as u64 * 5 / 4);
            if what == "deliver" && dice.below(2) == 0 {
                // Half of them die with something on the wall that they have not noted yet.
                self.wait_for_the_wall(began + 2 * usual, hung);
                std::thread::sleep(Duration::from_micros(micros % 500));
            } else {
                std::thread::sleep(Duration::from_micros(micros));
            }
            self.tally.kills += 1;
            self.tally.cut_short += u64::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
        } else {
            assert!(child.wait().unwrap().success(), "{what}");
            self.usual.insert(what, began.elapsed());
        }
        feeder.join().unwrap();
        let said = reader.join().unwrap();
        let brought: Vec<&str> = input.lines().collect();
        for line in said.lines() {
            // The last line may be cut off: then nobody heard it.
            if let Ok(line) = from_str::<Value>(line)
                && line["ok"] == true
                && let Some(number) = line["line"].as_u64()
            {
                let mention: Value = from_str(brought[number as usize - 1]).unwrap();
                self.acknowledged.insert(format!("twitter:{}", mention["id"].as_str().unwrap()));
            }
        }
    }

    /// Until more hangs on the wall than did, or nothing comes.
    fn wait_for_the_wall(&self, until: Instant, hung: u64) {
        while Instant::now() < until && self.length_of_the_wall() == hung {
            std::thread::sleep(Duration::from_micros(50));
        }
    }

    fn length_of_the_wall(&self) -> u64 {
        fs::metadata(self.path("wall.jsonl")).map_or(0, |wall| wall.len())
    }

    /// Everything is as it was promised.
    fn check(&mut self) {
        let store = Sqlite::open(self.path("host.db")).unwrap();
        assert_eq!(self.column("PRAGMA integrity_check"), ["ok"]);
        let records = self.records();
        for record in &records {
            let log = store.log(&record.case.id).unwrap();
            assert_eq!(Record::fold(record.case.id.clone(), &log), *record, "half a commit");
        }
        let filings = self.column("SELECT filing FROM mentions");
        let filings: Vec<Filing> = filings.iter().map(|it| from_str(it).unwrap()).collect();
        let known: BTreeSet<String> = filings.iter().map(|it| it.mention.to_string()).collect();
        let lost: Vec<_> = self.acknowledged.difference(&known).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        let living = || records.iter().filter(|it| it.case.merged_into.is_none());
        let mut held: BTreeMap<&MentionKey, usize> = BTreeMap::new();
        for key in living().flat_map(|it| it.case.voices.keys()) {
            *held.entry(key).or_default() += 1;
        }
        for filing in &filings {
            let promised = usize::from(matches!(filing.standing, Standing::InCase(_)));
            let found = held.get(&filing.mention).copied().unwrap_or(0);
            assert_eq!(found, promised, "{} is in {found} cases", filing.mention);
        }
        assert!(held.keys().all(|key| known.contains(&key.to_string())));
        self.check_wall(&records);
    }

    /// Every part hangs there once at most, after the part before it; what the
    /// cases take for delivered does hang there.
    fn check_wall(&mut self, records: &[Record]) {
        let wall = self.wall();
        let mut seen = BTreeSet::new();
        for part in &wall {
            assert!(seen.insert(part.clone()), "{part} is posted twice");
            let before =
                part.part.checked_sub(1).map(|before| PartId { part: before, ..part.clone() });
            assert!(before.is_none_or(|before| seen.contains(&before)), "{part} came too early");
        }
        for (id, progress) in records.iter().flat_map(|record| parts(&record.case)) {
            match progress {
                Progress::Delivered(_) => assert!(seen.contains(&id), "{id} is not there"),
                Progress::Failed => assert!(!seen.contains(&id), "{id} failed and is there"),
                _ => {}
            }
        }
        self.tally.on_the_wall = wall.len();
        self.tally.acknowledged = self.acknowledged.len();
    }

    fn wall(&self) -> Vec<PartId> {
        let text = fs::read_to_string(self.path("wall.jsonl")).unwrap_or_default();
        // A line that broke off is not there.
        let lines = text.lines().filter_map(|line| from_str::<Value>(line).ok());
        lines.filter_map(|line| serde_json::from_value(line["part"].clone()).ok()).collect()
    }

    /// An agent takes cases, answers them, and looks for parts of unknown fate.
    fn work(&mut self, dice: &mut Dice) {
        let store = Arc::new(Sqlite::open(self.path("host.db")).unwrap());
        let playbook = toml::from_str(include_str!("../src/playbook.toml")).unwrap();
        let policy = Playbook::from_value(playbook).unwrap().compile().unwrap();
        let desk = Desk::new(Arc::new(policy), store.clone());
        let wall: BTreeSet<PartId> = self.wall().into_iter().collect();
        let mut answered = 0;
        for record in self.records() {
            let case = &record.case;
            let unknown =
                parts(case).into_iter().find(|(_, progress)| *progress == Progress::Unknown);
            if let Some((part, _)) = unknown {
                self.look(&desk, &store, &part, wall.contains(&part));
            } else if matches!(case.owner, Owner::Queue(_)) && case.is_live() && answered < 4 {
                answered += 1;
                self.answer(&desk, &store, case, dice);
            }
        }
    }

    fn answer(&self, desk: &Desk, store: &Sqlite, case: &Case, dice: &mut Dice) {
        let ownership = Ownership::Decides;
        let voice = case.lead().unwrap();
        let text = "Wij hebben uw schade bekeken en bellen u morgen terug met een antwoord. ";
        let draft = Command::Draft {
            answers: voice.mention.clone(),
            revision: voice.revision,
            purpose: Purpose::Answer,
            text: text.repeat(1 + dice.below(5) as usize).into(),
        };
        let approve = Command::Approve { reply: ReplyId::new(1) };
        for command in [Command::Take { ownership }, draft, approve] {
            self.order(desk, store, &case.id, command);
        }
    }

    /// A person looks whether a part of unknown fate hangs there.
    fn look(&mut self, desk: &Desk, store: &Sqlite, part: &PartId, is_there: bool) {
        let arrived = if is_there { Arrived::Yes } else { Arrived::No };
        let (reply, number) = (part.reply, part.part);
        let settle = Command::Settle { reply, part: number, arrived };
        self.order(desk, store, &part.case, settle);
        self.tally.asked_a_person += 1;
        if !is_there {
            self.order(desk, store, &part.case, Command::Resend { reply });
            self.tally.sent_anew += 1;
        }
    }

    fn order(&self, desk: &Desk, store: &Sqlite, case: &webcare::case::CaseId, command: Command) {
        let expected = block_on(store.load(case)).unwrap().unwrap().case.revision;
        let (case, by) = (case.clone(), "els".into());
        let order = Order { case, expected, by, command };
        block_on(desk.handle(Input::Command(order), self.now)).unwrap();
    }

    /// At last nobody kills it: everything comes, and every reply arrives.
    fn finish(&mut self) {
        let all: String = self.lines.iter().map(|line| format!("{line}\n")).collect();
        self.run("ingest", &["ingest", "-"], &all, None);
        loop {
            self.now += TimeDelta::minutes(2);
            self.run("deliver", &["deliver"], "", None);
            self.check();
            let before = self.tally.asked_a_person;
            self.work(&mut Dice(0));
            let leaving = |record: &Record| record.case.replies.values().any(|it| it.is_leaving());
            if before == self.tally.asked_a_person && !self.records().iter().any(leaving) {
                break;
            }
        }
        assert_eq!(self.acknowledged.len(), self.lines.len());
        self.check();
    }

    fn records(&self) -> Vec<Record> {
        let rows = self.column("SELECT record FROM cases ORDER BY id");
        rows.iter().map(|row| from_str(row).unwrap()).collect()
    }

    /// What the file itself says.
    fn column(&self, query: &str) -> Vec<String> {
        let db = Connection::open(self.path("host.db")).unwrap();
        let mut query = db.prepare(query).unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::new(&self.folder).join(name)
    }
}

/// Every part of every reply, and how far it came.
fn parts(case: &Case) -> Vec<(PartId, Progress)> {
    let mut parts = Vec::new();
    for (reply, said) in case.replies.iter() {
        for (number, part) in (0..).zip(&said.parts) {
            let id = PartId { case: case.id.clone(), reply: *reply, part: number };
            parts.push((id, part.progress.clone()));
        }
    }
    parts
}
