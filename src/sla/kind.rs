use serde::{Deserialize, Serialize};

use crate::document::{Node, Problems};
use crate::text::Lang;

/// Which promise a clock keeps.
///
/// A list of the crate's own: a host adds no kinds to it, and tells several
/// clocks of one kind apart by what they are [about](super::ClockId).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ClockKind {
    /// A word that it arrived.
    Receipt,
    /// Somebody has taken it up.
    TakenUp,
    /// The first answer that says something; an automatic message does not.
    FirstResponse,
    /// The next answer, after the customer came back.
    NextResponse,
    /// A word on how it stands, while it lasts.
    Update,
    /// The matter is settled.
    Resolution,
    /// A public word that it was handled, after it went private.
    FollowUp,
    /// What was promised to the customer.
    Promise,
    /// Calling back.
    Callback,
    /// The answer of a department that was asked (its own agreement).
    Consult,
    /// The next owner accepting.
    HandOff,
    /// The channel's own term, after which it lets nobody answer.
    ReplyWindow,
}

impl ClockKind {
    /// All of them and their words, in order.
    pub(super) const WORDS: [(&'static str, ClockKind); 12] = [
        ("receipt", ClockKind::Receipt),
        ("taken-up", ClockKind::TakenUp),
        ("first-response", ClockKind::FirstResponse),
        ("next-response", ClockKind::NextResponse),
        ("update", ClockKind::Update),
        ("resolution", ClockKind::Resolution),
        ("follow-up", ClockKind::FollowUp),
        ("promise", ClockKind::Promise),
        ("callback", ClockKind::Callback),
        ("consult", ClockKind::Consult),
        ("hand-off", ClockKind::HandOff),
        ("reply-window", ClockKind::ReplyWindow),
    ];

    /// Reads a word such as `first-response`.
    pub fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        node.one_of(&Self::WORDS, problems)
    }

    /// Its word in playbooks and logs, such as `first-response`.
    pub fn word(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, kind)| *kind == self);
        found.map_or("", |(word, _)| word)
    }

    /// What it is called.
    pub fn text(self, lang: Lang) -> &'static str {
        let (nl, en) = match self {
            ClockKind::Receipt => ("ontvangstbevestiging", "receipt"),
            ClockKind::TakenUp => ("in behandeling", "taken up"),
            ClockKind::FirstResponse => ("eerste reactie", "first response"),
            ClockKind::NextResponse => ("volgende reactie", "next response"),
            ClockKind::Update => ("tussenbericht", "update"),
            ClockKind::Resolution => ("afhandeling", "resolution"),
            ClockKind::FollowUp => ("publieke terugkoppeling", "public follow-up"),
            ClockKind::Promise => ("toezegging", "promise"),
            ClockKind::Callback => ("terugbelafspraak", "callback"),
            ClockKind::Consult => ("antwoord van de afdeling", "department's answer"),
            ClockKind::HandOff => ("overdracht", "hand-off"),
            ClockKind::ReplyWindow => ("antwoordtermijn van het kanaal", "channel's reply window"),
        };
        lang.pick(nl, en)
    }
}
