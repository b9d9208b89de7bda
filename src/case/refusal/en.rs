//! What to do about a refusal, in English.

use super::{Refusal, flaw};
use crate::case::State;
use crate::case::guard::Guard;
use crate::case::parts::Owner;
use crate::text::Lang;

impl Refusal {
    pub(super) fn remedy_en(&self) -> String {
        match self {
            Refusal::Stale { found, .. } => {
                format!("read the case again at revision {found} and decide anew")
            }
            Refusal::NoSuchCase => "check the id of the case".to_owned(),
            Refusal::Stranger { agent } => format!("add `{agent}` to the playbook's agents"),
            Refusal::NotOwner {
                owner: Owner::Queue(queue),
            } => format!("take the case from `{queue}` first"),
            Refusal::NotOwner {
                owner: Owner::Agent(agent),
            } => format!("ask `{agent}` to hand it over"),
            Refusal::OwnerGone {
                supervisor: Some(supervisor),
                ..
            } => format!("let `{supervisor}` give it to another"),
            Refusal::OwnerGone {
                supervisor: None, ..
            } => "name a supervisor in the playbook, who gives it to another".to_owned(),
            Refusal::SameOwner { .. } => "name somebody else".to_owned(),
            Refusal::NoSuchQueue { .. } => "name a queue of the playbook".to_owned(),
            Refusal::NotInQueue { queue, .. } => {
                format!("leave it to somebody who works `{queue}`")
            }
            Refusal::WrongState {
                state: State::New | State::Reopened,
            } => "take the case first".to_owned(),
            Refusal::WrongState {
                state: State::Resolved,
            } => "close it, or wait for the customer to come back".to_owned(),
            Refusal::WrongState {
                state: State::Closed,
            } => "wait for the customer to come back, which reopens it or opens another".to_owned(),
            Refusal::WrongState {
                state: State::Merged,
            } => "go on in the case that it was merged into, or undo the merge".to_owned(),
            Refusal::WrongState { .. } => "resolve the case first".to_owned(),
            Refusal::InHand {
                state: State::Consulting | State::AwaitingCustomer | State::OnOtherChannel,
                ..
            } => "resume the case, or go on with it".to_owned(),
            Refusal::InHand { .. } => "go on with the case".to_owned(),
            Refusal::NotLive {
                state: State::Merged,
                ..
            } => "name the case that it was merged into".to_owned(),
            Refusal::NotLive { .. } => "leave the two cases as they are".to_owned(),
            Refusal::NoMandate {
                behind: Some(queue),
                ..
            } => format!("offer the case to `{queue}`"),
            Refusal::NoMandate { behind: None, .. } => {
                "ask somebody with a larger mandate".to_owned()
            }
            Refusal::MayNotDecide {
                behind: Some(queue),
                ..
            } => format!("take it to coordinate, and let `{queue}` decide"),
            Refusal::MayNotDecide { behind: None, .. } => "take it to coordinate".to_owned(),
            Refusal::NotTrained { .. } => "let a trained colleague approve it".to_owned(),
            Refusal::NothingOffered { agent, owner } => match owner {
                Owner::Queue(queue) => format!("take the case from `{queue}`"),
                Owner::Agent(owner) if owner == agent => "go on: the case is yours".to_owned(),
                Owner::Agent(owner) => format!("ask `{owner}` to offer it"),
            },
            Refusal::NotInCase { .. } => "choose a mention of this case".to_owned(),
            Refusal::MentionChanged { found, .. } => {
                format!("read revision {found} of the mention and write anew")
            }
            Refusal::MentionGone { .. } => {
                "answer another mention of the case, or go by another channel".to_owned()
            }
            Refusal::Forgotten => "write nothing more here".to_owned(),
            Refusal::AuthorForgotten { .. } => {
                "answer nobody here; a new word of theirs opens a new case".to_owned()
            }
            Refusal::NoRecipient { .. } => "deliver the mention before its answer".to_owned(),
            Refusal::NoSuchChannel { channel } => {
                format!("add `{channel}` to the playbook's channels")
            }
            Refusal::WrongMedium { .. } => {
                "write where one writes, and note what was spoken".to_owned()
            }
            Refusal::WindowClosed { .. } => "offer the customer another channel".to_owned(),
            Refusal::DoesNotFit { .. } => "shorten the text".to_owned(),
            Refusal::NothingWritten => "write something".to_owned(),
            Refusal::PersonalData { .. } => {
                "take the data out, or switch to a private channel".to_owned()
            }
            Refusal::OffStyle { found } => {
                format!("{} Or give a reason.", super::wishes(found, Lang::En))
            }
            Refusal::Leaving { .. } => {
                "wait for its receipt, and say the rest in another reply".to_owned()
            }
            Refusal::WordsGone { .. } => "write another reply".to_owned(),
            Refusal::NotSupervisor {
                supervisor: Some(supervisor),
                ..
            } => format!("ask `{supervisor}`, or offer the case"),
            Refusal::NotSupervisor {
                supervisor: None, ..
            } => "offer the case, or name a supervisor in the playbook".to_owned(),
            Refusal::ForbiddenFact { .. } => {
                "note what the customer asks for, not how old they are".to_owned()
            }
            Refusal::NoSuchFact { .. } => "note the fact first".to_owned(),
            Refusal::NotOffered { .. } => "offer it first".to_owned(),
            Refusal::NoSuchAnswer { .. } => {
                "name one of the answers that its participants gave".to_owned()
            }
            Refusal::NotAGrade => "give a grade from 1 to 10".to_owned(),
            Refusal::NoSuchReferral { to } => format!("add `{to}` to the playbook's directory"),
            Refusal::SameCase => "name the case that it is part of".to_owned(),
            Refusal::Unfinished => "finish what is open first".to_owned(),
            Refusal::NotMerged => "leave it as it is".to_owned(),
            Refusal::NothingLeft => "leave each case a mention that asks for an answer".to_owned(),
            Refusal::NoSuchDouble => "name a case that was pointed out as a double".to_owned(),
            Refusal::NoSuchReply => "check the number of the reply and its stage".to_owned(),
            Refusal::Unsettled { part, .. } => {
                format!("look whether part {} is there first, and say so", part + 1)
            }
            Refusal::NothingOpen => "check the number".to_owned(),
            Refusal::FourEyes { .. } => "let a colleague approve it".to_owned(),
            Refusal::OnlyDigitalWays => {
                "offer the telephone, a letter or the counter as well".to_owned()
            }
            Refusal::NotPublic { .. } => "answer a public mention of the case".to_owned(),
            Refusal::NoFollowUpOwed => "leave it out".to_owned(),
            Refusal::TooLate { longest } => format!("promise it within {longest}, or escalate"),
            Refusal::OverAlready { .. } => "choose a later time".to_owned(),
            Refusal::NoDueTime { .. } => "choose an earlier time".to_owned(),
            Refusal::NoSuchDepartment { department } => {
                format!("add `{department}` to the playbook's departments")
            }
            Refusal::NotTakenOver { flaws } => flaw::each(flaws, |it| it.remedy(Lang::En)),
            Refusal::Guarded { guard } => match guard {
                Guard::FollowUp => {
                    "give the public follow-up first, or waive it with a reason".to_owned()
                }
                Guard::Promise => "keep the open promises first".to_owned(),
                Guard::NextStep => "set the next step first".to_owned(),
                Guard::Note => "write down what was said".to_owned(),
                Guard::Fact => "ask the customer whether it is right".to_owned(),
                Guard::Preference => "offer the way that the customer asked for".to_owned(),
                Guard::Hold => "wait until your colleague is done".to_owned(),
                Guard::PeerAnswerUnread => {
                    "say first whether what another answered is right".to_owned()
                }
                Guard::Briefing => "tell the next one what they must know".to_owned(),
            },
        }
    }
}
