//! What keeps an open case from being taken over, and what to do about it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::id::CaseId;
use crate::channel::ChannelId;
use crate::mention::MentionKey;
use crate::team::{AgentId, QueueId};
use crate::text::Lang;

/// What keeps an open case from being taken over.
///
/// ```
/// use webcare::case::Flaw;
/// use webcare::text::Lang;
///
/// let flaw = Flaw::NoSuchAgent { agent: "bram".into() };
/// assert_eq!(flaw.words(Lang::Nl), "`bram` staat niet in het draaiboek");
/// assert_eq!(flaw.remedy(Lang::En), "add `bram` to the playbook's agents, or name another owner");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(
    tag = "flaw",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
#[non_exhaustive]
pub enum Flaw {
    /// It has no id.
    #[error("the case has no id")]
    NoId,
    /// It has no mention.
    #[error("the case has no mention")]
    NoMention,
    /// There is a case of that id, and it did not begin with this.
    #[error("a case `{case}` is here already, and began with something else")]
    KnownCase {
        /// The case.
        case: CaseId,
    },
    /// A mention is in another case here.
    #[error("the mention `{mention}` is in the case `{case}` here")]
    KnownMention {
        /// The mention.
        mention: MentionKey,
        /// The case.
        case: CaseId,
    },
    /// The author of a mention took it back or was forgotten.
    #[error("the mention `{mention}` was withdrawn here, or its author is forgotten")]
    GoneMention {
        /// The mention.
        mention: MentionKey,
    },
    /// A mention is in it twice.
    #[error("the mention `{mention}` is in it twice")]
    TwiceMentioned {
        /// The mention.
        mention: MentionKey,
    },
    /// Nothing says when a mention was said, so no clock can count from it.
    #[error("the mention `{mention}` does not tell when it was said")]
    Undated {
        /// The mention.
        mention: MentionKey,
    },
    /// Two people of one channel are no one customer.
    #[error("it has mentions of several authors on `{channel}`")]
    SeveralAuthors {
        /// The channel.
        channel: ChannelId,
    },
    /// The playbook has no such agent.
    #[error("`{agent}` is not in the playbook")]
    NoSuchAgent {
        /// The name.
        agent: AgentId,
    },
    /// The playbook has no such queue.
    #[error("the queue `{queue}` is not in the playbook")]
    NoSuchQueue {
        /// The queue.
        queue: QueueId,
    },
    /// The playbook has no such channel.
    #[error("the channel `{channel}` is not in the playbook")]
    NoSuchChannel {
        /// The channel.
        channel: ChannelId,
    },
    /// What is said to be answered is not in it.
    #[error("the answered mention `{mention}` is not among its mentions")]
    AnsweredElsewhere {
        /// The mention.
        mention: MentionKey,
    },
    /// What is said to be answered has no answer after it.
    #[error("no answer is told that came after the answered mention `{mention}`")]
    AnsweredNever {
        /// The mention.
        mention: MentionKey,
    },
    /// It stood still until before it began to.
    #[error("it waited from {from} until {until}, which is earlier")]
    UpsideDown {
        /// From when.
        from: DateTime<Utc>,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// A promise does not say what was promised.
    #[error("the promise for {due} does not say what was promised")]
    EmptyPromise {
        /// By when it was to be kept.
        due: DateTime<Utc>,
    },
}

impl Flaw {
    /// What is wrong, in words; in English the same as `Display`.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::Nl => self.words_nl(),
            Lang::En => self.to_string(),
        }
    }

    /// What would be right, in words.
    pub fn remedy(&self, lang: Lang) -> String {
        match lang {
            Lang::Nl => self.remedy_nl(),
            Lang::En => self.remedy_en(),
        }
    }

    fn words_nl(&self) -> String {
        match self {
            Flaw::NoId => "de zaak heeft geen naam".to_owned(),
            Flaw::NoMention => "de zaak heeft geen bericht".to_owned(),
            Flaw::KnownCase { case } => {
                format!("hier is al een zaak `{case}`, en die begon met iets anders")
            }
            Flaw::KnownMention { mention, case } => {
                format!("het bericht `{mention}` zit hier in de zaak `{case}`")
            }
            Flaw::GoneMention { mention } => {
                format!("het bericht `{mention}` is hier ingetrokken, of de schrijver is vergeten")
            }
            Flaw::TwiceMentioned { mention } => {
                format!("het bericht `{mention}` zit er twee keer in")
            }
            Flaw::Undated { mention } => {
                format!("het bericht `{mention}` vertelt niet wanneer het gezegd is")
            }
            Flaw::SeveralAuthors { channel } => {
                format!("er zijn berichten van meer dan een schrijver op `{channel}`")
            }
            Flaw::NoSuchAgent { agent } => format!("`{agent}` staat niet in het draaiboek"),
            Flaw::NoSuchQueue { queue } => {
                format!("de wachtrij `{queue}` staat niet in het draaiboek")
            }
            Flaw::NoSuchChannel { channel } => {
                format!("het kanaal `{channel}` staat niet in het draaiboek")
            }
            Flaw::AnsweredElsewhere { mention } => {
                format!("het beantwoorde bericht `{mention}` hoort niet bij de berichten")
            }
            Flaw::AnsweredNever { mention } => {
                format!("na het beantwoorde bericht `{mention}` is geen antwoord vermeld")
            }
            Flaw::UpsideDown { from, until } => {
                format!("er werd gewacht van {from} tot {until}, en dat is eerder")
            }
            Flaw::EmptyPromise { due } => {
                format!("de toezegging voor {due} vertelt niet wat er is toegezegd")
            }
        }
    }

    fn remedy_nl(&self) -> String {
        match self {
            Flaw::NoId => "geef de zaak een naam".to_owned(),
            Flaw::NoMention => "geef ten minste het bericht waarmee de zaak begon".to_owned(),
            Flaw::KnownCase { .. } => {
                "geef de zaak een andere naam, of werk verder in die er is".to_owned()
            }
            Flaw::KnownMention { case, .. } => {
                format!("laat het bericht weg, of zet de rest over in `{case}`")
            }
            Flaw::GoneMention { .. } => "laat het bericht weg".to_owned(),
            Flaw::TwiceMentioned { .. } => "geef het bericht een keer".to_owned(),
            Flaw::Undated { .. } => "geef het bericht `posted_at` of `seen_at`".to_owned(),
            Flaw::SeveralAuthors { .. } => {
                "zet ieders berichten over als eigen zaak, en voeg die samen".to_owned()
            }
            Flaw::NoSuchAgent { agent } => format!(
                "zet `{agent}` bij de medewerkers in het draaiboek, of noem een andere eigenaar"
            ),
            Flaw::NoSuchQueue { queue } => format!(
                "zet `{queue}` bij de wachtrijen in het draaiboek, of noem een andere eigenaar"
            ),
            Flaw::NoSuchChannel { channel } => {
                format!("zet `{channel}` bij de kanalen in het draaiboek")
            }
            Flaw::AnsweredElsewhere { .. } => {
                "geef het bericht mee, of noem het niet beantwoord".to_owned()
            }
            Flaw::AnsweredNever { .. } => "geef met `answered_at` wanneer het antwoord er was, \
                en eerdere met `earlier_answers`"
                .to_owned(),
            Flaw::UpsideDown { .. } => "geef `from` het vroegste van de twee".to_owned(),
            Flaw::EmptyPromise { .. } => "schrijf op wat er is toegezegd".to_owned(),
        }
    }

    fn remedy_en(&self) -> String {
        match self {
            Flaw::NoId => "give the case an id".to_owned(),
            Flaw::NoMention => "give at least the mention it began with".to_owned(),
            Flaw::KnownCase { .. } => {
                "give the case another id, or go on in the one that is here".to_owned()
            }
            Flaw::KnownMention { case, .. } => {
                format!("leave the mention out, or bring the rest over into `{case}`")
            }
            Flaw::GoneMention { .. } => "leave the mention out".to_owned(),
            Flaw::TwiceMentioned { .. } => "give the mention once".to_owned(),
            Flaw::Undated { .. } => "give the mention `posted_at` or `seen_at`".to_owned(),
            Flaw::SeveralAuthors { .. } => {
                "import the mentions of each as a case of its own, and merge them".to_owned()
            }
            Flaw::NoSuchAgent { agent } => {
                format!("add `{agent}` to the playbook's agents, or name another owner")
            }
            Flaw::NoSuchQueue { queue } => {
                format!("add `{queue}` to the playbook's queues, or name another owner")
            }
            Flaw::NoSuchChannel { channel } => {
                format!("add `{channel}` to the playbook's channels")
            }
            Flaw::AnsweredElsewhere { .. } => {
                "give the mention too, or do not call it answered".to_owned()
            }
            Flaw::AnsweredNever { .. } => {
                "tell with `answered_at` when the answer came, and earlier ones with \
                `earlier_answers`"
                    .to_owned()
            }
            Flaw::UpsideDown { .. } => "give `from` the earlier of the two".to_owned(),
            Flaw::EmptyPromise { .. } => "write down what was promised".to_owned(),
        }
    }
}

/// What is told of each flaw, one after the other.
pub(super) fn each(flaws: &[Flaw], told: impl Fn(&Flaw) -> String) -> String {
    flaws.iter().map(told).collect::<Vec<_>>().join("; ")
}
