use serde::{Deserialize, Serialize};

use crate::text::{Lang, Private};

/// What must be known of a reply before its words can be judged.
///
/// ```
/// use webcare::reply::style::{AddressForm, FactKind, Occasion, PrivateFact};
///
/// let occasion = Occasion {
///     address: Some(AddressForm::Formal),
///     private_facts: vec![PrivateFact::new(FactKind::Surname, "De Vries")],
///     ..Occasion::default()
/// };
/// assert_eq!(format!("{:?}", occasion.private_facts[0]), "PrivateFact { kind: Surname, value: Private(8 bytes) }");
/// ```
#[expect(
    clippy::exhaustive_structs,
    reason = "made as a literal over `Occasion::default()`; any combination is valid"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Occasion {
    /// Who can read it. Everybody, unless told otherwise.
    pub audience: Audience,
    /// The how-manieth reply of ours in this public exchange it is, from 1.
    pub public_round: u32,
    /// How this customer wants to be addressed, where that differs from the style (S4:17).
    pub address: Option<AddressForm>,
    /// The signature of whoever writes, such as `^MB`.
    pub signature: Option<String>,
    /// What is known of the customer and nobody else may read.
    pub private_facts: Vec<PrivateFact>,
    /// What readers see of the customer anyway, such as the name beside the post.
    pub shown: Vec<Private>,
    /// The words that are answered: what a customer asks about may be spoken of.
    pub asked: Private,
    /// What the reply is for.
    pub purpose: Purpose,
    /// The language it is written in; guessed from its words where it is not told.
    pub language: Option<Lang>,
}

impl Default for Occasion {
    /// The first public answer to somebody of whom nothing is known.
    fn default() -> Self {
        Self {
            audience: Audience::Public,
            public_round: 1,
            address: None,
            signature: None,
            private_facts: Vec::new(),
            shown: Vec::new(),
            asked: Private::default(),
            purpose: Purpose::Answer,
            language: None,
        }
    }
}

/// What is known of somebody to whom a reply is written.
///
/// ```
/// use webcare::reply::style::{Addressee, FactKind, Occasion, PrivateFact, Rule, Style};
///
/// let addressee = Addressee {
///     asked: "Ik wacht al weken op geld voor mijn gebroken been".into(),
///     private_facts: vec![PrivateFact::new(FactKind::Surname, "Van Zuilen")],
///     ..Addressee::default()
/// };
/// let found = Style::default().check("Mevrouw Van Zuilen, hoort u het morgen?", &addressee.on(Occasion::default()));
/// assert!(found.iter().any(|finding| finding.rule == Rule::PersonalData));
/// ```
#[expect(
    clippy::exhaustive_structs,
    reason = "made as a literal over `Addressee::default()`; any combination is valid"
)]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Addressee {
    /// How they want to be addressed, where that differs from the style (S4:17).
    pub address: Option<AddressForm>,
    /// What is on file of them and nobody else may read.
    pub private_facts: Vec<PrivateFact>,
    /// What readers see of them anyway, such as the name beside the post.
    pub shown: Vec<Private>,
    /// Their own words, to which the reply is an answer.
    pub asked: Private,
    /// The language they write in.
    pub language: Option<Lang>,
}

impl Addressee {
    /// The same occasion with what is known of whom the reply is for.
    pub fn on(&self, mut occasion: Occasion) -> Occasion {
        occasion.address = self.address.or(occasion.address);
        occasion
            .private_facts
            .extend(self.private_facts.iter().cloned());
        occasion.shown.extend(self.shown.iter().cloned());
        occasion.asked = self.asked.clone();
        occasion.language = self.language.or(occasion.language);
        occasion
    }
}

/// Who can read a reply.
#[expect(
    clippy::exhaustive_enums,
    reason = "either others can read along or they cannot"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Anyone.
    #[default]
    Public,
    /// The customer and us.
    Private,
}

/// How a customer is addressed in Dutch.
#[expect(clippy::exhaustive_enums, reason = "Dutch has these two")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressForm {
    /// *je*, *jij*, *jouw*.
    Informal,
    /// *u*, *uw*.
    Formal,
}

/// What a reply is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Purpose {
    /// Answers the customer, or asks what is needed for an answer.
    #[default]
    Answer,
    /// Tells that the message arrived, and no more.
    Receipt,
    /// Tells the public that, and in general terms how, it was handled (S3:36).
    FollowUp,
}

/// Something known of a customer that nobody else may read.
#[expect(
    clippy::exhaustive_structs,
    reason = "a fact is what it says and of what kind it is"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PrivateFact {
    /// What kind of fact it is.
    pub kind: FactKind,
    /// The fact, as it is on file.
    pub value: Private,
}

impl PrivateFact {
    /// A fact of this kind.
    pub fn new(kind: FactKind, value: impl Into<Private>) -> Self {
        Self {
            kind,
            value: value.into(),
        }
    }
}

/// What kind of private fact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FactKind {
    /// The name that is not shown.
    Surname,
    /// Street and number, or postcode.
    Address,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A bank account.
    Account,
    /// A policy, customer, claim or file number.
    Reference,
    /// The date of birth.
    BirthDate,
    /// A sum of money.
    Amount,
    /// Anything else: a diagnosis, an employer, a registration.
    Other,
}
