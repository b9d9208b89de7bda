use super::facts::Facts;
use super::test::PersonalData;
use crate::sorted::SortedSet;
use crate::text::{EntityKind, Personal, Span};

/// Whether the mention holds personal data of one of these kinds.
pub(crate) fn holds(kinds: &SortedSet<PersonalData>, facts: &Facts<'_>) -> bool {
    found(kinds, facts).next().is_some()
}

/// Where they stand.
pub(crate) fn found<'a>(
    kinds: &'a SortedSet<PersonalData>,
    facts: &'a Facts<'_>,
) -> impl Iterator<Item = Span> + 'a {
    let wanted = |kind| personal(kind).is_some_and(|kind| kinds.contains(&kind));
    let entities = facts.folded.entities().iter();
    entities
        .filter(move |entity| wanted(entity.kind))
        .map(|entity| entity.span)
}

fn personal(kind: EntityKind) -> Option<PersonalData> {
    Some(match kind.personal()? {
        Personal::Phone => PersonalData::Phone,
        Personal::Email => PersonalData::Email,
        Personal::Iban => PersonalData::Iban,
        Personal::Reference => PersonalData::PolicyNumber,
    })
}
