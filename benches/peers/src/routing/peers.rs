//! The same rules as others would hold them.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use bumpalo::Bump;
use datalogic_rs::operator::EvalContext;
use datalogic_rs::{ArenaExt, CustomOperator, DataValue, Engine, Logic};
use regex::Regex;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use webcare::mention::Mention;
use webcare::text::Folded;

use super::generated::Spec;

/// A word as a piece of text between spaces.
fn piece(word: &str) -> String {
    match word.strip_suffix('*') {
        Some(start) => format!(" {start}"),
        None => format!(" {word} "),
    }
}

/// The folded words between spaces, signs left out.
fn spaced(folded: &Folded) -> String {
    let words = folded.iter().map(|(_, letters)| letters);
    words.fold(String::from(" "), |text, word| text + word + " ")
}

fn followers(mention: &Mention) -> u64 {
    mention.author.followers.unwrap_or(0)
}

/// The obvious loop over the folded words.
pub struct Naive<'s> {
    rules: Vec<(&'s Spec, Option<Regex>)>,
}

impl<'s> Naive<'s> {
    pub fn of(specs: &'s [Spec]) -> Self {
        let pattern = |spec: &'s Spec| {
            let pattern = spec.pattern.as_deref();
            (spec, pattern.map(|it| Regex::new(it).expect("a pattern")))
        };
        Self {
            rules: specs.iter().map(pattern).collect(),
        }
    }

    pub fn matched(&self, mentions: &[Mention]) -> usize {
        let mut matched = 0;
        let mut folded = Folded::default();
        for mention in mentions {
            folded.refill(mention.text.reveal());
            let words: Vec<&str> = folded.iter().map(|(_, letters)| letters).collect();
            let holds = |(spec, pattern): &&(&Spec, Option<Regex>)| {
                spec.channel.is_none_or(|it| it == mention.channel.as_str())
                    && spec.followers.is_none_or(|it| followers(mention) >= it)
                    && spec.one.iter().any(|word| stands(word, &words))
                    && spec.other.iter().any(|word| stands(word, &words))
                    && !stands(&spec.not, &words)
                    && pattern
                        .as_ref()
                        .is_none_or(|it| it.is_match(folded.shadow()))
            };
            matched += self.rules.iter().filter(holds).count();
        }
        matched
    }
}

fn stands(word: &str, words: &[&str]) -> bool {
    if let Some(start) = word.strip_suffix('*') {
        return words.iter().any(|it| it.starts_with(start));
    }
    match word.split_once(' ') {
        Some((one, two)) => words.windows(2).any(|it| it[0] == one && it[1] == two),
        None => words.contains(&word),
    }
}

/// JSONLogic, with an operator that looks its regex up.
pub struct Datalogic {
    engine: Engine,
    rules: Vec<Logic>,
}

struct Matches(HashMap<String, Regex>);

impl CustomOperator for Matches {
    fn evaluate<'a>(
        &self,
        args: &[&'a DataValue<'a>],
        _: &mut EvalContext<'_, 'a>,
        arena: &'a Bump,
    ) -> datalogic_rs::Result<&'a DataValue<'a>> {
        let text = |at: usize| args.get(at).and_then(|it| it.as_str()).unwrap_or("");
        let regex = self.0.get(text(1));
        Ok(arena.bool(regex.is_some_and(|it| it.is_match(text(0)))))
    }
}

impl Datalogic {
    pub fn of(specs: &[Spec]) -> Self {
        let patterns = specs.iter().filter_map(|spec| spec.pattern.as_deref());
        let patterns = patterns.map(|it| (it.to_owned(), Regex::new(it).expect("a pattern")));
        let engine = Engine::builder()
            .add_operator("matches", Matches(patterns.collect()))
            .build();
        let rules = specs.iter().map(|spec| {
            let has = |word: &String| json!({ "in": [piece(word), { "var": "text" }] });
            let any =
                |words: &[String]| json!({ "or": words.iter().map(has).collect::<Vec<Value>>() });
            let mut all = Vec::new();
            if let Some(channel) = spec.channel {
                all.push(json!({ "==": [{ "var": "channel" }, channel] }));
            }
            if let Some(least) = spec.followers {
                all.push(json!({ ">=": [{ "var": "followers" }, least] }));
            }
            all.extend([
                any(&spec.one),
                any(&spec.other),
                json!({ "!": has(&spec.not) }),
            ]);
            if let Some(pattern) = &spec.pattern {
                all.push(json!({ "matches": [{ "var": "text" }, pattern] }));
            }
            let rule = json!({ "and": all }).to_string();
            engine.compile(rule.as_str()).expect("a rule")
        });
        let rules = rules.collect();
        Self { engine, rules }
    }

    pub fn matched(&self, mentions: &[Mention]) -> usize {
        let (mut matched, mut folded, mut arena) = (0, Folded::default(), Bump::new());
        for mention in mentions {
            folded.refill(mention.text.reveal());
            let data = json!({
                "text": spaced(&folded),
                "channel": mention.channel.as_str(),
                "followers": followers(mention),
            });
            let data = data.to_string();
            let input: &DataValue<'_> =
                arena.alloc(DataValue::from_str(&data, &arena).expect("data"));
            let holds = |rule: &&Logic| {
                let found = self.engine.evaluate(rule, input, &arena);
                found.is_ok_and(|it| it.as_bool() == Some(true))
            };
            matched += self.rules.iter().filter(holds).count();
            arena.reset();
        }
        matched
    }
}

/// Each test of a rule a regex in one filtered set, as people write them: any
/// case, whole words by Unicode's borders, of the text as it came. What the
/// rules fold beyond case, accents, is taken off for it; rules are looked at
/// where their first test was found.
pub struct Filtered<'s> {
    set: regex_filtered::Regexes,
    /// For each regex the rules of which it is the first test.
    rules: Vec<Vec<(&'s Spec, Rest)>>,
}

/// The other tests of a rule, by number.
struct Rest {
    other: usize,
    not: usize,
    pattern: Option<usize>,
}

/// One of these words, as a regex. Between the words of a phrase may stand
/// what is no word.
fn whole(words: &[String]) -> String {
    let words = words.iter().map(|word| match word.strip_suffix('*') {
        Some(start) => format!(r"{start}\w*"),
        None => word.replace(' ', r"[\s\p{P}]+"),
    });
    format!(r"(?i)\b(?:{})\b", words.collect::<Vec<_>>().join("|"))
}

impl<'s> Filtered<'s> {
    pub fn of(specs: &'s [Spec]) -> Self {
        let mut numbers = Numbers::default();
        let mut rules: Vec<Vec<(&Spec, Rest)>> = Vec::new();
        for spec in specs {
            let one = numbers.of(whole(&spec.one));
            let rest = Rest {
                other: numbers.of(whole(&spec.other)),
                not: numbers.of(whole(std::slice::from_ref(&spec.not))),
                pattern: spec
                    .pattern
                    .as_ref()
                    .map(|it| numbers.of(format!("(?i){it}"))),
            };
            rules.resize_with(numbers.known.len(), Vec::new);
            rules[one].push((spec, rest));
        }
        Self {
            set: numbers.set(),
            rules,
        }
    }

    pub fn matched(&self, mentions: &[Mention]) -> usize {
        let mut matched = 0;
        let mut found = vec![false; self.set.regexes().len()];
        for mention in mentions {
            let text = mention
                .text
                .reveal()
                .nfd()
                .filter(|it| !is_combining_mark(*it));
            let text: String = text.collect();
            found.fill(false);
            let all: Vec<usize> = self.set.matching(&text).map(|(number, _)| number).collect();
            for number in &all {
                found[*number] = true;
            }
            let holds = |(spec, rest): &&(&Spec, Rest)| {
                spec.channel.is_none_or(|it| it == mention.channel.as_str())
                    && spec.followers.is_none_or(|it| followers(mention) >= it)
                    && found[rest.other]
                    && !found[rest.not]
                    && rest.pattern.is_none_or(|it| found[it])
            };
            let first = all.iter().flat_map(|number| &self.rules[*number]);
            matched += first.filter(holds).count();
        }
        matched
    }
}

/// Regexes by number, each once.
#[derive(Default)]
struct Numbers {
    known: HashMap<String, usize>,
}

impl Numbers {
    fn of(&mut self, regex: String) -> usize {
        let next = self.known.len();
        *self.known.entry(regex).or_insert(next)
    }

    fn set(self) -> regex_filtered::Regexes {
        let mut regexes: Vec<(String, usize)> = self.known.into_iter().collect();
        regexes.sort_by_key(|(_, number)| *number);
        let builder = regex_filtered::Builder::new()
            .push_all(regexes.into_iter().map(|(regex, _)| regex))
            .expect("patterns");
        builder.build().expect("a set")
    }
}

/// Each word a regex of its own in one filtered set, put together afterwards.
///
/// That is the set at its best: every distinct word is asked once for all
/// rules, as a piece of text between spaces without one operator in it, so that
/// its prefilter alone finds nearly all. It does less than the rules do: it is
/// given words that were folded and spaced for it, tells neither kinds of words
/// nor places, and leaves what the answers come to to the loop below.
pub struct FilteredWords<'s> {
    set: regex_filtered::Regexes,
    /// The numbers of the words of each rule.
    rules: Vec<(&'s Spec, Parts)>,
}

struct Parts {
    one: Vec<usize>,
    other: Vec<usize>,
    not: usize,
    pattern: Option<usize>,
}

impl<'s> FilteredWords<'s> {
    pub fn of(specs: &'s [Spec]) -> Self {
        let mut numbers = Numbers::default();
        let mut number = |regex| numbers.of(regex);
        let mut rules = Vec::new();
        for spec in specs {
            let parts = Parts {
                one: spec.one.iter().map(|it| number(piece(it))).collect(),
                other: spec.other.iter().map(|it| number(piece(it))).collect(),
                not: number(piece(&spec.not)),
                pattern: spec.pattern.clone().map(&mut number),
            };
            rules.push((spec, parts));
        }
        Self {
            set: numbers.set(),
            rules,
        }
    }

    pub fn matched(&self, mentions: &[Mention]) -> usize {
        let (mut matched, mut folded) = (0, Folded::default());
        let mut found = vec![false; self.set.regexes().len()];
        for mention in mentions {
            folded.refill(mention.text.reveal());
            found.fill(false);
            for (number, _) in self.set.matching(&spaced(&folded)) {
                found[number] = true;
            }
            let any = |numbers: &[usize]| numbers.iter().any(|&it| found[it]);
            let holds = |(spec, parts): &&(&Spec, Parts)| {
                spec.channel.is_none_or(|it| it == mention.channel.as_str())
                    && spec.followers.is_none_or(|it| followers(mention) >= it)
                    && any(&parts.one)
                    && any(&parts.other)
                    && !found[parts.not]
                    && parts.pattern.is_none_or(|it| found[it])
            };
            matched += self.rules.iter().filter(holds).count();
        }
        matched
    }
}

/// CEL, with a function that looks its regex up.
pub struct Cel {
    env: Arc<cel::Env>,
    programs: Vec<cel::Program>,
    patterns: Arc<HashMap<String, Regex>>,
}

impl Cel {
    pub fn of(specs: &[Spec]) -> Self {
        let patterns = specs.iter().filter_map(|spec| spec.pattern.as_deref());
        let patterns = patterns.map(|it| (it.to_owned(), Regex::new(it).expect("a pattern")));
        let patterns: HashMap<_, _> = patterns.collect();
        let env = Arc::new(cel::Env::stdlib());
        let programs = specs.iter().map(|spec| {
            let has = |word: &String| format!("text.contains('{}')", piece(word));
            let any = |words: &[String]| {
                let words: Vec<String> = words.iter().map(has).collect();
                format!("({})", words.join(" || "))
            };
            let mut rule = format!("{} && {}", any(&spec.one), any(&spec.other));
            let _ = write!(rule, " && !{}", has(&spec.not));
            if let Some(pattern) = &spec.pattern {
                let _ = write!(rule, " && finds(text, '{pattern}')");
            }
            if let Some(channel) = spec.channel {
                rule = format!("channel == '{channel}' && {rule}");
            }
            if let Some(least) = spec.followers {
                rule = format!("followers >= {least} && {rule}");
            }
            env.compile(&rule).expect("a rule")
        });
        let programs = programs.collect();
        Self {
            env,
            programs,
            patterns: Arc::new(patterns),
        }
    }

    pub fn matched(&self, mentions: &[Mention]) -> usize {
        let (mut matched, mut folded) = (0, Folded::default());
        for mention in mentions {
            folded.refill(mention.text.reveal());
            let mut context = cel::Context::with_env(self.env.clone());
            let patterns = self.patterns.clone();
            let finds = move |text: Arc<String>, pattern: Arc<String>| {
                let regex = patterns.get(pattern.as_str());
                regex.is_some_and(|it| it.is_match(&text))
            };
            context.add_function("finds", finds).expect("a function");
            context.add_variable_from_value("text", spaced(&folded));
            context.add_variable_from_value("channel", mention.channel.as_str().to_owned());
            let followers = i64::try_from(followers(mention)).unwrap_or(i64::MAX);
            context.add_variable_from_value("followers", followers);
            let holds = |program: &&cel::Program| {
                program
                    .execute(&context)
                    .is_ok_and(|it| it == cel::Value::Bool(true))
            };
            matched += self.programs.iter().filter(holds).count();
        }
        matched
    }
}
