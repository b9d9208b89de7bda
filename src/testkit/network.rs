use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use crate::case::{Notice, OutgoingPart};
use crate::delivery::{Arrival, SendError, Transport};
use crate::mention::NativeId;
use crate::text::Private;

/// A channel in memory that takes what is sent, unless it was told otherwise.
///
/// ```
/// use webcare::testkit::{Mishap, Network};
///
/// let network = Network::new();
/// network.next([Mishap::Refused, Mishap::SilentlySent]); // for the next two parts; then all goes well
/// assert!(network.posted().is_empty() && network.told().is_empty());
/// ```
#[derive(Debug, Default)]
pub struct Network {
    state: Mutex<State>,
}

/// What goes wrong with one part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mishap {
    /// The channel does not take it.
    Refused,
    /// The channel takes it and does not say so, and cannot be looked at.
    SilentlySent,
    /// The channel does not take it and does not say so, and cannot be looked at.
    SilentlyLost,
    /// The channel takes it and does not say so; a look shows it.
    SentUnsure,
}

#[derive(Debug, Default)]
struct State {
    posted: Vec<(OutgoingPart, Private)>,
    told: Vec<Notice>,
    mishaps: VecDeque<Mishap>,
    hidden: Vec<OutgoingPart>,
}

impl Network {
    /// A channel with nothing on it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets the next parts meet these mishaps, one each.
    pub fn next(&self, mishaps: impl IntoIterator<Item = Mishap>) {
        self.state().mishaps.extend(mishaps);
    }

    /// What hangs there, in its order.
    pub fn posted(&self) -> Vec<(OutgoingPart, Private)> {
        self.state().posted.clone()
    }

    /// Who was told what, in its order.
    pub fn told(&self) -> Vec<Notice> {
        self.state().told.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn post(&mut self, part: &OutgoingPart, words: &Private) -> NativeId {
        self.posted.push((part.clone(), words.clone()));
        NativeId::from(format!("ours-{}", self.posted.len()))
    }
}

#[async_trait]
impl Transport for Network {
    async fn send(
        &self,
        part: &OutgoingPart,
        words: &Private,
    ) -> Result<Option<NativeId>, SendError> {
        let mut state = self.state();
        match state.mishaps.pop_front() {
            None => Ok(Some(state.post(part, words))),
            Some(Mishap::Refused) => Err(SendError::NotSent),
            Some(Mishap::SilentlySent) => {
                state.post(part, words);
                state.hidden.push(part.clone());
                Err(SendError::Unsure)
            }
            Some(Mishap::SilentlyLost) => {
                state.hidden.push(part.clone());
                Err(SendError::Unsure)
            }
            Some(Mishap::SentUnsure) => {
                state.post(part, words);
                Err(SendError::Unsure)
            }
        }
    }

    async fn arrived(&self, part: &OutgoingPart, _: &Private) -> Arrival {
        let state = self.state();
        if state.hidden.contains(part) {
            return Arrival::Unknown;
        }
        let place = state
            .posted
            .iter()
            .position(|(posted, _)| posted.id == part.id);
        match place {
            Some(place) => Arrival::Yes(Some(NativeId::from(format!("ours-{}", place + 1)))),
            None => Arrival::No,
        }
    }

    async fn notify(&self, notice: &Notice) -> Result<(), SendError> {
        self.state().told.push(notice.clone());
        Ok(())
    }
}
