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
    /// A word that may as well be meant as something else; in a box, as it is
    /// rare, and there may be a token for every few bytes.
    Doubtful(Box<Doubt>),
    /// A quotation mark that is not closed, and the one that would close it.
    Unclosed {
        mark: char,
        closing: char,
    },
}

/// A word that is not looked for, since whoever typed it may have meant a sign:
/// what they may have meant. In quotation marks it is a word.
#[derive(PartialEq)]
pub(super) struct Doubt {
    pub(super) word: String,
    pub(super) right: String,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Join {
    All,
    Any,
    None,
}

/// What was typed without a space, quoted stretches included. Signs that part
/// a field count only outside quotation marks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Written {
    /// The character of the query it begins with, or would.
    at: usize,
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

    /// The character of the query it begins with, or would where nothing was written.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Whether nothing was written, not even quotation marks.
    pub(super) fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// Whether any of it stands in quotation marks.
    pub(super) fn is_quoted(&self) -> bool {
        self.letters.iter().any(|it| it.quoted)
    }

    /// The first of these signs that stands outside quotation marks.
    pub(super) fn plain(&self, signs: &[char]) -> Option<char> {
        let mut plain = self.letters.iter().filter(|it| !it.quoted);
        plain.find_map(|it| it.sign.filter(|sign| signs.contains(sign)))
    }

    /// Whether a part stands in quotation marks and more than a `*` does not.
    pub(super) fn is_half_quoted(&self) -> bool {
        let mut plain = self.letters.iter().filter(|it| !it.quoted);
        self.is_quoted() && plain.any(|it| it.sign != Some('*'))
    }

    /// What stands before and after the first `sign` outside quotation marks.
    pub(super) fn split_once(&self, sign: &str) -> Option<(Written, Written)> {
        let length = sign.chars().count();
        let at = self.find(sign)?;
        let (before, rest) = self.letters.split_at_checked(at)?;
        let (signs, after) = rest.split_at_checked(length)?;
        Some((Self::of(before, self.at), Self::of(after, behind(signs)?)))
    }

    /// What stands between the commas outside quotation marks; at least one piece.
    pub(super) fn items(&self) -> Vec<Written> {
        let is_comma = |it: &Letter| it.sign == Some(',') && !it.quoted;
        let items = self.letters.split_inclusive(is_comma);
        let mut from = self.at;
        let mut written = Vec::new();
        for item in items {
            let letters = item.split(is_comma).next().unwrap_or_default();
            written.push(Self::of(letters, from));
            from = behind(item).unwrap_or(from);
        }
        if self.letters.last().is_none_or(is_comma) {
            written.push(Self::of(&[], from));
        }
        written
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

    fn of(letters: &[Letter], at: usize) -> Self {
        Self {
            at,
            letters: letters.to_vec(),
        }
    }
}

/// The character behind signs, of which the last stands outside quotation marks.
fn behind(signs: &[Letter]) -> Option<usize> {
    signs.last().map(|it| it.at + 1)
}

/// The dashes that a word processor makes of a minus sign.
const DASHES: [char; 3] = ['\u{2013}', '\u{2014}', '\u{2212}'];

/// Every mark that opens a quotation, and those that close it: `"…"`, `“…”`,
/// `„…”`, `„…“`, `”…”`, `«…»`, `»…«` and `»…»`.
const QUOTES: [(char, &[char]); 6] = [
    ('"', &['"']),
    ('“', &['”']),
    ('„', &['”', '“']),
    ('”', &['”']),
    ('«', &['»']),
    ('»', &['«', '»']),
];

pub(super) fn tokens(query: &str) -> Vec<Token> {
    let mut characters = query.chars().zip(1..).peekable();
    let mut tokens = Vec::new();
    while let Some(&(first, at)) = characters.peek() {
        let kind = match first {
            c if c.is_whitespace() => None,
            '(' => Some(Kind::Open),
            ')' => Some(Kind::Close),
            '-' => Some(Kind::Minus),
            c if DASHES.contains(&c) && is_followed(&characters) => Some(Kind::Minus),
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

/// Whether something stands right behind the character that comes next.
fn is_followed(characters: &Characters<'_>) -> bool {
    let next = characters.clone().nth(1);
    next.is_some_and(|(c, _)| !c.is_whitespace())
}

/// Everything up to the next space or bracket outside quotation marks.
fn word(characters: &mut Characters<'_>, from: usize) -> (Kind, usize) {
    let mut letters = Vec::new();
    let in_word = |c: char| !c.is_whitespace() && c != '(' && c != ')';
    while let Some((c, at)) = characters.next_if(|&(c, _)| in_word(c)) {
        let Some((mark, closing)) = QUOTES.into_iter().find(|(mark, _)| *mark == c) else {
            letters.push(Letter {
                sign: Some(c),
                quoted: false,
                at,
            });
            continue;
        };
        if !quotation(characters, closing, at, &mut letters) {
            let closing = closing.first().copied().unwrap_or(mark);
            return (Kind::Unclosed { mark, closing }, at);
        }
    }
    let gap = gap_before_bracket(characters);
    (keyword(Written { at: from, letters }, gap), from)
}

/// How many spaces stand before the bracket that opens next, where one does.
fn gap_before_bracket(characters: &Characters<'_>) -> Option<usize> {
    let mut ahead = characters.clone().map(|(c, _)| c).enumerate();
    let (gap, next) = ahead.find(|(_, c)| !c.is_whitespace())?;
    (next == '(').then_some(gap)
}

/// Reads up to the closing quotation mark; two in a row are one that was
/// meant. `false` where none closes it.
fn quotation(
    characters: &mut Characters<'_>,
    closing: &[char],
    opened: usize,
    letters: &mut Vec<Letter>,
) -> bool {
    letters.push(Letter {
        sign: None,
        quoted: true,
        at: opened,
    });
    while let Some((c, at)) = characters.next() {
        if closing.contains(&c) && characters.next_if(|&(next, _)| next == c).is_none() {
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

fn keyword(word: Written, gap: Option<usize>) -> Kind {
    if word.is_quoted() {
        return Kind::Word(word);
    }
    let text = word.text();
    match (text.as_str(), gap) {
        ("AND", _) => Kind::And,
        ("OR", _) => Kind::Or,
        ("NOT", _) => Kind::Minus,
        ("ALL", Some(0)) => Kind::Join(Join::All),
        ("ANY", Some(0)) => Kind::Join(Join::Any),
        ("NONE", Some(0)) => Kind::Join(Join::None),
        _ => distance(&text)
            .or_else(|| doubtful(&text, gap))
            .unwrap_or(Kind::Word(word)),
    }
}

/// A word that is a sign to the searches that people know, or nearly one here.
fn doubtful(text: &str, gap: Option<usize>) -> Option<Kind> {
    let upper = text.to_uppercase();
    let joins = matches!(upper.as_str(), "ALL" | "ANY" | "NONE");
    let right = match upper.as_str() {
        "AND" | "OR" => format!("write `{upper}` to join, or `\"{text}\"` for the word"),
        "NOT" => format!("write `NOT` or `-` to exclude, or `\"{text}\"` for the word"),
        "EN" | "OF" if upper == text => {
            let sign = if upper == "EN" { "AND" } else { "OR" };
            format!("write `{sign}` to join, or `\"{text}\"` for the word")
        }
        "NIET" if upper == text => {
            format!("write `-` to exclude, or `\"{text}\"` for the word")
        }
        _ if joins && (gap == Some(0) || gap.is_some() && upper == text) => {
            format!("write `{upper}(…)` to join, or `\"{text}\"` for the word")
        }
        _ if matches!(distance(&upper), Some(Kind::Near { .. })) => format!("write `{upper}`"),
        _ => excluded(text)
            .or_else(|| in_single_quotes(text))
            .or_else(|| foreign_distance(text))
            .or_else(|| foreign_sign(text))?,
    };
    let word = text.to_owned();
    Some(Kind::Doubtful(Box::new(Doubt { word, right })))
}

/// `!vacature`, which is not `-vacature` here.
fn excluded(text: &str) -> Option<String> {
    let word = text.strip_prefix('!')?;
    let is_word = word.starts_with(char::is_alphanumeric);
    is_word.then(|| format!("write `-{word}` to exclude it"))
}

/// `W/6`, `WITHIN/6`, `ADJ6`: how far apart, as other searches write it.
fn foreign_distance(text: &str) -> Option<String> {
    const NAMES: [&str; 10] = [
        "ADJ",
        "AFTER",
        "BEFORE",
        "FOLLOWEDBY",
        "N",
        "NEAR",
        "ONEAR",
        "PRE",
        "W",
        "WITHIN",
    ];
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let words = text.strip_prefix(name).filter(|words| !words.is_empty())?;
    let bare = name.strip_suffix(['/', '\\', ':', '~']).unwrap_or(name);
    let is_one = NAMES.contains(&bare) && (bare.len() > 2 || bare != name);
    is_one.then(|| match bare {
        "AFTER" => format!("write the other side first: `b BEFORE/{words} a`"),
        "BEFORE" | "FOLLOWEDBY" | "ONEAR" | "PRE" => format!("write `BEFORE/{words}`"),
        _ => format!("write `NEAR/{words}`"),
    })
}

/// A sign inside a word that asks for something in other searches: `be?l`,
/// `bel|mail`, `[bel mail]`. Addresses of pages may hold any.
fn foreign_sign(text: &str) -> Option<String> {
    if text.contains(':') {
        return None;
    }
    let inner = text.trim_end_matches('?');
    let right = match text.chars().find(|c| "|;[]{}`^~\\".contains(*c)) {
        Some('|' | ';') => "write `OR` between words of which one will do",
        Some('[' | ']' | '{' | '}') => "write `(` and `)` around what belongs together",
        Some(_) => "leave the sign out, or write `\"` around the word",
        None if inner.contains('?') && inner.chars().any(char::is_alphanumeric) => {
            "write `*` where any letters may begin or end the word"
        }
        None => return None,
    };
    Some(right.to_owned())
}

/// The first word of `'niet teruggebeld'`; `'s` and `'t` are words.
fn in_single_quotes(text: &str) -> Option<String> {
    let inner = text.strip_prefix(['\'', '‘', '‚', '’'])?;
    let is_long = inner
        .chars()
        .filter(|c| c.is_alphanumeric())
        .nth(1)
        .is_some();
    is_long.then(|| "write `\"` around words that follow one another".to_owned())
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
    let is_mark = |c: char| QUOTES.iter().any(|(mark, _)| *mark == c);
    let plain = |c: char| !c.is_whitespace() && !"():,=<>".contains(c) && !is_mark(c);
    let is_minus = |c: char| c == '-' || DASHES.contains(&c);
    let is_word = || matches!(keyword_of(text), Kind::Word(_));
    !text.is_empty() && !text.starts_with(is_minus) && text.chars().all(plain) && is_word()
}

fn keyword_of(text: &str) -> Kind {
    let letter = |sign| Letter {
        sign: Some(sign),
        quoted: false,
        at: 0,
    };
    let letters = text.chars().map(letter).collect();
    keyword(Written { at: 0, letters }, Some(0))
}
