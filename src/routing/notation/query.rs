//! Conditions as people who search type them; [`Condition`] tells how.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use crate::document::{Node, Problems, Value};
use crate::routing::condition::Condition;
use crate::routing::names::Names;
use crate::routing::term::Term;
use crate::routing::test::{Near, Test};

const TOO_DEEP: &str = "conditions are joined too deep";
const AT_MOST: &str = "use at most 16 levels";

/// Beyond so many brackets and minus signs the reader itself stops. Brackets
/// that join nothing cost no level of the tree, so it is more than 16.
const DEEPEST_GROUP: usize = 64;

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

struct Token {
    /// Which character of the query it begins with, counted from 1.
    at: usize,
    kind: Kind,
}

#[derive(PartialEq)]
enum Kind {
    Open,
    Close,
    Minus,
    And,
    Or,
    Near { within: u32, ordered: bool },
    Quoted { text: String, closed: bool },
    Word(String),
}

fn tokens(query: &str) -> Vec<Token> {
    let mut characters = query.chars().zip(1..).peekable();
    let mut tokens = Vec::new();
    while let Some((first, at)) = characters.next() {
        let kind = match first {
            c if c.is_whitespace() => continue,
            '(' => Kind::Open,
            ')' => Kind::Close,
            '-' => Kind::Minus,
            '"' => {
                let text = characters.by_ref().map(|(c, _)| c);
                let (text, closed) = quoted(text);
                Kind::Quoted { text, closed }
            }
            c => {
                let mut word = String::from(c);
                while let Some((next, _)) =
                    characters.next_if(|&(c, _)| !c.is_whitespace() && c != '(' && c != ')')
                {
                    if next == '"' {
                        word += &quoted(characters.by_ref().map(|(c, _)| c)).0;
                    } else {
                        word.push(next);
                    }
                }
                keyword(word)
            }
        };
        tokens.push(Token { at, kind });
    }
    tokens
}

/// What stands before the next quotation mark, and whether there is one.
fn quoted(mut rest: impl Iterator<Item = char>) -> (String, bool) {
    let mut text = String::new();
    loop {
        match rest.next() {
            Some('"') => return (text, true),
            Some(c) => text.push(c),
            None => return (text, false),
        }
    }
}

fn keyword(word: String) -> Kind {
    let near = |name: &str| word.strip_prefix(name).and_then(|count| count.parse().ok());
    match word.as_str() {
        "AND" => Kind::And,
        "OR" => Kind::Or,
        "NOT" => Kind::Minus,
        _ => match (near("NEAR/"), near("BEFORE/")) {
            (Some(within), _) => Kind::Near {
                within,
                ordered: false,
            },
            (_, Some(within)) => Kind::Near {
                within,
                ordered: true,
            },
            (None, None) => Kind::Word(word),
        },
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
        let mut parts = vec![self.both(levels)?];
        while self.takes(&Kind::Or) {
            parts.push(self.both(levels)?);
        }
        joined(parts, Condition::Any)
    }

    fn both(&mut self, levels: usize) -> Option<Condition> {
        let mut parts = vec![self.one(levels)?];
        loop {
            self.takes(&Kind::And);
            match self.tokens.peek().map(|token| &token.kind) {
                None | Some(Kind::Close | Kind::Or) => return joined(parts, Condition::All),
                Some(_) => parts.push(self.one(levels)?),
            }
        }
    }

    fn one(&mut self, levels: usize) -> Option<Condition> {
        let Some(token) = self.tokens.next() else {
            return self.wrong(self.end, "the query ends here", "write a word or a field");
        };
        let Some(below) = levels.checked_sub(1) else {
            return self.wrong(token.at, TOO_DEEP, AT_MOST);
        };
        match token.kind {
            Kind::Minus => {
                let part = self.one(below)?;
                Some(Condition::Not(Box::new(part)))
            }
            Kind::Open => {
                let inner = self.either(below)?;
                if self.takes(&Kind::Close) {
                    Some(inner)
                } else {
                    self.wrong(token.at, "a `(` that is not closed", "add a `)`")
                }
            }
            Kind::Quoted { closed: false, .. } => {
                self.wrong(token.at, "a `\"` that is not closed", "add a `\"`")
            }
            Kind::Quoted { text, .. } => self.words(token.at, &text),
            Kind::Word(word) => match word.split_once(':') {
                Some((key, value)) => self.field(token.at, key, value),
                None => self.words(token.at, &word),
            },
            Kind::And | Kind::Or | Kind::Near { .. } | Kind::Close => {
                let right = "write a word or a field before it";
                self.wrong(token.at, "nothing to join here", right)
            }
        }
    }

    /// A term, or two of them close together.
    fn words(&mut self, at: usize, text: &str) -> Option<Condition> {
        let left = self.term(at, text)?;
        let Some(&Kind::Near { within, ordered }) = self.tokens.peek().map(|it| &it.kind) else {
            return Some(Test::Words(vec![left]).into());
        };
        let near_at = self.tokens.next().map_or(at, |token| token.at);
        if within == 0 {
            return self.wrong(
                near_at,
                "`0` words apart cannot be",
                "write 1 for neighbours",
            );
        }
        let right = match self.tokens.next() {
            Some(Token { at, kind }) => match kind {
                Kind::Word(text) | Kind::Quoted { text, closed: true } => self.term(at, &text)?,
                _ => return self.wrong(at, "no word to be near to", "write a word"),
            },
            None => return self.wrong(self.end, "no word to be near to", "write a word"),
        };
        let near = Near {
            left: vec![left],
            right: vec![right],
            within,
            ordered,
        };
        Some(Test::Near(near).into())
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
    fn field(&mut self, at: usize, key: &str, written: &str) -> Option<Condition> {
        let value = value_of(key, written);
        let node = Node::at(&value, self.place(at));
        Test::read(key, &node, self.names, self.problems).map(Condition::Test)
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

/// The value that `key:written` stands for in a table.
fn value_of(key: &str, written: &str) -> Value {
    let list = || match written.contains(',') {
        true => Value::List(written.split(',').map(Value::from).collect()),
        false => Value::from(written),
    };
    match key {
        "reach" | "followers" => compared(written).map_or(Value::from(written), |(_, it)| it),
        "label" | "case" | "customer" | "host" => match compared(written) {
            Some((name, value)) => entry(name, value),
            None if key == "label" => Value::from(written),
            None => entry(written, Value::Bool(true)),
        },
        "author" if written.starts_with('@') => entry("is", list()),
        "author" => entry("in", Value::from(written)),
        "time" => entry("in", Value::from(written)),
        "repost" | "image-only" | "abstained" => scalar(written),
        "visibility" | "list" | "matches" => Value::from(written),
        _ => list(),
    }
}

/// What is compared, and the bounds or the value it is compared with.
fn compared(written: &str) -> Option<(&str, Value)> {
    let bound = |sign, key| {
        let (name, number) = written.split_once(sign)?;
        Some((name, entry(key, scalar(number))))
    };
    let equal = || {
        let (name, value) = written.split_once('=')?;
        Some((name, scalar(value)))
    };
    bound(">=", "at-least")
        .or_else(|| bound("<=", "at-most"))
        .or_else(equal)
}

fn scalar(written: &str) -> Value {
    if let Ok(number) = written.parse() {
        return Value::Integer(number);
    }
    if let Ok(number) = written.parse() {
        return Value::Float(number);
    }
    written.parse().map_or(Value::from(written), Value::Bool)
}

fn entry(key: &str, value: Value) -> Value {
    Value::Table(BTreeMap::from([(key.to_owned(), value)]))
}
