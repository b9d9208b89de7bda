//! Conditions as people who search type them; [`Condition`] tells how.

mod field;
mod print;
mod token;

use std::iter::Peekable;
use std::vec::IntoIter;

pub use print::NotTypable;

use crate::document::{Node, Problem, ProblemKind, Problems, Value};
use crate::routing::condition::Condition;
use crate::routing::names::Names;
use crate::routing::term::Term;
use crate::routing::test::{Near, Test};
use field::value_of;
use token::{Join, Kind, Token, Written, tokens};

const TOO_DEEP: &str = "conditions are joined too deep";
const AT_MOST: &str = "use at most 16 levels";

/// Beyond so many brackets and minus signs the reader itself stops. Brackets
/// that join nothing cost no level of the tree, so it is more than 16.
const DEEPEST_GROUP: usize = 64;

/// A query that cannot be read: what is wrong with it, each with its character.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
#[non_exhaustive]
pub struct BadQuery {
    /// The problems.
    pub problems: Vec<Problem>,
}

impl Condition {
    /// Reads a query as people who search type it, with the names it may use.
    ///
    /// ```
    /// use webcare::routing::{Condition, Names};
    ///
    /// let error = Condition::from_query("schade* NEAR/x wachten", &Names::default()).unwrap_err();
    /// assert_eq!(error.to_string(), "query, character 9: `NEAR/x` names no distance; write `NEAR/6` or `BEFORE/6`");
    /// ```
    ///
    /// # Errors
    ///
    /// [`BadQuery`] with what is wrong, at which character, and what would be right.
    pub fn from_query(query: &str, names: &Names) -> Result<Self, BadQuery> {
        let mut problems = Problems::new();
        let value = Value::from(query);
        let node = Node::at(&value, "query".to_owned());
        let condition = read(&node, Self::DEEPEST, names, &mut problems);
        match condition {
            Some(condition) if problems.is_empty() => Ok(condition),
            Some(_) | None => Err(BadQuery {
                problems: problems.into_sorted(),
            }),
        }
    }
}

/// Reads the query that stands at a node. Its problems point at the character.
pub(super) fn read(
    node: &Node<'_>,
    levels: usize,
    names: &Names,
    problems: &mut Problems,
) -> Option<Condition> {
    let query = node.text(problems)?;
    let mut parser = Parser {
        tokens: tokens(query).into_iter().peekable(),
        end: query.chars().count() + 1,
        node,
        names,
        problems,
    };
    let condition = parser.either(DEEPEST_GROUP)?;
    match parser.tokens.next() {
        Some(token) => parser.wrong(token.at, "a `)` that closes nothing", "take it out"),
        None if condition.fits_in(levels) => Some(condition),
        None => parser.wrong(1, TOO_DEEP, AT_MOST),
    }
}

struct Parser<'p, 'v> {
    tokens: Peekable<IntoIter<Token>>,
    end: usize,
    node: &'p Node<'v>,
    names: &'p Names,
    problems: &'p mut Problems,
}

impl Parser<'_, '_> {
    fn either(&mut self, levels: usize) -> Option<Condition> {
        joined(self.alternatives(levels)?, Condition::Any)
    }

    fn alternatives(&mut self, levels: usize) -> Option<Vec<Condition>> {
        let mut parts = vec![self.both(levels)?];
        while self.takes(&Kind::Or) {
            parts.push(self.both(levels)?);
        }
        Some(parts)
    }

    fn both(&mut self, levels: usize) -> Option<Condition> {
        joined(self.together(levels)?, Condition::All)
    }

    fn together(&mut self, levels: usize) -> Option<Vec<Condition>> {
        let mut parts = vec![self.one(levels)?];
        loop {
            self.takes(&Kind::And);
            match self.tokens.peek().map(|token| &token.kind) {
                None | Some(Kind::Close | Kind::Or) => return Some(parts),
                Some(_) => parts.push(self.one(levels)?),
            }
        }
    }

    fn one(&mut self, levels: usize) -> Option<Condition> {
        let Some(token) = self.tokens.next() else {
            return self.wrong(self.end, "the query ends here", "write a word or a field");
        };
        let at = token.at;
        let Some(below) = levels.checked_sub(1) else {
            return self.wrong(at, TOO_DEEP, AT_MOST);
        };
        match token.kind {
            Kind::Minus => {
                let part = self.one(below)?;
                Some(Condition::Not(Box::new(part)))
            }
            Kind::Open => {
                let inner = self.either(below)?;
                self.closed(at)?;
                self.group(at, inner, below)
            }
            Kind::Join(join) => self.join(join, below),
            Kind::Unclosed => self.wrong(at, "a `\"` that is not closed", "add a `\"`"),
            Kind::Word(word) => match word.split_once(":") {
                Some((key, value)) => self.field(at, &key, &value),
                None => {
                    let term = self.term(at, &word.text())?;
                    self.words(vec![term], below)
                }
            },
            Kind::Distance(word) => self.no_distance(at, &word),
            Kind::And | Kind::Or | Kind::Near { .. } | Kind::Close => {
                let right = "write a word or a field before it";
                self.wrong(at, "nothing to join here", right)
            }
        }
    }

    /// `ALL(…)`, `ANY(…)` or `NONE(…)`, which stay what they are with one part too.
    fn join(&mut self, join: Join, levels: usize) -> Option<Condition> {
        let open = self.tokens.next().map_or(self.end, |token| token.at);
        let condition = match join {
            Join::All => Condition::All(self.together(levels)?),
            Join::Any => Condition::Any(self.alternatives(levels)?),
            Join::None => Condition::None(self.alternatives(levels)?),
        };
        if let Some(Token { at, kind: Kind::Or }) = self.tokens.peek() {
            let at = *at;
            return self.wrong(
                at,
                "an `OR` inside `ALL( )`",
                "put brackets around its parts",
            );
        }
        self.closed(open)?;
        Some(condition)
    }

    fn closed(&mut self, open: usize) -> Option<()> {
        if self.takes(&Kind::Close) {
            return Some(());
        }
        self.wrong(open, "a `(` that is not closed", "add a `)`")
    }

    /// Brackets: a part of their own, or words that others are near to.
    fn group(&mut self, at: usize, inner: Condition, levels: usize) -> Option<Condition> {
        let near = |token: &Token| matches!(token.kind, Kind::Near { .. });
        if !self.tokens.peek().is_some_and(near) {
            return Some(inner);
        }
        let terms = self.terms(at, inner)?;
        self.words(terms, levels)
    }

    /// Terms, or some of them close to others.
    fn words(&mut self, left: Vec<Term>, levels: usize) -> Option<Condition> {
        let near = self
            .tokens
            .next_if(|token| matches!(token.kind, Kind::Near { .. }));
        let Some(Token {
            at,
            kind: Kind::Near { within, ordered },
        }) = near
        else {
            return Some(Test::Words(left).into());
        };
        if within == 0 {
            return self.wrong(at, "`0` words apart cannot be", "write 1 for neighbours");
        }
        let right = self.right(levels)?;
        Some(
            Test::Near(Near {
                left,
                right,
                within,
                ordered,
            })
            .into(),
        )
    }

    fn right(&mut self, levels: usize) -> Option<Vec<Term>> {
        match self.tokens.next() {
            Some(Token {
                at,
                kind: Kind::Word(word),
            }) if word.split_once(":").is_none() => Some(vec![self.term(at, &word.text())?]),
            Some(Token {
                at,
                kind: Kind::Open,
            }) => {
                let inner = self.either(levels)?;
                self.closed(at)?;
                self.terms(at, inner)
            }
            Some(Token { at, .. }) => self.wrong(at, "no word to be near to", "write a word"),
            None => self.wrong(self.end, "no word to be near to", "write a word"),
        }
    }

    /// The words of a group of which others must be near to one.
    fn terms(&mut self, at: usize, group: Condition) -> Option<Vec<Term>> {
        match group {
            Condition::Test(Test::Words(terms)) => Some(terms),
            Condition::Any(parts) => {
                let each = parts.into_iter().map(|part| self.terms(at, part));
                let each: Option<Vec<_>> = each.collect();
                each.map(|each| each.into_iter().flatten().collect())
            }
            Condition::All(_) | Condition::None(_) | Condition::Not(_) | Condition::Test(_) => {
                let right = "write words with `OR` between them: `(gebeld OR gemaild)`";
                self.wrong(at, "only words can be near to others", right)
            }
        }
    }

    fn term(&mut self, at: usize, text: &str) -> Option<Term> {
        match text.parse::<Term>() {
            Ok(term) => Some(term),
            Err(bad) => {
                let right = "write words such as `schade*`, `#klacht` or `\"niet teruggebeld\"`";
                self.wrong(at, &bad.to_string(), right)
            }
        }
    }

    /// A field is read as the table it stands for, at its place in the query.
    fn field(&mut self, at: usize, key: &Written, written: &Written) -> Option<Condition> {
        let key = key.text();
        let from = written.first().unwrap_or(at);
        let value = match value_of(&key, written) {
            Ok(value) => value,
            Err(unclear) => {
                return self.wrong(unclear.at.unwrap_or(from), &unclear.wrong, unclear.right);
            }
        };
        let node = Node::at(&value, String::new());
        let mut found = Problems::new();
        let test = Test::read(&key, &node, self.names, &mut found);
        let items: Vec<usize> = written
            .items()
            .iter()
            .map(|item| item.first().unwrap_or(from))
            .collect();
        for problem in found.into_sorted() {
            let is_key = problem.kind == ProblemKind::UnknownField && problem.path.is_empty();
            let item = item_of(&problem.path).and_then(|item| items.get(item).copied());
            let at = if is_key { at } else { item.unwrap_or(from) };
            self.problems.push(Problem {
                path: self.place(at),
                ..problem
            });
        }
        test.map(Condition::Test)
    }

    fn no_distance<T>(&mut self, at: usize, word: &str) -> Option<T> {
        let wrong = format!("`{word}` names no distance");
        self.wrong(at, &wrong, "write `NEAR/6` or `BEFORE/6`")
    }

    fn takes(&mut self, kind: &Kind) -> bool {
        self.tokens.next_if(|token| token.kind == *kind).is_some()
    }

    fn place(&self, at: usize) -> String {
        format!("{}, character {at}", self.node.path())
    }

    fn wrong<T>(&mut self, at: usize, wrong: &str, right: &str) -> Option<T> {
        let place = Node::at(self.node.value(), self.place(at));
        place.invalid(wrong, right, self.problems)
    }
}

fn joined(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Option<Condition> {
    match parts.len() {
        1 => parts.pop(),
        _ => Some(join(parts)),
    }
}

/// Which item of a list a path such as `segment[2]` points at.
fn item_of(path: &str) -> Option<usize> {
    let (_, item) = path.strip_suffix(']')?.rsplit_once('[')?;
    item.parse().ok()
}
