//! What has a value, and which values it can have.

use super::domain::Domain;
use super::formula::{names, score};
use crate::mention::AttachmentKind;
use crate::routing::fact::Fact;
use crate::routing::rate::RateKey;
use crate::routing::test::PersonalData;
use crate::triage::{Confidence, Label};

/// Something that has a value, whatever the rules say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Variable {
    Known(Fact),
    Channel,
    Visibility,
    Language,
    Author,
    Reach,
    Followers,
    Addressing,
    Score(Label),
    Abstained,
    Detected,
    SearchTerm,
    Via,
    Attachment(AttachmentKind),
    ImageOnly,
    Repost,
    Reply,
    Personal(PersonalData),
    Open(String),
    Count(RateKey),
    /// Whether a rate is so many times what is usual; the factor by its bits.
    Unusual(RateKey, u64),
    Waiting(crate::team::QueueId),
    Present(crate::team::QueueId),
    CaseOpen,
    /// The owner's name, or the number 0 where there is none.
    CaseOwner,
    PublicRounds,
    FollowUpOwed,
    PromisesOpen,
    PromisesBroken,
    PriorContact,
    Reopened,
    CaseTag(String),
    /// Minutes since the last contact, or a word where there was none.
    Silence,
    Customer(String),
    Host(String),
}

impl Variable {
    /// Every value it can have.
    pub(super) fn universe(&self) -> Domain {
        let whole = || Domain::numbers(0, u64::MAX.into());
        match self {
            Variable::Known(_)
            | Variable::Abstained
            | Variable::Attachment(_)
            | Variable::ImageOnly
            | Variable::Repost
            | Variable::Personal(_)
            | Variable::Open(_)
            | Variable::Unusual(..)
            | Variable::CaseOpen
            | Variable::FollowUpOwed
            | Variable::PriorContact
            | Variable::Reopened
            | Variable::CaseTag(_) => Domain::numbers(0, 1),
            Variable::Channel
            | Variable::Language
            | Variable::Author
            | Variable::SearchTerm
            | Variable::Via => Domain::any_word(),
            Variable::Visibility => names(["public", "private"]),
            Variable::Addressing => names(["direct", "named", "implied"]),
            // More ways of finding may come to be.
            Variable::Detected => Domain::any_word(),
            Variable::Reply => names(["to-us", "to-others", "no"]),
            Variable::Score(_) => Domain::numbers(score(Confidence::NONE), score(Confidence::FULL)),
            Variable::Reach
            | Variable::Followers
            | Variable::Count(_)
            | Variable::Waiting(_)
            | Variable::Present(_) => whole(),
            Variable::PublicRounds | Variable::PromisesOpen | Variable::PromisesBroken => {
                Domain::numbers(0, u32::MAX.into())
            }
            Variable::CaseOwner => Domain::numbers(0, 0).or_any_word(),
            Variable::Silence => Domain::numbers(i64::MIN.into(), i64::MAX.into()).or_any_word(),
            Variable::Customer(_) | Variable::Host(_) => {
                Domain::numbers(i64::MIN.into(), i64::MAX.into()).or_any_word()
            }
        }
    }
}
