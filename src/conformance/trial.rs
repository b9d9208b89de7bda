use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::seen::{Seen, ensure};
use super::transport::{
    a_blind_channel_never_says_no, a_look_sends_nothing, a_part_is_sent_once,
    a_part_never_sent_is_not_found, a_part_that_was_sent_is_found, parts_are_told_apart,
    somebody_is_told, somebody_may_be_told_twice, the_id_that_was_told_is_found,
    what_is_refused_is_not_there,
};
use super::{Promise, Report};
use crate::case::{CaseId, OutgoingPart, PartId, ReplyId, Revision, TextId};
use crate::delivery::Transport;
use crate::mention::MentionKey;
use crate::text::Private;

/// What a transport is tried with: a post on its channel that may be answered,
/// as in a sandbox, and what the channel can show.
///
/// ```
/// use webcare::{conformance::{Looks, Trial}, mention::MentionKey};
///
/// let trial = Trial::new(MentionKey::new("twitter", "1409"), "Goedemorgen!", Looks::Blind)
///     .refusing("a text that is far too long");
/// ```
pub struct Trial {
    answers: MentionKey,
    pub(super) words: Private,
    pub(super) refused: Option<Private>,
    pub(super) looks: Looks,
    pub(super) receipts: Receipts,
    count: Option<Count>,
}

/// Whether the channel tells what it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Receipts {
    Told,
    MayBeMissing,
}

/// Tells how often a part stands on the channel.
type Count = Box<dyn Fn(&OutgoingPart) -> usize + Send + Sync>;

/// Whether a channel can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "one can look or one cannot")]
pub enum Looks {
    /// What is on it can be found.
    Sees,
    /// Nothing can be told afterwards: a letter, a call, a webhook.
    Blind,
}

impl Trial {
    /// `words` in answer to `answers`, which the channel takes.
    pub fn new(answers: MentionKey, words: impl Into<Private>, looks: Looks) -> Self {
        Self {
            answers,
            words: words.into(),
            refused: None,
            looks,
            receipts: Receipts::Told,
            count: None,
        }
    }

    /// Adds words that the channel surely does not take.
    pub fn refusing(mut self, words: impl Into<Private>) -> Self {
        self.refused = Some(words.into());
        self
    }

    /// Says that the channel does not tell, or not always, what it took: then
    /// [`Transport::send`] may end in
    /// [`SendError::Unsure`](crate::delivery::SendError::Unsure) for words that
    /// it takes. Without this that is a broken promise: a transport that is
    /// always in doubt leaves every part to a person.
    ///
    /// ```
    /// use webcare::{conformance::{Looks, Trial}, mention::MentionKey};
    ///
    /// let answers = MentionKey::new("letters", "1409");
    /// let trial = Trial::new(answers, "Goedemorgen!", Looks::Blind).without_receipts();
    /// ```
    pub fn without_receipts(mut self) -> Self {
        self.receipts = Receipts::MayBeMissing;
        self
    }

    /// Adds the way to count how often a part stands on the channel.
    pub fn counted_by(
        mut self,
        count: impl Fn(&OutgoingPart) -> usize + Send + Sync + 'static,
    ) -> Self {
        self.count = Some(Box::new(count));
        self
    }

    /// A part that nobody has sent.
    pub(super) fn part(&self, number: u32) -> OutgoingPart {
        let case = CaseId::new(format!("conformance-{number}"));
        let text = TextId {
            case: case.clone(),
            at: Revision::new(1),
            place: 0,
        };
        OutgoingPart {
            id: PartId {
                case,
                reply: ReplyId::new(1),
                part: 0,
            },
            attempt: 0,
            of: 1,
            answers: self.answers.clone(),
            text,
        }
    }

    pub(super) fn counts(
        &self,
        part: &OutgoingPart,
        promised: RangeInclusive<usize>,
        when: &str,
    ) -> Result<(), Seen> {
        let Some(count) = &self.count else {
            return Ok(());
        };
        let found = count(part);
        let limit = match promised.start() == promised.end() {
            true => "",
            false => "at most ",
        };
        ensure(
            promised.contains(&found),
            format!(
                "the part stands there {found} times {when}, not {limit}{}",
                promised.end()
            ),
        )
    }
}

impl fmt::Debug for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trial")
            .field("answers", &self.answers)
            .field("looks", &self.looks)
            .field("receipts", &self.receipts)
            .finish_non_exhaustive()
    }
}

/// Tries a transport, which `fresh` gives anew for every check.
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use webcare::case::{Notice, OutgoingPart, PartId};
/// use webcare::conformance::{self, Looks, Trial};
/// use webcare::delivery::{Arrival, SendError, Transport};
/// use webcare::mention::{MentionKey, NativeId};
/// use webcare::text::Private;
///
/// #[derive(Default)]
/// struct Wall(Mutex<Vec<PartId>>);
///
/// #[async_trait::async_trait]
/// impl Transport for Wall {
///     async fn send(&self, part: &OutgoingPart, _: &Private) -> Result<Option<NativeId>, SendError> {
///         self.0.lock().unwrap().push(part.id.clone());
///         Ok(None)
///     }
///     async fn arrived(&self, part: &OutgoingPart, _: &Private) -> Arrival {
///         match self.0.lock().unwrap().contains(&part.id) {
///             true => Arrival::Yes(None),
///             false => Arrival::No,
///         }
///     }
///     async fn notify(&self, _: &Notice) -> Result<(), SendError> { Ok(()) }
/// }
///
/// let trial = Trial::new(MentionKey::new("twitter", "1409"), "Goedemorgen!", Looks::Sees);
/// let report = pollster::block_on(conformance::transports(async || Arc::new(Wall::default()) as _, &trial));
/// assert!(report.is_kept(), "{report}");
/// ```
pub async fn transports(fresh: impl AsyncFn() -> Arc<dyn Transport>, trial: &Trial) -> Report {
    use Promise::{LooksOnly, SentOnce, Tells};
    let mut report = Report::default();
    macro_rules! run {
        ($($promise:ident: $check:ident,)*) => {{
            $(report.add(stringify!($check), $promise, $check(&*fresh().await, trial).await);)*
        }};
    }
    run! {
        SentOnce: a_part_is_sent_once,
        SentOnce: a_part_that_was_sent_is_found,
        SentOnce: the_id_that_was_told_is_found,
        LooksOnly: a_part_never_sent_is_not_found,
        LooksOnly: a_look_sends_nothing,
        LooksOnly: a_blind_channel_never_says_no,
        LooksOnly: parts_are_told_apart,
        Tells: somebody_is_told,
        Tells: somebody_may_be_told_twice,
    }
    match trial.refused {
        Some(_) => run! { SentOnce: what_is_refused_is_not_there, },
        None => report.left_out.push("what_is_refused_is_not_there"),
    }
    report
}
