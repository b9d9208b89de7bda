//! A transport brings a part out once, tells what it knows, and no more.

use std::fmt;
use std::sync::Arc;

use super::seen::{Seen, ensure};
use super::{Promise, Report};
use crate::case::{CaseId, Notice, OutgoingPart, PartId, ReplyId, Revision, TextId};
use crate::delivery::{Arrival, SendError, Transport};
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
    words: Private,
    refused: Option<Private>,
    looks: Looks,
    count: Option<Count>,
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
            count: None,
        }
    }

    /// Adds words that the channel surely does not take.
    pub fn refusing(mut self, words: impl Into<Private>) -> Self {
        self.refused = Some(words.into());
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
    fn part(&self, number: u32) -> OutgoingPart {
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

    fn counts(&self, part: &OutgoingPart, promised: usize, when: &str) -> Result<(), Seen> {
        let Some(count) = &self.count else {
            return Ok(());
        };
        let found = count(part);
        ensure(
            found == promised,
            format!("the part stands there {found} times {when}, not {promised}"),
        )
    }
}

impl fmt::Debug for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trial")
            .field("answers", &self.answers)
            .field("looks", &self.looks)
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

/// One part that is sent stands on the channel once.
pub async fn a_part_is_sent_once(transport: &dyn Transport, trial: &Trial) -> Result<(), Seen> {
    let part = trial.part(1);
    trial.counts(&part, 0, "before it was sent")?;
    send(transport, trial, &part).await?;
    trial.counts(&part, 1, "after it was sent")
}

/// A part that was sent is found there, or nobody can tell.
pub async fn a_part_that_was_sent_is_found(
    transport: &dyn Transport,
    trial: &Trial,
) -> Result<(), Seen> {
    let part = trial.part(2);
    send(transport, trial, &part).await?;
    match transport.arrived(&part, &trial.words).await {
        Arrival::No => Err(Seen::new("a part that was sent is said not to be there")),
        Arrival::Unknown => ensure(
            trial.looks == Looks::Blind,
            "a channel that can be looked at does not tell",
        ),
        Arrival::Yes(_) => Ok(()),
    }
}

/// The id that the channel gave is the id under which it is found.
pub async fn the_id_that_was_told_is_found(
    transport: &dyn Transport,
    trial: &Trial,
) -> Result<(), Seen> {
    let part = trial.part(3);
    let told = transport.send(&part, &trial.words).await.map_err(sent)?;
    match (told, transport.arrived(&part, &trial.words).await) {
        (Some(told), Arrival::Yes(Some(found))) => ensure(
            told == found,
            format!("it was sent as `{told}` and is found as `{found}`"),
        ),
        (_, Arrival::Yes(_) | Arrival::No | Arrival::Unknown) => Ok(()),
    }
}

/// A part that nobody sent is not there.
pub async fn a_part_never_sent_is_not_found(
    transport: &dyn Transport,
    trial: &Trial,
) -> Result<(), Seen> {
    match transport.arrived(&trial.part(4), &trial.words).await {
        Arrival::Yes(_) => Err(Seen::new("a part that nobody sent is said to be there")),
        Arrival::Unknown => ensure(
            trial.looks == Looks::Blind,
            "a channel that can be looked at does not tell",
        ),
        Arrival::No => Ok(()),
    }
}

/// To look, however often, sends nothing.
pub async fn a_look_sends_nothing(transport: &dyn Transport, trial: &Trial) -> Result<(), Seen> {
    let part = trial.part(5);
    for _ in 0..3 {
        let found = transport.arrived(&part, &trial.words).await;
        let is_there = matches!(found, Arrival::Yes(_));
        ensure(!is_there, "after a look the part is there")?;
    }
    trial.counts(&part, 0, "after a look")?;
    send(transport, trial, &part).await?;
    transport.arrived(&part, &trial.words).await;
    trial.counts(&part, 1, "after it was sent and looked for")
}

/// Where nobody can look, that is said: a `No` would have the part sent again.
pub async fn a_blind_channel_never_says_no(
    transport: &dyn Transport,
    trial: &Trial,
) -> Result<(), Seen> {
    if trial.looks == Looks::Sees {
        return Ok(());
    }
    let part = trial.part(6);
    for when in ["before", "after"] {
        let found = transport.arrived(&part, &trial.words).await;
        ensure(
            found == Arrival::Unknown,
            format!("{found:?} {when} sending"),
        )?;
        send(transport, trial, &part).await?;
    }
    Ok(())
}

/// A part is not taken for another with the same words.
pub async fn parts_are_told_apart(transport: &dyn Transport, trial: &Trial) -> Result<(), Seen> {
    send(transport, trial, &trial.part(7)).await?;
    let other = transport.arrived(&trial.part(8), &trial.words).await;
    let is_there = matches!(other, Arrival::Yes(_));
    ensure(
        !is_there,
        "another part with the same words is taken for it",
    )
}

/// What the channel refuses is surely not there.
pub async fn what_is_refused_is_not_there(
    transport: &dyn Transport,
    trial: &Trial,
) -> Result<(), Seen> {
    let Some(words) = &trial.refused else {
        return Ok(());
    };
    let part = trial.part(9);
    match transport.send(&part, words).await {
        Ok(_) => return Err(Seen::new("what the channel refuses is said to be sent")),
        // In doubt is never wrong.
        Err(SendError::Unsure) => return Ok(()),
        Err(SendError::NotSent) => {}
    }
    let is_there = matches!(transport.arrived(&part, words).await, Arrival::Yes(_));
    ensure(!is_there, "what was not sent is there")?;
    trial.counts(&part, 0, "after it was refused")
}

/// A notice is passed on.
pub async fn somebody_is_told(transport: &dyn Transport, _: &Trial) -> Result<(), Seen> {
    let notice = Notice::new(
        "conformance/1",
        vec!["conformance".to_owned()],
        "conformance",
    );
    transport.notify(&notice).await.map_err(told)
}

/// The same notice may come again.
pub async fn somebody_may_be_told_twice(transport: &dyn Transport, _: &Trial) -> Result<(), Seen> {
    let notice = Notice::new(
        "conformance/2",
        vec!["conformance".to_owned()],
        "conformance",
    );
    transport.notify(&notice).await.map_err(told)?;
    transport.notify(&notice).await.map_err(told)
}

async fn send(transport: &dyn Transport, trial: &Trial, part: &OutgoingPart) -> Result<(), Seen> {
    let result = transport.send(part, &trial.words).await;
    result.map(|_| ()).map_err(sent)
}

fn sent(error: SendError) -> Seen {
    Seen::new(format!(
        "a part that the channel takes is not sent: {error}"
    ))
}

fn told(error: SendError) -> Seen {
    Seen::new(format!("nobody was told: {error}"))
}
