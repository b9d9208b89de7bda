use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::arrange::{Cause, Was};
use super::commit::{Filing, Heard, Related, Standing};
use super::known::{Asked, Known};
use super::record::{Actor, Record};
use super::work::Work;
use crate::case::{CaseId, Effect, Event, Notice, Voice};
use crate::mention::{Mention, MentionKey};
use crate::routing::{Decision, Outcome};
use crate::sorted::SortedSet;

impl Work<'_> {
    /// A mention was delivered.
    pub(super) fn hear(&mut self, mention: &Mention, known: &Known) -> Asked<()> {
        let before = known.filing(&mention.key())?;
        if let Some(before) = before {
            self.saw(before);
        }
        let heard = match news(mention, before, self.now) {
            News::Nothing => return Ok(()),
            News::SaidOtherwise(heard) => *heard,
            News::ToJudge => {
                let decision = known.judged(|| self.policy.judge(mention, self.now, known))?;
                if before.is_none() {
                    self.ask_ahead(mention, &decision, known)?;
                }
                let mut heard = self.heard(mention, decision, before);
                heard.proposals = known.proposed().to_vec();
                if let Some(unseen) = before.filter(|before| before.heard.is_none()) {
                    heard.voice.echoes = self.early(&unseen.echoes, mention, known)?;
                }
                self.notify(mention, &heard, before);
                heard
            }
        };
        self.settle_in(before, heard, known)?;
        self.echo(&mention.key(), before, known)
    }

    /// Asks for what is asked of a new mention in any case, before anything is
    /// made of it: what is made goes with each question, and would be made twice.
    fn ask_ahead(&self, mention: &Mention, decision: &Decision, known: &Known) -> Asked<()> {
        if self.policy.joins(decision) {
            known.related(&mention.channel, &mention.author.handle)?;
        }
        if let Some(echo) = self.policy.echo_of(mention) {
            known.filing(&MentionKey::new(mention.channel.clone(), echo.of))?;
        }
        Ok(())
    }

    /// Brings a mention where it belongs, which was filed as `before`.
    fn settle_in(&mut self, before: Option<&Filing>, heard: Heard, known: &Known) -> Asked<()> {
        let home = match before.map(|before| &before.standing) {
            Some(Standing::InCase(case)) => self.living(case, known)?,
            Some(_) | None => None,
        };
        match home {
            Some((id, record)) => self.hear_again(&id, record, &heard, known),
            None => self.place(heard, known),
        }
    }

    pub(super) fn heard(
        &self,
        mention: &Mention,
        decision: Arc<Decision>,
        before: Option<&Filing>,
    ) -> Heard {
        let queue = self.policy.queue_for(&decision);
        let visibility = self.policy.visibility(&mention.channel);
        let mut voice = Voice::of(mention, &decision, queue, visibility, self.now);
        let mut told: SortedSet<_> = decision.notify().iter().cloned().collect();
        let mut cases = SortedSet::new();
        let mut from_the_future = mention.posted_at.is_some_and(|posted| posted > self.now);
        if let Some(earlier) = before.and_then(|before| before.heard.as_ref()) {
            voice.spoken_at = voice.spoken_at.min(earlier.voice.spoken_at);
            voice.seen_at = voice.seen_at.min(earlier.voice.seen_at);
            voice.reach = voice.reach.max(earlier.voice.reach);
            voice.looked_at = earlier.voice.looked_at;
            voice.echoes = earlier.voice.echoes.clone();
            told.extend(earlier.told.iter().cloned());
            from_the_future |= earlier.from_the_future;
            cases = earlier.cases.clone();
        }
        Heard {
            author: mention.author.handle.clone(),
            voice,
            decision,
            reach: mention.reach,
            told,
            from_the_future,
            cases,
            proposals: Vec::new(),
            echo: self.policy.echo_of(mention),
        }
    }

    /// Tells whom the rules name, each once for a mention.
    fn notify(&mut self, mention: &Mention, heard: &Heard, before: Option<&Filing>) {
        let earlier = before
            .and_then(|before| before.heard.as_ref())
            .map(|heard| &heard.told);
        for department in heard.decision.notify() {
            if earlier.is_some_and(|told| told.contains(department)) {
                continue;
            }
            let key = mention.key();
            let of = [key.channel.as_str(), key.id.as_str(), department.as_str()].map(escaped);
            let id = format!("notice/{}", of.join("/"));
            let mut notice = Notice::new(id.as_str(), self.policy.people_of(department), "rule");
            notice.mention = Some(mention.key());
            self.effect(Effect::Notify(notice));
        }
    }

    /// Finds the place of a mention that is in no case.
    fn place(&mut self, heard: Heard, known: &Known) -> Asked<()> {
        let joins = self.policy.joins(&heard.decision);
        if !joins || (!heard.voice.is_core() && is_alone(&heard, known)?) {
            self.file_loose(heard);
            return Ok(());
        }
        self.file_loose(heard.clone());
        self.rearrange(&heard, Some(&heard), Was::Loose, known)
    }

    /// A mention that is in a case was edited, or is known better.
    fn hear_again(
        &mut self,
        id: &CaseId,
        record: &Record,
        heard: &Heard,
        known: &Known,
    ) -> Asked<()> {
        self.take(record);
        self.tick(id, self.now);
        let mention = heard.voice.mention.clone();
        let is_untouched = record.case.is_untouched();
        if is_untouched && !self.policy.joins(&heard.decision) {
            self.tell(id, Actor::Customer, Event::MentionLeft { mention });
            self.file_loose(heard.clone());
            return self.rearrange(heard, None, Was::InUntouched(id.clone()), known);
        }
        self.file(Standing::InCase(id.clone()), heard.clone());
        let was = record.case.voices.get(&mention);
        if was.is_some_and(|was| only_reach_differs(was, &heard.voice)) {
            let reach = heard.voice.reach;
            self.tell(id, Actor::Channel, Event::ReachGrew { mention, reach });
            return Ok(());
        }
        let voice = heard.voice.clone();
        self.tell(id, Actor::Customer, Event::MentionRevised { voice });
        let was = match is_untouched {
            true => Was::InUntouched(id.clone()),
            false => Was::InWorked,
        };
        self.rearrange(heard, Some(heard), was, known)
    }

    /// The author, or the channel, took a mention back.
    pub(super) fn withdraw(&mut self, mention: &MentionKey, known: &Known) -> Asked<()> {
        let before = known.filing(mention)?;
        if let Some(before) = before {
            self.saw(before);
        }
        let heard = before.and_then(|before| before.heard.clone());
        let home = match before.map(|before| &before.standing) {
            Some(Standing::Withdrawn | Standing::Erased) => return Ok(()),
            Some(Standing::InCase(case)) => self.living(case, known)?,
            Some(Standing::NoResponse | Standing::Review | Standing::Unseen) | None => None,
        };
        self.file_gone(mention.clone(), before);
        self.forget_mention(mention.clone());
        self.take_out(mention, heard, home, known)?;
        self.echo(mention, before, known)
    }

    /// Takes a mention that is gone out of its case.
    fn take_out(
        &mut self,
        mention: &MentionKey,
        heard: Option<Heard>,
        home: Option<(CaseId, &Record)>,
        known: &Known,
    ) -> Asked<()> {
        let Some((id, record)) = home else {
            return Ok(());
        };
        self.take(record);
        self.tick(&id, self.now);
        let mention = mention.clone();
        if !record.case.is_untouched() {
            self.tell(&id, Actor::Customer, Event::MentionWithdrawn { mention });
            return Ok(());
        }
        self.tell(&id, Actor::Customer, Event::MentionLeft { mention });
        match heard {
            Some(heard) => self.rearrange(&heard, None, Was::InUntouched(id), known),
            None => Ok(()),
        }
    }

    fn rearrange(
        &mut self,
        whose: &Heard,
        heard: Option<&Heard>,
        was: Was,
        known: &Known,
    ) -> Asked<()> {
        let cause = Cause {
            mention: &whose.voice.mention,
            author: &whose.author,
            heard,
            was,
        };
        self.arrange(&cause, known)
    }

    /// The case in which `id` lives on, and its record.
    pub(super) fn living<'k>(
        &self,
        id: &CaseId,
        known: &'k Known,
    ) -> Asked<Option<(CaseId, &'k Record)>> {
        let mut id = id.clone();
        let mut seen = SortedSet::new();
        loop {
            let Some(record) = known.case(&id)? else {
                return Ok(None);
            };
            match &record.case.merged_into {
                Some(into) if seen.insert(id.clone()) => id = into.clone(),
                Some(_) | None => return Ok(Some((id, record))),
            }
        }
    }

    pub(super) fn file_loose(&mut self, heard: Heard) {
        let standing = match heard.decision.outcome() {
            Outcome::NoResponse(_) => Standing::NoResponse,
            Outcome::Review(_) | Outcome::Respond(_) => Standing::Review,
        };
        self.file(standing, heard);
    }
}

/// A name in which no slash stands, so that names joined by slashes stay apart.
fn escaped(name: &str) -> String {
    name.replace('%', "%25").replace('/', "%2F")
}

/// Whether its author has nothing else that it could belong to.
fn is_alone(heard: &Heard, known: &Known) -> Asked<bool> {
    let mention = &heard.voice.mention;
    let related = known.related(&mention.channel, &heard.author)?;
    let has_none = |related: &Related| {
        let mut loose = related.loose.iter();
        related.cases.is_empty() && loose.all(|filing| filing.mention == *mention)
    };
    Ok(related.is_none_or(has_none))
}

/// What a delivery brings.
enum News {
    /// Nothing: it is a repeat, or its mention is gone.
    Nothing,
    /// Only that it was said or seen earlier, or by more, than we knew.
    SaidOtherwise(Box<Heard>),
    /// Something to judge: a new mention, an edit, more readers.
    ToJudge,
}

/// Deliveries of one mention add up the same way in any order; see the module's docs.
fn news(mention: &Mention, before: Option<&Filing>, now: DateTime<Utc>) -> News {
    let Some(before) = before else {
        return News::ToJudge;
    };
    let heard = match (&before.standing, &before.heard) {
        (Standing::Unseen, _) => return News::ToJudge,
        (Standing::Withdrawn | Standing::Erased, _) | (_, None) => return News::Nothing,
        (Standing::NoResponse | Standing::Review | Standing::InCase(_), Some(heard)) => heard,
    };
    let has_more_readers = mention.revision == before.revision && mention.reach > heard.reach;
    if mention.revision > before.revision || has_more_readers {
        return News::ToJudge;
    }
    let voice = &heard.voice;
    // A delivery that tells no time was made now, and now is not news.
    let tells_when = mention.posted_at.or(mention.seen_at).is_some();
    let spoken_at = match tells_when {
        true => voice.spoken_at.min(mention.spoken_at(now)),
        false => voice.spoken_at,
    };
    let seen_at = voice.seen_at.min(mention.seen_at.unwrap_or(now));
    let reach = voice.reach.max(mention.reach.unwrap_or(0));
    if (spoken_at, seen_at, reach) == (voice.spoken_at, voice.seen_at, voice.reach) {
        return News::Nothing;
    }
    let mut known_better = Box::new(heard.clone());
    known_better.voice.spoken_at = spoken_at;
    known_better.voice.seen_at = seen_at;
    known_better.voice.reach = reach;
    News::SaidOtherwise(known_better)
}

fn only_reach_differs(was: &Voice, is: &Voice) -> bool {
    let same = Voice {
        reach: is.reach,
        ..was.clone()
    };
    same == *is
}
