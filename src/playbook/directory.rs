use crate::document::{Node, ProblemKind, Problems};
use crate::text::{EntityKind, entities};

/// A form or a number that customers may be sent to, by the name that rules
/// use (S3:43). What stands in the playbook was looked at once; what a rule
/// would make up was not.
///
/// ```toml
/// [directory]
/// schadeformulier = { form = "https://noorderlicht.example.net/schade" }
/// pechhulp        = { number = "058 123 45 67" }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Referral {
    /// A page on the web.
    Form(String),
    /// A telephone number.
    Number(String),
}

impl Referral {
    /// Reads one entry of `[directory]`.
    pub(super) fn read(_: &str, node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let (form, number) = (table.optional("form"), table.optional("number"));
        table.finish(problems);
        match (form, number) {
            (Some(form), None) => {
                let right = "write an address such as `https://www.example.org/form`";
                is_one(&form, EntityKind::Url, right, problems).map(Self::Form)
            }
            (None, Some(number)) => {
                let right = "write a number such as `020 123 45 67`";
                is_one(&number, EntityKind::Phone, right, problems).map(Self::Number)
            }
            (None, None) | (Some(_), Some(_)) => node.problem(
                ProblemKind::Contradiction,
                "an entry sends a customer to one place",
                "write one of `form` and `number`",
                problems,
            ),
        }
    }
}

/// The text that stands here, where it is one entity of this kind and nothing else.
fn is_one(
    node: &Node<'_>,
    kind: EntityKind,
    right: &str,
    problems: &mut Problems,
) -> Option<String> {
    let text = node.text(problems)?;
    match entities(text).as_slice() {
        [only] if only.kind == kind && only.span.of(text) == Some(text) => Some(text.to_owned()),
        _ => node.invalid(
            format!("customers cannot be sent to `{text}`"),
            right,
            problems,
        ),
    }
}
