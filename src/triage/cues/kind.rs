//! The built-in labels as places in a list.

use crate::triage::label;

/// How many built-in labels there are.
pub(super) const KINDS: usize = label::BUILT_IN.len();

/// A built-in label: in the order of their names, so that what is added up by
/// kind needs no sorting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    CampaignOpinion,
    CheckIn,
    Complaint,
    EmployeePost,
    ImplicitQuestion,
    LatentComplaint,
    Legal,
    Negative,
    News,
    NotAboutUs,
    OwnPost,
    Positive,
    Praise,
    Press,
    Privacy,
    Question,
    Remark,
    Repost,
    Spam,
    Thanks,
    Urgent,
    Vacancy,
}

/// Every kind with its label, in their order.
const ALL: [(Kind, &str); KINDS] = [
    (Kind::CampaignOpinion, label::CAMPAIGN_OPINION),
    (Kind::CheckIn, label::CHECK_IN),
    (Kind::Complaint, label::COMPLAINT),
    (Kind::EmployeePost, label::EMPLOYEE_POST),
    (Kind::ImplicitQuestion, label::IMPLICIT_QUESTION),
    (Kind::LatentComplaint, label::LATENT_COMPLAINT),
    (Kind::Legal, label::LEGAL),
    (Kind::Negative, label::NEGATIVE),
    (Kind::News, label::NEWS),
    (Kind::NotAboutUs, label::NOT_ABOUT_US),
    (Kind::OwnPost, label::OWN_POST),
    (Kind::Positive, label::POSITIVE),
    (Kind::Praise, label::PRAISE),
    (Kind::Press, label::PRESS),
    (Kind::Privacy, label::PRIVACY),
    (Kind::Question, label::QUESTION),
    (Kind::Remark, label::REMARK),
    (Kind::Repost, label::REPOST),
    (Kind::Spam, label::SPAM),
    (Kind::Thanks, label::THANKS),
    (Kind::Urgent, label::URGENT),
    (Kind::Vacancy, label::VACANCY),
];

impl Kind {
    /// Every kind, in their order.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(kind, _)| *kind)
    }

    /// The kind of a label; none of one that is not built in.
    pub(super) fn of(label: &str) -> Option<Self> {
        let known = ALL.iter().find(|(_, name)| *name == label)?;
        Some(known.0)
    }

    pub(super) fn label(self) -> &'static str {
        ALL.get(self.place()).map_or("", |(_, name)| *name)
    }

    pub(super) const fn place(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Kind, label};

    #[test]
    fn every_built_in_label_has_its_kind_in_the_order_of_names() {
        let mut labels = label::BUILT_IN;
        labels.sort_unstable();
        assert_eq!(ALL.map(|(_, label)| label), labels);
        for (place, (kind, label)) in ALL.into_iter().enumerate() {
            assert_eq!((kind.place(), kind.label()), (place, label));
            assert_eq!(Kind::of(label), Some(kind));
        }
        assert_eq!(Kind::of("klacht"), None);
    }
}
