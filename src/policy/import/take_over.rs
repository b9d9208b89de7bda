//! What becomes of an open case that is taken over.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Import, Pending};
use crate::case::{CaseId, Elsewhere, Event, Flaw, PromiseId, Refusal, Text, TextId, TextKind};
use crate::channel::ChannelId;
use crate::mention::{Handle, Mention, MentionKey};
use crate::policy::arrange::open_elsewhere;
use crate::policy::commit::{Filing, Heard, Standing};
use crate::policy::known::{Asked, Known};
use crate::policy::record::Actor;
use crate::policy::work::Work;
use crate::routing::ReasonId;
use crate::sla::{ClockEvent, ClockId, ClockKind};
use crate::sorted::SortedSet;

impl Work<'_> {
    /// Takes over an open case. The same import again changes nothing.
    pub(in crate::policy) fn import(
        &mut self,
        import: &Import,
        known: &Known,
    ) -> Asked<Result<(), Refusal>> {
        let id = &import.case;
        if let Some(record) = known.case(id)? {
            if import.began(&record.case) {
                return Ok(Ok(()));
            }
            let case = id.clone();
            let flaws = vec![Flaw::KnownCase { case }];
            return Ok(Err(Refusal::NotTakenOver { flaws }));
        }
        let flaws = import.flaws(self.policy, known, self.now)?;
        if !flaws.is_empty() {
            return Ok(Err(Refusal::NotTakenOver { flaws }));
        }
        self.ask_first(import, known)?;
        let mut heard = Vec::new();
        for mention in &import.mentions {
            heard.push(self.imported(mention, known)?);
        }
        heard.sort_by_key(|it| (it.voice.spoken_at, it.voice.mention.clone()));
        if let Some(first) = heard.first_mut() {
            // An open case has something to answer, whatever our rules say of it.
            first.voice.reason.get_or_insert(ReasonId::from("question"));
        }
        self.begin(id);
        let taken_over: Vec<_> = heard.iter().map(|it| it.voice.mention.clone()).collect();
        self.live_through(import, heard);
        self.owe(import);
        for mention in &taken_over {
            let before = known.filing(mention)?.filter(|it| is_loose(it));
            self.echo(mention, before, known)?;
        }
        self.point_out_doubles(import, known)?;
        Ok(Ok(()))
    }

    /// Tells what was said and answered in the order in which it was, as if it
    /// had been here.
    fn live_through(&mut self, import: &Import, heard: Vec<Heard>) {
        let id = &import.case;
        let answers = import.answers(self.now);
        let was_answered = |heard: &Heard| {
            let voice = &heard.voice;
            let is_told = import.answered.contains(&voice.mention);
            let by = answers.iter().find(|at| voice.spoken_at <= **at);
            by.filter(|_| is_told)
                .map(|at| (*at, voice.mention.clone()))
        };
        let settled: Vec<_> = heard.iter().filter_map(was_answered).collect();
        let mut heard = heard.into_iter().peekable();
        if let Some(first) = heard.next() {
            let voice = first.voice.clone();
            let (queue, linked) = (voice.queue.clone(), None);
            let opened = Event::Opened {
                voice,
                queue,
                linked,
            };
            self.hear_there(id, first, opened);
            self.stand_still(import, ClockKind::Resolution);
        }
        for answer in answers.iter().copied() {
            while let Some(next) = heard.next_if(|it| it.voice.spoken_at <= answer) {
                self.join_there(id, next);
            }
            let of_it = settled.iter().filter(|(at, _)| *at == answer);
            let answered = of_it.map(|(_, mention)| mention.clone()).collect();
            self.goes_on(import, answered, Some(answer));
            self.stand_still(import, ClockKind::Update);
        }
        heard.for_each(|next| self.join_there(id, next));
        if answers.is_empty() {
            self.goes_on(import, Vec::new(), None);
        }
    }

    fn hear_there(&mut self, id: &CaseId, heard: Heard, event: Event) {
        self.file(Standing::InCase(id.clone()), heard);
        self.tell(id, Actor::Customer, event);
    }

    fn join_there(&mut self, id: &CaseId, heard: Heard) {
        let voice = heard.voice.clone();
        self.hear_there(id, heard, Event::Joined { voice });
    }

    fn goes_on(&mut self, import: &Import, answered: Vec<MentionKey>, at: Option<DateTime<Utc>>) {
        let goes_on = Event::Imported {
            owner: import.owner.clone(),
            answered,
            answered_at: at,
            imprint: Some(import.imprint()),
        };
        self.tell(&import.case, Actor::Playbook, goes_on);
    }

    /// A mention as it goes into the case, with what was known of it here.
    fn imported(&mut self, mention: &Mention, known: &Known) -> Asked<Heard> {
        let filing = known.filing(&mention.key())?;
        let before = filing.filter(|it| is_loose(it));
        if let Some(filing) = filing {
            self.saw(filing);
        }
        let newer = before.filter(|it| it.revision > mention.revision);
        if let Some(heard) = newer.and_then(|it| it.heard.as_ref()) {
            return Ok(heard.clone());
        }
        let decision = Arc::new(self.policy.triage(mention));
        let mut heard = self.heard(mention, decision, before);
        if let Some(unseen) = filing.filter(|it| !is_loose(it)) {
            heard.voice.echoes = self.early(&unseen.echoes, mention, known)?;
        }
        Ok(heard)
    }

    /// Asks whatever the rest will ask: work is begun anew after each answer,
    /// and there is much of it here.
    fn ask_first(&self, import: &Import, known: &Known) -> Asked<()> {
        for mention in &import.mentions {
            if let Some(unseen) = known.filing(&mention.key())? {
                self.early(&unseen.echoes, mention, known)?;
            }
            let author = &mention.author.handle;
            known.related(&mention.channel, author)?;
            let Some(echo) = self.policy.echo_of(mention) else {
                continue;
            };
            let of = MentionKey::new(mention.channel.clone(), echo.of);
            let filing = known.filing(&of)?;
            if let Some(case) = filing.and_then(|filing| filing.standing.case()) {
                self.living(case, known)?;
            }
        }
        Ok(())
    }

    /// Notes where the customer of an imported case has another, for a person
    /// to see. That the host has this one is no news.
    fn point_out_doubles(&mut self, import: &Import, known: &Known) -> Asked<()> {
        let mut authors: Vec<(&ChannelId, &Handle)> = Vec::new();
        for mention in &import.mentions {
            let author = (&mention.channel, &mention.author.handle);
            if !author.1.is_unknown() && !authors.contains(&author) {
                authors.push(author);
            }
        }
        let mut doubles = SortedSet::new();
        for (channel, author) in &authors {
            let related = known.related(channel, author)?;
            let cases = related.into_iter().flat_map(|related| &related.cases);
            let others = cases.filter(|it| it.case.is_live() && it.case.id != import.case);
            doubles.extend(others.map(|it| Elsewhere::Case(it.case.id.clone())));
        }
        if let Some((channel, author)) = authors.first() {
            let facts = known.customer(channel, author)?;
            let found = facts.and_then(open_elsewhere);
            doubles.extend(found.filter(|found| !import.is_itself(found)));
        }
        for elsewhere in doubles.iter().cloned() {
            let double = Event::PossibleDouble { elsewhere };
            self.tell(&import.case, Actor::Playbook, double);
        }
        Ok(())
    }

    /// What stood still there stands still here.
    fn stand_still(&mut self, import: &Import, kind: ClockKind) {
        let id = ClockId::from(kind);
        for wait in &import.waits {
            let (from, until, reason) = (wait.from, wait.until.min(self.now), wait.reason);
            let record = self.record(&import.case);
            let runs = record.and_then(|it| it.clocks.running(id.clone()));
            if from < until && runs.is_some_and(|run| run.from < until) {
                let (id, at) = (id.clone(), from);
                self.clock(&import.case, ClockEvent::Paused { id, at, reason });
                let (id, at) = (ClockId::from(kind), until);
                self.clock(&import.case, ClockEvent::Resumed { id, at });
            }
        }
    }

    /// What is owed there is owed here.
    fn owe(&mut self, import: &Import) {
        let id = &import.case;
        for (place, promise) in import.promises.iter().enumerate() {
            let Some(record) = self.record(id) else {
                return;
            };
            let what = TextId {
                case: id.clone(),
                at: record.case.revision,
                place: 0,
            };
            self.text(Text {
                id: what.clone(),
                by: None,
                kind: TextKind::Promise,
                channel: None,
                words: promise.what.clone(),
            });
            let promised = Event::Promised {
                promise: PromiseId::after(place),
                what,
                due: promise.due,
                callback: promise.callback,
                within: None,
                made_at: Some(promise.made_at(self.now)),
            };
            // The customer holds us to it; and what is written next gets an id of its own.
            self.tell(id, Actor::Customer, promised);
        }
        for (system, reference) in import.references.iter() {
            let (system, reference) = (system.clone(), reference.clone());
            self.tell(id, Actor::Playbook, Event::Linked { system, reference });
        }
    }
}

impl Pending {
    fn made_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.made_at.unwrap_or(self.due).min(now)
    }
}

/// Whether a mention was heard here and nobody took it up.
fn is_loose(filing: &Filing) -> bool {
    matches!(filing.standing, Standing::NoResponse | Standing::Review)
}
