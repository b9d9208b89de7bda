//! The pieces of a query, each with the character it begins with.

/// A piece of a query.
pub(super) struct Token {
    /// Which character of the query it begins with, counted from 1.
    pub(super) at: usize,
    pub(super) kind: Kind,
}

#[derive(PartialEq)]
pub(super) enum Kind {
    Open,
    Close,
    Minus,
    And,
    Or,
    /// `ALL`, `ANY` or `NONE` right before a bracket.
    Join(Join),
    Near {
        within: u32,
        ordered: bool,
    },
    /// `NEAR` or `BEFORE` without a number of words.
    Distance(String),
    Word(Written),
    /// A quotation mark that is not closed.
    Unclosed,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Join {
    All,
    Any,
    None,
}

/// What was typed without a space, quoted stretches included. Signs that part
/// a field count only outside quotation marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Written {
    letters: Vec<Letter>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Letter {
    /// None where a quotation begins, so that `""` is something that was written.
    sign: Option<char>,
    quoted: bool,
    at: usize,
}

impl Written {
    /// Its text, without the quotation marks.
    pub(super) fn text(&self) -> String {
        self.letters.iter().filter_map(|it| it.sign).collect()
    }

    /// The character of the query it begins with.
    pub(super) fn first(&self) -> Option<usize> {
        self.letters.first().map(|it| it.at)
    }

    /// Whether any of it stands in quotation marks.
    pub(super) fn is_quoted(&self) -> bool {
        self.letters.iter().any(|it| it.quoted)
    }

    /// What stands before and after the first `sign` outside quotation marks.
    pub(super) fn split_once(&self, sign: &str) -> Option<(Written, Written)> {
        let length = sign.chars().count();
        let at = self.find(sign)?;
        let (before, rest) = self.letters.split_at_checked(at)?;
        let (_, after) = rest.split_at_checked(length)?;
        Some((Self::of(before), Self::of(after)))
    }

    /// What stands between the commas outside quotation marks; at least one piece.
    pub(super) fn items(&self) -> Vec<Written> {
        let is_comma = |it: &Letter| it.sign == Some(',') && !it.quoted;
        self.letters.split(is_comma).map(Self::of).collect()
    }

    fn find(&self, sign: &str) -> Option<usize> {
        let signs: Vec<char> = sign.chars().collect();
        let is_there = |window: &[Letter]| {
            let plain = window.iter().zip(&signs);
            plain.fold(true, |so, (it, sign)| {
                so && it.sign == Some(*sign) && !it.quoted
            })
        };
        self.letters.windows(signs.len().max(1)).position(is_there)
    }

    fn of(letters: &[Letter]) -> Self {
        Self {
            letters: letters.to_vec(),
        }
    }
}

pub(super) fn tokens(query: &str) -> Vec<Token> {
    let mut characters = query.chars().zip(1..).peekable();
    let mut tokens = Vec::new();
    while let Some(&(first, at)) = characters.peek() {
        let kind = match first {
            c if c.is_whitespace() => None,
            '(' => Some(Kind::Open),
            ')' => Some(Kind::Close),
            '-' => Some(Kind::Minus),
            _ => {
                let (kind, at) = word(&mut characters, at);
                tokens.push(Token { at, kind });
                continue;
            }
        };
        characters.next();
        tokens.extend(kind.map(|kind| Token { at, kind }));
    }
    tokens
}

type Characters<'q> =
    std::iter::Peekable<std::iter::Zip<std::str::Chars<'q>, std::ops::RangeFrom<usize>>>;

/// Everything up to the next space or bracket outside quotation marks.
fn word(characters: &mut Characters<'_>, from: usize) -> (Kind, usize) {
    let mut letters = Vec::new();
    let in_word = |c: char| !c.is_whitespace() && c != '(' && c != ')';
    while let Some((c, at)) = characters.next_if(|&(c, _)| in_word(c)) {
        if c != '"' {
            letters.push(Letter {
                sign: Some(c),
                quoted: false,
                at,
            });
        } else if !quotation(characters, at, &mut letters) {
            return (Kind::Unclosed, at);
        }
    }
    let bracket = characters.peek().is_some_and(|&(c, _)| c == '(');
    (keyword(Written { letters }, bracket), from)
}

/// Reads up to the closing quotation mark; two in a row are one that was
/// meant. `false` where none closes it.
fn quotation(characters: &mut Characters<'_>, opened: usize, letters: &mut Vec<Letter>) -> bool {
    letters.push(Letter {
        sign: None,
        quoted: true,
        at: opened,
    });
    while let Some((c, at)) = characters.next() {
        if c == '"' && characters.next_if(|&(next, _)| next == '"').is_none() {
            return true;
        }
        letters.push(Letter {
            sign: Some(c),
            quoted: true,
            at,
        });
    }
    false
}

fn keyword(word: Written, before_bracket: bool) -> Kind {
    if word.is_quoted() {
        return Kind::Word(word);
    }
    let text = word.text();
    match (text.as_str(), before_bracket) {
        ("AND", _) => Kind::And,
        ("OR", _) => Kind::Or,
        ("NOT", _) => Kind::Minus,
        ("ALL", true) => Kind::Join(Join::All),
        ("ANY", true) => Kind::Join(Join::Any),
        ("NONE", true) => Kind::Join(Join::None),
        _ => distance(&text).unwrap_or(Kind::Word(word)),
    }
}

fn distance(text: &str) -> Option<Kind> {
    let (name, within) = text.split_once('/').unwrap_or((text, ""));
    let ordered = match name {
        "NEAR" => false,
        "BEFORE" => true,
        _ => return None,
    };
    Some(match within.parse() {
        Ok(within) => Kind::Near { within, ordered },
        Err(_) => Kind::Distance(text.to_owned()),
    })
}

/// Whether a piece can stand in a query without quotation marks.
pub(super) fn is_bare(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !"()\":,=<>".contains(c);
    let is_word = || matches!(keyword_of(text), Kind::Word(_));
    !text.is_empty() && !text.starts_with('-') && text.chars().all(plain) && is_word()
}

fn keyword_of(text: &str) -> Kind {
    let letter = |sign| Letter {
        sign: Some(sign),
        quoted: false,
        at: 0,
    };
    let letters = text.chars().map(letter).collect();
    keyword(Written { letters }, true)
}
