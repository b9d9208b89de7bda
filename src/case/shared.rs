//! Names that a case holds in several places.

use super::Case;
use super::parts::Owner;
use crate::mention::MentionKey;

impl Case {
    /// Lets equal names share one place in memory, as they do in a case that
    /// was never written down: a host holds many open cases.
    pub(crate) fn share_names(&mut self) {
        let mentions: Vec<MentionKey> = self.voices.keys().cloned().collect();
        for mention in &mentions {
            if let Some(voice) = self.voices.get_mut(mention) {
                if voice.thread == voice.mention.id {
                    voice.thread = voice.mention.id.clone();
                }
                if let Owner::Queue(queue) = &mut self.owner
                    && voice.queue == *queue
                {
                    *queue = voice.queue.clone();
                }
            }
        }
        for (waiting, _) in &mut self.unanswered {
            if let Some(voice) = self.voices.get(waiting) {
                *waiting = voice.mention.clone();
            }
        }
        let last_words = std::mem::take(&mut self.last_words).into_iter();
        let shared = last_words.map(|(channel, at)| {
            let same = mentions.iter().find(|it| it.channel == channel);
            (same.map_or(channel, |it| it.channel.clone()), at)
        });
        self.last_words = shared.collect();
    }
}
