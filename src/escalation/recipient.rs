use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::text::Lang;

/// Who is told: a role that the host fills in, or somebody by name.
///
/// Written, stored and read as text: `contact`, `queue:evening`, `agent:els`.
///
/// ```
/// use webcare::escalation::Recipient;
///
/// assert_eq!("backup".parse(), Ok(Recipient::Backup));
/// assert_eq!(Recipient::Queue("evening".into()).to_string(), "queue:evening");
/// assert!("everybody".parse::<Recipient>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Recipient {
    /// Whoever owns the matter.
    Owner,
    /// The contact of the department concerned.
    Contact,
    /// The backups of that contact.
    Backup,
    /// Whoever leads the team.
    Supervisor,
    /// Whoever is on duty.
    OnDuty,
    /// Public relations.
    Pr,
    /// Whoever holds a role, by its name.
    Role(String),
    /// A queue, by its id.
    Queue(String),
    /// An agent, by their id.
    Agent(String),
}

/// A text that names no recipient.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is nobody; write `owner`, `contact`, `backup`, `supervisor`, `on-duty`, `pr`, `role:…`, `queue:…` or `agent:…`"
)]
pub struct RecipientError(String);

impl Recipient {
    /// Who that is, in words: `the owner`, ``queue `evening` ``.
    pub fn text(&self, lang: Lang) -> String {
        let known = match self {
            Recipient::Owner => ("de eigenaar", "the owner"),
            Recipient::Contact => ("het aanspreekpunt", "the contact"),
            Recipient::Backup => ("de vervanger", "the backup"),
            Recipient::Supervisor => ("de leidinggevende", "the supervisor"),
            Recipient::OnDuty => ("wie dienst heeft", "whoever is on duty"),
            Recipient::Pr => ("voorlichting", "public relations"),
            Recipient::Role(id) => return format!("{} `{id}`", lang.pick("rol", "role")),
            Recipient::Queue(id) => return format!("{} `{id}`", lang.pick("wachtrij", "queue")),
            Recipient::Agent(id) => return format!("`{id}`"),
        };
        lang.pick(known.0, known.1).to_owned()
    }
}

impl FromStr for Recipient {
    type Err = RecipientError;

    fn from_str(text: &str) -> Result<Self, RecipientError> {
        Ok(match text {
            "owner" => Recipient::Owner,
            "contact" => Recipient::Contact,
            "backup" => Recipient::Backup,
            "supervisor" => Recipient::Supervisor,
            "on-duty" => Recipient::OnDuty,
            "pr" => Recipient::Pr,
            _ => match text.split_once(':') {
                Some(("role", id)) if !id.is_empty() => Recipient::Role(id.to_owned()),
                Some(("queue", id)) if !id.is_empty() => Recipient::Queue(id.to_owned()),
                Some(("agent", id)) if !id.is_empty() => Recipient::Agent(id.to_owned()),
                _ => return Err(RecipientError(text.to_owned())),
            },
        })
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recipient::Owner => f.write_str("owner"),
            Recipient::Contact => f.write_str("contact"),
            Recipient::Backup => f.write_str("backup"),
            Recipient::Supervisor => f.write_str("supervisor"),
            Recipient::OnDuty => f.write_str("on-duty"),
            Recipient::Pr => f.write_str("pr"),
            Recipient::Role(id) => write!(f, "role:{id}"),
            Recipient::Queue(id) => write!(f, "queue:{id}"),
            Recipient::Agent(id) => write!(f, "agent:{id}"),
        }
    }
}

impl Serialize for Recipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Recipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
