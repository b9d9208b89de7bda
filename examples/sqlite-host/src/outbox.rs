//! What is still to be done in the world, in the same file and transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::from_str;
use webcare::case::{CaseId, Effect, EffectId, Event, PartId};
use webcare::policy::{Entry, What};
use webcare::store::{CaseStore, Lease, Outbox, StoreError};

use crate::store::{Fails, Sqlite, Stored, count, json, nanos, run};

#[async_trait]
impl Outbox for Sqlite {
    async fn lease(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> Stored<Option<Lease>> {
        let leased = self.write(|db| lease(db, now, until))?;
        self.sync().await.map(|()| leased)
    }

    async fn settle(&self, effect: &EffectId, token: u64) -> Stored<()> {
        let settled = self.write(|db| settle(db, effect, token))?;
        self.sync().await?;
        settled.then_some(()).ok_or(StoreError::LeaseLost)
    }
}

fn lease(db: &Connection, now: DateTime<Utc>, until: DateTime<Utc>) -> Fails<Option<Lease>> {
    let take = "UPDATE outbox SET until = ?2, leased = leased + 1,
            token = (SELECT value + 1 FROM counters WHERE name = 'token')
        WHERE place = (SELECT place FROM outbox AS one WHERE NOT settled AND NOT arrived
            AND (until IS NULL OR until <= ?1)
            AND (after IS NULL OR EXISTS (SELECT 1 FROM outbox WHERE id = one.after AND arrived))
            ORDER BY place LIMIT 1)
        RETURNING effect, leased, (SELECT texts.text FROM texts WHERE texts.id = outbox.text)";
    let mut take = db.prepare_cached(take)?;
    let row = take.query_row([nanos(now), nanos(until)], |row| row.try_into()).optional()?;
    let Some((effect, attempts, text)): Option<(String, u32, Option<String>)> = row else {
        return Ok(None);
    };
    let (token, text) = (count(db, "token")?, text.map(|text| from_str(&text)).transpose()?);
    Ok(Some(Lease { effect: from_str(&effect)?, text, token, attempts }))
}

/// Whether the token was the latest for the effect, which is settled then.
pub(crate) fn settle(db: &Connection, effect: &EffectId, token: u64) -> Fails<bool> {
    let change = "UPDATE outbox SET settled = 1 WHERE id = ?1 AND token = ?2";
    Ok(run(db, change, params![effect.as_str(), token])? > 0)
}

/// Adds an effect, unless it is there. A part that is sent anew begins again.
pub(crate) fn post(db: &Connection, effect: &Effect) -> Fails<()> {
    let (mut after, mut text, mut attempt) = (None, None, 0);
    if let Effect::Send(sent) = effect {
        let part = sent.id.part.checked_sub(1);
        after = part.map(|part| EffectId::sending(&PartId { part, ..sent.id.clone() }).to_string());
        (text, attempt) = (Some(sent.text.to_string()), sent.attempt);
    }
    let change = "INSERT INTO outbox (id, after, text, effect, attempt) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (id) DO UPDATE SET effect = excluded.effect, attempt = excluded.attempt,
            settled = 0, token = NULL, until = NULL, leased = 0
        WHERE excluded.attempt > outbox.attempt";
    run(db, change, params![effect.id().as_str(), after, text, json(effect)?, attempt]).map(drop)
}

/// Lets the part after one that arrived have its turn.
pub(crate) fn note_arrival(db: &Connection, case: &CaseId, entry: &Entry) -> Fails<()> {
    if let What::Case(Event::PartDelivered { reply, part, .. }) = &entry.what {
        let id = EffectId::sending(&PartId { case: case.clone(), reply: *reply, part: *part });
        run(db, "UPDATE outbox SET arrived = 1 WHERE id = ?1", [id.as_str()])?;
    }
    Ok(())
}
