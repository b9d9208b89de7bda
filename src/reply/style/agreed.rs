use std::sync::Arc;

use super::phrase::PhraseError;
use super::rule::{Rule, Severity};
use super::words::List;
use super::{Style, Words};
use crate::document::{Node, Problem, Problems, TableNode};
use crate::reply::style::occasion::AddressForm;
use crate::sorted::SortedMap;
use crate::text::fold;

/// Whether replies are signed, and by whom.
#[expect(
    clippy::exhaustive_enums,
    reason = "by nobody's rule, by the writer, or later"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signing {
    /// As the writer likes; only not twice.
    #[default]
    Free,
    /// The draft must end in the writer's signature.
    Required,
    /// It is added when the reply leaves (see [`Split::signature`](crate::reply::Split::signature)):
    /// the draft may end in the writer's, and in nobody else's.
    Added,
}

/// What is the organisation's own, and may be written in public.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Own {
    /// Digits, without trunk zero and country code where there was one.
    phones: Vec<String>,
    /// Addresses and domains, folded.
    mail: Vec<String>,
    /// Letters and digits of accounts and other numbers.
    numbers: Vec<String>,
    /// Folded.
    addresses: Vec<String>,
}

impl Own {
    pub(super) fn holds_phone(&self, digits: &str) -> bool {
        self.phones.iter().any(|own| digits.ends_with(own.as_str()))
    }

    pub(super) fn holds_mail(&self, address: &str, domain: &str) -> bool {
        self.mail.iter().any(|own| {
            own == address
                || own == domain
                || domain
                    .strip_suffix(own.as_str())
                    .is_some_and(|it| it.ends_with('.'))
        })
    }

    pub(super) fn holds_account(&self, written: &str) -> bool {
        self.holds_number(written)
    }

    pub(super) fn holds_number(&self, written: &str) -> bool {
        let written = compact(written);
        self.numbers.contains(&written)
    }

    pub(super) fn holds_address(&self, written: &str) -> bool {
        let written = fold(written);
        self.addresses.iter().any(|own| own.contains(&written))
    }
}

fn compact(written: &str) -> String {
    let folded = fold(written);
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

const ADDRESS: [(&str, AddressForm); 2] = [
    ("informal", AddressForm::Informal),
    ("formal", AddressForm::Formal),
];
const SIGNING: [(&str, Signing); 3] = [
    ("free", Signing::Free),
    ("required", Signing::Required),
    ("added", Signing::Added),
];
const WEIGHTS: [(&str, Option<Severity>); 3] = [
    ("off", None),
    ("warn", Some(Severity::Warn)),
    ("deny", Some(Severity::Deny)),
];

impl Style {
    /// Reads `[style]` of a document; what is wrong is noted, the rest is read.
    pub fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let mut style = Self::default();
        if let Some(field) = table.optional("address") {
            style.address = field.one_of(&ADDRESS, problems);
        }
        if let Some(field) = table.optional("signature") {
            style.signature = field.one_of(&SIGNING, problems).unwrap_or_default();
        }
        if let Some(rounds) = table
            .optional("public-rounds")
            .and_then(|it| it.whole(problems))
        {
            style.public_rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
        }
        if let Some(field) = table.optional("own") {
            style.own = own(&field, Arc::make_mut(&mut style.words), problems).unwrap_or_default();
        }
        if let Some(field) = table.optional("rules") {
            style.weights = weights(&field, problems).unwrap_or_default();
        }
        let texts = table
            .optional("abbreviations")
            .and_then(|it| it.texts(problems));
        for word in texts.unwrap_or_default() {
            style.abbreviations = style.abbreviations.with(word);
        }
        if let Some(mut lists) = table.optional("words").and_then(|it| it.table(problems)) {
            for (name, list) in List::open() {
                add(
                    &mut lists,
                    name,
                    list,
                    Arc::make_mut(&mut style.words),
                    problems,
                );
            }
            lists.finish(problems);
        }
        table.finish(problems);
        Some(style)
    }
}

fn own(node: &Node<'_>, words: &mut Words, problems: &mut Problems) -> Option<Own> {
    let mut table = node.table(problems)?;
    let mut texts = |key: &str| {
        let field = table.optional(key);
        field.and_then(|it| it.texts(problems)).unwrap_or_default()
    };
    let own = Own {
        phones: texts("phones").into_iter().map(subscriber).collect(),
        mail: texts("mail")
            .into_iter()
            .map(|it| fold(it.trim_start_matches('@')))
            .collect(),
        numbers: texts("numbers").into_iter().map(compact).collect(),
        addresses: texts("addresses").into_iter().map(fold).collect(),
    };
    add(&mut table, "names", List::Idiom, words, problems);
    table.finish(problems);
    Some(own)
}

/// The digits of a telephone number that are dialled from anywhere.
fn subscriber(written: &str) -> String {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let from = digits.len().saturating_sub(9);
    let tail = digits.get(from..).unwrap_or("");
    tail.trim_start_matches('0').to_owned()
}

fn weights(node: &Node<'_>, problems: &mut Problems) -> Option<SortedMap<Rule, Option<Severity>>> {
    let mut table = node.table(problems)?;
    let mut weights = SortedMap::new();
    for rule in Rule::ALL {
        let Some(field) = table.optional(rule.id()) else {
            continue;
        };
        let Some(weight) = field.one_of(&WEIGHTS, problems) else {
            continue;
        };
        if !rule.can_be_overridden() && weight != Some(Severity::Deny) {
            field.invalid::<()>(
                format!("`{rule}` is always refused"),
                "write `deny`, or leave it out",
                problems,
            );
            continue;
        }
        weights.insert(rule, weight);
    }
    table.finish(problems);
    Some(weights)
}

fn add(
    table: &mut TableNode<'_>,
    key: &str,
    list: List,
    words: &mut Words,
    problems: &mut Problems,
) {
    let field = table.optional(key);
    let items = field
        .and_then(|it| it.one_or_more(problems))
        .unwrap_or_default();
    for item in items {
        let Some(text) = item.text(problems) else {
            continue;
        };
        if let Err(error) = words.add(list, text) {
            refuse(&item, text, &error, problems);
        }
    }
}

fn refuse(item: &Node<'_>, text: &str, error: &PhraseError, problems: &mut Problems) {
    item.invalid::<()>(
        format!("`{text}` cannot be looked for: {error}"),
        "write words such as `kijk ... aanbod|actie` or `korting*`",
        problems,
    );
}

/// A document that is no style: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
#[non_exhaustive]
pub struct StyleError {
    /// The problems, by path.
    pub problems: Vec<Problem>,
}
