use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, Utc};
use pollster::block_on;
use webcare::case::{CaseId, Effect, EffectId};
use webcare::channel::ChannelId;
use webcare::conformance::{self, CHECKS, Ports};
use webcare::mention::{Handle, MentionKey};
use webcare::policy::{Commit, Filing, Record, Related, Standing};
use webcare::store::{CaseStore, InMemory, Lease, Outbox, StoreError};

use super::caught;

// S4:19, S4:28
#[test]
fn the_reference_keeps_every_promise() {
    let fresh = async || {
        let store = Arc::new(InMemory::new());
        let (again, all) = (store.clone(), store.clone());
        Ports::of(store)
            .reopened_by(move || Ports::of(again.clone()))
            .searched_by(move |word| dump(&all).contains(word))
    };
    let report = block_on(conformance::stores(fresh));
    assert!(report.is_kept(), "{report}");
    assert!(report.kept.len() >= 40, "{report}");
    assert_eq!(report.kept.len(), CHECKS.len());
}

/// Everything that the reference keeps, written out.
fn dump(store: &InMemory) -> String {
    let records = store.records();
    let logs: Vec<_> = records.iter().map(|it| store.log(&it.case.id)).collect();
    let records: Vec<_> = records.iter().map(|it| Record::clone(it)).collect();
    let all = (
        records,
        logs,
        store.filings(),
        store.texts(),
        store.effects(),
    );
    serde_json::to_string(&all).unwrap()
}

#[test]
fn checks_have_names_of_their_own_and_can_be_run_alone() {
    let names: BTreeSet<_> = CHECKS.iter().map(|check| check.name()).collect();
    assert_eq!(names.len(), CHECKS.len());
    for check in CHECKS {
        let ports = Ports::of(Arc::new(InMemory::new()));
        assert!(block_on(check.run(&ports)).is_ok(), "{check:?}");
    }
}

#[test]
fn a_store_that_forgets_with_its_process_is_caught() {
    let fresh = async || {
        let again = || Ports::of(Arc::new(InMemory::new()));
        again().reopened_by(again)
    };
    let report = block_on(conformance::stores(fresh));
    for check in [
        "what_was_stored_outlives_the_process",
        "fresh_ids_outlive_the_process",
    ] {
        caught(&report, "a store of one process", check);
    }
    assert_eq!(report.broken.len(), 2, "{report}");
}

#[test]
fn every_fault_is_caught_by_the_check_made_for_it() {
    for (fault, check) in FAULTS {
        let fresh = async || {
            let store = Arc::new(Faulty::new(*fault));
            let (again, all) = (store.clone(), store.clone());
            Ports::of(store)
                .reopened_by(move || Ports::of(Arc::new(again.reopened())))
                .searched_by(move |word| all.holds(word))
        };
        let report = block_on(conformance::stores(fresh));
        caught(&report, &format!("{fault:?}"), check);
        assert!(
            report.broken.len() == 1 || !ALONE.contains(fault),
            "{fault:?} was to be seen by one check alone: {report}"
        );
        assert!(
            report.kept.len() > CHECKS.len() / 2,
            "{fault:?} is more than one fault: {report}"
        );
    }
}

/// The faults that no other check sees.
const ALONE: &[Fault] = &[
    Fault::WordsInConflict,
    Fault::ForgetsInConflict,
    Fault::SettlesInConflict,
    Fault::FollowsOneMerge,
    Fault::CountsIdsAnew,
    Fault::CountsMentions,
];

/// What a store may do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    LosesDedup,
    LosesUnseen,
    FilesUnseenOverAndOver,
    FindsUnseen,
    KeepsForgottenWords,
    ForgetsEverything,
    KeepsForgottenNames,
    HidesForgottenWords,
    IgnoresLength,
    ComparesOneCase,
    IgnoresBasis,
    BlamesOthers,
    FilesInConflict,
    BurnsTheKey,
    EffectsInConflict,
    WordsInConflict,
    ForgetsInConflict,
    SettlesInConflict,
    WakesInConflict,
    SplitsMerges,
    OneForAll,
    LosesResults,
    DecidesTogether,
    RepeatsIds,
    CountsIdsAnew,
    ReadsStale,
    RoundsInstants,
    JoinsKeys,
    ReadsHandlesAsWritten,
    MixesChannels,
    ForgetsLoose,
    KeepsLoose,
    FindsMerged,
    FollowsOneMerge,
    FindsTwice,
    CountsMentions,
    ForgetsEnded,
    ForgetsWakeUps,
    KeepsOldWakeUps,
    NeverCallsOff,
    WakesInAnyOrder,
    LeasesToTwo,
    NeverRunsOut,
    RepeatsTokens,
    FencesNothing,
    FencesNoReceipt,
    RefusesToSettleAgain,
    ForgetsSettlements,
    ForgetsReceipts,
    LeasesPartsTogether,
    LosesWords,
    ForgetsAttempts,
    DoesEffectsAgain,
    NeverSendsAnew,
    LastInFirstOut,
}

/// Every fault, and the check that is made for it.
const FAULTS: &[(Fault, &str)] = &[
    (Fault::LosesDedup, "of_two_at_once_one_is_first"),
    (Fault::LosesUnseen, "what_was_not_seen_is_kept"),
    (
        Fault::FilesUnseenOverAndOver,
        "what_was_not_seen_is_filed_once",
    ),
    (Fault::FindsUnseen, "what_was_not_seen_is_nobodys"),
    (Fault::KeepsForgottenWords, "forgotten_words_do_not_leave"),
    (Fault::ForgetsEverything, "other_words_stay"),
    (Fault::KeepsForgottenNames, "who_is_forgotten_has_nothing"),
    (Fault::HidesForgottenWords, "forgotten_words_are_nowhere"),
    (Fault::IgnoresLength, "a_longer_log_is_a_conflict"),
    (Fault::ComparesOneCase, "every_case_of_a_commit_is_compared"),
    (
        Fault::IgnoresBasis,
        "two_posts_of_one_author_see_each_other",
    ),
    (Fault::BlamesOthers, "other_authors_do_not_conflict"),
    (Fault::FilesInConflict, "a_conflict_files_nothing"),
    (Fault::BurnsTheKey, "a_conflict_does_not_use_the_mention_up"),
    (Fault::EffectsInConflict, "a_conflict_leaves_no_effect"),
    (Fault::WordsInConflict, "a_conflict_leaves_no_words"),
    (Fault::ForgetsInConflict, "a_conflict_forgets_nothing"),
    (Fault::SettlesInConflict, "a_conflict_settles_nothing"),
    (Fault::WakesInConflict, "a_conflict_sets_no_wake_up"),
    (Fault::SplitsMerges, "two_cases_stay_together"),
    (Fault::OneForAll, "a_refused_commit_leaves_the_others"),
    (Fault::LosesResults, "every_commit_has_its_result"),
    (
        Fault::DecidesTogether,
        "a_later_commit_finds_an_earlier_one",
    ),
    (Fault::RepeatsIds, "fresh_ids_are_new"),
    (Fault::CountsIdsAnew, "fresh_ids_outlive_the_process"),
    (Fault::ReadsStale, "a_case_that_changed_is_read_anew"),
    (Fault::RoundsInstants, "instants_are_kept"),
    (Fault::JoinsKeys, "ids_are_kept_apart"),
    (
        Fault::ReadsHandlesAsWritten,
        "handles_are_compared_as_handles",
    ),
    (Fault::MixesChannels, "channels_are_kept_apart"),
    (Fault::ForgetsLoose, "loose_mentions_are_found"),
    (Fault::KeepsLoose, "a_mention_in_a_case_is_not_loose"),
    (Fault::FindsMerged, "merged_cases_are_followed"),
    (Fault::FollowsOneMerge, "cases_that_merged_on_are_followed"),
    (Fault::FindsTwice, "a_case_is_found_by_its_author"),
    (Fault::CountsMentions, "the_edition_changes_with_an_edit"),
    (Fault::ForgetsEnded, "an_ended_case_is_found"),
    (Fault::ForgetsWakeUps, "a_case_stays_due"),
    (Fault::KeepsOldWakeUps, "a_wake_up_is_replaced"),
    (Fault::NeverCallsOff, "a_wake_up_is_called_off"),
    (Fault::WakesInAnyOrder, "the_earliest_come_first"),
    (Fault::LeasesToTwo, "an_effect_is_leased_to_one"),
    (Fault::NeverRunsOut, "a_lease_runs_out"),
    (Fault::RepeatsTokens, "tokens_grow"),
    (
        Fault::FencesNothing,
        "a_token_that_was_overtaken_settles_nothing",
    ),
    (Fault::FencesNoReceipt, "a_late_receipt_changes_nothing"),
    (Fault::RefusesToSettleAgain, "to_settle_again_is_no_mistake"),
    (Fault::ForgetsSettlements, "what_is_settled_is_done"),
    (Fault::ForgetsReceipts, "an_unknown_part_waits_for_a_person"),
    (
        Fault::LeasesPartsTogether,
        "a_part_waits_for_the_one_before_it",
    ),
    (Fault::LosesWords, "words_come_with_their_effect"),
    (Fault::ForgetsAttempts, "a_lease_runs_out"),
    (Fault::DoesEffectsAgain, "an_effect_is_kept_once"),
    (Fault::NeverSendsAnew, "what_is_sent_anew_leaves_again"),
    (Fault::LastInFirstOut, "effects_are_leased_in_their_order"),
];

/// The reference with one fault.
struct Faulty {
    inner: Arc<InMemory>,
    fault: Fault,
    kept: Mutex<Kept>,
}

/// What the faults remember beside the reference.
#[derive(Default)]
struct Kept {
    burnt: BTreeMap<MentionKey, Filing>,
    first: BTreeMap<CaseId, Record>,
    handles: BTreeSet<String>,
    loose: Vec<Filing>,
    wakes: BTreeMap<CaseId, DateTime<Utc>>,
    told: BTreeSet<CaseId>,
    tokens: BTreeMap<EffectId, u64>,
    settled: BTreeSet<EffectId>,
    posted: Vec<Effect>,
    held: Vec<Lease>,
    commits: u64,
    ids: u64,
    /// Names and words, where nobody deletes them.
    backup: String,
    names: Vec<(Handle, MentionKey)>,
    has_forgotten: bool,
}

impl Faulty {
    fn new(fault: Fault) -> Self {
        Self::over(Arc::default(), fault)
    }

    fn over(inner: Arc<InMemory>, fault: Fault) -> Self {
        Self {
            inner,
            fault,
            kept: Mutex::default(),
        }
    }

    /// The same data in another process.
    fn reopened(&self) -> Self {
        Self::over(self.inner.clone(), self.fault)
    }

    /// The mentions of an author.
    fn filings_of(&self, channel: &ChannelId, author: &Handle) -> Vec<Filing> {
        let theirs = |it: &Filing| {
            let heard = it.heard.as_ref();
            it.mention.channel == *channel && heard.is_some_and(|it| it.author == *author)
        };
        self.inner.filings().into_iter().filter(theirs).collect()
    }

    /// The cases of an author, where a merge is followed and one after it is not.
    fn cases_one_merge_on(&self, channel: &ChannelId, author: &Handle) -> Vec<Record> {
        let filings = self.filings_of(channel, author).into_iter();
        let cases = filings.filter_map(|it| it.standing.case().cloned());
        let records = cases.filter_map(|case| self.inner.record(&case));
        let living = records.map(|it| match &it.case.merged_into {
            Some(into) => self.inner.record(into).unwrap(),
            None => it,
        });
        let by_id: BTreeMap<_, _> = living
            .map(|it| (it.case.id.clone(), Record::clone(&it)))
            .collect();
        by_id.into_values().collect()
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    /// Whether a word is anywhere in what it keeps.
    fn holds(&self, word: &str) -> bool {
        let hides = self.has(Fault::HidesForgottenWords);
        dump(&self.inner).contains(word)
            || (hides && self.kept.lock().unwrap().backup.contains(word))
    }

    async fn store(&self, commit: Commit) -> Result<(), StoreError> {
        self.inner.commit(&[commit]).await.pop().unwrap()
    }

    /// What is left of a commit once the fault has had its way with it.
    async fn twisted(&self, commit: &Commit) -> Commit {
        let mut commit = commit.clone();
        for (place, change) in commit.changes.iter_mut().enumerate() {
            let forgiven =
                self.has(Fault::IgnoresLength) || (self.has(Fault::ComparesOneCase) && place > 0);
            if forgiven {
                change.expected = self.inner.record(&change.case).map_or(0, |it| it.length);
            }
            if self.has(Fault::RoundsInstants) {
                change.wake_at = change.wake_at.map(|at| at.trunc_subsecs(0));
            }
        }
        if self.has(Fault::LosesDedup) {
            for filing in &mut commit.filed {
                let before = self.inner.filing(&filing.mention).await.unwrap();
                filing.edition = before.map_or(0, |it| it.edition) + 1;
            }
        }
        if self.has(Fault::FilesUnseenOverAndOver) {
            for filing in &mut commit.filed {
                let before = self.inner.filing(&filing.mention).await.unwrap();
                if let Some(before) = before.filter(|it| it.standing == Standing::Unseen) {
                    filing.edition = before.edition + 1;
                }
            }
        }
        if self.has(Fault::CountsMentions) {
            for basis in &mut commit.rests_on {
                let count = self.filings_of(&basis.channel, &basis.author).len() as u64;
                let found = self.inner.related(&basis.channel, &basis.author).await;
                let now = found.unwrap().edition;
                basis.edition = now + count.abs_diff(basis.edition);
            }
        }
        let mut kept = self.kept.lock().unwrap();
        match self.fault {
            // As one that files by author, and knows none.
            Fault::LosesUnseen => {
                let is_seen = |it: &Filing| it.standing != Standing::Unseen;
                commit.filed.retain(is_seen);
            }
            Fault::KeepsForgottenWords => commit.forget.texts.clear(),
            Fault::IgnoresBasis | Fault::LosesDedup => commit.rests_on.clear(),
            Fault::BlamesOthers => {
                let commits = kept.commits;
                for basis in &mut commit.rests_on {
                    // As one would compare a position over the whole store.
                    basis.edition += commits.saturating_sub(basis.edition);
                }
            }
            Fault::FencesNoReceipt => {
                if let Some(settled) = &mut commit.settles {
                    settled.lease = kept.tokens.get(&settled.effect).copied().unwrap_or(0);
                }
            }
            Fault::ForgetsReceipts => commit.settles = None,
            Fault::NeverSendsAnew => {
                let first =
                    |effect: &Effect| !kept.posted.iter().any(|known| known.id() == effect.id());
                commit.effects.retain(first);
            }
            Fault::DoesEffectsAgain => {
                for effect in &mut commit.effects {
                    if let Effect::Notify(notice) = effect
                        && kept.posted.iter().any(|known| known.id() == notice.id)
                    {
                        notice.id = EffectId::new(format!("{}/again", notice.id));
                    }
                }
            }
            _ => {}
        }
        kept.posted.extend(commit.effects.iter().cloned());
        commit
    }

    async fn one(&self, commit: &Commit) -> Result<(), StoreError> {
        if self.has(Fault::SplitsMerges) && commit.changes.len() > 1 {
            for change in &commit.changes {
                let mut part = Commit::default();
                part.changes = vec![change.clone()];
                self.store(part).await?;
            }
            let mut rest = commit.clone();
            rest.changes.clear();
            return self.store(rest).await;
        }
        let twisted = self.twisted(commit).await;
        let stored = self.store(twisted).await;
        match stored {
            Ok(()) => self.remember(commit),
            Err(_) => self.half(commit).await,
        }
        stored
    }

    fn remember(&self, commit: &Commit) {
        let mut kept = self.kept.lock().unwrap();
        kept.commits += 1;
        kept.has_forgotten |= !commit.forget.is_empty();
        for text in &commit.texts {
            kept.backup.push_str(text.words.reveal());
        }
        for filing in &commit.filed {
            if let Some(heard) = &filing.heard {
                let author = heard.author.clone();
                kept.backup.push_str(author.reveal());
                kept.names.push((author, filing.mention.clone()));
            }
        }
        for change in &commit.changes {
            let (case, record) = (change.case.clone(), (*change.record).clone());
            kept.first.entry(case.clone()).or_insert(record);
            match change.wake_at {
                Some(at) if self.has(Fault::KeepsOldWakeUps) => {
                    kept.wakes.entry(case).or_insert(at);
                }
                Some(at) => {
                    kept.wakes.insert(case, at);
                }
                None => {}
            }
        }
        for filing in &commit.filed {
            let heard = filing.heard.iter();
            kept.handles
                .extend(heard.map(|it| it.author.reveal().to_owned()));
            if !matches!(filing.standing, Standing::InCase(_)) {
                kept.loose.push(filing.clone());
            }
        }
    }

    /// What is left behind of a commit that was refused.
    async fn half(&self, commit: &Commit) {
        let mut part = Commit::default();
        match self.fault {
            Fault::FilesInConflict => part.filed = commit.filed.clone(),
            Fault::EffectsInConflict => part.effects = commit.effects.clone(),
            Fault::WordsInConflict => part.texts = commit.texts.clone(),
            Fault::ForgetsInConflict => part.forget = commit.forget.clone(),
            Fault::SettlesInConflict => part.settles = commit.settles.clone(),
            Fault::WakesInConflict => {
                let wakes = commit.changes.iter();
                let wakes = wakes.filter_map(|it| Some((it.case.clone(), it.wake_at?)));
                self.kept.lock().unwrap().wakes.extend(wakes);
                return;
            }
            Fault::BurnsTheKey => {
                let burnt = commit.filed.iter();
                let burnt = burnt.map(|it| (it.mention.clone(), it.clone()));
                self.kept.lock().unwrap().burnt.extend(burnt);
                return;
            }
            _ => return,
        }
        // Filings on what is not there any more are refused again, as they should.
        let _ = self.store(part).await;
    }
}

#[async_trait]
impl CaseStore for Faulty {
    async fn filing(&self, mention: &MentionKey) -> Result<Option<Filing>, StoreError> {
        if let Some(burnt) = self.kept.lock().unwrap().burnt.get(mention) {
            return Ok(Some(burnt.clone()));
        }
        if self.has(Fault::JoinsKeys) {
            let mut filings = self.inner.filings().into_iter();
            let joined = |it: &Filing| it.mention.to_string() == mention.to_string();
            return Ok(filings.find(joined));
        }
        self.inner.filing(mention).await
    }

    async fn related(&self, channel: &ChannelId, author: &Handle) -> Result<Related, StoreError> {
        let mut related = self.inner.related(channel, author).await?;
        if self.has(Fault::MixesChannels) {
            for other in ["twitter", "forum"]
                .into_iter()
                .filter(|it| *it != channel.as_str())
            {
                related
                    .cases
                    .extend(self.inner.related(&other.into(), author).await?.cases);
            }
        }
        let kept = self.kept.lock().unwrap();
        match self.fault {
            Fault::CountsMentions => {
                related.edition = self.filings_of(channel, author).len() as u64;
            }
            Fault::FollowsOneMerge => related.cases = self.cases_one_merge_on(channel, author),
            Fault::FindsTwice => related.cases.extend(related.cases.clone()),
            Fault::BlamesOthers => related.edition = kept.commits.max(related.edition),
            Fault::ReadsHandlesAsWritten if !kept.handles.contains(author.reveal()) => {
                return Ok(Related::default());
            }
            Fault::FindsUnseen => {
                let filings = self.inner.filings().into_iter();
                let unseen = filings.filter(|it| it.standing == Standing::Unseen);
                related.loose.extend(unseen);
            }
            Fault::KeepsForgottenNames => {
                let theirs = |it: &Filing| {
                    let name = (author.clone(), it.mention.clone());
                    it.standing == Standing::Erased && kept.names.contains(&name)
                };
                let filings = self.inner.filings().into_iter();
                related.loose.extend(filings.filter(theirs));
            }
            Fault::ForgetsLoose => related.loose.clear(),
            Fault::KeepsLoose => {
                let theirs =
                    |it: &&Filing| it.heard.as_ref().is_some_and(|it| it.author == *author);
                related.loose = kept.loose.iter().filter(theirs).cloned().collect();
            }
            Fault::FindsMerged => {
                let merged = self.inner.records().into_iter();
                related.cases.extend(
                    merged
                        .filter(|it| it.case.merged_into.is_some())
                        .map(|it| (*it).clone()),
                );
            }
            Fault::ForgetsEnded => related.cases.retain(|it| it.case.is_live()),
            _ => {}
        }
        Ok(related)
    }

    async fn load(&self, case: &CaseId) -> Result<Option<Record>, StoreError> {
        if self.has(Fault::ReadsStale) {
            return Ok(self.kept.lock().unwrap().first.get(case).cloned());
        }
        self.inner.load(case).await
    }

    async fn fresh_id(&self) -> Result<CaseId, StoreError> {
        match self.fault {
            // As one would who counts the cases.
            Fault::RepeatsIds => Ok(format!("c{}", self.inner.records().len() + 1).into()),
            Fault::CountsIdsAnew => {
                let mut kept = self.kept.lock().unwrap();
                kept.ids += 1;
                Ok(format!("c{}", kept.ids).into())
            }
            _ => self.inner.fresh_id().await,
        }
    }

    async fn commit(&self, commits: &[Commit]) -> Vec<Result<(), StoreError>> {
        let conflict = || Err(StoreError::Conflict);
        if self.has(Fault::OneForAll) && commits.len() > 1 {
            let ahead = |change: &webcare::policy::Change| {
                let length = self.inner.record(&change.case).map_or(0, |it| it.length);
                length < change.expected
            };
            if commits.iter().flat_map(|it| &it.changes).any(ahead) {
                return commits.iter().map(|_| conflict()).collect();
            }
        }
        let (mut results, mut cases) = (Vec::new(), BTreeSet::new());
        for commit in commits {
            let again = commit.changes.iter().any(|it| cases.contains(&it.case));
            cases.extend(commit.changes.iter().map(|it| it.case.clone()));
            results.push(match self.fault {
                Fault::DecidesTogether if again => conflict(),
                _ => self.one(commit).await,
            });
        }
        if self.has(Fault::LosesResults) && results.len() > 1 {
            results.pop();
        }
        results
    }

    async fn sync(&self) -> Result<(), StoreError> {
        self.inner.sync().await
    }

    async fn due(&self, now: DateTime<Utc>, most: usize) -> Result<Vec<CaseId>, StoreError> {
        let mut kept = self.kept.lock().unwrap();
        let waits = |kept: &Kept| -> Vec<CaseId> {
            let wakes = kept.wakes.iter().filter(|(_, at)| **at <= now);
            wakes.map(|(case, _)| case.clone()).take(most).collect()
        };
        match self.fault {
            Fault::WakesInConflict
            | Fault::KeepsOldWakeUps
            | Fault::NeverCallsOff
            | Fault::WakesInAnyOrder => Ok(waits(&kept)),
            Fault::ForgetsWakeUps => {
                let mut due = waits(&kept);
                due.retain(|case| kept.told.insert(case.clone()));
                Ok(due)
            }
            _ => {
                drop(kept);
                self.inner.due(now, most).await
            }
        }
    }
}

#[async_trait]
impl Outbox for Faulty {
    async fn lease(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Lease>, StoreError> {
        let until = match self.fault {
            Fault::LeasesToTwo => now,
            Fault::NeverRunsOut => DateTime::<Utc>::MAX_UTC,
            _ => until,
        };
        if self.has(Fault::LastInFirstOut) {
            while let Some(lease) = self.inner.lease(now, until).await? {
                self.kept.lock().unwrap().held.push(lease);
            }
            return Ok(self.kept.lock().unwrap().held.pop());
        }
        let Some(mut lease) = self.inner.lease(now, until).await? else {
            return Ok(self.another());
        };
        let mut kept = self.kept.lock().unwrap();
        kept.tokens.insert(lease.effect.id(), lease.token);
        kept.held.push(lease.clone());
        match self.fault {
            Fault::RepeatsTokens => lease.token = 1,
            Fault::LosesWords => lease.text = None,
            Fault::ForgetsEverything if kept.has_forgotten => lease.text = None,
            Fault::ForgetsAttempts => lease.attempts = 1,
            _ => {}
        }
        Ok(Some(lease))
    }

    async fn settle(&self, effect: &EffectId, token: u64) -> Result<(), StoreError> {
        let latest = self.kept.lock().unwrap().tokens.get(effect).copied();
        match self.fault {
            Fault::ForgetsSettlements => Ok(()),
            Fault::FencesNothing | Fault::RepeatsTokens => {
                self.inner.settle(effect, latest.unwrap_or(token)).await
            }
            Fault::RefusesToSettleAgain => {
                match self.kept.lock().unwrap().settled.insert(effect.clone()) {
                    true => {}
                    false => return Err(StoreError::LeaseLost),
                }
                self.inner.settle(effect, token).await
            }
            _ => self.inner.settle(effect, token).await,
        }
    }
}

impl Faulty {
    /// A part that nobody has in hand, though it has not got its turn.
    fn another(&self) -> Option<Lease> {
        let kept = self.kept.lock().unwrap();
        if !self.has(Fault::LeasesPartsTogether) {
            return None;
        }
        let in_hand = |effect: &&Effect| kept.held.iter().all(|held| held.effect != **effect);
        let effect = kept.posted.iter().find(in_hand)?.clone();
        let (text, token, attempts) = (None, 99, 1);
        Some(Lease {
            effect,
            text,
            token,
            attempts,
        })
    }
}
