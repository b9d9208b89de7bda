//! Is it our style? What an organisation agreed about the words of its replies.
//!
//! [`Style::check`] reads a draft on an [`Occasion`] and tells its [`Findings`]: where, by
//! which [`Rule`], how heavily it weighs, why, and where it is sure, what could stand there
//! instead. Nothing is changed and nothing is sent.
//!
//! ```
//! use webcare::reply::style::{AddressForm, Occasion, Rule, Style};
//!
//! let style = Style::default();
//! let occasion = Occasion { address: Some(AddressForm::Informal), ..Occasion::default() };
//! let draft = "Sorry voor het ongemak! Heeft u onze brief al gelezen?";
//! let found = style.check(draft, &occasion);
//! let wrong = found.iter().next().unwrap();
//! assert_eq!((wrong.rule, wrong.span.of(draft)), (Rule::WrongAddress, Some("Heeft u")));
//! assert_eq!(wrong.fix.as_deref(), Some("Heb je"));
//! ```
//!
//! # The rules
//!
//! | rule | weighs | finds |
//! |---|---|---|
//! | `mixed-address` | deny | *je* and *u* in one reply |
//! | `wrong-address` | deny | the form that was not agreed with this customer |
//! | `missing-signature`, `double-signature` | deny | nobody's, somebody else's, or two |
//! | `commercial` | deny | something is sold: an offer with a call to act on it, a suggestion of something that we have to sell, or three of a call, a gain, haste, something of ours, a turn to something else and a price, or four in two sentences; what was asked about, or is done for the customer, may be spoken of |
//! | `empty-phrase` | deny | a reply of which every sentence is a courtesy, an apology, or says that somebody has it now, and none answers, asks, or tells who does what by when; or a reply that is about nothing |
//! | `personal-data` | deny, always | in public: accounts, references, telephone, e-mail, addresses, plates, days of birth, surnames, and every private fact of the occasion |
//! | `facts-in-closing` | deny | a public follow-up that tells what the matter was |
//! | `bare-closing` | warn | a public follow-up that does not say that, or how, it was handled |
//! | `too-distant` | warn | *men*, *de klant*, office words, passives with nobody in them |
//! | `promise-without-date` | warn | "we'll let you know" without a day or an hour |
//! | `discussing` | warn | contradicting, and public rounds above the agreed number without another way |
//! | `unexplained-acronym` | warn | capitals that not everybody knows |
//!
//! A denial can be lifted by an [`Override`] with a reason, personal data in public never.
//! The words that the rules go by are lists in Dutch and English, to which a document adds.
//!
//! Unseen characters, letters of other scripts that pass for Latin ones, full width, case
//! and accents hide nothing; spans are those of the draft. The cost is linear.
//!
//! # How well it does
//!
//! On the 2,536 replies of `tests/data/style.jsonl`, two thirds of them Dutch, each with what
//! a person finds in it (`cargo test --test it style -- --nocapture` prints a line per rule):
//!
//! | | precision | recall |
//! |---|---|---|
//! | denials, all replies | 0.99 | 0.97 |
//! | warnings, all replies | 0.87 | 0.95 |
//! | denials, the last 174 of the replies when they were new to the lists | 0.97 | 0.91 |
//! | denials, the fifteen lots before, each when it was new | 0.88 to 1.00 | 0.62 to 0.94 |
//! | warnings, the last 174 when they were new | 0.67 | 0.92 |
//!
//! The lists grew by what the new replies showed, so the figures of all replies together
//! flatter: expect those of the last 174 in replies of your own, and add their words to the
//! lists. What is missed is a sale in the words of a trade not met before, and an argument
//! that is put as a plain fact; personal data, address and signature are found in new replies
//! as in known ones. Another 1,009 replies, `style-denials.jsonl`, hold the denials of such
//! wordings.
//!
//! # In a document
//!
//! ```
//! use webcare::reply::style::{Occasion, Style};
//!
//! let style = Style::from_value(toml::from_str(r#"
//!     address       = "informal"          # or "formal"; without it only mixing is found
//!     signature     = "required"          # or "added" on leaving, or "free"
//!     public-rounds = 3
//!     own   = { phones = ["058 - 234 56 78"], mail = ["noorderlicht.example"], names = ["Goed voor U"] }
//!     rules = { unexplained-acronym = "off", too-distant = "deny" }
//!     words = { commercial = ["poolpas"], acronym = ["NLV"] }
//!     abbreviations = ["Noorderl."]       # no part of a reply ends after one
//! "#)?)?;
//! let occasion = Occasion { signature: Some("^MB".to_owned()), ..Occasion::default() };
//! assert!(style.check("Bel ons op 058-2345678, dan leg ik het uit. ^MB", &occasion).is_empty());
//! assert!(style.abbreviations().contains("noorderl."));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `own` has `phones`, `mail` (addresses and domains), `numbers` (accounts and the like),
//! `addresses` and `names` (in which *u* and *je* address nobody). `abbreviations` end no
//! sentence, with or without their point. `rules` takes `off`,
//! `warn` and `deny`; `words` the lists by name, in the notation `geen ... antwoord|reactie`,
//! `declar*`, `*abonnement`, `^bel` (only where a sentence begins), `door$` (only where a clause ends); `...`
//! leaves room for four words and `......` for nine.

mod acronym;
mod address;
mod agreed;
mod check;
mod closing;
mod commercial;
mod discussing;
mod distant;
mod empty;
mod finding;
mod lexicon;
mod matter;
mod occasion;
mod parted;
mod personal;
mod phrase;
mod promise;
mod reading;
mod rule;
mod shown;
mod signature;
mod words;

use std::sync::Arc;

pub use agreed::{Signing, StyleError};
pub use finding::{Finding, Findings, Override, OverrideError};
pub use occasion::{AddressForm, Addressee, Audience, FactKind, Occasion, PrivateFact, Purpose};

pub use rule::{Rule, Severity};

use self::agreed::Own;
use self::check::Check;
use self::reading::Reading;
use self::words::Words;
use crate::document::{Node, Problems, Value};
use crate::sorted::SortedMap;
use crate::text::{Abbreviations, Lang};

/// How many replies of ours a public exchange may have unless agreed otherwise.
const PUBLIC_ROUNDS: u32 = 3;

/// What was agreed about the words of a reply.
#[derive(Clone, Debug)]
pub struct Style {
    address: Option<AddressForm>,
    signature: Signing,
    public_rounds: u32,
    own: Own,
    weights: SortedMap<Rule, Option<Severity>>,
    words: Arc<Words>,
    abbreviations: Abbreviations,
}

impl Default for Style {
    /// Every rule with its own weight; either form of address, signed or not, three public rounds.
    fn default() -> Self {
        Self {
            address: None,
            signature: Signing::default(),
            public_rounds: PUBLIC_ROUNDS,
            own: Own::default(),
            weights: SortedMap::new(),
            words: Words::built_in(),
            abbreviations: Abbreviations::default(),
        }
    }
}

impl Style {
    /// Every rule off but the one on personal data in public, which never is:
    /// what holds where no house style was agreed.
    pub fn personal_data_only() -> Self {
        let others = Rule::ALL.into_iter().filter(|it| it.can_be_overridden());
        Self {
            weights: others.map(|rule| (rule, None)).collect(),
            ..Self::default()
        }
    }

    /// Reads and checks a document of its own.
    ///
    /// # Errors
    ///
    /// [`StyleError`] with *all* problems of the document.
    pub fn from_value(value: Value) -> Result<Self, StyleError> {
        let mut problems = Problems::new();
        let style = Self::read(&Node::root(&value), &mut problems);
        match style {
            Some(style) if problems.is_empty() => Ok(style),
            Some(_) | None => Err(StyleError {
                problems: problems.into_sorted(),
            }),
        }
    }

    /// The abbreviations that were agreed beside the built-in ones, for
    /// [`Split::abbreviations`](crate::reply::Split::abbreviations) and
    /// [`entities_with`](crate::text::entities_with).
    pub fn abbreviations(&self) -> &Abbreviations {
        &self.abbreviations
    }

    /// How heavily a rule weighs here, or nothing where it is off.
    pub fn severity(&self, rule: Rule) -> Option<Severity> {
        let agreed = self.weights.get(&rule).copied();
        agreed.unwrap_or(Some(rule.severity()))
    }

    /// What of a draft is not our style.
    pub fn check(&self, draft: &str, occasion: &Occasion) -> Findings {
        let reading = Reading::of(draft, &self.words, occasion.language, Lang::default());
        Check {
            style: self,
            words: &self.words,
            occasion,
            reading: &reading,
            found: Vec::new(),
        }
        .findings()
    }
}
