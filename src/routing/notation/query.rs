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
use crate::routing::notation::test::KEYS;
use crate::routing::term::Term;
use crate::routing::test::{Near, Test};
use field::{not_a_word, place_of, value_of};
use token::{Doubt, Join, Kind, Token, Written, tokens};

const TOO_DEEP: &str = "conditions are joined too deep";
const AT_MOST: &str = "use at most 16 levels";

const NO_WORD: &str = "no word to be near to";
const ONLY_WORDS: &str = "only words can be near to others";
const WORDS_WITH_OR: &str = "write words with `OR` between them: `(gebeld OR gemaild)`";

/// What is a key in a table, and how it is typed.
const JOINS: [(&str, &str); 5] = [
    ("all", "ALL(a b)"),
    ("any", "ANY(a OR b)"),
    ("none", "NONE(a OR b)"),
    ("not", "-a"),
    ("near", "a NEAR/6 b"),
];

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
            let joined = self.takes(&Kind::And);
            match self.tokens.peek() {
                None
                | Some(Token {
                    kind: Kind::Close | Kind::Or,
                    ..
                }) if !joined => {
                    return Some(parts);
                }
                Some(Token {
                    kind: Kind::Near { .. },
                    at,
                }) if !joined => {
                    let at = *at;
                    return self.wrong(at, ONLY_WORDS, WORDS_WITH_OR);
                }
                None | Some(_) => parts.push(self.one(levels)?),
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
                self.filled(at)?;
                let inner = self.either(below)?;
                self.closed(at)?;
                self.group(at, inner, below)
            }
            Kind::Join(join) => self.join(join, below),
            Kind::Unclosed { mark, closing } => self.unclosed(at, mark, closing),
            Kind::Doubtful(doubt) => self.doubtful(at, &doubt),
            Kind::Word(word) => match word.split_once(":") {
                Some((key, value)) => self.field(at, &key, &value),
                None => {
                    let term = self.term(at, &word)?;
                    self.words(vec![term], below)
                }
            },
            Kind::Distance(word) => self.no_distance(at, &word),
            Kind::And | Kind::Or => {
                let right = "write a word or a field before it";
                self.wrong(at, "nothing to join here", right)
            }
            Kind::Near { .. } => self.wrong(at, NO_WORD, "write a word before it"),
            Kind::Close => {
                let right = "write a word or a field before it";
                self.wrong(at, "a `)` behind nothing", right)
            }
        }
    }

    /// That brackets which were opened hold something.
    fn filled(&mut self, open: usize) -> Option<()> {
        let next = self.tokens.peek().map(|token| &token.kind);
        if next != Some(&Kind::Close) {
            return Some(());
        }
        self.wrong(
            open,
            "nothing stands between these brackets",
            "write a word or a field in them",
        )
    }

    /// `ALL(…)`, `ANY(…)` or `NONE(…)`, which stay what they are with one part too.
    fn join(&mut self, join: Join, levels: usize) -> Option<Condition> {
        let open = self.tokens.next().map_or(self.end, |token| token.at);
        self.filled(open)?;
        let condition = match join {
            Join::All => Condition::All(self.together(levels)?),
            Join::Any => Condition::Any(self.apart(open, levels)?),
            Join::None => Condition::None(self.apart(open, levels)?),
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

    /// The parts of `ANY( )` or `NONE( )`. Who parts them by nothing but spaces
    /// can hardly mean that all of them must stand there.
    fn apart(&mut self, open: usize, levels: usize) -> Option<Vec<Condition>> {
        let first = self.together(levels)?;
        let is_one = first.len() == 1;
        let mut parts = vec![joined(first, Condition::All)?];
        while self.takes(&Kind::Or) {
            parts.push(self.both(levels)?);
        }
        if parts.len() > 1 || is_one {
            return Some(parts);
        }
        self.wrong(
            open,
            "a space in `ANY( )` or `NONE( )` joins what must stand together",
            "write `OR` between the parts, or brackets around all: `ANY((a b))`",
        )
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
        self.ends_a_pair()?;
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

    /// That `NEAR` does not go on: it joins two sides, each of one word or several.
    fn ends_a_pair(&mut self) -> Option<()> {
        let Some(Token {
            at,
            kind: Kind::Near { .. },
        }) = self.tokens.peek()
        else {
            return Some(());
        };
        let at = *at;
        let right = "write each pair: `a NEAR/2 b b NEAR/2 c`, or a phrase: `\"a b\" NEAR/2 c`";
        self.wrong(at, "a third side, where two are near to each other", right)
    }

    fn right(&mut self, levels: usize) -> Option<Vec<Term>> {
        let Some(Token { at, kind }) = self.tokens.next() else {
            return self.wrong(self.end, NO_WORD, "write a word");
        };
        match kind {
            Kind::Word(word) if word.split_once(":").is_none() => Some(vec![self.term(at, &word)?]),
            Kind::Open => {
                self.filled(at)?;
                let inner = self.either(levels)?;
                self.closed(at)?;
                self.terms(at, inner)
            }
            Kind::Word(_) | Kind::Minus | Kind::Join(_) => {
                self.wrong(at, ONLY_WORDS, WORDS_WITH_OR)
            }
            Kind::Unclosed { mark, closing } => self.unclosed(at, mark, closing),
            Kind::Doubtful(doubt) => self.doubtful(at, &doubt),
            Kind::Distance(word) => self.no_distance(at, &word),
            Kind::And | Kind::Or | Kind::Near { .. } | Kind::Close => {
                self.wrong(at, NO_WORD, "write a word before it")
            }
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
                self.wrong(at, ONLY_WORDS, WORDS_WITH_OR)
            }
        }
    }

    fn term(&mut self, at: usize, word: &Written) -> Option<Term> {
        if let Some(unclear) = not_a_word(word, &KEYS) {
            return self.wrong(unclear.at, &unclear.wrong, &unclear.right);
        }
        if word.is_half_quoted() {
            let wrong = format!("`{}` stands in quotation marks in part", word.text());
            let right = "write a space behind the mark, or `a NEAR/3 b` for words close together";
            return self.wrong(at, &wrong, right);
        }
        match word.text().parse::<Term>() {
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
        if let Some((_, typed)) = JOINS.iter().find(|(join, _)| *join == key) {
            let wrong = format!("`{key}` is no field of a query");
            return self.wrong(at, &wrong, &format!("write `{typed}`"));
        }
        if !KEYS.contains(&key.as_str()) && is_no_name(&key) {
            let wrong = format!("`{key}:{}` is no field and no word", written.text());
            return self.wrong(at, &wrong, "write `\"` around it to look for it");
        }
        let value = match value_of(&key, written) {
            Err(unclear) if KEYS.contains(&key.as_str()) => {
                return self.wrong(unclear.at, &unclear.wrong, &unclear.right);
            }
            Err(_) => Value::Null,
            Ok(value) => value,
        };
        let node = Node::at(&value, String::new());
        let mut found = Problems::new();
        let test = Test::read(&key, &node, self.names, &mut found);
        let items = written.items();
        for problem in found.into_sorted() {
            let is_key = problem.kind == ProblemKind::UnknownField && problem.path.is_empty();
            let at = match is_key {
                true => at,
                false => place_of(&problem.path, problem.kind, written, &items),
            };
            self.problems.push(Problem {
                path: self.place(at),
                ..problem
            });
        }
        test.map(Condition::Test)
    }

    fn unclosed<T>(&mut self, at: usize, mark: char, closing: char) -> Option<T> {
        let wrong = format!("a `{mark}` that is not closed");
        self.wrong(at, &wrong, &format!("add a `{closing}`"))
    }

    fn doubtful<T>(&mut self, at: usize, doubt: &Doubt) -> Option<T> {
        let wrong = format!("`{}` is not looked for", doubt.word);
        self.wrong(at, &wrong, &doubt.right)
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

/// What stands before a colon that parts no field: `12:00`, `http://…`, `:-)`.
fn is_no_name(key: &str) -> bool {
    let is_page = matches!(key, "http" | "https" | "mailto" | "tel");
    is_page || !key.chars().next().is_some_and(char::is_alphabetic)
}

fn joined(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Option<Condition> {
    match parts.len() {
        1 => parts.pop(),
        _ => Some(join(parts)),
    }
}
