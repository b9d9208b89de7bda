//! Cases and mentions in one file.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{collections::BTreeMap, error::Error, path::Path};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, DropBehavior, ErrorCode, OptionalExtension, Params};
use rusqlite::{TransactionBehavior::Immediate, params, types::FromSql};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, from_str, to_writer};
use webcare::case::CaseId;
use webcare::channel::ChannelId;
use webcare::mention::{Handle, MentionKey};
use webcare::policy::{Change, Commit, Entry, Filing, Forget, Record, Related, Standing};
use webcare::store::{CaseStore, StoreError};

use crate::outbox;

/// What a step may fail with: the database, or a row that does not parse.
pub type Fails<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What a port answers.
pub(crate) type Stored<T> = Result<T, StoreError>;

const RECORD: &str = "SELECT record FROM cases WHERE id = ?1";

/// A database file, open.
pub struct Sqlite {
    connection: Mutex<Connection>,
    /// The how-manieth opening of the file this is, and how many ids it gave: a new case waits for
    /// no counter on the disk, and stands in the tables behind the one before it.
    opened: u64,
    ids: AtomicU64,
    /// Whether there is a transaction open. What is to be kept at once is one: what its commits
    /// change in common is written once, and who reads between them takes no lock.
    unkept: AtomicBool,
}

impl Sqlite {
    /// Opens the file, and makes it where there is none.
    pub fn open(path: impl AsRef<Path>) -> Fails<Self> {
        let db = Connection::open(path)?;
        db.execute_batch(include_str!("schema.sql"))?;
        db.set_prepared_statement_cache_capacity(64);
        let (opened, unkept) = (count(&db, "opened")?, false.into());
        Ok(Self { opened, connection: Mutex::new(db), ids: 1.into(), unkept })
    }

    /// What a list of tickets shows.
    pub fn tickets(&self) -> Fails<Vec<Value>> {
        all(&self.lock(), "SELECT json_object('case', id, 'ticket', json(summary)) FROM cases", [])
    }

    /// The log of a case, line by line.
    pub fn log(&self, case: &CaseId) -> Fails<Vec<Entry>> {
        log(&self.lock(), case.as_str())
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere has rolled back what it was at.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work`: all of it is stored, or nothing. Whoever reads here sees it at once, others
    /// when it is kept.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Connection) -> Fails<T>) -> Stored<T> {
        let mut db = self.lock();
        let run = || {
            if self.unkept.load(Relaxed) {
                let savepoint = db.savepoint()?;
                let done = work(&savepoint)?;
                return Ok(savepoint.commit().map(|()| done)?);
            }
            let mut all = db.transaction_with_behavior(Immediate)?;
            let (before, done) = (all.total_changes(), work(&all)?);
            if all.total_changes() > before {
                all.set_drop_behavior(DropBehavior::Ignore);
                self.unkept.store(true, Relaxed);
            }
            Ok(done)
        };
        run().map_err(failed)
    }
}

#[async_trait]
impl CaseStore for Sqlite {
    async fn filing(&self, mention: &MentionKey) -> Stored<Option<Filing>> {
        let query = "SELECT filing FROM mentions WHERE channel = ?1 AND id = ?2";
        let key = [mention.channel.as_str(), mention.id.as_str()];
        Ok(all(&self.lock(), query, key).map_err(failed)?.pop())
    }

    async fn related(&self, channel: &ChannelId, author: &Handle) -> Stored<Related> {
        related(&self.lock(), channel, author).map_err(failed)
    }

    async fn load(&self, case: &CaseId) -> Stored<Option<Record>> {
        Ok(all(&self.lock(), RECORD, [case.as_str()]).map_err(failed)?.pop())
    }

    async fn fresh_id(&self) -> Stored<CaseId> {
        Ok(format!("c{}-{:06}", self.opened, self.ids.fetch_add(1, Relaxed)).into())
    }

    async fn commit(&self, commits: &[Commit]) -> Vec<Stored<()>> {
        let mut stored = self.write(|db| commits.iter().map(|commit| store(db, commit)).collect());
        if commits.iter().any(|commit| !commit.forget.is_empty()) {
            stored = self.sync().await.and(stored);
            // The journal has it still. Where somebody reads, the next one cuts it off.
            let _ = self.lock().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        // Where it failed, nothing of the call is there: all of it failed alike.
        stored.unwrap_or_else(|error| commits.iter().map(|_| Err(error.again())).collect())
    }

    /// Where it failed, or the database itself gave up what was stored, it fails for everybody until
    /// that is kept after all or the file is opened anew: whose commits are gone, nobody can tell.
    async fn sync(&self) -> Stored<()> {
        let db = self.lock();
        if self.unkept.load(Relaxed) {
            db.execute_batch("COMMIT").map_err(StoreError::lasting)?;
            self.unkept.store(false, Relaxed);
        }
        Ok(())
    }

    async fn due(&self, now: DateTime<Utc>, most: usize) -> Stored<Vec<CaseId>> {
        let query = "SELECT json_quote(id) FROM cases WHERE wake_at <= ?1
                     ORDER BY wake_at, id LIMIT ?2";
        all(&self.lock(), query, params![nanos(now), most]).map_err(failed)
    }
}

/// Stores one commit, or refuses it and touches nothing.
fn store(db: &Connection, commit: &Commit) -> Fails<Stored<()>> {
    if !is_current(db, commit)? {
        return Ok(Err(StoreError::Conflict));
    }
    if let Some(settled) = &commit.settles
        && !outbox::settle(db, &settled.effect, settled.lease)?
    {
        return Ok(Err(StoreError::LeaseLost));
    }
    if !commit.filed.iter().try_fold(true, |all, it| file(db, it).map(|it| all && it))? {
        return Ok(Err(StoreError::Conflict));
    }
    commit.changes.iter().try_for_each(|change| write(db, change))?;
    for text in &commit.texts {
        run(db, "REPLACE INTO texts VALUES (?1, ?2)", [text.id.to_string(), json(text)?])?;
    }
    forget(db, &commit.forget)?;
    commit.effects.iter().try_for_each(|effect| outbox::post(db, effect)).map(Ok)
}

/// Whether everything is still as the commit found it. Of a new mention and nothing else, as
/// most are, the writing tells.
fn is_current(db: &Connection, commit: &Commit) -> Fails<bool> {
    let mut is_current = true;
    let is_new = matches!(&*commit.filed, [one] if one.edition == 1 && commit.changes.is_empty());
    for change in &commit.changes {
        let query = "SELECT length FROM cases WHERE id = ?1";
        is_current &= one(db, query, [change.case.as_str()])?.unwrap_or(0) == change.expected;
    }
    for filing in commit.filed.iter().filter(|_| !is_new || commit.settles.is_some()) {
        let query = "SELECT edition FROM mentions WHERE channel = ?1 AND id = ?2";
        let key = [filing.mention.channel.as_str(), filing.mention.id.as_str()];
        is_current &= one(db, query, key)?.unwrap_or(0) + 1 == filing.edition;
    }
    for basis in &commit.rests_on {
        // Changes with every filing of a mention of theirs.
        let query = "SELECT SUM(edition) FROM mentions WHERE channel = ?1 AND author = ?2";
        let whose = [basis.channel.as_str(), &basis.author.normal()];
        is_current &= one::<Option<u64>>(db, query, whose)?.flatten().unwrap_or(0) == basis.edition;
    }
    Ok(is_current)
}

fn write(db: &Connection, change: &Change) -> Fails<()> {
    let case = change.case.as_str();
    let mut line = db.prepare_cached("INSERT INTO log VALUES (?1, ?2, ?3)")?;
    for (place, entry) in (change.expected..).zip(&change.entries) {
        line.execute(params![case, place, json(entry)?])?;
        outbox::note_arrival(db, &change.case, entry)?;
    }
    let (wake_at, length) = (change.wake_at.map(nanos), change.record.length);
    let row = params![case, length, wake_at, json(&change.summary)?, json(&change.record)?];
    run(db, "INSERT OR REPLACE INTO cases VALUES (?1, ?2, ?3, ?4, ?5)", row).map(|_| ())
}

fn forget(db: &Connection, forget: &Forget) -> Fails<()> {
    for text in &forget.texts {
        run(db, "DELETE FROM texts WHERE id = ?1", [text.to_string()])?;
    }
    for case in forget.cases.iter().map(CaseId::as_str) {
        for (place, entry) in log(db, case)?.iter().enumerate() {
            let line = params![case, place, json(&entry.forget())?];
            run(db, "INSERT OR REPLACE INTO log VALUES (?1, ?2, ?3)", line)?;
        }
    }
    Ok(())
}

fn log(db: &Connection, case: &str) -> Fails<Vec<Entry>> {
    all(db, "SELECT entry FROM log WHERE case_id = ?1 ORDER BY place", [case])
}

/// Writes where a mention stands; `false` where it is new and there all the same.
fn file(db: &Connection, filing: &Filing) -> Fails<bool> {
    let (channel, id) = (filing.mention.channel.as_str(), filing.mention.id.as_str());
    let author = filing.heard.as_ref().map(|heard| heard.author.normal());
    let (case, loose) = match &filing.standing {
        Standing::InCase(case) => (Some(case.as_str()), false),
        Standing::NoResponse | Standing::Review | Standing::Withdrawn => (None, true),
        Standing::Unseen | Standing::Erased => (None, false),
    };
    let row = params![channel, id, filing.edition, author, case, loose, json(filing)?];
    let write = "INSERT INTO mentions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET
        edition = ?3, author = ?4, case_id = ?5, loose = ?6, filing = ?7 WHERE edition < ?3";
    Ok(run(db, write, row)? > 0)
}

fn related(db: &Connection, channel: &ChannelId, author: &Handle) -> Fails<Related> {
    let query = "SELECT edition, case_id, CASE WHEN loose THEN filing END FROM mentions
                 WHERE channel = ?1 AND author = ?2";
    let (mut query, mut cases) = (db.prepare_cached(query)?, BTreeMap::new());
    let mut rows = query.query([channel.as_str(), &author.normal()])?;
    let mut related = Related::default();
    while let Some(row) = rows.next()? {
        related.edition += row.get::<_, u64>(0)?;
        let case = row.get_ref(1)?.as_str_or_null()?.filter(|case| !cases.contains_key(*case));
        let record = case.map(|case| living(db, case)).transpose()?.flatten();
        cases.extend(record.map(|record| (record.case.id.clone(), record)));
        let filing = row.get_ref(2)?.as_str_or_null()?.map(from_str::<Filing>).transpose()?;
        related.loose.extend(filing);
    }
    related.cases = cases.into_values().collect();
    Ok(related)
}

/// A case, or the one in which it lives on.
fn living(db: &Connection, case: &str) -> Fails<Option<Record>> {
    let record: Option<Record> = all(db, RECORD, [case])?.pop();
    let into = record.as_ref().and_then(|record| record.case.merged_into.clone());
    into.map_or(Ok(record), |into| living(db, into.as_str()))
}

/// Counts on, and gives the number that was reached.
pub(crate) fn count(db: &Connection, name: &str) -> Fails<u64> {
    let query = "UPDATE counters SET value = value + 1 WHERE name = ?1 RETURNING value";
    one(db, query, [name])?.ok_or_else(|| "a counter is not there".into())
}

/// The first column of the first row.
pub(crate) fn one<T: FromSql>(db: &Connection, query: &str, with: impl Params) -> Fails<Option<T>> {
    Ok(db.prepare_cached(query)?.query_row(with, |row| row.get(0)).optional()?)
}

/// What the first column of every row holds, as JSON.
fn all<T: DeserializeOwned>(db: &Connection, query: &str, with: impl Params) -> Fails<Vec<T>> {
    let mut query = db.prepare_cached(query)?;
    query.query_and_then(with, |row| Ok(from_str(row.get_ref(0)?.as_str()?)?))?.collect()
}

pub(crate) fn run(db: &Connection, change: &str, with: impl Params) -> Fails<usize> {
    Ok(db.prepare_cached(change)?.execute(with)?)
}

/// A value as JSON. Room for all of it at once costs less than room that grows.
pub(crate) fn json(value: &impl Serialize) -> Fails<String> {
    let mut spelled = Vec::with_capacity(2048);
    to_writer(&mut spelled, value)?;
    Ok(String::from_utf8(spelled)?)
}

/// An instant as the database compares it; what it cannot hold is at its end.
pub(crate) fn nanos(at: DateTime<Utc>) -> i64 {
    at.timestamp_nanos_opt().unwrap_or(if at.timestamp() < 0 { i64::MIN } else { i64::MAX })
}

fn failed(error: Box<dyn Error + Send + Sync>) -> StoreError {
    let code = error.downcast_ref().and_then(rusqlite::Error::sqlite_error_code);
    let is_busy = matches!(code, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked));
    if is_busy { StoreError::passing(error) } else { StoreError::lasting(error) }
}
