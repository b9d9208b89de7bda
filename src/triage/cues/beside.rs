//! What a model that learned from posts says beside the cues.

use super::kind::Kind;
use super::ledger::{Ledger, Reasons};
use crate::triage::{Evidence, Label, Linear};

/// The languages that its rows are in. A text is to be known for one of them before it speaks.
pub(super) const READS: [&str; 2] = ["nl", "en"];

/// The kinds by which no customer speaks: of such a post the model is not asked.
const NO_CUSTOMER: [Kind; 8] = [
    Kind::CampaignOpinion,
    Kind::EmployeePost,
    Kind::News,
    Kind::NotAboutUs,
    Kind::OwnPost,
    Kind::Repost,
    Kind::Spam,
    Kind::Vacancy,
];

/// Adds how likely the model finds it that the text complains.
///
/// It does not tell the two kinds of complaint apart: what speaks for one is
/// added to the likelier of them, what speaks against it to both.
pub(super) fn speak(model: &Linear, text: &str, ledger: &mut Ledger<'_>) {
    if NO_CUSTOMER.iter().any(|kind| ledger.sum(*kind) >= 0.0) {
        return;
    }
    let said = match ledger.reasons() {
        Reasons::Dropped => model.complains(text).map(|said| (said, Vec::new())),
        Reasons::Kept => {
            let word = model.complains_because(text);
            word.map(|word| (word.logit, word.evidence))
        }
    };
    let Some((logit, evidence)) = said else {
        return;
    };
    let both = [Kind::Complaint, Kind::LatentComplaint];
    let latent = ledger.sum(Kind::LatentComplaint) > ledger.sum(Kind::Complaint);
    let kinds = match (logit > 0.0, latent) {
        (false, _) => both.as_slice(),
        (true, false) => &both[..1],
        (true, true) => &both[1..],
    };
    for kind in kinds {
        let of_kind = |label: &Label| {
            let of_kind = |reason: &Evidence| Evidence {
                label: label.clone(),
                ..reason.clone()
            };
            evidence.iter().map(of_kind).collect::<Vec<_>>()
        };
        ledger.enter_all(*kind, logit, of_kind);
    }
}
