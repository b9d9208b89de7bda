use super::test::PersonalData;
use crate::sorted::SortedSet;
use crate::text::{Entity, Personal, Span, VisibleEntities, has, visible_entities};

/// Where personal data of these kinds stand in a text.
pub(crate) fn found<'k>(
    kinds: &'k SortedSet<PersonalData>,
    text: &str,
) -> impl Iterator<Item = Span> + 'k {
    let all = visible_entities(text).into_iter().filter_map(personal);
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
    ) -> impl Iterator<Item = Span> + '_ {
        if !self.is_read {
            self.read(text);
        }
        let from = self.spans.partition_point(|(it, _)| *it < kind);
        let spans = self.spans.get(from..).unwrap_or_default().iter();
        spans
            .take_while(move |(it, _)| *it == kind)
            .map(|(_, span)| *span)
    }

    fn read(&mut self, text: &str) {
        self.is_read = true;
        self.spans.clear();
        if may_hold_any(text.as_bytes()) {
            let entities = self.entities.read(text);
            self.spans.extend(entities.filter_map(personal));
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

fn personal(entity: Entity) -> Option<(PersonalData, Span)> {
    let kind = match entity.kind.personal()? {
        Personal::Phone => PersonalData::Phone,
        Personal::Email => PersonalData::Email,
        Personal::Iban => PersonalData::Iban,
        Personal::Reference => PersonalData::PolicyNumber,
    };
    Some((kind, entity.span))
}
