use chrono::{DateTime, TimeDelta, Utc};

use super::{ChainEvent, ChainId, Chains, EndReason, Recipient};

/// What people do with a chain: each gives the event to log, or nothing where
/// it would change nothing.
impl Chains {
    /// Somebody takes a chain in hand; also one whose last step was told.
    pub fn acknowledge(
        &self,
        id: &ChainId,
        by: impl Into<String>,
        at: DateTime<Utc>,
    ) -> Option<ChainEvent> {
        self.get(id).filter(|chain| chain.is_unclaimed())?;
        let (id, by) = (id.clone(), by.into());
        Some(ChainEvent::Acknowledged { id, by, at })
    }

    /// The longest that a chain can be put off at once: a week.
    pub const LONGEST_SNOOZE: TimeDelta = TimeDelta::days(7);

    /// Somebody puts the steps that are left off until an instant, sooner or
    /// later than the snooze before did. [Advance](Self::advance) to `at` first:
    /// what was due and not told yet is put off too.
    ///
    /// Nothing comes of one longer than [`LONGEST_SNOOZE`](Self::LONGEST_SNOOZE),
    /// of one that was over when the last one was asked for, or of any while a
    /// chain that was given to another waits to be acknowledged: they have until
    /// then, and nobody can put that off.
    pub fn snooze(
        &self,
        id: &ChainId,
        by: impl Into<String>,
        at: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Option<ChainEvent> {
        let chain = self.get(id).filter(|chain| chain.is_running())?;
        let is_other = chain.snoozed_until.is_none_or(|before| before != until);
        let is_over = chain.snoozed_at.is_some_and(|asked| until <= asked);
        let is_short = at < until && until - at <= Self::LONGEST_SNOOZE;
        let changes = is_other && is_short && !is_over && !chain.awaits_acceptance();
        let (id, by) = (id.clone(), by.into());
        changes.then_some(ChainEvent::Snoozed { id, by, at, until })
    }

    /// Somebody ends a chain for good.
    pub fn stop(
        &self,
        id: &ChainId,
        by: impl Into<String>,
        at: DateTime<Utc>,
    ) -> Option<ChainEvent> {
        self.get(id).filter(|chain| chain.is_running())?;
        let (id, reason) = (id.clone(), EndReason::Stopped);
        let by = Some(by.into());
        Some(ChainEvent::Ended { id, at, reason, by })
    }

    /// The longest that somebody can have to acknowledge what was given to them: a week,
    /// as long as a snooze.
    pub const LONGEST_HAND_OVER: TimeDelta = Self::LONGEST_SNOOZE;

    /// Somebody gives a chain to another, who is to acknowledge it by an instant.
    ///
    /// Nothing comes of one that gives them no time, or more than
    /// [`LONGEST_HAND_OVER`](Self::LONGEST_HAND_OVER).
    ///
    /// ```
    /// # use chrono::{DateTime, TimeDelta, Utc};
    /// # use webcare::calendar::Calendar;
    /// # use webcare::escalation::*;
    /// let late = Escalation::new("late", Trigger::on(SignalKind::Breached))
    ///     .step(Step::new("0 minutes".parse()?, [Recipient::Contact]));
    /// let at: DateTime<Utc> = "2026-01-10T20:00:00Z".parse()?;
    /// let mut chains = Chains::new();
    /// for event in chains.hear(&Signal::new(SignalKind::Breached, at), [(&late, &Calendar::always())])? {
    ///     chains.apply(&event);
    /// }
    /// let id = chains.iter().next().unwrap().0.clone();
    /// let els = chains.acknowledge(&id, "els", at).unwrap();
    /// chains.apply(&els);
    /// assert_eq!(chains.next_wake(), None);
    ///
    /// let accept_by = at + TimeDelta::minutes(30);
    /// let bram = Recipient::Agent("bram".to_owned());
    /// let given = chains.hand_over(&id, "els", bram, at, accept_by).unwrap();
    /// chains.apply(&given);
    /// assert_eq!(chains.next_wake(), Some(accept_by)); // unless bram acknowledges
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn hand_over(
        &self,
        id: &ChainId,
        by: impl Into<String>,
        to: Recipient,
        at: DateTime<Utc>,
        accept_by: DateTime<Utc>,
    ) -> Option<ChainEvent> {
        let chain = self.get(id)?;
        let ended = chain.ended.as_ref().map(|ended| ended.reason);
        let goes_on = ended.is_none_or(|reason| reason == EndReason::Exhausted);
        let (id, by) = (id.clone(), by.into());
        let is_in_time = at < accept_by && accept_by - at <= Self::LONGEST_HAND_OVER;
        (goes_on && is_in_time).then_some(ChainEvent::HandedOver {
            id,
            by,
            to,
            at,
            accept_by,
        })
    }
}
