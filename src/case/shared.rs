//! Names that a case holds in several places.

use super::Case;
use super::parts::Owner;

impl Case {
    /// Lets equal names share one place in memory, as they do in a case that
    /// was never written down: a host holds many open cases.
    pub(crate) fn share_names(&mut self) {
        self.voices.share_names();
        if let Owner::Queue(queue) = &mut self.owner {
            self.voices.values().for_each(|it| share(queue, &it.queue));
        }
        for (waiting, _) in &mut self.unanswered {
            if let Some(voice) = self.voices.get(waiting) {
                *waiting = voice.mention.clone();
            }
        }
        let last_words = std::mem::take(&mut self.last_words).into_iter();
        let shared = last_words.map(|(channel, at)| {
            let same = self.voices.keys().find(|it| it.channel == channel);
            (same.map_or(channel, |it| it.channel.clone()), at)
        });
        self.last_words = shared.collect();
    }
}

/// Takes over the name that is known, where it is the same.
pub(super) fn share<T: Clone + PartialEq>(name: &mut T, known: &T) {
    if name == known {
        *name = known.clone();
    }
}
