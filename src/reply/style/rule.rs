use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::Lang;

/// What house style asks of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// *je* and *u* stand in one reply (S4:17).
    MixedAddress,
    /// The other form than was agreed with this customer.
    WrongAddress,
    /// Nobody signed, or somebody else did (S4:17).
    MissingSignature,
    /// It is signed twice.
    DoubleSignature,
    /// Something is sold (S4:17).
    Commercial,
    /// An apology or "we pass it on", and nothing else (S2:28).
    EmptyPhrase,
    /// Passives, *men*, "the customer" (S2:18).
    TooDistant,
    /// Everybody can read what is nobody else's business (S1:15).
    PersonalData,
    /// Something is promised and no day or hour is named (S1:7).
    PromiseWithoutDate,
    /// It argues, or goes on in public after too many rounds (S3:36).
    Discussing,
    /// Capitals that a reader cannot be expected to know.
    UnexplainedAcronym,
    /// A public last word tells what the matter was (S3:36).
    FactsInClosing,
    /// A public last word does not say that, or how, it was handled (S3:36).
    BareClosing,
}

/// What becomes of a reply in which something was found.
#[expect(clippy::exhaustive_enums, reason = "it is held back or it is not")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It may leave; its writer is told.
    Warn,
    /// It may not leave as it is.
    Deny,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Rule; 13] = [
        Rule::MixedAddress,
        Rule::WrongAddress,
        Rule::MissingSignature,
        Rule::DoubleSignature,
        Rule::Commercial,
        Rule::EmptyPhrase,
        Rule::TooDistant,
        Rule::PersonalData,
        Rule::PromiseWithoutDate,
        Rule::Discussing,
        Rule::UnexplainedAcronym,
        Rule::FactsInClosing,
        Rule::BareClosing,
    ];

    /// Its name in a playbook, such as `personal-data`.
    pub const fn id(self) -> &'static str {
        match self {
            Rule::MixedAddress => "mixed-address",
            Rule::WrongAddress => "wrong-address",
            Rule::MissingSignature => "missing-signature",
            Rule::DoubleSignature => "double-signature",
            Rule::Commercial => "commercial",
            Rule::EmptyPhrase => "empty-phrase",
            Rule::TooDistant => "too-distant",
            Rule::PersonalData => "personal-data",
            Rule::PromiseWithoutDate => "promise-without-date",
            Rule::Discussing => "discussing",
            Rule::UnexplainedAcronym => "unexplained-acronym",
            Rule::FactsInClosing => "facts-in-closing",
            Rule::BareClosing => "bare-closing",
        }
    }

    /// How heavily it weighs unless the style says otherwise.
    pub const fn severity(self) -> Severity {
        match self {
            Rule::MixedAddress
            | Rule::WrongAddress
            | Rule::MissingSignature
            | Rule::DoubleSignature
            | Rule::Commercial
            | Rule::EmptyPhrase
            | Rule::PersonalData
            | Rule::FactsInClosing => Severity::Deny,
            Rule::TooDistant
            | Rule::PromiseWithoutDate
            | Rule::Discussing
            | Rule::UnexplainedAcronym
            | Rule::BareClosing => Severity::Warn,
        }
    }

    /// Whether an agent may send the reply all the same, with a reason.
    /// Personal data in public never: no reason makes it less public.
    pub const fn can_be_overridden(self) -> bool {
        !matches!(self, Rule::PersonalData)
    }

    /// What is wrong, and what would be right.
    pub fn why(self, lang: Lang) -> &'static str {
        let (nl, en) = self.words();
        lang.pick(nl, en)
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Rule::MixedAddress => (
                "Je en u staan door elkaar; kies er één voor het hele antwoord.",
                "The reply mixes je and u; keep to one of them.",
            ),
            Rule::WrongAddress => (
                "Met deze klant is een andere aanspreekvorm afgesproken.",
                "This customer is to be addressed in the other form.",
            ),
            Rule::MissingSignature => (
                "De ondertekening van de schrijver ontbreekt.",
                "The writer's signature is missing.",
            ),
            Rule::DoubleSignature => (
                "Het antwoord is twee keer ondertekend; één keer is genoeg.",
                "The reply is signed twice; once will do.",
            ),
            Rule::Commercial => (
                "Hier wordt iets verkocht; webcare doet geen aanbiedingen.",
                "This sells something; there are no offers in webcare.",
            ),
            Rule::EmptyPhrase => (
                "Hier staat geen antwoord: geef er een, stel een vraag, of zeg wie wat doet en wanneer.",
                "This is no answer: give one, ask a question, or say who does what and when.",
            ),
            Rule::TooDistant => (
                "Dit klinkt afstandelijk; zeg wie iets doet en spreek de lezer aan.",
                "This sounds distant; say who does it and speak to the reader.",
            ),
            Rule::PersonalData => (
                "Dit zijn persoonsgegevens en iedereen leest mee; haal ze weg of ga verder in een privébericht.",
                "This is personal data and everybody reads along; take it out or go on in private.",
            ),
            Rule::PromiseWithoutDate => (
                "Hier wordt iets toegezegd zonder tijd; noem een dag of een uur.",
                "Something is promised without a time; name a day or an hour.",
            ),
            Rule::Discussing => (
                "Dit wordt een discussie in het openbaar; sluit af of bied een ander kanaal aan.",
                "This argues in public; round it off or offer another channel.",
            ),
            Rule::UnexplainedAcronym => (
                "Niet iedere lezer kent deze afkorting; schrijf haar de eerste keer uit.",
                "Not every reader knows this abbreviation; spell it out the first time.",
            ),
            Rule::FactsInClosing => (
                "Een openbare afsluiting vertelt in algemene woorden dat en hoe het is opgelost, niet wat er speelde.",
                "A public last word says in general terms that and how it was handled, not what the matter was.",
            ),
            Rule::BareClosing => (
                "Lezers blijven zonder uitleg achter: vertel dat het is opgelost, en in algemene woorden hoe.",
                "Readers are left without a word: say that it was handled and, in general terms, how.",
            ),
        }
    }
}

/// As in a playbook.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, Rule};

    #[test]
    fn every_rule_has_one_name_and_words_in_both_languages() {
        for rule in Rule::ALL {
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.id());
            assert_eq!(
                Rule::ALL.iter().filter(|it| it.id() == rule.id()).count(),
                1
            );
            assert_ne!(rule.why(Lang::Nl), rule.why(Lang::En));
        }
    }
}
