//! What others do with a mention is noted at that mention: copies at what they
//! copy, answers at what they answer, whichever comes first.
//!
//! What a mention adds to another follows from how it is filed and from nothing
//! else; a step notes the difference. So neither order nor repetition matters,
//! and a copy that is taken back no longer counts.

use super::Policy;
use super::commit::{Echo, EchoKind, Filing, Standing};
use super::known::{Asked, Known};
use super::record::Actor;
use super::work::Work;
use crate::case::{CaseId, Echoes, Event};
use crate::channel::ChannelId;
use crate::mention::{Handle, Mention, MentionKey};
use crate::sorted::SortedSet;

/// What a copy adds to what it copies.
#[derive(Clone, Debug, PartialEq)]
struct Copied {
    of: MentionKey,
    copies: u64,
    reach: u64,
}

/// An answer, and whose it is.
#[derive(Clone, Debug, PartialEq)]
struct Answered {
    of: MentionKey,
    author: Handle,
}

impl Policy {
    /// Of which post a mention is an echo. What we say ourselves, what speaks to
    /// us and what somebody adds to their own words is no answer of others.
    pub(crate) fn echo_of(&self, mention: &Mention) -> Option<Echo> {
        let another = |post: &&_| **post != mention.id;
        if let Some(of) = mention.repost_of.as_ref().filter(another) {
            let (of, by) = (of.clone(), EchoKind::Copy);
            return Some(Echo { of, by });
        }
        let of = mention.in_reply_to.as_ref().filter(another)?.clone();
        let author = &mention.author.handle;
        let is_ours = |who: &Handle| self.is_ours(&mention.channel, who);
        let whom = mention.answers.as_ref();
        let is_between_us = is_ours(author) || whom.is_some_and(|it| is_ours(it) || it == author);
        let by = EchoKind::Answer;
        (!author.is_unknown() && !is_between_us).then_some(Echo { of, by })
    }

    /// Whether an account on a channel is one of the organisation's own.
    pub(crate) fn is_ours(&self, channel: &ChannelId, account: &Handle) -> bool {
        self.own
            .get(channel)
            .is_some_and(|own| own.contains(account))
    }
}

impl Work<'_> {
    /// What was heard of a mention before it came, without what its own author added.
    pub(super) fn early(&self, early: &Echoes, mention: &Mention, known: &Known) -> Asked<Echoes> {
        let author = &mention.author.handle;
        let mut echoes = early.clone();
        echoes.answers.clear();
        for answer in early.answers.iter().filter(|_| !author.is_unknown()) {
            let key = MentionKey::new(mention.channel.clone(), answer.clone());
            let filing = known.filing(&key)?;
            let heard = filing.and_then(|filing| filing.heard.as_ref());
            if heard.is_some_and(|heard| heard.author != *author) {
                echoes.answers.insert(answer.clone());
            }
        }
        Ok(echoes)
    }

    /// Notes what changed in this step about what a mention, which was filed as
    /// `before`, adds to others.
    pub(super) fn echo(
        &mut self,
        mention: &MentionKey,
        before: Option<&Filing>,
        known: &Known,
    ) -> Asked<()> {
        let Some(after) = self.filed(mention) else {
            return Ok(());
        };
        let (was, is) = (before.and_then(answered), answered(after));
        let is_edited = before.is_some_and(|before| before.revision < after.revision);
        let copies = (before.and_then(copied), copied(after));
        if was == is {
            if let Some(is) = is.filter(|_| is_edited) {
                self.say_anew(&is, mention, known)?;
            }
        } else {
            if let Some(was) = was {
                self.unsay(&was, mention, known)?;
            }
            if let Some(is) = is {
                self.say(&is, mention, known)?;
            }
        }
        if copies == (None, None) {
            return Ok(());
        }
        // Copies of copies count to the first of them, unless they go round.
        let mut open = vec![copies];
        let mut passed = SortedSet::from([mention.clone()]);
        while let Some((was, is)) = open.pop() {
            for (was, is) in at_each(was, is) {
                if was != is && passed.insert(is.of.clone()) {
                    open.extend(self.copy(&was, &is, known)?);
                }
            }
        }
        Ok(())
    }

    /// Notes copies at what they copy; gives what that adds to others, before and after.
    fn copy(
        &mut self,
        was: &Copied,
        is: &Copied,
        known: &Known,
    ) -> Asked<Option<(Option<Copied>, Option<Copied>)>> {
        let Some((home, before)) = self.note(&is.of, known, |_, echoes| {
            let added = |now: u64, was: u64, is: u64| now.saturating_sub(was).saturating_add(is);
            echoes.copies = added(echoes.copies, was.copies, is.copies);
            echoes.reach = added(echoes.reach, was.reach, is.reach);
            true
        })?
        else {
            return Ok(None);
        };
        let after = self.filed(&is.of);
        let ends = (before, after.and_then(copied));
        let voice = after.map(|filing| filing.echoes().clone());
        if let Some((home, echoes)) = home.zip(voice) {
            let copied = Event::Copied {
                mention: is.of.clone(),
                copies: echoes.copies,
                reach: echoes.reach,
            };
            self.tell(&home, Actor::Channel, copied);
        }
        Ok(Some(ends))
    }

    fn say(&mut self, it: &Answered, answer: &MentionKey, known: &Known) -> Asked<()> {
        let noted = self.note(&it.of, known, |customer, echoes| {
            let is_other = |customer: &Handle| !customer.is_unknown() && *customer != it.author;
            customer.is_none_or(is_other) && echoes.answered(&answer.id)
        })?;
        if let Some((Some(home), _)) = noted {
            let (mention, answer) = (it.of.clone(), answer.clone());
            self.tell(&home, Actor::Channel, Event::OtherSpoke { mention, answer });
        }
        Ok(())
    }

    /// Notes that an answer has other words than those that a person of ours judged.
    fn say_anew(&mut self, it: &Answered, answer: &MentionKey, known: &Known) -> Asked<()> {
        let stored = known.filing(&it.of)?;
        let standing = stored.map(|filing| &filing.standing);
        let Some(Standing::InCase(case)) = standing else {
            return Ok(());
        };
        let home = self.take_living(case, known)?;
        let is_judged = |home: &CaseId| {
            let case = self.record(home).map(|record| &record.case);
            case.is_some_and(|case| case.verified.iter().any(|known| known.answer == *answer))
        };
        if let Some(home) = home.filter(is_judged) {
            let (mention, answer) = (it.of.clone(), answer.clone());
            self.tell(&home, Actor::Channel, Event::OtherSpoke { mention, answer });
        }
        Ok(())
    }

    fn unsay(&mut self, it: &Answered, answer: &MentionKey, known: &Known) -> Asked<()> {
        let noted = self.note(&it.of, known, |_, echoes| echoes.answers.remove(&answer.id))?;
        if let Some((Some(home), _)) = noted {
            let (mention, answer) = (it.of.clone(), answer.clone());
            self.tell(&home, Actor::Channel, Event::OtherLeft { mention, answer });
        }
        Ok(())
    }

    /// Asks for what a mention answers, and the case of that, before anything is
    /// made of it: what is made goes with each question, and would be made twice.
    pub(super) fn ask_for_answered(&self, filing: &Filing, known: &Known) -> Asked<()> {
        let Some(answered) = answered(filing) else {
            return Ok(());
        };
        let stored = known.filing(&answered.of)?;
        if let Some(case) = stored.and_then(|stored| stored.standing.case()) {
            self.living(case, known)?;
        }
        Ok(())
    }

    /// Changes what is noted of a mention, given its author where it was heard;
    /// `change` tells whether it did. Gives the case it is in, taken in hand,
    /// and what it added to others before; nothing where nothing changed.
    fn note(
        &mut self,
        of: &MentionKey,
        known: &Known,
        change: impl FnOnce(Option<&Handle>, &mut Echoes) -> bool,
    ) -> Asked<Option<(Option<CaseId>, Option<Copied>)>> {
        let stored = known.filing(of)?;
        if let Some(stored) = stored {
            self.saw(stored);
        }
        let before = self.filed(of).or(stored);
        let was = before.and_then(copied);
        let mut after = before.cloned().unwrap_or_else(|| Filing::unseen(of));
        let changed = match &mut after.heard {
            Some(heard) => change(Some(&heard.author), &mut heard.voice.echoes),
            None => change(None, &mut after.echoes),
        };
        if !changed {
            return Ok(None);
        }
        let home = match after.standing.case() {
            Some(case) => self.take_living(case, known)?,
            None => None,
        };
        self.put_down(after);
        Ok(Some((home, was)))
    }

    /// Takes the case in hand in which `case` lives on, and notices what was due in it.
    pub(super) fn take_living(&mut self, case: &CaseId, known: &Known) -> Asked<Option<CaseId>> {
        let mut id = case.clone();
        let mut seen = SortedSet::new();
        loop {
            let record = match self.record(&id) {
                Some(record) => record,
                None => match known.case(&id)? {
                    Some(record) => record,
                    None => return Ok(None),
                },
            };
            match record.case.merged_into.clone() {
                Some(into) if seen.insert(id.clone()) => id = into,
                Some(_) | None => break,
            }
        }
        if self.record(&id).is_none()
            && let Some(record) = known.case(&id)?
        {
            self.take(record);
            self.tick(&id, self.now);
        }
        Ok(Some(id))
    }
}

impl Filing {
    /// What others did with it, as far as it was heard.
    pub fn echoes(&self) -> &Echoes {
        match &self.heard {
            Some(heard) => &heard.voice.echoes,
            None => &self.echoes,
        }
    }

    fn unseen(mention: &MentionKey) -> Self {
        Self {
            mention: mention.clone(),
            edition: 0,
            revision: 0,
            standing: Standing::Unseen,
            heard: None,
            echoes: Echoes::default(),
        }
    }
}

/// What changes where a mention copied from and where it copies from now: one
/// place, or two where an edit named another.
fn at_each(was: Option<Copied>, is: Option<Copied>) -> Vec<(Copied, Copied)> {
    let nothing = |it: &Copied| Copied {
        of: it.of.clone(),
        copies: 0,
        reach: 0,
    };
    match (was, is) {
        (Some(was), Some(is)) if was.of == is.of => vec![(was, is)],
        (was, is) => {
            let left = was.map(|was| (was.clone(), nothing(&was)));
            let come = is.map(|is| (nothing(&is), is));
            left.into_iter().chain(come).collect()
        }
    }
}

/// What a mention adds to what it copies. It does so also when its author was
/// forgotten: every count stays.
fn copied(filing: &Filing) -> Option<Copied> {
    let heard = filing.heard.as_ref()?;
    let echo = heard.echo.as_ref()?;
    let counts = echo.by == EchoKind::Copy && filing.standing != Standing::Withdrawn;
    let echoes = &heard.voice.echoes;
    counts.then(|| Copied {
        of: MentionKey::new(filing.mention.channel.clone(), echo.of.clone()),
        copies: echoes.copies.saturating_add(1),
        reach: heard.voice.exposure(),
    })
}

/// What a mention answers. Nobody reads the answer of who was forgotten.
fn answered(filing: &Filing) -> Option<Answered> {
    let heard = filing.heard.as_ref()?;
    let echo = heard.echo.as_ref()?;
    let is_gone = matches!(filing.standing, Standing::Withdrawn | Standing::Erased);
    (echo.by == EchoKind::Answer && !is_gone).then(|| Answered {
        of: MentionKey::new(filing.mention.channel.clone(), echo.of.clone()),
        author: heard.author.clone(),
    })
}
