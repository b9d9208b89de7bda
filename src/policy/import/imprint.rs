//! The number by which the same import is known again.

use chrono::{DateTime, Utc};

use super::{Import, Pending, Waited};
use crate::case::Owner;
use crate::mention::MentionKey;
use crate::text::Lang;

impl Import {
    /// A number made of all that it says, with the same outcome on every
    /// machine: a case keeps it, so that the same import again is told from
    /// another one of that id.
    ///
    /// Of a mention its key, its revision and its times count: as anywhere,
    /// it is the same mention whatever its words.
    pub(super) fn imprint(&self) -> u64 {
        // A field that is added is to be thought of here.
        let Import {
            case,
            mentions,
            owner,
            answered,
            answered_at,
            earlier_answers,
            waits,
            promises,
            references,
        } = self;
        let mut imprint = Imprint::default();
        imprint.words(case.as_str());
        imprint.number(mentions.len() as u64);
        for mention in mentions {
            imprint.mention(&mention.key());
            imprint.number(mention.revision.into());
            imprint.perhaps(mention.posted_at);
            imprint.perhaps(mention.seen_at);
        }
        let (kind, name) = match owner {
            Owner::Agent(agent) => (0, agent.as_str()),
            Owner::Queue(queue) => (1, queue.as_str()),
        };
        imprint.number(kind);
        imprint.words(name);
        imprint.number(answered.len() as u64);
        answered.iter().for_each(|it| imprint.mention(it));
        imprint.perhaps(*answered_at);
        imprint.number(earlier_answers.len() as u64);
        earlier_answers.iter().for_each(|at| imprint.instant(*at));
        imprint.number(waits.len() as u64);
        for Waited {
            from,
            until,
            reason,
        } in waits
        {
            imprint.instant(*from);
            imprint.instant(*until);
            imprint.words(reason.text(Lang::En));
        }
        imprint.number(promises.len() as u64);
        for Pending {
            what,
            due,
            callback,
            made_at,
        } in promises
        {
            imprint.words(what.reveal());
            imprint.instant(*due);
            imprint.number((*callback).into());
            imprint.perhaps(*made_at);
        }
        for (system, reference) in references.iter() {
            imprint.words(system);
            imprint.words(reference);
        }
        imprint.told()
    }
}

/// FNV-1a over 64 bits. The hash of the standard library may change with its
/// version, and this number is stored.
struct Imprint(u64);

impl Default for Imprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Imprint {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn number(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    fn words(&mut self, words: &str) {
        self.number(words.len() as u64);
        self.bytes(words.as_bytes());
    }

    fn instant(&mut self, at: DateTime<Utc>) {
        self.bytes(&at.timestamp().to_le_bytes());
        self.number(at.timestamp_subsec_nanos().into());
    }

    fn perhaps(&mut self, at: Option<DateTime<Utc>>) {
        self.number(at.is_some().into());
        at.into_iter().for_each(|at| self.instant(at));
    }

    fn mention(&mut self, mention: &MentionKey) {
        self.words(mention.channel.as_str());
        self.words(mention.id.as_str());
    }

    /// So many bits as every reader of JSON takes for a whole number.
    fn told(&self) -> u64 {
        self.0 >> 11
    }
}
