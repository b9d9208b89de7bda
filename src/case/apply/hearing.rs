//! What the customer and others say, as a case takes it in.

use chrono::{DateTime, Utc};

use crate::case::voice::Voice;
use crate::case::{Case, State};
use crate::channel::ChannelId;
use crate::mention::MentionKey;
use crate::sorted::room_for_one;

impl Case {
    /// Takes in a mention that was not in the case before.
    pub(super) fn hear_anew(&mut self, voice: &Voice, at: DateTime<Utc>) {
        let key = &voice.mention;
        if self.comes_back(voice) {
            self.came_back += 1;
        }
        if !self.is_unanswered(key) && !self.voices.contains_key(key) {
            room_for_one(&mut self.unanswered);
            self.unanswered.push((key.clone(), at));
        }
        self.hear(voice);
    }

    /// Whether the customer, who had spoken already, was answered since or let time pass.
    pub(super) fn comes_back(&self, voice: &Voice) -> bool {
        let others = self
            .voices
            .values()
            .filter(|it| it.mention != voice.mention);
        let last = others.map(|it| it.spoken_at).max();
        last.is_some_and(|last| {
            voice.spoken_at - last >= Self::REPEAT_AFTER
                || self
                    .answered_at
                    .is_some_and(|answer| last < answer && answer < voice.spoken_at)
        })
    }

    pub(super) fn note_first_reach(&mut self) {
        if self.first_reach == 0 {
            self.first_reach = self.reach();
        }
    }

    pub(super) fn hear(&mut self, voice: &Voice) {
        self.began_at = self.began_at.min(voice.spoken_at);
        let last = self
            .last_words
            .entry(voice.mention.channel.clone())
            .or_insert(voice.spoken_at);
        *last = (*last).max(voice.spoken_at);
        let reach = self
            .voices
            .get(&voice.mention)
            .map_or(0, |before| before.reach);
        let mut voice = voice.clone();
        voice.reach = voice.reach.max(reach);
        self.voices.insert(voice);
        self.note_first_reach();
    }

    pub(super) fn unhear(&mut self, mention: &MentionKey) {
        self.voices.remove(mention);
        self.unanswered.retain(|(key, _)| key != mention);
        self.began_at = self
            .voices
            .values()
            .map(|voice| voice.spoken_at)
            .min()
            .unwrap_or(self.began_at);
        let last = |channel: &ChannelId| {
            self.voices
                .values()
                .filter(|voice| voice.mention.channel == *channel)
                .map(|voice| voice.spoken_at)
                .max()
        };
        match last(&mention.channel) {
            Some(at) => self.last_words.insert(mention.channel.clone(), at),
            None => self.last_words.remove(&mention.channel),
        };
    }

    /// The readers of a mention, as the channel tells them.
    pub(super) fn reached(&mut self, mention: &MentionKey, reach: u64) {
        if let Some(voice) = self.voices.get_mut(mention) {
            voice.reach = voice.reach.max(reach);
        }
        self.note_first_reach();
    }

    /// The copies of a mention, and their readers.
    pub(super) fn copied(&mut self, mention: &MentionKey, copies: u64, reach: u64) {
        if let Some(voice) = self.voices.get_mut(mention) {
            voice.echoes.copies = copies;
            voice.echoes.reach = reach;
        }
        self.note_first_reach();
    }

    /// Somebody else answered a mention, or said it in other words.
    pub(super) fn other_spoke(&mut self, mention: &MentionKey, answer: &MentionKey) {
        if let Some(voice) = self.voices.get_mut(mention) {
            voice.echoes.answered(&answer.id);
        }
        self.unverify(answer);
    }

    /// The answer of somebody else is gone.
    pub(super) fn other_left(&mut self, mention: &MentionKey, answer: &MentionKey) {
        if let Some(voice) = self.voices.get_mut(mention) {
            voice.echoes.answers.remove(&answer.id);
        }
        self.unverify(answer);
    }

    /// A person of ours looked at a mention: the first time counts.
    pub(super) fn looked(&mut self, mention: &MentionKey, at: DateTime<Utc>) {
        if let Some(voice) = self.voices.get_mut(mention) {
            voice.looked_at = voice.looked_at.or(Some(at));
        }
    }

    /// The customer came back after the end.
    pub(super) fn reopened(&mut self) {
        self.state = State::Reopened;
        self.resolution = None;
        self.ended_at = None;
        self.purged.clear();
        // What was owed is owed still; what was settled belonged to the last round.
        if !self.owes_follow_up() {
            self.follow_up = crate::case::FollowUp::None;
        }
    }
}
