use std::ops::Index;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Voice;
use crate::mention::MentionKey;
use crate::sorted::room_for_one;

/// The customer's mentions in a case, by their keys.
///
/// A copy of it shares what it holds, and it is written as a list: most cases
/// have one mention or two, and some have thousands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Voices {
    /// In the order of their keys.
    list: Vec<Arc<Voice>>,
}

impl Voices {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// They themselves, in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Voice> + ExactSizeIterator + Clone {
        self.list.iter().map(Arc::as_ref)
    }

    /// The same, to be held by others too.
    pub(crate) fn shared(&self) -> impl Iterator<Item = &Arc<Voice>> {
        self.list.iter()
    }

    /// Their keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &MentionKey> + ExactSizeIterator + Clone {
        self.list.iter().map(|voice| &voice.mention)
    }

    /// They themselves, without their list.
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = Voice> + ExactSizeIterator {
        self.list.into_iter().map(Arc::unwrap_or_clone)
    }

    /// The one of this key.
    pub fn get(&self, mention: &MentionKey) -> Option<&Voice> {
        let voice = self.list.get(self.place(mention).ok()?)?;
        Some(voice)
    }

    /// Whether there is one of this key.
    pub fn contains_key(&self, mention: &MentionKey) -> bool {
        self.place(mention).is_ok()
    }

    pub(super) fn get_mut(&mut self, mention: &MentionKey) -> Option<&mut Voice> {
        let place = self.place(mention).ok()?;
        self.list.get_mut(place).map(Arc::make_mut)
    }

    /// Puts one in, in the place of another of its key.
    pub(super) fn insert(&mut self, voice: Voice) {
        match self.place(&voice.mention) {
            Ok(place) => {
                if let Some(known) = self.list.get_mut(place) {
                    *known = Arc::new(voice);
                }
            }
            Err(place) => {
                room_for_one(&mut self.list);
                self.list.insert(place, Arc::new(voice));
            }
        }
    }

    /// Lets names that are equal share one place: most mentions of a story have
    /// them from the one before or from the post that they answer.
    pub(super) fn share_names(&mut self) {
        let mut before: Option<Arc<Voice>> = None;
        for place in 0..self.list.len() {
            let answered = self.list.get(place).and_then(|voice| {
                let key = MentionKey::new(&voice.mention.channel, voice.in_reply_to.as_ref()?);
                Some(self.get(&key)?.mention.id.clone())
            });
            let Some(voice) = self.list.get_mut(place) else {
                continue;
            };
            Arc::make_mut(voice).share_names(before.as_deref(), answered);
            before = Some(voice.clone());
        }
    }

    pub(super) fn remove(&mut self, mention: &MentionKey) {
        if let Ok(place) = self.place(mention) {
            self.list.remove(place);
        }
    }

    fn place(&self, mention: &MentionKey) -> Result<usize, usize> {
        self.list
            .binary_search_by(|known| known.mention.cmp(mention))
    }
}

impl Index<&MentionKey> for Voices {
    type Output = Voice;

    /// # Panics
    ///
    /// Without such a mention.
    #[expect(clippy::expect_used, reason = "as the standard maps do")]
    fn index(&self, mention: &MentionKey) -> &Voice {
        self.get(mention).expect("no mention with this key")
    }
}

impl FromIterator<Voice> for Voices {
    /// Of two with one key the last one stays.
    fn from_iter<I: IntoIterator<Item = Voice>>(of: I) -> Self {
        let mut voices = Self::default();
        for voice in of {
            voices.insert(voice);
        }
        voices
    }
}

/// A list: a key of two parts is no key in JSON.
impl Serialize for Voices {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.values())
    }
}

impl<'d> Deserialize<'d> for Voices {
    fn deserialize<D: Deserializer<'d>>(from: D) -> Result<Self, D::Error> {
        let voices = Vec::<Voice>::deserialize(from)?;
        Ok(voices.into_iter().collect())
    }
}
