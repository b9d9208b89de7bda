//! What did the organisation agree? One document, checked as a whole.
//!
//! A [`Playbook`] (*draaiboek*) names the channels, calendars, teams, reasons,
//! rules, targets and escalations of one brand. It is written by a team lead,
//! in TOML or any other format that serde reads; see the quick start in the
//! [crate's documentation](crate). Whatever is wrong in it is said at once,
//! each problem with its path and with what would be right.
//!
//! A second brand inherits: [`Playbook::inherit`] lays its own document over
//! the common one.
//!
//! # The document
//!
//! Only `playbook`, `version`, `zone` and `rules` must be there. Without
//! `queues` there is one, `inbox`, whose people may do everything; without
//! `sla` nothing is promised.
//!
//! | key | what |
//! |---|---|
//! | `playbook`, `version` | its name, and the version that every decision tells |
//! | `language`, `zone` | `nl` or `en`; an IANA time zone |
//! | `calendars` | by name: when a team works ([`Calendar::read`]) |
//! | `holidays` | by name: sets of days off beside the built-in `nl` and `nl-lustrum`, for `calendars` to name |
//! | `channels` | by name: visibility, profile, own accounts, reply window ([`Channel`]) |
//! | `queues`, `agents`, `departments` | who takes what, and who may decide what ([`crate::team`]) |
//! | `contact-centre` | the most that anybody on the telephone may decide: webcare, with the queues behind it, may no less |
//! | `directory` | by name: forms and numbers that customers may be sent to ([`Referral`]) |
//! | `employees` | the name of the list of colleagues' accounts |
//! | `lists`, `reasons`, `rules` | what deserves an answer ([`crate::routing`]) |
//! | `cues` | words of your own for the built-in classifier ([`crate::triage::Cues`]) |
//! | `triage` | `otherwise`: what becomes of what no rule speaks of; `queue`: where cases wait; `languages`: those that are read (`nl`, `en`); `foreign`: the queue for the others; `reply`: the language they are answered in; `classifier`: `cues`, `cues-and-model` or `host`; `four-eyes`: topics |
//! | `roles` | `supervisor`: an agent, `pr`: a department, any other name: agents; for escalations |
//! | `joining` | `window` and `reopen`: when two mentions are one matter, and how long one can come back |
//! | `sla` | by when ([`Sla`]): `treatment`, `calendar`, targets by clock, urgency and `topics`, `choices`, `channels`; `from`, `warn-at`, `pauses`, `reopened`, `in-flight`, `answering` |
//! | `promises` | `longest`: the latest that may be promised; `callback`: the latest for a call |
//! | `style` | how replies are worded ([`crate::reply::style`]) |
//! | `escalations` | who hears that it goes wrong ([`crate::escalation`]) |
//! | `guards` | how strictly habits are kept ([`Guards`]) |
//! | `advice` | when customers are offered other ways, and which ([`Advice`]) |
//! | `retention` | by kind of text: how long it is kept after a case has ended ([`Retention`]) |
//! | `views` | who sees words and names ([`Views`]) |
//!
//! The sections that list things by name have these keys:
//!
//! ```
//! use webcare::playbook::Playbook;
//!
//! let document = toml::from_str(r#"
//!     playbook = "Noorderlicht"
//!     version  = "1"
//!     zone     = "Europe/Amsterdam"
//!     rules    = [{ id = "tip", when = "tip*", then = { no-response = "tip", queue = "webcare" } }]
//!     triage   = { queue = "webcare" }
//!
//!     [calendars.office]
//!     mon-fri = ["08:00-21:00"]
//!
//!     [channels.twitter]
//!     visibility   = "public"       # or "private"
//!     medium       = "digital"      # or "phone", "letter", "counter"
//!     profile      = "twitter-2011" # or a table of what differs
//!     own          = ["@noorderlicht"]
//!     reply-window = "24 hours"
//!     salutation   = "handle"       # or "none"
//!     signature    = "last"         # or "every", "none"
//!     max-parts    = 4
//!
//!     [queues.webcare]
//!     mandate = { acts = ["reply", "promise"], amount = "25.00" }
//!     works   = "office"
//!     party   = "in-house"          # or "partner"
//!     behind  = "back-office"       # who decides what these people may not
//!
//!     [queues.back-office]
//!     mandate = { acts = ["reply", "promise", "goodwill"], amount = 100 }
//!
//!     [agents.els]
//!     queues    = ["webcare", "back-office"]
//!     signature = "^EL"
//!     skills    = ["twitter"]       # the channels; all of them where none is named
//!     works     = "office"
//!     mandate   = { acts = ["reply", "goodwill"], amount = 50 } # in place of the queue's
//!     trained   = true              # `false` for who may not answer customers yet
//!     automatic = false             # `true` for a machine
//!
//!     [reasons.tip]                 # or `respond`, `proactive`, `review`
//!     no-response = { nl = "een tip voor anderen", en = "advice to others" }
//!     joins       = false           # whether it may belong to a matter that runs
//! "#)?;
//! let playbook = Playbook::from_value(document)?;
//! assert!(playbook.lint().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Not here yet
//!
//! An overlay in TOML cannot take away an entry of a table, for want of a `null`;
//! JSON can.

mod advice;
mod check;
mod directory;
mod fits;
mod heard;
mod inherit;
mod lint;
mod neutrality;
mod read;
mod section;
mod sla;

use chrono::TimeDelta;
use chrono_tz::Tz;
use thiserror::Error;

pub use advice::Advice;
pub use directory::Referral;
pub use neutrality::{Decides, Ground, Unequal};
pub use sla::{AfterReopening, InFlight, Sla, Start};

use crate::calendar::Calendar;
use crate::case::{Guards, Retention, Views};
use crate::channel::{Channel, ChannelId};
use crate::document::{Node, Problem, Problems, Value};
use crate::escalation::Escalation;
use crate::reply::style::Style;
use crate::routing::{Reasons, RuleSet, TopicId};
use crate::sla::Target;
use crate::sorted::{SortedMap, SortedSet};
use crate::team::{Agent, AgentId, Department, DepartmentId, Queue, QueueId};
use crate::text::Lang;
use crate::triage::Cues;

/// What one brand agreed, read and checked.
#[derive(Clone, Debug)]
pub struct Playbook {
    pub(crate) source: Value,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) language: Lang,
    pub(crate) zone: Tz,
    pub(crate) calendars: SortedMap<String, Calendar>,
    pub(crate) channels: SortedMap<ChannelId, Channel>,
    pub(crate) queues: SortedMap<QueueId, Queue>,
    pub(crate) agents: SortedMap<AgentId, Agent>,
    pub(crate) departments: SortedMap<DepartmentId, Department>,
    pub(crate) directory: SortedMap<String, Referral>,
    pub(crate) reasons: Reasons,
    pub(crate) rules: RuleSet,
    pub(crate) cues: Cues,
    pub(crate) classifier: ClassifiedBy,
    pub(crate) default_queue: QueueId,
    pub(crate) supervisor: Option<AgentId>,
    pub(crate) pr: Option<DepartmentId>,
    pub(crate) roles: SortedMap<String, Vec<AgentId>>,
    pub(crate) four_eyes: SortedSet<TopicId>,
    /// The languages that are read here.
    pub(crate) languages: SortedSet<String>,
    /// Where what is in another language waits.
    pub(crate) foreign_queue: Option<QueueId>,
    /// In which it is answered.
    pub(crate) foreign_reply: Option<String>,
    pub(crate) joining: Joining,
    pub(crate) sla: Sla,
    pub(crate) longest_promise: Option<Target>,
    pub(crate) longest_callback: Option<Target>,
    pub(crate) escalations: Vec<Escalation>,
    pub(crate) guards: Guards,
    pub(crate) advice: Advice,
    pub(crate) retention: Retention,
    pub(crate) views: Views,
    pub(crate) style: Option<Style>,
}

/// The queue of a playbook that declares none.
pub(crate) const ONLY_QUEUE: &str = "inbox";

/// Who says what kind of mention one is.
#[expect(
    clippy::exhaustive_enums,
    reason = "the built-in cues do, with or without a model, or the host is asked"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClassifiedBy {
    /// The built-in cue words.
    #[default]
    Cues,
    /// The built-in cue words, and a small model beside them
    /// ([`Cues::with_model`]).
    CuesAndModel,
    /// A classifier of the host's, by [`crate::triage::Classifier`].
    Host,
}

/// When mentions of one author on one channel are one matter.
#[expect(
    clippy::exhaustive_structs,
    reason = "options are a struct with a default; any combination is valid"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joining {
    /// How far apart they may be posted (S1:25).
    pub window: TimeDelta,
    /// How long after its end a case can be taken up again by what belongs to it: a word in
    /// its thread, or one within the window. Later such a word opens a new one, linked to it.
    pub reopen: TimeDelta,
}

impl Default for Joining {
    /// Three days, and two weeks.
    fn default() -> Self {
        Self {
            window: TimeDelta::days(3),
            reopen: TimeDelta::days(14),
        }
    }
}

/// A document that is no playbook: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", lines(problems))]
#[non_exhaustive]
pub struct PlaybookError {
    /// The problems, by path.
    pub problems: Vec<Problem>,
}

fn lines(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

impl Playbook {
    /// Reads and checks a document.
    ///
    /// ```
    /// use webcare::playbook::Playbook;
    ///
    /// let value = toml::from_str("playbook = 'Noorderlicht'\nzone = 'Europe/Asmterdam'")?;
    /// let error = Playbook::from_value(value).unwrap_err();
    /// assert!(error.problems.iter().any(|problem| problem.path == "zone"));
    /// assert!(error.problems.iter().any(|problem| problem.wrong == "`version` is missing"));
    /// # Ok::<(), toml::de::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PlaybookError`] with *all* problems of the document.
    pub fn from_value(value: Value) -> Result<Self, PlaybookError> {
        let mut problems = Problems::new();
        let playbook = read::playbook(&Node::root(&value), &mut problems);
        match playbook {
            Some(playbook) if problems.is_empty() => Ok(Self {
                source: value,
                ..playbook
            }),
            Some(_) | None => Err(PlaybookError {
                problems: problems.into_sorted(),
            }),
        }
    }

    /// Reads the document of a brand that inherits from `base`.
    ///
    /// Tables are joined key by key; a JSON `null` takes an entry away. Rules
    /// and escalations are joined by their `id`: the brand's own come first, one
    /// of the same id replaces the inherited one, and `off = true` takes it away.
    ///
    /// # Errors
    ///
    /// [`PlaybookError`] with all problems of the two documents together.
    pub fn inherit(brand: Value, base: &Playbook) -> Result<Self, PlaybookError> {
        Self::from_value(inherit::lay_over(brand, base.source.clone()))
    }

    /// The document itself, with what was inherited.
    pub fn source(&self) -> &Value {
        &self.source
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its version, which every decision tells.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The language of the team.
    pub fn language(&self) -> Lang {
        self.language
    }

    /// The time zone of the team.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The channels.
    pub fn channels(&self) -> &SortedMap<ChannelId, Channel> {
        &self.channels
    }

    /// The people.
    pub fn agents(&self) -> &SortedMap<AgentId, Agent> {
        &self.agents
    }

    /// The queues.
    pub fn queues(&self) -> &SortedMap<QueueId, Queue> {
        &self.queues
    }

    /// The departments.
    pub fn departments(&self) -> &SortedMap<DepartmentId, Department> {
        &self.departments
    }

    /// Where customers may be sent.
    pub fn directory(&self) -> &SortedMap<String, Referral> {
        &self.directory
    }

    /// The calendars.
    pub fn calendars(&self) -> &SortedMap<String, Calendar> {
        &self.calendars
    }

    /// The reasons, built in and declared.
    pub fn reasons(&self) -> &Reasons {
        &self.reasons
    }

    /// The rules.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The targets.
    pub fn sla(&self) -> &Sla {
        &self.sla
    }

    /// The house style, where one was agreed.
    pub fn style(&self) -> Option<&Style> {
        self.style.as_ref()
    }

    /// How long texts are kept after a case has ended, by kind.
    pub fn retention(&self) -> &Retention {
        &self.retention
    }

    pub(crate) fn uses_cues(&self) -> bool {
        match self.classifier {
            ClassifiedBy::Cues | ClassifiedBy::CuesAndModel => true,
            ClassifiedBy::Host => false,
        }
    }
}
