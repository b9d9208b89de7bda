use regex_syntax::ast::{
    Ast, ClassPerlKind, ClassSet, ClassSetItem, RepetitionKind, RepetitionRange,
};

/// What a pattern could cost, computed from its parsed form in one walk over
/// it, without building anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    bytes: u64,
    positions: u64,
}

/// Costs in bytes, measured on the `regex` crate (1.13) and rounded up: a byte
/// of a literal; a way in or out of a branch or a repetition; an assertion or a group.
const BYTE: u64 = 36;
const BRANCH: u64 = 72;
const GROUP: u64 = 96;

/// A range of a class, within ASCII and beyond it.
const ASCII_RANGE: u64 = 110;
const RANGE: u64 = 1_100;

/// `.`, and what a class excludes.
const NEARLY_ALL: u64 = 1_100;

/// `\w` and `\p{…}` of Unicode; `\d`; `\s`.
const LETTERS: u64 = 52_000;
const DIGITS: u64 = 8_000;
const SPACES: u64 = 3_000;

/// What every pattern needs.
const WHOLE: u64 = 512;

impl Cost {
    pub(crate) fn of(pattern: &str, ast: &Ast) -> Self {
        let weighing = Weighing {
            both_cases: asks_for_both_cases(pattern),
        };
        weighing.cost(ast).and(Self::bytes_of(WHOLE))
    }

    /// The most bytes that the compiled pattern could need.
    pub(crate) fn bytes(self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }

    /// Its characters and classes, as often as it repeats them.
    pub(crate) fn positions(self) -> u32 {
        u32::try_from(self.positions).unwrap_or(u32::MAX).max(1)
    }

    fn bytes_of(bytes: u64) -> Self {
        Self {
            bytes,
            positions: 0,
        }
    }

    fn class(bytes: u64) -> Self {
        Self {
            bytes,
            positions: 1,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            bytes: self.bytes.saturating_add(other.bytes),
            positions: self.positions.saturating_add(other.positions),
        }
    }

    fn times(self, times: u64) -> Self {
        Self {
            bytes: self.bytes.saturating_mul(times),
            positions: self.positions.saturating_mul(times),
        }
    }
}

/// Whether a group of flags anywhere holds an `i`.
fn asks_for_both_cases(pattern: &str) -> bool {
    pattern.split("(?").skip(1).any(|after| {
        let mut flags = after.chars().take_while(char::is_ascii_alphabetic);
        flags.any(|flag| flag == 'i')
    })
}

struct Weighing {
    both_cases: bool,
}

impl Weighing {
    fn cost(&self, ast: &Ast) -> Cost {
        match ast {
            Ast::Empty(_) | Ast::Flags(_) => Cost::bytes_of(BYTE),
            Ast::Assertion(_) => Cost::bytes_of(GROUP),
            Ast::Literal(literal) => Cost::class(self.literal(literal.c)),
            Ast::Dot(_) => Cost::class(NEARLY_ALL),
            Ast::ClassUnicode(_) => Cost::class(LETTERS),
            Ast::ClassPerl(class) => Cost::class(perl(&class.kind)),
            Ast::ClassBracketed(class) => {
                let all = if class.negated { NEARLY_ALL } else { BYTE };
                Cost::class(self.set(&class.kind).saturating_add(all))
            }
            Ast::Group(group) => self.cost(&group.ast).and(Cost::bytes_of(GROUP)),
            Ast::Alternation(parts) => self.all(&parts.asts, BRANCH),
            Ast::Concat(parts) => self.all(&parts.asts, 0),
            Ast::Repetition(repetition) => {
                let times = match &repetition.op.kind {
                    RepetitionKind::ZeroOrOne
                    | RepetitionKind::ZeroOrMore
                    | RepetitionKind::OneOrMore => 1,
                    RepetitionKind::Range(
                        RepetitionRange::Exactly(times)
                        | RepetitionRange::AtLeast(times)
                        | RepetitionRange::Bounded(_, times),
                    ) => u64::from(*times).max(1),
                };
                let is_exact = matches!(
                    repetition.op.kind,
                    RepetitionKind::Range(RepetitionRange::Exactly(_))
                );
                let way = if is_exact { 0 } else { BRANCH };
                let once = self.cost(&repetition.ast).and(Cost::bytes_of(way));
                once.times(times).and(Cost::bytes_of(BRANCH))
            }
        }
    }

    fn all(&self, parts: &[Ast], each: u64) -> Cost {
        let parts = parts.iter().map(|part| self.cost(part));
        parts.fold(Cost::bytes_of(each), |all, part| {
            all.and(part).and(Cost::bytes_of(each))
        })
    }

    fn literal(&self, c: char) -> u64 {
        match (c.is_ascii(), self.both_cases) {
            (true, false) => BYTE,
            (true, true) => 260,
            (false, false) => 160,
            (false, true) => 400,
        }
    }

    fn set(&self, set: &ClassSet) -> u64 {
        match set {
            ClassSet::Item(item) => self.item(item),
            ClassSet::BinaryOp(operation) => {
                let sides = self
                    .set(&operation.lhs)
                    .saturating_add(self.set(&operation.rhs));
                sides.saturating_add(NEARLY_ALL)
            }
        }
    }

    fn item(&self, item: &ClassSetItem) -> u64 {
        let cases = if self.both_cases { 4 } else { 1 };
        match item {
            ClassSetItem::Empty(_) => BYTE,
            ClassSetItem::Literal(literal) => self.literal(literal.c).max(ASCII_RANGE),
            ClassSetItem::Range(range) if range.end.c.is_ascii() => cases * ASCII_RANGE,
            ClassSetItem::Range(_) => cases * RANGE,
            ClassSetItem::Ascii(_) => cases * 3 * ASCII_RANGE,
            ClassSetItem::Unicode(_) => LETTERS,
            ClassSetItem::Perl(class) => perl(&class.kind),
            ClassSetItem::Bracketed(class) => {
                let all = if class.negated { NEARLY_ALL } else { BYTE };
                self.set(&class.kind).saturating_add(all)
            }
            ClassSetItem::Union(union) => {
                let items = union.items.iter().map(|item| self.item(item));
                items.fold(BYTE, u64::saturating_add)
            }
        }
    }
}

fn perl(kind: &ClassPerlKind) -> u64 {
    match kind {
        ClassPerlKind::Word => LETTERS,
        ClassPerlKind::Digit => DIGITS,
        ClassPerlKind::Space => SPACES,
    }
}
