use super::fact::Fact;
use super::pattern::Pattern;
use super::rate::RateKey;
use crate::team::QueueId;
use crate::triage::Label;

/// The fact that a test lacks, told without a word of its own: most of the
/// time nobody asks which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lack<'t> {
    Case,
    Customer,
    Assessment,
    Rate(&'t RateKey),
    Capacity(&'t QueueId),
    Host(&'t str),
    Thread,
    Score(&'t Label),
    Language,
    Visibility,
    Reach,
    Followers,
    Calendar(&'t str),
    PatternUnread(&'t Pattern),
    PatternUnbuilt(&'t Pattern),
}

impl From<Lack<'_>> for Fact {
    fn from(lack: Lack<'_>) -> Self {
        match lack {
            Lack::Case => Fact::Case,
            Lack::Customer => Fact::Customer,
            Lack::Assessment => Fact::Assessment,
            Lack::Rate(key) => Fact::Rate(key.clone()),
            Lack::Capacity(queue) => Fact::Capacity(queue.clone()),
            Lack::Host(name) => Fact::Host(name.to_owned()),
            Lack::Thread => Fact::Thread,
            Lack::Score(label) => Fact::Score(label.clone()),
            Lack::Language => Fact::Language,
            Lack::Visibility => Fact::Visibility,
            Lack::Reach => Fact::Reach,
            Lack::Followers => Fact::Followers,
            Lack::Calendar(name) => Fact::Calendar(name.to_owned()),
            Lack::PatternUnread(pattern) => Fact::PatternUnread(pattern.as_str().to_owned()),
            Lack::PatternUnbuilt(pattern) => Fact::PatternUnbuilt(pattern.as_str().to_owned()),
        }
    }
}
