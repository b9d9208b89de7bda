use super::test::PersonalData;
use crate::sorted::SortedSet;
use crate::text::{Entity, Folded, Personal, Span, VisibleEntities, has, visible_entities};

/// Where personal data of these kinds stand in a text.
pub(crate) fn found(
    kinds: &SortedSet<PersonalData>,
    text: &str,
    folded: &Folded,
) -> impl Iterator<Item = Span> {
    let all = visible_entities(text).into_iter();
    let all = all.filter_map(move |entity| personal(entity, text, folded));
    let wanted = all.filter(|(kind, _)| kinds.contains(kind));
    wanted.map(|(_, span)| span)
}

/// The personal data of one text after the other, looked for when first asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct PersonalSpans {
    entities: VisibleEntities,
    is_read: bool,
    /// By kind, and by where they stand.
    spans: Vec<(PersonalData, Span)>,
}

impl PersonalSpans {
    /// Ready for another text.
    pub(crate) fn begin(&mut self) {
        self.is_read = false;
    }

    /// Where data of this kind stand in the text at hand.
    pub(crate) fn of_kind(
        &mut self,
        kind: PersonalData,
        text: &str,
        folded: &Folded,
    ) -> impl Iterator<Item = Span> + '_ {
        if !self.is_read {
            self.read(text, folded);
        }
        let from = self.spans.partition_point(|(it, _)| *it < kind);
        let spans = self.spans.get(from..).unwrap_or_default().iter();
        spans
            .take_while(move |(it, _)| *it == kind)
            .map(|(_, span)| *span)
    }

    fn read(&mut self, text: &str, folded: &Folded) {
        self.is_read = true;
        self.spans.clear();
        if may_hold_any(text.as_bytes()) {
            let entities = self.entities.read(text);
            self.spans
                .extend(entities.filter_map(|entity| personal(entity, text, folded)));
            self.spans.sort_unstable();
        }
    }
}

/// Whether a text may hold personal data at all: six digits, or one right after
/// a letter as in an account number, or an `@` that begins no word. What stands
/// beyond ASCII may be a character that is not seen, with a letter before it.
fn may_hold_any(text: &[u8]) -> bool {
    if !has(text, |byte| byte.is_ascii_digit() | (byte == b'@')) {
        return false;
    }
    let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    let pairs = text.iter().zip(text.iter().skip(1));
    // Of all pairs at once, so that many are looked at together.
    let any = pairs.fold(false, |any, (before, byte)| {
        let follows = (before | 0x20).is_ascii_lowercase() | !before.is_ascii();
        any | (byte.is_ascii_digit() & follows) | ((*byte == b'@') & (*before != b' '))
    });
    any || digits >= 6
}

fn personal(entity: Entity, text: &str, folded: &Folded) -> Option<(PersonalData, Span)> {
    let kind = match entity.kind.personal()? {
        Personal::Reference if !is_somebodys(entity.span, text, folded) => return None,
        Personal::Phone => PersonalData::Phone,
        Personal::Email => PersonalData::Email,
        Personal::Iban => PersonalData::Iban,
        Personal::Reference => PersonalData::PolicyNumber,
    };
    Some((kind, entity.span))
}

/// What belongs to a customer and has a number.
const OWNED: [&str; 27] = [
    "account",
    "bestel",
    "bestelling",
    "bsn",
    "burgerservice",
    "case",
    "claim",
    "contract",
    "customer",
    "dossier",
    "factuur",
    "invoice",
    "kenmerk",
    "klant",
    "lid",
    "member",
    "order",
    "policy",
    "polis",
    "ref",
    "reference",
    "referentie",
    "registratie",
    "relatie",
    "schade",
    "ticket",
    "zaak",
];

/// What a number is called.
const NUMBERS: [&str; 7] = ["nr", "no", "num", "nummer", "number", "code", "id"];

/// How many words away a name may stand.
const NEAR: usize = 3;

/// What is no part of a number: `IP 192.168.10.20`.
const NO_PREFIX: [&str; 9] = ["eu", "eur", "gbp", "ip", "iso", "kvk", "nl", "tel", "usd"];

/// Whether a number is called somebody's, or is written as such numbers are:
/// behind letters of its own. Years, amounts and counts are neither.
fn is_somebodys(span: Span, text: &str, folded: &Folded) -> bool {
    let words = folded.words();
    let first = words.partition_point(|word| word.span.end <= span.start);
    let behind = words.partition_point(|word| word.span.start < span.end);
    let letters = |at: usize| folded.word(at).unwrap_or("");
    if (first..behind).all(|at| is_year(letters(at))) {
        return false;
    }
    let head = letters(first);
    let prefix = head.trim_end_matches(|c: char| !c.is_alphabetic());
    let is_grouped = |at: usize| letters(at).matches('.').count() > 1;
    let is_coded = !prefix.is_empty() && !NO_PREFIX.contains(&prefix);
    if is_coded && !(first..behind).any(is_grouped) {
        return true;
    }
    // What is called before it may be called so by one word: `polis 123456`.
    let before = (first.saturating_sub(NEAR)..first).rev();
    let before = before.take_while(|at| !ends_after(*at, text, folded));
    if before.into_iter().any(|at| is_name(letters(at), true)) {
        return true;
    }
    // Behind it only by a full name: `123456 is mijn polisnummer`.
    let after = behind..(behind + NEAR).min(words.len());
    let mut after = after.take_while(|at| !ends_after(at - 1, text, folded));
    after.any(|at| is_name(letters(at), false))
}

/// Whether a sentence ends behind a word. The dot of `nr.` ends none.
fn ends_after(at: usize, text: &str, folded: &Folded) -> bool {
    let words = folded.words();
    let (Some(word), Some(next)) = (words.get(at), words.get(at + 1)) else {
        return false;
    };
    let between = text.get(word.span.end..next.span.start).unwrap_or("");
    let is_short = |word: &str| ["nr", "no", "num"].iter().any(|it| word.ends_with(it));
    let is_short = folded.word(at).is_some_and(is_short);
    between.contains(['!', '?', '\n']) || between.contains('.') && !is_short
}

/// `polisnummer`, and `polis` and `nummer` where half a name will do.
fn is_name(word: &str, half: bool) -> bool {
    let is_owned = |word: &str| OWNED.contains(&word);
    let mut before = NUMBERS
        .iter()
        .filter_map(|number| word.strip_suffix(number));
    half && (is_owned(word) || NUMBERS.contains(&word))
        || before.any(|it| is_owned(it) || it.strip_suffix('s').is_some_and(is_owned))
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|byte| byte.is_ascii_digit())
}
