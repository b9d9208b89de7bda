use super::fact::Fact;
use super::pattern::Pattern;
use super::rate::RateKey;
use super::test::{Hours, Test};
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
    PhrasesUnread,
    PatternUnread(&'t Pattern),
    PatternUnbuilt(&'t Pattern),
}

impl<'t> Lack<'t> {
    /// Everything that a test of anything but text may lack.
    pub(crate) fn all_of(test: &'t Test) -> impl Iterator<Item = Self> {
        let (first, second) = match test {
            Test::Language(_) => (Some(Lack::Assessment), Some(Lack::Language)),
            Test::Label(label, _) => (Some(Lack::Assessment), Some(Lack::Score(label))),
            Test::Abstained(_) => (Some(Lack::Assessment), None),
            Test::Visibility(_) => (Some(Lack::Visibility), None),
            Test::Reach(_) => (Some(Lack::Reach), None),
            Test::Followers(_) => (Some(Lack::Followers), None),
            Test::Reply(_) => (Some(Lack::Thread), None),
            Test::Time(Hours::In(calendar) | Hours::Outside(calendar)) => {
                (Some(Lack::Calendar(calendar)), None)
            }
            Test::Rate(test) => (Some(Lack::Rate(&test.key)), None),
            Test::Capacity(test) => (Some(Lack::Capacity(&test.queue)), None),
            Test::Case(_) => (Some(Lack::Case), None),
            Test::Customer(_) => (Some(Lack::Customer), None),
            Test::Host(test) => (Some(Lack::Host(&test.key)), None),
            Test::Words(_)
            | Test::List(_)
            | Test::Near(_)
            | Test::Matches(_)
            | Test::PersonalData(_)
            | Test::Channel(_)
            | Test::Author(_)
            | Test::Addressing(_)
            | Test::Detected(_)
            | Test::SearchTerm(_)
            | Test::Via(_)
            | Test::Attachment(_)
            | Test::ImageOnly(_)
            | Test::Repost(_) => (None, None),
        };
        first.into_iter().chain(second)
    }
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
            Lack::PhrasesUnread => Fact::PhrasesUnread,
            Lack::PatternUnread(pattern) => Fact::PatternUnread(pattern.as_str().to_owned()),
            Lack::PatternUnbuilt(pattern) => Fact::PatternUnbuilt(pattern.as_str().to_owned()),
        }
    }
}
