use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use pollster::block_on;
use webcare::case::{Notice, OutgoingPart, PartId};
use webcare::conformance::{self, Looks, Report, Trial};
use webcare::delivery::{Arrival, SendError, Transport};
use webcare::mention::{MentionKey, NativeId};
use webcare::text::Private;

use super::caught;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    SendsTwice,
    LosesSilently,
    TellsAnotherId,
    FindsAnything,
    SendsOnALook,
    SaysNoInTheDark,
    KnowsWordsOnly,
    KeepsWhatItRefused,
    SaysItWasSent,
    NeverLooks,
    TellsNobody,
    TellsOnce,
    LosesInDoubt,
    SendsTwiceInDoubt,
    FindsWhatItLost,
    MissesWhatIsThere,
}

const FAULTS: &[(Fault, &str)] = &[
    (Fault::SendsTwice, "a_part_is_sent_once"),
    (Fault::LosesSilently, "a_part_that_was_sent_is_found"),
    (Fault::TellsAnotherId, "the_id_that_was_told_is_found"),
    (Fault::FindsAnything, "a_part_never_sent_is_not_found"),
    (Fault::SendsOnALook, "a_look_sends_nothing"),
    (Fault::SaysNoInTheDark, "a_blind_channel_never_says_no"),
    (Fault::KnowsWordsOnly, "parts_are_told_apart"),
    (Fault::KeepsWhatItRefused, "what_is_refused_is_not_there"),
    (Fault::SaysItWasSent, "what_is_refused_is_not_there"),
    (Fault::NeverLooks, "a_part_that_was_sent_is_found"),
    (Fault::TellsNobody, "somebody_is_told"),
    (Fault::TellsOnce, "somebody_may_be_told_twice"),
];

/// What goes wrong in doubt, where receipts may be missing.
const FAULTS_IN_DOUBT: &[(Fault, &str)] = &[
    (Fault::SendsTwiceInDoubt, "a_part_is_sent_once"),
    (Fault::FindsWhatItLost, "a_part_that_was_sent_is_found"),
    (Fault::MissesWhatIsThere, "a_part_that_was_sent_is_found"),
    (Fault::LosesSilently, "a_part_that_was_sent_is_found"),
    (Fault::NeverLooks, "a_part_that_was_sent_is_found"),
    (Fault::SendsOnALook, "a_look_sends_nothing"),
    (Fault::KeepsWhatItRefused, "what_is_refused_is_not_there"),
];

/// Whether the channel says what it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Everything,
    Nothing,
}

/// A channel of posts in memory, with one fault.
struct Wall {
    posts: Arc<Mutex<Vec<(PartId, Private)>>>,
    told: Mutex<u32>,
    looks: Looks,
    says: Says,
    fault: Fault,
}

const TOO_LONG: &str = "te lang";

#[async_trait]
impl Transport for Wall {
    async fn send(
        &self,
        part: &OutgoingPart,
        words: &Private,
    ) -> Result<Option<NativeId>, SendError> {
        let post = (part.id.clone(), words.clone());
        let mut posts = self.posts.lock().unwrap();
        if words.reveal() == TOO_LONG {
            match self.fault {
                Fault::KeepsWhatItRefused => posts.push(post),
                Fault::SaysItWasSent => return Ok(None),
                _ => {}
            }
            return Err(SendError::NotSent);
        }
        let times = match self.fault {
            Fault::SendsTwice | Fault::SendsTwiceInDoubt => 2,
            Fault::LosesSilently | Fault::LosesInDoubt | Fault::FindsWhatItLost => 0,
            _ => 1,
        };
        posts.extend(std::iter::repeat_n(post, times));
        match (self.says, self.fault) {
            (Says::Nothing, Fault::LosesSilently) => Ok(None),
            (Says::Nothing, _) => Err(SendError::Unsure),
            (Says::Everything, _) => Ok(Some("t1".into())),
        }
    }

    async fn arrived(&self, part: &OutgoingPart, words: &Private) -> Arrival {
        let mut posts = self.posts.lock().unwrap();
        let there = match self.fault {
            Fault::FindsAnything | Fault::FindsWhatItLost => true,
            Fault::MissesWhatIsThere => false,
            Fault::KnowsWordsOnly => posts.iter().any(|(_, known)| known == words),
            _ => posts.iter().any(|(known, _)| *known == part.id),
        };
        if self.fault == Fault::SendsOnALook && !there {
            posts.push((part.id.clone(), words.clone()));
        }
        let id = if self.fault == Fault::TellsAnotherId {
            "t2"
        } else {
            "t1"
        };
        match (self.looks, self.fault, there) {
            (_, Fault::SaysNoInTheDark, _) => Arrival::No,
            (Looks::Blind, _, _) | (_, Fault::NeverLooks, _) => Arrival::Unknown,
            (_, _, true) => Arrival::Yes(Some(id.into())),
            (_, _, false) => Arrival::No,
        }
    }

    async fn notify(&self, _: &Notice) -> Result<(), SendError> {
        let mut told = self.told.lock().unwrap();
        *told += 1;
        match self.fault {
            Fault::TellsNobody => Err(SendError::NotSent),
            Fault::TellsOnce if *told > 1 => Err(SendError::NotSent),
            _ => Ok(()),
        }
    }
}

fn tried(fault: Fault, looks: Looks) -> Report {
    tried_with(fault, looks, Says::Everything, |trial| trial)
}

fn tried_in_doubt(fault: Fault, looks: Looks) -> Report {
    tried_with(fault, looks, Says::Nothing, Trial::without_receipts)
}

fn tried_with(
    fault: Fault,
    looks: Looks,
    says: Says,
    terms: impl FnOnce(Trial) -> Trial,
) -> Report {
    let posts = Arc::new(Mutex::new(Vec::new()));
    let counted = posts.clone();
    let count = move |part: &OutgoingPart| {
        let posts: &Mutex<Vec<(PartId, Private)>> = &counted;
        posts
            .lock()
            .unwrap()
            .iter()
            .filter(|(id, _)| *id == part.id)
            .count()
    };
    let trial = Trial::new(MentionKey::new("twitter", "1"), "Goedemorgen!", looks)
        .refusing(TOO_LONG)
        .counted_by(count);
    let trial = terms(trial);
    let fresh = async || {
        let wall = Wall {
            posts: posts.clone(),
            told: Mutex::new(0),
            looks,
            says,
            fault,
        };
        Arc::new(wall) as Arc<dyn Transport>
    };
    block_on(conformance::transports(fresh, &trial))
}

// S4:19
#[test]
fn a_transport_in_order_keeps_every_promise() {
    for looks in [Looks::Sees, Looks::Blind] {
        let report = tried(Fault::None, looks);
        assert!(report.is_kept(), "{report}");
        assert!(
            report.left_out.is_empty() && report.kept.len() == 10,
            "{report}"
        );
    }
}

#[test]
fn every_fault_is_caught_by_the_check_made_for_it() {
    for (fault, check) in FAULTS {
        let looks = match fault {
            Fault::SaysNoInTheDark => Looks::Blind,
            _ => Looks::Sees,
        };
        caught(&tried(*fault, looks), &format!("{fault:?}"), check);
    }
}

// S4:19
#[test]
fn a_transport_without_receipts_may_be_in_doubt_when_that_was_said() {
    for looks in [Looks::Sees, Looks::Blind] {
        for fault in [Fault::None, Fault::LosesInDoubt] {
            let report = tried_in_doubt(fault, looks);
            assert!(report.is_kept() && report.kept.len() == 10, "{report}");
        }
        let report = tried_with(Fault::None, looks, Says::Nothing, |trial| trial);
        caught(&report, "eternal doubt", "a_part_is_sent_once");
    }
}

#[test]
fn every_fault_in_doubt_is_caught_by_the_check_made_for_it() {
    for (fault, check) in FAULTS_IN_DOUBT {
        let report = tried_in_doubt(*fault, Looks::Sees);
        caught(&report, &format!("{fault:?}"), check);
    }
}
