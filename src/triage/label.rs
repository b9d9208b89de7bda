//! The built-in labels.
//!
//! A mention may carry several: a complaint can be a question, urgent and
//! negative at once. Sentiment ([`NEGATIVE`], [`POSITIVE`]) and haste
//! ([`URGENT`]) are labels of their own and never stand in for a complaint:
//! an angry opinion needs no answer, a polite latent complaint does (S1:27).

use crate::id::id;

id! {
    /// What a mention can be, as rules name it: one of the constants of this
    /// module, or a label that a host's own classifier gives.
    Label
}

/// Something went wrong for the author, and is said to have.
pub const COMPLAINT: &str = "complaint";
/// Something seems to have gone wrong, and is not called so (*latente klacht*).
pub const LATENT_COMPLAINT: &str = "latent-complaint";
/// The author asks.
pub const QUESTION: &str = "question";
/// The author would be helped by an answer, and does not ask.
pub const IMPLICIT_QUESTION: &str = "implicit-question";
/// The author is pleased with us.
pub const PRAISE: &str = "praise";
/// The author thanks us.
pub const THANKS: &str = "thanks";
/// None of the other kinds stands out.
pub const REMARK: &str = "remark";
/// An accident, a danger, a loss that grows by the hour.
pub const URGENT: &str = "urgent";
/// A lawyer, a court, an ombudsman or a supervisor comes into it.
pub const LEGAL: &str = "legal";
/// A journalist asks, or says that the story goes to the press.
pub const PRESS: &str = "press";
/// Personal data have leaked or reached the wrong person.
pub const PRIVACY: &str = "privacy";
/// One of our own accounts posted it.
pub const OWN_POST: &str = "own-post";
/// A colleague posted it from an account of their own.
pub const EMPLOYEE_POST: &str = "employee-post";
/// The author tells where they are.
pub const CHECK_IN: &str = "check-in";
/// It repeats what somebody else posted.
pub const REPOST: &str = "repost";
/// An opinion about our advertising.
pub const CAMPAIGN_OPINION: &str = "campaign-opinion";
/// A headline, not a customer.
pub const NEWS: &str = "news";
/// Advertising, a prize draw, a hijacked hashtag.
pub const SPAM: &str = "spam";
/// A job on offer.
pub const VACANCY: &str = "vacancy";
/// Our name in another sense.
pub const NOT_ABOUT_US: &str = "not-about-us";
/// The tone is unfriendly or unhappy.
pub const NEGATIVE: &str = "negative";
/// The tone is friendly or happy.
pub const POSITIVE: &str = "positive";

/// Every label of this module, in the order in which it lists them.
pub const BUILT_IN: [&str; 22] = [
    COMPLAINT,
    LATENT_COMPLAINT,
    QUESTION,
    IMPLICIT_QUESTION,
    PRAISE,
    THANKS,
    REMARK,
    URGENT,
    LEGAL,
    PRESS,
    PRIVACY,
    OWN_POST,
    EMPLOYEE_POST,
    CHECK_IN,
    REPOST,
    CAMPAIGN_OPINION,
    NEWS,
    SPAM,
    VACANCY,
    NOT_ABOUT_US,
    NEGATIVE,
    POSITIVE,
];

/// The labels of [`Label::asks`].
const ASKING: [&str; 8] = [
    COMPLAINT,
    LATENT_COMPLAINT,
    QUESTION,
    IMPLICIT_QUESTION,
    URGENT,
    LEGAL,
    PRESS,
    PRIVACY,
];

impl Label {
    /// Whether it speaks of the tone, not of what the mention is about.
    pub fn is_sentiment(&self) -> bool {
        [NEGATIVE, POSITIVE].contains(&self.as_str())
    }

    /// Whether who has it wants to be read: a complaint, a question, haste,
    /// the law, the press, leaked data. No model may file such a mention.
    pub fn asks(&self) -> bool {
        ASKING.contains(&self.as_str())
    }
}
