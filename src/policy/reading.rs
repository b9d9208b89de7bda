//! What a mention's words are, and what the built-in cues make of them: read
//! once in a step, however often it is asked on.

use std::sync::{Mutex, PoisonError};

use super::Policy;
use super::known::Known;
use crate::mention::Mention;
use crate::text::Folded;
use crate::triage::{Assessment, CueRoom};

/// A mention as it was read.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) folded: Folded,
    pub(super) assessment: Option<Assessment>,
    room: CueRoom,
}

/// What readings leave behind for the next ones: room, and no word of what was
/// read. A feed is read without asking for memory for each mention.
#[derive(Debug, Default)]
#[expect(
    clippy::vec_box,
    reason = "a reading is a large struct, handed on for every mention"
)]
pub(super) struct Rooms(Mutex<Vec<Box<Read>>>);

impl Rooms {
    fn take(&self) -> Box<Read> {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.pop().unwrap_or_default()
    }

    fn take_back(&self, mut read: Box<Read>) {
        if let Some(assessment) = read.assessment.take() {
            read.room.take_back(assessment);
        }
        read.folded.refill("");
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.push(read);
    }
}

impl Policy {
    /// Keeps the room of a reading that is needed no more.
    pub(super) fn put_by(&self, known: &mut Known) {
        if let Some(read) = known.take_read() {
            self.rooms.take_back(read);
        }
    }

    /// Reads a mention. No rule asks for the reasons of an assessment, so there are none.
    pub(super) fn read(&self, mention: &Mention) -> Box<Read> {
        let mut read = self.rooms.take();
        read.folded.refill(mention.text.reveal());
        if self.playbook.uses_cues() {
            let assessment = self.cues.score(mention, &read.folded, &mut read.room);
            read.assessment = Some(assessment);
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use crate::mention::Mention;
    use crate::policy::Policy;

    #[test]
    fn no_word_is_left_in_the_room_that_it_was_read_in() {
        let policy = Policy::small();
        policy.triage(&Mention::post("twitter", "1").text("een klacht van Jan"));
        let rooms = policy.rooms.0.lock().unwrap();
        let [read] = rooms.as_slice() else {
            panic!("{} rooms", rooms.len())
        };
        assert_eq!((read.folded.words(), read.folded.shadow()), (&[][..], ""));
        assert!(read.assessment.is_none());
    }
}
