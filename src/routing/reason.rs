use serde::{Deserialize, Serialize};

use crate::document::{Node, ProblemKind, Problems, TableNode, Value};
use crate::id::id;
use crate::sorted::SortedMap;
use crate::text::Lang;

id! {
    /// The id of a declared reason, such as `complaint` or `check-in`.
    ReasonId
}

/// What a reason is a reason for.
#[expect(
    clippy::exhaustive_enums,
    reason = "a mention is answered, asked or not, left alone, or looked at by a person"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    /// To answer.
    Respond,
    /// To offer help that nobody asked for (S0:8, S3:29).
    Proactive,
    /// To leave alone (S4:10).
    NoResponse,
    /// To let a person look.
    Review,
}

/// One declared reason.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reason {
    /// What it is a reason for.
    pub kind: ReasonKind,
    /// Its words in Dutch.
    pub nl: String,
    /// Its words in English.
    pub en: String,
    /// Whether a mention with this reason may be the customer's own word in a
    /// matter already running: a thank-you is, a check-in is not.
    pub joins: bool,
}

impl Reason {
    /// A reason with its words in both languages. Those to answer join a running matter.
    pub fn new(kind: ReasonKind, nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            kind,
            nl: nl.into(),
            en: en.into(),
            joins: matches!(kind, ReasonKind::Respond | ReasonKind::Proactive),
        }
    }

    /// The same, with its word on joining a running matter.
    pub fn joining(mut self, joins: bool) -> Self {
        self.joins = joins;
        self
    }

    /// Its words in a language.
    pub fn words(&self, lang: Lang) -> &str {
        match lang {
            Lang::Nl => &self.nl,
            Lang::En => &self.en,
        }
    }
}

/// The declared reasons by id: those built in, and a playbook's own.
///
/// ```
/// use webcare::routing::{ReasonId, ReasonKind, Reasons};
///
/// let reasons = Reasons::default();
/// let thanks = reasons.get(&ReasonId::from("thanks")).unwrap();
/// assert_eq!(thanks.kind, ReasonKind::NoResponse);
/// assert!(thanks.joins);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasons {
    by_id: SortedMap<ReasonId, Reason>,
}

use ReasonKind::{NoResponse, Proactive, Respond};

/// Id, kind, Dutch, English, joins a running matter.
///
/// The kinds of contact and of leaving alone are those of S1:46, S4:10 and S3:25.
const BUILT_IN: [(&str, ReasonKind, &str, &str, bool); 20] = [
    ("question", Respond, "een vraag", "a question", true),
    ("complaint", Respond, "een klacht", "a complaint", true),
    (
        "latent-complaint",
        Respond,
        "een latente klacht",
        "a latent complaint",
        true,
    ),
    (
        "implicit-question",
        Respond,
        "een impliciete vraag",
        "an implicit question",
        true,
    ),
    (
        "remark",
        Respond,
        "een opmerking over onze dienst",
        "a remark on our service",
        true,
    ),
    ("praise", Respond, "een compliment", "praise", true),
    ("urgent", Respond, "er is haast bij", "it cannot wait", true),
    (
        "press",
        Respond,
        "de pers vraagt ernaar",
        "the press asks about it",
        true,
    ),
    (
        "legal",
        Respond,
        "er wordt met recht gedreigd",
        "legal steps are spoken of",
        true,
    ),
    (
        "proactive-help",
        Proactive,
        "hulp die wij zelf aanbieden",
        "help we offer unasked",
        true,
    ),
    (
        "campaign-opinion",
        NoResponse,
        "een mening over een campagne",
        "an opinion on a campaign",
        false,
    ),
    ("check-in", NoResponse, "een check-in", "a check-in", false),
    (
        "employee-post",
        NoResponse,
        "een bericht van een medewerker",
        "a post of an employee",
        false,
    ),
    (
        "own-post",
        NoResponse,
        "een bericht van onszelf",
        "a post of our own",
        false,
    ),
    (
        "repost",
        NoResponse,
        "een herhaald bericht",
        "a repost",
        false,
    ),
    ("spam", NoResponse, "spam", "spam", false),
    ("thanks", NoResponse, "een bedankje", "thanks", true),
    (
        "news",
        NoResponse,
        "een nieuwsbericht",
        "a news item",
        false,
    ),
    (
        "not-about-us",
        NoResponse,
        "het gaat niet over ons",
        "not about us",
        false,
    ),
    (
        "no-added-value",
        NoResponse,
        "een antwoord voegt niets toe",
        "an answer adds nothing",
        true,
    ),
];

impl Default for Reasons {
    fn default() -> Self {
        let built_in = BUILT_IN.iter().map(|&(id, kind, nl, en, joins)| {
            (ReasonId::from(id), Reason::new(kind, nl, en).joining(joins))
        });
        Self {
            by_id: built_in.collect(),
        }
    }
}

impl Reasons {
    /// The reason `id`, where it is declared.
    pub fn get(&self, id: &ReasonId) -> Option<&Reason> {
        self.by_id.get(id)
    }

    /// Declares a reason; one of the same id gives way.
    pub fn insert(&mut self, id: impl Into<ReasonId>, reason: Reason) {
        self.by_id.insert(id.into(), reason);
    }

    /// Every reason in the order of the ids.
    pub fn iter(&self) -> impl Iterator<Item = (&ReasonId, &Reason)> {
        self.by_id.iter()
    }

    /// The built-in reasons and those of a `[reasons]` table, such as
    /// `partner-post = { no-response = { nl = "…", en = "…" }, joins = false }`.
    pub fn read(node: &Node<'_>, problems: &mut Problems) -> Self {
        let mut reasons = Self::default();
        let Some(mut table) = node.table(problems) else {
            return reasons;
        };
        for (id, entry) in table.entries() {
            if let Some(reason) = read_reason(&entry, problems) {
                reasons.insert(id, reason);
            }
        }
        reasons
    }
}

const KINDS: [(&str, ReasonKind); 4] = [
    ("respond", Respond),
    ("proactive", Proactive),
    ("no-response", NoResponse),
    ("review", ReasonKind::Review),
];

fn read_reason(node: &Node<'_>, problems: &mut Problems) -> Option<Reason> {
    let mut table = table_like(
        node,
        "write `{ no-response = { nl = \"…\", en = \"…\" } }`, or `respond`, `proactive` or `review`",
        problems,
    )?;
    let written: Vec<_> = KINDS
        .iter()
        .filter_map(|&(key, kind)| Some((kind, table.optional(key)?)))
        .collect();
    let joins = table
        .optional("joins")
        .and_then(|field| field.bool(problems));
    table.finish(problems);
    let [(kind, words)] = written.as_slice() else {
        return node.problem(
            ProblemKind::Contradiction,
            format!("a reason for {} kinds of outcome", written.len()),
            "write one of `respond`, `proactive`, `no-response`, `review`",
            problems,
        );
    };
    let mut words = table_like(words, "write `{ nl = \"…\", en = \"…\" }`", problems)?;
    let mut in_language = |key: &str| {
        let field = words.required(key, problems)?;
        field.text(problems).map(str::to_owned)
    };
    let (nl, en) = (in_language("nl"), in_language("en"));
    words.finish(problems);
    let reason = Reason::new(*kind, nl?, en?);
    let joins = joins.unwrap_or(reason.joins);
    Some(reason.joining(joins))
}

/// The table that stands here; `right` says what it looks like.
fn table_like<'v>(node: &Node<'v>, right: &str, problems: &mut Problems) -> Option<TableNode<'v>> {
    match node.value() {
        Value::Table(_) => node.table(problems),
        other => {
            let wrong = format!("found {}", other.kind());
            node.problem(ProblemKind::WrongShape, wrong, right, problems)
        }
    }
}
