use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::TimeDelta;
use pollster::block_on;
use webcare::case::{CaseId, Effect, Owner, PartId, Progress, State};
use webcare::policy::{Record, Standing};
use webcare::store::{Lease, Outbox};

use super::year::{Tally, Year};

impl Year {
    /// Nothing goes wrong any more: what is under way comes in, what waits
    /// leaves, and all that was promised is looked at.
    pub(super) fn come_to_rest(&mut self) -> Tally {
        self.rest();
        let records = self.store.records();
        let posted = self.posted();
        for record in &records {
            self.check_log(record);
            self.check_case(record);
            check_parts(record, &posted);
        }
        self.check_filings(&records);
        self.check_repeats();
        let cases = records.iter().map(|it| &it.case);
        let clocks = records.iter().flat_map(|it| it.clocks.iter());
        let merged = cases.clone().filter(|it| it.state == State::Merged).count();
        let parts = cases.flat_map(|it| it.replies.values().flat_map(|it| &it.parts));
        let unknown = parts.filter(|it| it.progress == Progress::Unknown).count();
        Tally {
            posted: posted.len() as u64,
            unknown: unknown as u64,
            breached: clocks.filter(|it| it.breached.is_some()).count() as u64,
            merged: merged as u64,
            ..self.tally.clone()
        }
    }

    fn rest(&mut self) {
        self.settle_feed();
        for _ in 0..3 {
            self.now += TimeDelta::hours(1);
            block_on(self.desk.wake(self.now)).unwrap();
            let until = self.now + TimeDelta::minutes(2);
            let step = || {
                let done = self
                    .desk
                    .deliver(&*self.store, &self.network, self.now, until);
                block_on(done).unwrap()
            };
            while step().is_some() {}
        }
        self.now += TimeDelta::hours(1);
        block_on(self.desk.wake(self.now)).unwrap();
        // 6: what is to leave has left, or waits for a person.
        let lease = || block_on(self.store.lease(self.now, self.now)).unwrap();
        let is_part = |it: &Lease| matches!(it.effect, Effect::Send(_));
        assert!(!lease().is_some_and(|it| is_part(&it)), "it never left");
    }

    /// 6: every message hangs there once, and each after the one before it.
    fn posted(&self) -> BTreeMap<PartId, usize> {
        let mut places = BTreeMap::new();
        for (place, (part, _)) in self.network.posted().into_iter().enumerate() {
            let before = places.insert(part.id.clone(), place);
            assert!(before.is_none(), "{} hangs there twice", part.id);
            if let Some(before) = part.id.part.checked_sub(1) {
                let id = PartId {
                    part: before,
                    ..part.id.clone()
                };
                assert!(places.contains_key(&id), "{} came first", part.id);
            }
        }
        places
    }

    /// 9: what is stored is what its log tells, to the byte.
    fn check_log(&self, record: &Arc<Record>) {
        let log = self.store.log(&record.case.id);
        let told = Record::fold(record.case.id.clone(), &log);
        let bytes = |it: &Record| serde_json::to_string(it).unwrap();
        assert_eq!(bytes(&told), bytes(record));
        assert!(log.is_sorted_by_key(|entry| entry.at), "{}", record.case.id);
    }

    fn check_case(&self, record: &Record) {
        let case = &record.case;
        let policy = self.desk.policy();
        // 3
        let known = match &case.owner {
            Owner::Agent(agent) => policy.playbook().agents().contains_key(agent),
            Owner::Queue(queue) => policy.playbook().queues().contains_key(queue),
        };
        assert!(known, "{:?}", case.owner);
        assert_eq!(policy.next(record).is_some(), case.is_live());
        // 5: nothing closes over a word or a promise that is owed, but forgetting.
        if case.state == State::Closed && case.erased.is_empty() {
            assert!(!case.owes_follow_up(), "{}", case.id);
            assert_eq!(case.open_promises().count(), 0, "{}", case.id);
        }
        // 9: what is over is breached, once every case was woken.
        if !matches!(case.state, State::Closed | State::Merged) {
            for run in record.clocks.open().filter(|run| !run.is_paused()) {
                let due = run.clock(policy.calendar()).due();
                let is_over = due.is_ok_and(|due| due <= self.now);
                assert!(!is_over || run.breached.is_some(), "{run:?}");
            }
        } else {
            assert_eq!(record.clocks.open().count(), 0, "{}", case.id);
        }
        // 10
        for kept in &case.texts {
            assert!(
                self.store.text(&kept.text).is_some(),
                "{} is gone",
                kept.text
            );
        }
    }

    /// 1: every mention that was taken in is in exactly one place.
    fn check_filings(&self, records: &[Arc<Record>]) {
        let by_id: BTreeMap<&CaseId, &Arc<Record>> =
            records.iter().map(|it| (&it.case.id, it)).collect();
        let filings = self.store.filings();
        let filed: BTreeSet<_> = filings.iter().map(|it| &it.mention).collect();
        for mention in self.accepted.keys() {
            assert!(filed.contains(mention), "{mention} is lost");
        }
        for filing in &filings {
            let mention = &filing.mention;
            let live = records.iter().filter(|it| it.case.merged_into.is_none());
            let holders: Vec<_> = live.filter(|it| it.case.is_there(mention)).collect();
            let Standing::InCase(case) = &filing.standing else {
                assert!(holders.is_empty(), "{mention} is in a case too");
                continue;
            };
            let mut root = by_id[case];
            while let Some(into) = &root.case.merged_into {
                root = by_id[into];
            }
            assert_eq!(holders.len(), 1, "{mention} is in several cases");
            assert_eq!(holders[0].case.id, root.case.id);
        }
    }

    /// 2: what was brought last of each mention changes nothing when it comes again.
    fn check_repeats(&mut self) {
        for input in self.accepted.clone().into_values() {
            let again = block_on(self.desk.handle(input.clone(), self.now)).unwrap();
            let again = again.changes.iter().map(|it| &it.entries);
            let again: Vec<_> = again.collect();
            assert!(again.is_empty(), "{input:?} again: {again:#?}");
        }
    }
}

/// 6: what is known to hang there does, and what is known not to does not.
fn check_parts(record: &Record, posted: &BTreeMap<PartId, usize>) {
    let case = &record.case;
    for (id, reply) in case.replies.iter() {
        for (part, it) in (0..).zip(&reply.parts) {
            let id = PartId {
                case: case.id.clone(),
                reply: *id,
                part,
            };
            let is_there = posted.contains_key(&id);
            assert!(!is_there || reply.approved_by.is_some(), "{id}");
            match it.progress {
                Progress::Delivered(_) => assert!(is_there, "{id} never hung there"),
                Progress::Failed => assert!(!is_there, "{id} hangs there"),
                Progress::Waiting if case.erased.is_empty() => {
                    assert!(!is_there, "{id} is not known of")
                }
                _ => {}
            }
        }
    }
}
