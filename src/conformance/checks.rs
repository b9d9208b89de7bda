use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::{Broken, Ports, Promise, Report, Seen};
use super::{committing, filing, forgetting, leasing, parts, reading, related, unseen, waking};

/// What one check does with the ports it is given.
type Tried<'p> = Pin<Box<dyn Future<Output = Result<(), Seen>> + Send + 'p>>;

/// One check of a store and its outbox: a function of this module's children, and what it is about.
#[derive(Clone, Copy)]
pub struct Check {
    name: &'static str,
    promise: Promise,
    needs: Needs,
    run: fn(&Ports) -> Tried<'_>,
}

/// What a check cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    Nothing,
    Reopening,
    Searching,
}

impl Check {
    /// The name of its function.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The promise that it tries.
    pub fn promise(&self) -> Promise {
        self.promise
    }

    /// Runs this check alone, on a store with nothing in it. One that needs
    /// more than `ports` can do is passed over.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use webcare::{conformance::{CHECKS, Ports}, store::InMemory};
    ///
    /// let check = CHECKS.iter().find(|check| check.name() == "a_repeat_changes_nothing").unwrap();
    /// let ports = Ports::of(Arc::new(InMemory::new()));
    /// assert!(pollster::block_on(check.run(&ports)).is_ok());
    /// ```
    ///
    /// # Errors
    ///
    /// [`Broken`] where the promise was not kept.
    pub async fn run(&self, ports: &Ports) -> Result<(), Broken> {
        if !self.can_run(ports) {
            return Ok(());
        }
        (self.run)(ports).await.map_err(|seen| Broken {
            check: self.name,
            promise: self.promise,
            seen,
        })
    }

    fn can_run(&self, ports: &Ports) -> bool {
        match self.needs {
            Needs::Nothing => true,
            Needs::Reopening => ports.reopen.is_some(),
            Needs::Searching => ports.search.is_some(),
        }
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check")
            .field("name", &self.name)
            .field("promise", &self.promise)
            .finish_non_exhaustive()
    }
}

/// Runs every check of [`CHECKS`], each on a store that `fresh` makes for it.
pub async fn stores(fresh: impl AsyncFn() -> Ports) -> Report {
    let mut report = Report::default();
    for check in CHECKS {
        let ports = fresh().await;
        if check.can_run(&ports) {
            report.add(check.name, check.promise, (check.run)(&ports).await);
        } else {
            report.left_out.push(check.name);
        }
    }
    report
}

/// A check over the case store alone, over the outbox alone, over both, or
/// over all that the host gave.
macro_rules! check {
    ($promise:ident, $module:ident::$name:ident, store) => {
        check!($promise, $name, Nothing, |ports| Box::pin($module::$name(
            &*ports.store
        )))
    };
    ($promise:ident, $module:ident::$name:ident, outbox) => {
        check!($promise, $name, Nothing, |ports| Box::pin($module::$name(
            &*ports.outbox
        )))
    };
    ($promise:ident, $module:ident::$name:ident, both) => {
        check!($promise, $name, Nothing, |ports| Box::pin($module::$name(
            &*ports.store,
            &*ports.outbox
        )))
    };
    ($promise:ident, $module:ident::$name:ident, reopened) => {
        check!($promise, $name, Reopening, |ports| Box::pin(
            $module::$name(ports)
        ))
    };
    ($promise:ident, $module:ident::$name:ident, searched) => {
        check!($promise, $name, Searching, |ports| Box::pin(
            $module::$name(ports)
        ))
    };
    ($promise:ident, $name:ident, $needs:ident, $run:expr) => {
        Check {
            name: stringify!($name),
            promise: Promise::$promise,
            needs: Needs::$needs,
            run: $run,
        }
    };
}

/// Every check of a store and its outbox, promise by promise.
pub const CHECKS: &[Check] = &[
    check!(AllOrNothing, committing::a_conflict_files_nothing, store),
    check!(AllOrNothing, committing::a_conflict_leaves_no_effect, both),
    check!(AllOrNothing, committing::a_conflict_leaves_no_words, both),
    check!(AllOrNothing, committing::a_conflict_forgets_nothing, both),
    check!(AllOrNothing, committing::a_conflict_settles_nothing, both),
    check!(AllOrNothing, committing::a_conflict_sets_no_wake_up, store),
    check!(AllOrNothing, committing::two_cases_change_together, store),
    check!(AllOrNothing, committing::two_cases_stay_together, store),
    check!(AllOrNothing, committing::words_come_with_their_effect, both),
    check!(CompareFirst, committing::a_longer_log_is_a_conflict, store),
    check!(CompareFirst, committing::a_shorter_log_is_a_conflict, store),
    check!(CompareFirst, committing::a_case_is_opened_once, store),
    check!(
        CompareFirst,
        committing::a_missing_case_is_a_conflict,
        store
    ),
    check!(
        CompareFirst,
        committing::every_case_of_a_commit_is_compared,
        store
    ),
    check!(
        CompareFirst,
        filing::two_posts_of_one_author_see_each_other,
        store
    ),
    check!(CompareFirst, filing::other_authors_do_not_conflict, store),
    check!(
        FiledOnce,
        committing::a_conflict_does_not_use_the_mention_up,
        store
    ),
    check!(FiledOnce, filing::a_repeat_changes_nothing, store),
    check!(FiledOnce, filing::a_commit_is_stored_once, store),
    check!(FiledOnce, filing::of_two_at_once_one_is_first, store),
    check!(FiledOnce, filing::a_filing_that_skips_is_a_conflict, store),
    check!(FiledOnce, filing::an_edit_replaces_what_was_filed, store),
    check!(FiledOnce, filing::what_was_taken_back_stays_so, store),
    check!(FiledOnce, unseen::what_was_not_seen_is_kept, store),
    check!(FiledOnce, unseen::what_was_not_seen_is_filed_once, store),
    check!(
        EachOnItsOwn,
        committing::nothing_to_store_gives_nothing,
        store
    ),
    check!(EachOnItsOwn, committing::every_commit_has_its_result, store),
    check!(
        EachOnItsOwn,
        committing::a_refused_commit_leaves_the_others,
        store
    ),
    check!(
        EachOnItsOwn,
        committing::a_later_commit_finds_an_earlier_one,
        store
    ),
    check!(
        ReadsSeeCommits,
        reading::a_mention_never_seen_has_no_filing,
        store
    ),
    check!(
        ReadsSeeCommits,
        reading::a_case_never_opened_is_not_there,
        store
    ),
    check!(ReadsSeeCommits, reading::fresh_ids_are_new, store),
    check!(
        ReadsSeeCommits,
        reading::fresh_ids_outlive_the_process,
        reopened
    ),
    check!(ReadsSeeCommits, reading::what_was_stored_is_read, store),
    check!(
        ReadsSeeCommits,
        reading::a_case_that_changed_is_read_anew,
        store
    ),
    check!(ReadsSeeCommits, reading::characters_are_kept, store),
    check!(ReadsSeeCommits, reading::ids_are_kept_apart, store),
    check!(ReadsSeeCommits, reading::instants_are_kept, store),
    check!(ReadsSeeCommits, reading::a_long_case_is_kept, store),
    check!(
        ReadsSeeCommits,
        reading::what_was_stored_outlives_the_process,
        reopened
    ),
    check!(RelatedAreFound, related::a_stranger_has_nothing, store),
    check!(
        RelatedAreFound,
        related::a_case_is_found_by_its_author,
        store
    ),
    check!(
        RelatedAreFound,
        related::handles_are_compared_as_handles,
        store
    ),
    check!(RelatedAreFound, related::channels_are_kept_apart, store),
    check!(RelatedAreFound, related::loose_mentions_are_found, store),
    check!(
        RelatedAreFound,
        related::a_mention_in_a_case_is_not_loose,
        store
    ),
    check!(
        RelatedAreFound,
        related::what_was_taken_back_is_not_loose,
        store
    ),
    check!(RelatedAreFound, related::an_ended_case_is_found, store),
    check!(RelatedAreFound, related::merged_cases_are_followed, store),
    check!(
        RelatedAreFound,
        related::cases_that_merged_on_are_followed,
        store
    ),
    check!(
        RelatedAreFound,
        related::the_edition_changes_with_every_filing,
        store
    ),
    check!(
        RelatedAreFound,
        related::the_edition_changes_with_an_edit,
        store
    ),
    check!(RelatedAreFound, unseen::what_was_not_seen_is_nobodys, store),
    check!(Forgets, forgetting::forgotten_words_do_not_leave, both),
    check!(Forgets, forgetting::other_words_stay, both),
    check!(Forgets, forgetting::who_is_forgotten_has_nothing, store),
    check!(Forgets, forgetting::forgotten_words_are_nowhere, searched),
    check!(WakeUpsWait, waking::a_case_is_due_at_its_instant, store),
    check!(WakeUpsWait, waking::a_case_stays_due, store),
    check!(WakeUpsWait, waking::the_earliest_come_first, store),
    check!(WakeUpsWait, waking::a_wake_up_is_replaced, store),
    check!(WakeUpsWait, waking::a_wake_up_is_called_off, store),
    check!(EffectsById, leasing::an_effect_is_leased_as_it_is, both),
    check!(
        EffectsById,
        leasing::effects_are_leased_in_their_order,
        both
    ),
    check!(EffectsById, leasing::an_effect_is_kept_once, both),
    check!(EffectsById, leasing::a_notice_keeps_its_addressees, both),
    check!(EffectsById, parts::what_is_sent_anew_leaves_again, both),
    check!(EffectsById, parts::the_same_attempt_is_not_made_twice, both),
    check!(
        LeasedToOne,
        leasing::nothing_waits_in_an_empty_outbox,
        outbox
    ),
    check!(LeasedToOne, leasing::an_effect_is_leased_to_one, both),
    check!(LeasedToOne, leasing::a_lease_runs_out, both),
    check!(
        LeasedToOne,
        leasing::effects_do_not_wait_for_each_other,
        both
    ),
    check!(InOrder, parts::a_part_waits_for_the_one_before_it, both),
    check!(InOrder, parts::a_part_follows_the_one_before_it, both),
    check!(InOrder, parts::a_part_that_failed_holds_the_rest, both),
    check!(InOrder, parts::an_unknown_part_waits_for_a_person, both),
    check!(InOrder, parts::a_person_lets_the_rest_leave, both),
    check!(InOrder, parts::other_replies_do_not_wait, both),
    check!(Fenced, leasing::tokens_grow, both),
    check!(
        Fenced,
        leasing::a_token_that_was_overtaken_settles_nothing,
        both
    ),
    check!(Fenced, leasing::a_token_is_for_its_effect, both),
    check!(
        Fenced,
        parts::an_old_token_does_not_settle_what_is_sent_anew,
        both
    ),
    check!(Fenced, parts::a_late_receipt_changes_nothing, both),
    check!(SettledIsSettled, leasing::what_is_settled_is_done, both),
    check!(
        SettledIsSettled,
        leasing::to_settle_again_is_no_mistake,
        both
    ),
    check!(SettledIsSettled, parts::a_part_that_arrived_is_done, both),
    check!(SettledIsSettled, parts::a_receipt_counts_once, both),
    check!(
        SettledIsSettled,
        parts::what_arrived_by_another_way_is_not_leased,
        both
    ),
    check!(
        SettledIsSettled,
        parts::parts_of_other_cases_do_not_settle,
        both
    ),
];
