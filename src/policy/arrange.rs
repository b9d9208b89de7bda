//! After a mention came, changed or left: who goes with whom now?
//!
//! Mentions that nobody works on yet are grouped from scratch, by what they
//! are and not by the order in which they came. Then the least is done to get
//! there: cases merge, mentions leave and join. A case that somebody works on
//! is never taken apart; it only draws in what belongs to it.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use super::commit::{Filing, Heard, Related, Standing};
use super::known::{Asked, Known};
use super::record::{Actor, Record};
use super::work::Work;
use crate::case::{Case, CaseId, Elsewhere, Event, State, Voice};
use crate::mention::{Handle, MentionKey};
use crate::routing::{CustomerFacts, FactValue};
use crate::sorted::{SortedMap, SortedSet};

/// What set the mentions of an author in motion.
pub(super) struct Cause<'a> {
    /// The mention.
    pub(super) mention: &'a MentionKey,
    /// Whose it is.
    pub(super) author: &'a Handle,
    /// What was decided about it; none where it is gone, or has no part in any matter.
    pub(super) heard: Option<&'a Heard>,
    /// Where it was until now.
    pub(super) was: Was,
}

/// Where a mention was.
pub(super) enum Was {
    /// In no case.
    Loose,
    /// In a case that nobody had begun on; it may find another.
    InUntouched(CaseId),
    /// In a case that somebody works or worked on; there it stays.
    InWorked,
}

/// A mention that may find another place.
struct Free<'r> {
    voice: Spoken<'r>,
    at: Option<CaseId>,
    loose: Option<&'r Filing>,
}

/// What a mention says, wherever that is kept.
enum Spoken<'r> {
    Told(&'r Voice),
    /// In a case that may change before it is moved.
    InHand(Arc<Voice>),
}

/// Where a group is to be.
enum Goal {
    /// In no case.
    Loose,
    /// In this one.
    In(CaseId),
    /// In this one, which had ended.
    Again(CaseId),
    /// In a new one; an earlier case of it ended too long ago.
    Fresh { linked: Option<CaseId> },
}

impl Work<'_> {
    /// Brings everything that `cause` concerns where it belongs.
    pub(super) fn arrange(&mut self, cause: &Cause<'_>, known: &Known) -> Asked<()> {
        let related = &*self.related(cause, known)?;
        let free = self.free(cause, related);
        let voices: Vec<&Voice> = free.iter().map(|free| &*free.voice).collect();
        let groups = self.policy.groups(&voices);
        let mut free: Vec<Option<Free<'_>>> = free.into_iter().map(Some).collect();
        let groups: Vec<Vec<Free<'_>>> = groups
            .into_iter()
            .map(|places| {
                let taken = places.into_iter().filter_map(|it| free.get_mut(it)?.take());
                taken.collect::<Vec<_>>()
            })
            .filter(|group| self.is_concerned(cause, group))
            .collect();
        self.look_at(&groups, related);
        let goals = self.goals(cause, &groups, related);
        self.ask_for_new(cause, &goals, known)?;
        let claimed: SortedSet<CaseId> = goals.iter().filter_map(Goal::case).cloned().collect();
        let mut fresh = 0;
        for (group, goal) in groups.into_iter().zip(goals) {
            match goal {
                Goal::Loose => self.set_loose(group, known)?,
                Goal::In(id) => self.bring(group, &id, &claimed, known)?,
                Goal::Again(id) => {
                    self.bring(group, &id, &claimed, known)?;
                    let mention = cause.mention.clone();
                    self.tell(&id, Actor::Customer, Event::Reopened { mention });
                }
                Goal::Fresh { linked } => {
                    let id = known.fresh(fresh)?.clone();
                    fresh += 1;
                    self.open(group, &id, linked, &claimed, known)?;
                    self.point_out(&id, cause, related, known)?;
                }
            }
        }
        self.close_up();
        Ok(())
    }

    /// Asks for what new cases need before any of them is opened: what is
    /// written by then goes with each question, and would be written twice.
    fn ask_for_new(&self, cause: &Cause<'_>, goals: &[Goal], known: &Known) -> Asked<()> {
        let is_new = |goal: &&Goal| matches!(goal, Goal::Fresh { .. });
        let new = goals.iter().filter(is_new).count();
        for number in 0..new {
            known.fresh(number)?;
        }
        if new > 0 && !cause.author.is_unknown() {
            known.customer(&cause.mention.channel, cause.author)?;
        }
        Ok(())
    }

    /// The author's matters, and those in which nothing of theirs is left but
    /// what they took back: who speaks again goes on with them.
    fn related<'k>(&self, cause: &Cause<'_>, known: &'k Known) -> Asked<Cow<'k, Related>> {
        let Some(related) = known.related(&cause.mention.channel, cause.author)? else {
            return Ok(Cow::Owned(Related::default()));
        };
        let mut all = Cow::Borrowed(related);
        let gone = related.loose.iter();
        let gone = gone.filter(|it| it.standing == Standing::Withdrawn);
        let cases = gone.flat_map(|it| it.heard.iter().flat_map(|heard| &heard.cases));
        for case in cases {
            let Some((id, record)) = self.living(case, known)? else {
                continue;
            };
            let is_begun = !record.case.is_untouched();
            if is_begun && !all.cases.iter().any(|it| it.case.id == id) {
                all.to_mut().cases.push(record.clone());
            }
        }
        Ok(all)
    }

    /// The mentions of the author that may find another place: none that they took back.
    fn free<'r>(&self, cause: &Cause<'r>, related: &'r Related) -> Vec<Free<'r>> {
        let mut free = Vec::with_capacity(related.cases.len() + related.loose.len() + 1);
        let known = related.cases.iter().map(|it| (&it.case.id, it));
        let known: SortedMap<&CaseId, &Record> = known.collect();
        let untouched = known.iter().filter(|(_, it)| it.case.is_untouched());
        let mut cases: SortedSet<&CaseId> = untouched.map(|(id, _)| *id).collect();
        if let Was::InUntouched(from) = &cause.was {
            cases.insert(from);
        }
        for id in cases {
            let free_in = |voice: Spoken<'r>| Free {
                voice,
                at: Some(id.clone()),
                loose: None,
            };
            // A case in hand is looked at as it is by now.
            if let Some(record) = self.record(id) {
                let there = there(&record.case).cloned();
                free.extend(there.map(Spoken::InHand).map(free_in));
            } else if let Some(record) = known.get(id) {
                let there = there(&record.case).map(Arc::as_ref);
                free.extend(there.map(Spoken::Told).map(free_in));
            }
        }
        for loose in &related.loose {
            let is_free = matches!(loose.standing, Standing::NoResponse | Standing::Review);
            let heard = loose.heard.as_ref().filter(|_| is_free);
            if let Some(heard) = heard
                && loose.mention != *cause.mention
                && self.policy.joins(&heard.decision)
            {
                free.push(Free {
                    voice: Spoken::Told(&heard.voice),
                    at: None,
                    loose: Some(loose),
                });
            }
        }
        if let (Was::Loose, Some(heard)) = (&cause.was, cause.heard) {
            free.push(Free {
                voice: Spoken::Told(&heard.voice),
                at: None,
                loose: None,
            });
        }
        free
    }

    /// Whether the cause can change anything for a group. The others are where they belong.
    fn is_concerned(&self, cause: &Cause<'_>, group: &[Free<'_>]) -> bool {
        let from = match &cause.was {
            Was::InUntouched(from) => Some(from),
            Was::Loose | Was::InWorked => None,
        };
        group.iter().any(|free| {
            let near = |heard: &Heard| self.policy.belong_together(&heard.voice, &free.voice);
            free.voice.mention == *cause.mention
                || (from.is_some() && free.at.as_ref() == from)
                || cause.heard.is_some_and(near)
        })
    }

    /// Takes in hand what may change, and notices what was due in it before that.
    fn look_at(&mut self, groups: &[Vec<Free<'_>>], related: &Related) {
        let concerned: SortedSet<&CaseId> = groups
            .iter()
            .flatten()
            .filter_map(|free| free.at.as_ref())
            .collect();
        for record in &related.cases {
            if concerned.contains(&record.case.id) {
                self.take(record);
                self.tick(&record.case.id, self.now);
            }
        }
    }

    /// Where each group is to be. The one that was said first has the first choice.
    fn goals(
        &mut self,
        cause: &Cause<'_>,
        groups: &[Vec<Free<'_>>],
        related: &Related,
    ) -> Vec<Goal> {
        let mut taken = SortedSet::new();
        let mut goals = Vec::new();
        for group in groups {
            let goal = self.goal(cause, group, related, &taken);
            if let Some(case) = goal.case() {
                taken.insert(case.clone());
                if let Some(record) = related.cases.iter().find(|it| it.case.id == *case) {
                    self.take(record);
                    self.tick(case, self.now);
                }
            }
            goals.push(goal);
        }
        goals
    }

    fn goal(
        &self,
        cause: &Cause<'_>,
        group: &[Free<'_>],
        related: &Related,
        taken: &SortedSet<CaseId>,
    ) -> Goal {
        if let Some(worked) = self.worked(group, related) {
            return Goal::In(worked);
        }
        let is_news = group
            .iter()
            .any(|free| free.voice.mention == *cause.mention);
        let ended = cause
            .heard
            .filter(|_| is_news)
            .and_then(|heard| self.ended(&heard.voice, related));
        let mut cores = group.iter().filter(|free| free.voice.is_core()).peekable();
        if cores.peek().is_none() {
            return match (ended, cause.heard) {
                (Some(record), Some(heard)) if is_thanks(heard) => Goal::In(record.case.id.clone()),
                (Some(_) | None, _) => Goal::Loose,
            };
        }
        let own = cores.find_map(|free| free.at.as_ref().filter(|id| !taken.contains(*id)));
        match (own, ended) {
            (Some(own), _) => Goal::In(own.clone()),
            (None, Some(record)) if self.can_reopen(record) => Goal::Again(record.case.id.clone()),
            (None, ended) => Goal::Fresh {
                linked: ended.map(|record| record.case.id.clone()),
            },
        }
    }

    /// The case somebody works on that a group belongs to: rather in its thread
    /// than near in time, then the one that began earliest.
    fn worked(&self, group: &[Free<'_>], related: &Related) -> Option<CaseId> {
        let pairs = |record: &Record, near: &dyn Fn(&Voice, &Voice) -> bool| {
            let mut voices = record.case.voices.values();
            voices.any(|known| group.iter().any(|free| near(known, &free.voice)))
        };
        let together = |a: &Voice, b: &Voice| self.policy.belong_together(a, b);
        let in_thread = |a: &Voice, b: &Voice| together(a, b) && a.shares_thread(b);
        related
            .cases
            .iter()
            .filter(|record| record.case.is_live() && !record.case.is_untouched())
            .filter(|record| pairs(record, &together))
            .min_by_key(|record| {
                let elsewhere = !pairs(record, &in_thread);
                (elsewhere, record.case.began_at, record.case.id.clone())
            })
            .map(|record| record.case.id.clone())
    }

    /// The ended case, last of all, that a mention belongs to.
    fn ended<'r>(&self, voice: &Voice, related: &'r Related) -> Option<&'r Record> {
        let near = |other: &Voice| self.policy.belong_together(voice, other);
        related
            .cases
            .iter()
            .filter(|record| matches!(record.case.state, State::Resolved | State::Closed))
            .filter(|record| record.case.voices.values().any(near))
            .max_by_key(|record| (record.case.ended_at, record.case.id.clone()))
    }

    fn can_reopen(&self, record: &Record) -> bool {
        let in_time = |ended| self.now - ended <= self.policy.playbook.joining.reopen;
        record.case.resolution.is_some() && record.case.ended_at.is_some_and(in_time)
    }

    /// Makes a case of a group that has none.
    fn open(
        &mut self,
        mut group: Vec<Free<'_>>,
        id: &CaseId,
        linked: Option<CaseId>,
        claimed: &SortedSet<CaseId>,
        known: &Known,
    ) -> Asked<()> {
        let first = group.iter().position(|free| free.voice.is_core());
        let Some(first) = first.map(|place| group.remove(place)) else {
            return Ok(());
        };
        self.begin(id);
        self.leave(&first);
        let voice = Voice::clone(&first.voice);
        self.file_in(id, first, known)?;
        let opened = Event::Opened {
            queue: voice.queue.clone(),
            voice,
            linked,
        };
        self.tell(id, Actor::Customer, opened);
        self.bring(group, id, claimed, known)
    }

    /// Notes where the customer of a new case has another, for a person to see.
    fn point_out(
        &mut self,
        id: &CaseId,
        cause: &Cause<'_>,
        related: &Related,
        known: &Known,
    ) -> Asked<()> {
        if cause.author.is_unknown() {
            return Ok(());
        }
        let others = related.cases.iter().map(|record| {
            let by_now = self.record(&record.case.id).unwrap_or(record);
            &by_now.case
        });
        let others = others.filter(|case| case.is_live() && case.id != *id);
        let mut doubles: Vec<_> = others.map(|it| Elsewhere::Case(it.id.clone())).collect();
        let facts = known.customer(&cause.mention.channel, cause.author)?;
        doubles.extend(facts.and_then(open_elsewhere));
        for elsewhere in doubles {
            self.tell(id, Actor::Playbook, Event::PossibleDouble { elsewhere });
        }
        Ok(())
    }

    /// Brings a group into a case.
    fn bring(
        &mut self,
        group: Vec<Free<'_>>,
        id: &CaseId,
        claimed: &SortedSet<CaseId>,
        known: &Known,
    ) -> Asked<()> {
        self.merge_whole(&group, id, claimed);
        for free in group {
            let is_there = |record: &Record| record.case.voices.contains_key(&free.voice.mention);
            if free.at.as_ref() == Some(id) || self.record(id).is_some_and(is_there) {
                continue;
            }
            self.leave(&free);
            let voice = Voice::clone(&free.voice);
            let thanks = self.file_in(id, free, known)?;
            self.join(id, voice, thanks);
        }
        self.settle_queue(id);
        Ok(())
    }

    /// Lets the untouched cases that lie wholly in a group go on as part of `into`.
    fn merge_whole(&mut self, group: &[Free<'_>], into: &CaseId, claimed: &SortedSet<CaseId>) {
        let others = group.iter().filter_map(|free| free.at.as_ref());
        let others: SortedSet<&CaseId> = others.filter(|from| *from != into).collect();
        if others.is_empty() {
            return;
        }
        let members: SortedSet<&MentionKey> = group.iter().map(|it| &it.voice.mention).collect();
        for from in others {
            let Some(record) = self.record(from) else {
                continue;
            };
            let whole = record.case.voices.keys().all(|it| members.contains(it));
            if !whole || claimed.contains(from) || !record.case.is_untouched() {
                continue;
            }
            let (case, voices) = (from.clone(), record.case.voices.values().cloned().collect());
            let texts = record.case.texts.clone();
            let merged = Event::MergedInto { case: into.clone() };
            self.tell(from, Actor::Playbook, merged);
            let absorbed = Event::Absorbed {
                case,
                voices,
                answered: Vec::new(),
                texts,
            };
            self.tell(into, Actor::Playbook, absorbed);
            self.resume(into);
        }
    }

    /// The customer's word joins a case, and work goes on where it waited for it.
    fn join(&mut self, id: &CaseId, voice: Voice, thanks: bool) {
        let mention = voice.mention.clone();
        let closes = thanks && voice.is_public();
        self.tell(id, Actor::Customer, Event::Joined { voice });
        self.resume(id);
        let owed = self
            .record(id)
            .is_some_and(|record| record.case.owes_follow_up());
        if closes && owed {
            let by = crate::case::FollowUpBy::Customer(mention);
            self.tell(id, Actor::Customer, Event::FollowUpGiven { by });
        }
        let is_over = |case: &Case| {
            let owes = case.owes_follow_up() || case.open_promises().next().is_some();
            case.state == State::Resolved && !owes
        };
        if thanks && self.record(id).is_some_and(|it| is_over(&it.case)) {
            self.tell(id, Actor::Customer, Event::Closed);
        }
    }

    fn resume(&mut self, id: &CaseId) {
        let state = self.record(id).map(|record| record.case.state);
        if let Some(State::AwaitingCustomer | State::OnOtherChannel) = state {
            self.tell(id, Actor::Customer, Event::WorkResumed);
        }
    }

    fn leave(&mut self, free: &Free<'_>) {
        if let Some(from) = &free.at {
            let mention = free.voice.mention.clone();
            self.tell(from, Actor::Playbook, Event::MentionLeft { mention });
        }
    }

    fn set_loose(&mut self, group: Vec<Free<'_>>, known: &Known) -> Asked<()> {
        for free in group {
            self.leave(&free);
            let is_loose = |filing: &Filing| {
                matches!(filing.standing, Standing::NoResponse | Standing::Review)
            };
            if free.loose.is_some() || self.filed(&free.voice.mention).is_some_and(is_loose) {
                continue;
            }
            if let Some(heard) = self.heard_of(&free, known)? {
                self.file_loose(heard);
            }
        }
        Ok(())
    }

    /// Files a mention as part of a case; tells whether it says thanks.
    fn file_in(&mut self, id: &CaseId, free: Free<'_>, known: &Known) -> Asked<bool> {
        let Some(heard) = self.heard_of(&free, known)? else {
            return Ok(false);
        };
        let thanks = is_thanks(&heard);
        self.file(Standing::InCase(id.clone()), heard);
        Ok(thanks)
    }

    /// What was decided about a mention: in this very step, or before.
    fn heard_of(&mut self, free: &Free<'_>, known: &Known) -> Asked<Option<Heard>> {
        if let Some(filing) = self.filed(&free.voice.mention) {
            return Ok(filing.heard.clone());
        }
        let stored = match free.loose {
            Some(loose) => Some(loose),
            None => known.filing(&free.voice.mention)?,
        };
        if let Some(stored) = stored {
            self.saw(stored);
        }
        Ok(stored.and_then(|stored| stored.heard.clone()))
    }

    /// A case in which nothing is left that deserves an answer, and that nobody began on, ends.
    fn close_up(&mut self) {
        for id in self.cases() {
            let is_empty = |record: &&Record| {
                let case = &record.case;
                record.length > 0 && case.is_untouched() && case.lead().is_none()
            };
            if self.record(&id).filter(is_empty).is_some() {
                self.tell(&id, Actor::Playbook, Event::Emptied);
            } else {
                self.settle_queue(&id);
            }
        }
    }

    /// An untouched case waits where its earliest mention would.
    fn settle_queue(&mut self, id: &CaseId) {
        let Some(record) = self.record(id) else {
            return;
        };
        let case = &record.case;
        let (Some(home), crate::case::Owner::Queue(queue)) = (case.home_queue(), &case.owner)
        else {
            return;
        };
        if case.is_untouched() && home != queue {
            let queue = home.clone();
            self.tell(id, Actor::Playbook, Event::Requeued { queue });
        }
    }
}

/// The mentions of a case that were not taken back.
fn there(case: &Case) -> impl Iterator<Item = &Arc<Voice>> {
    let voices = case.voices.shared();
    voices.filter(|voice| !case.is_gone(&voice.mention))
}

impl Deref for Spoken<'_> {
    type Target = Voice;

    fn deref(&self) -> &Voice {
        match self {
            Spoken::Told(voice) => voice,
            Spoken::InHand(voice) => voice,
        }
    }
}

impl Goal {
    fn case(&self) -> Option<&CaseId> {
        match self {
            Goal::In(case) | Goal::Again(case) => Some(case),
            Goal::Loose | Goal::Fresh { .. } => None,
        }
    }
}

/// What the host's records say of an open case.
pub(super) fn open_elsewhere(facts: &CustomerFacts) -> Option<Elsewhere> {
    match facts.get(CustomerFacts::OPEN_CASE)? {
        FactValue::Bool(open) => open.then_some(Elsewhere::Host(None)),
        FactValue::Whole(id) => Some(Elsewhere::Host(Some(id.to_string()))),
        FactValue::Word(id) => Some(Elsewhere::Host(Some(id.clone()))),
    }
}

/// Whether the customer says publicly that it was handled well.
fn is_thanks(heard: &Heard) -> bool {
    let reason = heard.decision.outcome().reason();
    reason.is_some_and(|reason| matches!(reason.as_str(), "thanks" | "praise"))
}
