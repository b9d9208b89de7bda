//! How do a playbook's parts decide together? The compiled playbook, pure.
//!
//! A [`Policy`] is immutable and can be shared between threads; swap it as an
//! `Arc` when the playbook changes. It is asked in two ways:
//!
//! - [`Policy::triage`]: what to do with a mention, by the mention alone, and
//!   [`Policy::triage_advised`] with the advice of a model that learned;
//! - [`Policy::step`]: the whole desk. A host puts in everything that happens
//!   ([`Input`]), answers what it is asked ([`Ask`]), and stores the [`Commit`]
//!   it gets, whole or not at all. [`Policy::step_advised`] hears a model that
//!   learned as well.
//!
//! # One mention's way
//!
//! A delivery of a mention that is known at the same revision changes nothing,
//! save that more readers are noted. An edit is judged anew. A mention that
//! deserves an answer opens a case, or joins the live case of its author if
//! the two belong together: same channel, and one thread or within the
//! playbook's window. Grouping looks at nothing but the mentions, so the order
//! of arrival does not matter; a mention that bridges two untouched cases
//! merges them, and one that leaves splits them again. A case that somebody
//! works on is never taken apart.
//!
//! Deliveries of one mention add up the same way in any order: what it says
//! and what is decided about it is that of its highest revision, by the most
//! readers that any delivery of that revision told; it was said and seen at
//! the earliest instant that any delivery of any revision gives; its reach is
//! the largest ever told; and once withdrawn it stays so, also where the
//! withdrawal came first. Two deliveries of one revision with different words
//! are a fault of the source: the first one stands. A mention whose author is
//! not known is nobody else's matter. Rules that ask about a running case or a rate
//! depend on what was there when they were asked, and so on order.
//!
//! What others do with a mention is noted at that mention: a copy adds one and
//! its readers, an answer of somebody who is neither the customer nor us makes
//! them a participant ([`Case::participants`](crate::case::Case::participants)).
//! Where the other one comes first, the mention is filed as
//! [`Standing::Unseen`] until it comes itself. A copy that is taken back no
//! longer counts; that of a person who was forgotten does, and their answers
//! are nobody's any more.
//!
//! # Forgetting
//!
//! [`Input::Erase`] names a person's accounts. The commit deletes every text of
//! every case that a mention of theirs is or ever was part of, takes their name
//! off what is filed, ends the cases in which nobody else is left, and tells the
//! host which mentions' words must go ([`Commit::forget`]). What was decided,
//! when, and how often stays, so every count is as before. A mention that was
//! forgotten stays so however often it is delivered; a new one of the same
//! name is that of somebody new. Texts of an ended case go by themselves, each
//! kind after the time that `[retention]` gives it; the words of a mention that
//! its author took back go at once.
//!
//! # Time
//!
//! The clocks of a case are events in its log: started, paused, met, breached.
//! A breach is written down at the instant it happened, however late a
//! wake-up comes, and taken back where a late receipt tells of an answer before
//! it. A due time that no date can hold is not promised. [`Change::wake_at`]
//! says when to come back.
//!
//! | clock | starts | stands still | is met by | is called off by |
//! |---|---|---|---|---|
//! | `receipt` | what the customer says first, as `sla.from` has it, save for a reason of kind `proactive`: what we offer unasked is owed to nobody | – | any word of ours that arrived, also one that is courtesy or a machine's | the end of the matter; all of it withdrawn |
//! | `taken-up` | the same; a reopening | – | an agent who takes it or accepts it | the same |
//! | `first-response` | the same | – | an answer that arrived, or speaking to the customer | the same |
//! | `next-response` | what the customer says after an answer | – | the same | the same |
//! | `update` | our last answer, each time anew | `sla.pauses` | the next answer | the end of the matter |
//! | `resolution` | the same; a reopening, as `sla.reopened` has it | `sla.pauses`; while it was settled | resolving it | an empty case, a merge, all of it withdrawn |
//! | `follow-up` | a public thread that goes private | – | the public word | waiving it, closing, a merge |
//! | `promise`, `callback` | each promise, until the instant that was told | – | keeping it; a call, by speaking by telephone | closing, a merge (a command merges away no case with one open) |
//! | `consult` | each question to a department with an agreement | – | its answer | the end of the matter |
//! | `hand-off` | each offer | – | accepting it | declining it; the end of the matter |
//! | `reply-window` | the customer's last word on a channel that has one, while it waits for an answer | – | an answer on that channel | any other end of the waiting |
//!
//! An answer meets a clock where it is a person's, more than courtesy, and has
//! arrived ([`Reply::is_substantive`](crate::case::Reply::is_substantive)). Of
//! several mentions the earliest due time counts, and is computed anew from all
//! of them. A higher urgency counts from the start, not from the change: a term
//! that is over by then is breached at the instant at which it ended. After a
//! merge the earlier due time holds.
//!
//! A case that comes from elsewhere ([`Import`]) has the clocks it would have
//! had here: what was answered there is met at that instant, what was said
//! afterwards counts from when it was said, and a clock of which nobody tells
//! how it ended there is called off.
//!
//! # What goes wrong
//!
//! Each look at a case raises the signals that escalations answer to
//! ([`Signal`](crate::escalation::Signal)), each at the instant it went wrong.
//!
//! | signal | is raised |
//! |---|---|
//! | `due-soon`, `breached` | by each clock: at `sla.warn-at`, and when it is due |
//! | `reach` | by the readers of a mention and of its copies, as the channel tells them |
//! | `growth` | by that reach, in per cent over what it was when it was first told |
//! | `repeat-contact` | by a customer who comes back |
//! | `repeated-explanation`, `hand-offs` | by a hand-off without a briefing; by hand-offs since anything was done |
//! | `promise-broken`, `step-overdue` | by a promise, and by the next step that was agreed on, when they are due |
//! | `follow-up-owed` | by a public word that is owed |
//! | `delivery-unknown` | by a part that is known not to have arrived, or not known to |
//! | `legal`, `safety`, `press` | by a reason, topic or tag of that name (`urgent` is safety too) |
//! | `nobody-present` | by a department that has nobody to answer, and by what is urgent while nobody is on duty |
//!
//! What only the host knows comes in as [`Input::Signal`], and what belongs to
//! no case goes to [`Policy::escalate`]: a journalist on the telephone, posts
//! on a topic that grow over the host's own baseline, nobody logged in.
//!
//! # Not here yet
//!
//! One person's several accounts found by evidence; who may see a case told
//! with the commit. Rules that ask about a running case or a rate depend
//! on the order of arrival, as the world does.

mod advise;
mod arrange;
mod ask;
mod clocks;
mod commit;
mod compile;
mod diff;
mod dossier;
mod echo;
mod examples;
mod forget;
mod gaps;
mod group;
mod hear;
mod hours;
mod import;
mod input;
mod judge;
mod known;
mod learned;
mod look;
mod next;
mod obey;
mod outlook;
mod part;
mod people;
mod public_stream;
mod purge;
mod reading;
mod record;
mod sight;
mod signals;
mod terms;
mod tick;
mod unread;
mod work;

use chrono::{DateTime, NaiveDate, Utc};

pub use advise::Advised;
pub use ask::{Answer, Ask, Question, Step, WrongAnswer};
pub use commit::{
    Basis, Change, Commit, Echo, EchoKind, Filing, Forget, Heard, Related, Settled, Standing,
    Summary,
};
pub use compile::CompileError;
pub use dossier::{Dossier, StoodBy};
pub use gaps::Gap;
pub use import::{Import, Pending, Waited};
pub use input::{Handling, Input, Order, Receipt};
pub use next::{Due, Next};
pub use outlook::{Outlook, WhatIf};
pub use public_stream::{Line, PublicStream, Said};
pub use record::{Actor, Entry, Record, What};
pub use unread::Unread;

use crate::calendar::{Calendar, CalendarId};
use crate::channel::{ChannelId, Visibility};
use crate::mention::Handle;
use crate::playbook::Playbook;
use crate::routing::{Decision, Outcome, ReasonId, RuleSet};
use crate::sorted::{SortedMap, SortedSet};
use crate::team::{Department, DepartmentId, QueueId};
use crate::triage::Cues;
use known::{Asked, Known};
use reading::Rooms;
use work::Work;

/// A playbook made ready to decide.
#[derive(Debug)]
pub struct Policy {
    playbook: Playbook,
    rules: RuleSet,
    cues: Cues,
    rooms: Rooms,
    /// The calendar by which customers are promised things, and its name.
    calendar: Calendar,
    calendar_id: CalendarId,
    /// The calendars that change from a date on, each as it is from then, for
    /// clocks that keep to what held when they began.
    versions: SortedMap<String, Vec<(NaiveDate, Calendar)>>,
    /// The reasons for no answer by which a mention may still be part of a matter.
    joining: Vec<ReasonId>,
    /// The organisation's own accounts by channel.
    own: SortedMap<ChannelId, Vec<Handle>>,
    /// The names of the forms and numbers that customers may be sent to.
    referrals: SortedSet<String>,
}

impl Policy {
    /// The playbook it was compiled from.
    pub fn playbook(&self) -> &Playbook {
        &self.playbook
    }

    /// The calendar by which customers are promised things.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Takes one thing that happened at `now` into account.
    ///
    /// The same input, the same answers and the same `now` give the same
    /// commit. `now` may not be earlier than what is stored; the host's clock
    /// decides.
    pub fn step(&self, input: Input, now: DateTime<Utc>) -> Step<'_> {
        self.advance(Box::new(input), now, Box::default())
    }

    /// As [`Policy::step`], and a model that learned has its say: of each
    /// mention that is to be judged [`Question::Advice`] is asked.
    ///
    /// What it may do is what [`Policy::triage_advised`] grants its stage; its
    /// proposals are filed with the mention ([`Heard::proposals`]), and what
    /// would be otherwise without it names it ([`Decision::model`], and
    /// [`Voice::model`](crate::case::Voice::model) in the log of a case).
    ///
    /// ```
    /// use webcare::mention::Mention;
    /// use webcare::playbook::Playbook;
    /// use webcare::policy::{Answer, Input, Question, Standing, Step};
    /// use webcare::triage::live::Live;
    /// use webcare::triage::{Assessment, Confidence, label};
    ///
    /// let mut live = Live::new("ours/1", [label::SPAM]);
    /// live.raise_desk()?;
    /// live.listen_to(&label::SPAM.into())?; // It practises.
    /// let policy = Playbook::from_value(toml::from_str("
    ///     playbook = 'Noorderlicht'
    ///     version  = '1'
    ///     zone     = 'Europe/Amsterdam'
    ///     triage   = { otherwise = { review = 'undecided' } }
    ///     rules    = []
    /// ")?)?.compile()?;
    ///
    /// let post = Mention::post("twitter", "1").text("Win een reis naar Lapland");
    /// let mut step = policy.step_advised(Input::Mention(post), "2011-06-14T10:00:00Z".parse()?);
    /// let commit = loop {
    ///     step = match step {
    ///         Step::Need(ask) => {
    ///             let answer = match ask.question() {
    ///                 Question::Filing(_) => Answer::Filing(None),
    ///                 Question::FreshId => Answer::FreshId("c1".into()),
    ///                 Question::Advice(_) => {
    ///                     let found = Assessment::by("ours/1").scored(label::SPAM, Confidence::FULL);
    ///                     Answer::Advice(Box::new(live.hear(&found)))
    ///                 }
    ///                 _ => Answer::NotKnown,
    ///             };
    ///             ask.answer(answer)?
    ///         }
    ///         Step::Done(commit) => break commit,
    ///         Step::Refused(refusal) => return Err(refusal.to_string().into()),
    ///     };
    /// };
    /// let heard = commit.filed[0].heard.as_ref().unwrap();
    /// assert_eq!(heard.proposals[0].by.as_str(), "ours/1");
    /// assert_eq!(heard.decision.model(), None, "in the shadow it only proposes");
    /// # assert!(!matches!(commit.filed[0].standing, Standing::NoResponse));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn step_advised(&self, input: Input, now: DateTime<Utc>) -> Step<'_> {
        self.advance(Box::new(input), now, Box::new(Known::with_model()))
    }

    /// Goes as far as what is known allows.
    fn advance(&self, input: Box<Input>, now: DateTime<Utc>, mut known: Box<Known>) -> Step<'_> {
        let mut work = Work::new(self, now);
        match work.proceed(&input, &known) {
            Ok(Ok(())) => {
                self.put_by(&mut known);
                Step::Done(work.finish(known.bases()))
            }
            Ok(Err(refusal)) => Step::Refused(refusal),
            Err(question) => Step::Need(Ask {
                policy: self,
                input,
                now,
                known,
                question,
            }),
        }
    }

    /// The queue that takes a mention: the one the rules chose or the usual
    /// one, or the first behind it that may decide what it takes.
    fn queue_for(&self, decision: &Decision) -> QueueId {
        let queues = &self.playbook.queues;
        let chosen = decision.queue().unwrap_or(&self.playbook.default_queue);
        if decision.needs().is_empty() {
            return chosen.clone();
        }
        let behind = |id: &&QueueId| queues.get(*id)?.behind.as_ref();
        let mut line = std::iter::successors(Some(chosen), behind);
        let may = |id: &&QueueId| {
            let mandate = queues.get(*id).map(|queue| &queue.mandate);
            mandate.is_some_and(|it| decision.needs().is_subset(&it.acts))
        };
        line.find(may).unwrap_or(chosen).clone()
    }

    fn visibility(&self, channel: &ChannelId) -> Visibility {
        // A channel that nobody described is taken to be public: the careful guess.
        self.playbook
            .channels
            .get(channel)
            .map_or(Visibility::Public, |channel| channel.visibility)
    }

    /// Whether a mention may be part of a matter.
    fn joins(&self, decision: &Decision) -> bool {
        match decision.outcome() {
            Outcome::Respond(_) | Outcome::Review(_) => true,
            Outcome::NoResponse(reason) => self.joining.contains(reason),
        }
    }

    fn people_of(&self, department: &DepartmentId) -> Vec<String> {
        match self.playbook.departments.get(department) {
            Some(department) => vec![department.contact.to_string()],
            None => vec![department.to_string()],
        }
    }

    /// The department that a case hangs on: the first that was asked and has
    /// not answered, else the one that is named as its topic.
    fn department(&self, record: &Record) -> Option<&Department> {
        let asked = record
            .case
            .open_consults()
            .map(|(_, consult)| consult.department.clone())
            .next();
        let topic = record
            .case
            .topic()
            .map(|topic| DepartmentId::from(topic.as_str()));
        asked
            .or(topic)
            .and_then(|id| self.playbook.departments.get(&id))
    }
}

impl Work<'_> {
    fn proceed(&mut self, input: &Input, known: &Known) -> Asked<Result<(), crate::case::Refusal>> {
        match input {
            Input::Mention(mention) => self.hear(mention, known)?,
            Input::Withdrawn { mention } => self.withdraw(mention, known)?,
            Input::Looked { mention, by } => self.look(mention, by, known)?,
            Input::Command(order) => return self.obey(order, known),
            Input::Receipt(receipt) => self.receive(receipt, known)?,
            Input::Acknowledge { case, chain, by } => {
                return self.handle(case, chain, by, &Handling::Acknowledge, known);
            }
            Input::Handle {
                case,
                chain,
                by,
                how,
            } => return self.handle(case, chain, by, how, known),
            Input::Signal { case, signal } => self.be_told(case, signal, known)?,
            Input::Import(import) => return self.import(import, known),
            Input::Erase { accounts } => self.erase(accounts, known)?,
            Input::Wake { case } => self.wake(case, known)?,
        }
        Ok(Ok(()))
    }
}
