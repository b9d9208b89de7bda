//! The rules once more, slow and obvious: every rule, every test, every word,
//! nothing remembered. The compiled rules must answer the same, with the same
//! reasons, of any text and whatever is not known.

use regex::Regex;
use webcare::mention::{Handle, Mention};
use webcare::routing::{
    Actions, Authors, Bounds, CaseFacts, CaseTest, Condition, Decision, Expected, Fact, FactTest,
    FactValue, Facts, Found, Lists, Near, Outcome, Pattern, PersonalData, Rule, RuleSet, Scratch,
    Slot, Term, Test,
};
use webcare::sorted::{SortedMap, SortedSet};
use webcare::text::{EntityKind, Folded, Span, WordKind, fold, visible_entities};
use webcare::triage::{Assessment, Confidence};

/// What is known where a mention is decided on.
struct World {
    mention: Mention,
    case: Option<CaseFacts>,
    assessment: Option<Assessment>,
    host: SortedMap<String, FactValue>,
}

impl World {
    fn with<T>(&self, folded: &Folded, then: impl FnOnce(&Facts<'_>) -> T) -> T {
        let mut facts = Facts::new(&self.mention, folded, chrono::DateTime::UNIX_EPOCH);
        facts.case = self.case.as_ref();
        facts.assessment = self.assessment.as_ref();
        facts.host = &self.host;
        then(&facts)
    }
}

/// A test on which an answer rests; an answer of `None` is "not known".
#[derive(Clone, Debug)]
struct Rests {
    path: String,
    spans: Vec<Span>,
    missing: Option<Fact>,
}

type Answer = (Option<bool>, Vec<Rests>);

struct Reference<'r> {
    folded: &'r Folded,
    world: &'r World,
    lists: &'r Lists,
    /// Which patterns may be found, and which of those the budget does not reach.
    unread: SortedSet<String>,
    /// The tests of terms of which phrases are not read, by their rule and path.
    cut: SortedSet<(String, String)>,
    /// The phrases of lists that are not read, by their list and place.
    cut_lists: SortedSet<(String, usize)>,
}

impl<'r> Reference<'r> {
    fn of(rules: &[Rule], lists: &'r Lists, world: &'r World, folded: &'r Folded) -> Self {
        let mut reference = Self {
            folded,
            world,
            lists,
            unread: SortedSet::new(),
            cut: SortedSet::new(),
            cut_lists: SortedSet::new(),
        };
        reference.spend_on_patterns(rules);
        reference.spend_on_phrases(rules);
        reference
    }

    /// As the rustdoc of `RuleSet::PATTERN_BUDGET` gives it.
    fn spend_on_patterns(&mut self, rules: &[Rule]) {
        let (text, _) = shadow(self.folded);
        let mut seen = SortedSet::new();
        let mut positions = 0;
        for test in rules.iter().flat_map(|rule| rule.when.tests()) {
            if let Test::Matches(pattern) = test
                && seen.insert(pattern.as_str())
                && (pattern.literals()).is_none_or(|all| all.iter().any(|it| text.contains(it)))
            {
                positions += u64::from(pattern.positions());
                if positions * text.len() as u64 > RuleSet::PATTERN_BUDGET {
                    self.unread.insert(pattern.as_str().to_owned());
                }
            }
        }
    }

    /// As the rustdoc of `RuleSet::PHRASE_BUDGET` gives it.
    fn spend_on_phrases(&mut self, rules: &[Rule]) {
        let sixty_fours = self.folded.words().len().div_ceil(64) as u64;
        let mut words = 0;
        let mut is_cut = |more: usize| {
            words += more as u64;
            words * sixty_fours > RuleSet::PHRASE_BUDGET
        };
        let phrase = |term: &Term| match term.as_str().split(' ').count() {
            1 => 0,
            words => words,
        };
        for rule in rules {
            let mut places = Vec::new();
            paths(&rule.when, "when", &mut places);
            for (path, test) in places {
                let more = match test {
                    Test::Words(terms) => terms.iter().map(phrase).sum(),
                    Test::Near(near) => {
                        let terms = near.left.iter().chain(&near.right);
                        2 * terms
                            .map(|it| it.as_str().split(' ').count())
                            .sum::<usize>()
                    }
                    _ => 0,
                };
                if is_cut(more) {
                    self.cut.insert((rule.id.to_string(), path));
                }
            }
        }
        for list in LISTS {
            for (at, term) in self.lists.terms(&list.into()).unwrap().iter().enumerate() {
                if is_cut(phrase(term)) {
                    self.cut_lists.insert((list.to_owned(), at));
                }
            }
        }
    }

    /// Where the terms of a test stand of which some are not read; not known
    /// where none was found and every word of an unread one stands somewhere.
    fn partly(
        &self,
        terms: &[Term],
        is_cut: impl Fn(usize) -> bool,
    ) -> Result<SortedSet<Span>, Fact> {
        let unread = |at: usize| is_cut(at) && terms[at].as_str().contains(' ');
        let each = || terms.iter().enumerate();
        let read = each().filter(|(at, _)| !unread(*at));
        let found = read.flat_map(|(_, term)| self.places(term));
        let found: SortedSet<Span> = found.map(|place| self.span(place)).collect();
        let may_be = each().any(|(at, term)| unread(at) && self.may_stand(term));
        match may_be && found.is_empty() {
            true => Err(Fact::PhrasesUnread),
            false => Ok(found),
        }
    }

    /// Whether every word of a term stands somewhere.
    fn may_stand(&self, term: &Term) -> bool {
        let mut pieces = term.as_str().split(' ');
        pieces.all(|piece| (self.folded.iter()).any(|(word, it)| fits(piece, it, word.kind)))
    }

    fn condition(&self, rule: &str, when: &Condition, path: &str) -> Answer {
        let parts = |parts: &[Condition], key: &str| -> Vec<Answer> {
            let each = parts.iter().enumerate();
            each.map(|(at, part)| self.condition(rule, part, &format!("{path}.{key}[{at}]")))
                .collect()
        };
        match when {
            Condition::Test(test) => self.test(rule, test, path),
            Condition::Not(part) => {
                let (answer, rests) = self.condition(rule, part, &format!("{path}.not"));
                (answer.map(|it| !it), rests)
            }
            Condition::All(all) => joined(parts(all, "all"), false),
            Condition::Any(any) => joined(parts(any, "any"), true),
            Condition::None(none) => {
                let (answer, rests) = joined(parts(none, "none"), true);
                (answer.map(|it| !it), rests)
            }
        }
    }

    fn test(&self, rule: &str, test: &Test, path: &str) -> Answer {
        let mention = &self.world.mention;
        let is_cut = self.cut.contains(&(rule.to_owned(), path.to_owned()));
        let known = |answer| Ok((answer, Vec::new()));
        let spans = |spans: SortedSet<Span>| {
            let told = spans.iter().copied().take(Found::MOST_SPANS).collect();
            Ok((!spans.is_empty(), told))
        };
        let found: Result<(bool, Vec<Span>), Fact> = match test {
            Test::Words(terms) => self.partly(terms, |_| is_cut).and_then(spans),
            Test::List(id) => {
                let is_cut = |at| self.cut_lists.contains(&(id.to_string(), at));
                let terms = self.lists.terms(id).unwrap();
                self.partly(terms, is_cut).and_then(spans)
            }
            Test::Near(near) if is_cut => {
                let side = |terms: &[Term]| terms.iter().any(|term| self.may_stand(term));
                match side(&near.left) && side(&near.right) {
                    true => Err(Fact::PhrasesUnread),
                    false => known(false),
                }
            }
            Test::Near(near) => spans(self.near(near)),
            Test::Matches(pattern) if self.unread.contains(pattern.as_str()) => {
                Err(Fact::PatternUnread(pattern.as_str().to_owned()))
            }
            Test::Matches(pattern) => {
                let found = Regex::new(pattern.as_str()).unwrap();
                let found = found.is_match(&shadow(self.folded).0);
                Ok((found, self.touched(pattern.as_str()).into_iter().collect()))
            }
            Test::PersonalData(_) => {
                let found = visible_entities(mention.text.reveal()).into_iter();
                let phones = found.filter(|it| it.kind == EntityKind::Phone);
                spans(phones.map(|it| it.span).collect())
            }
            Test::Channel(channels) => known(channels.contains(&mention.channel)),
            Test::Author(Authors::In(list)) => {
                let authors = self.lists.authors(list).unwrap();
                known(authors.iter().any(|it| *it == mention.author.handle))
            }
            Test::Author(Authors::Are(authors)) => {
                known(authors.iter().any(|it| *it == mention.author.handle))
            }
            Test::Followers(bounds) => match mention.author.followers.or(mention.reach) {
                Some(number) => known(bounds.hold(number)),
                None => Err(Fact::Followers),
            },
            Test::Reach(bounds) => match mention.reach {
                Some(number) => known(bounds.hold(number)),
                None => Err(Fact::Reach),
            },
            Test::Label(label, bounds) => match &self.world.assessment {
                Some(assessment) => match assessment.score(label) {
                    Some(score) => known(bounds.hold(score)),
                    None => Err(Fact::Score(label.clone())),
                },
                None => Err(Fact::Assessment),
            },
            Test::Case(CaseTest::Open(wanted)) => match &self.world.case {
                Some(case) => known(case.open == *wanted),
                None => Err(Fact::Case),
            },
            Test::Host(test) => match self.world.host.get(&test.key) {
                Some(value) => known(*value == FactValue::Bool(true)),
                None => Err(Fact::Host(test.key.clone())),
            },
            other => unreachable!("{other:?} is not generated"),
        };
        let rests = |spans, missing| {
            vec![Rests {
                path: path.to_owned(),
                spans,
                missing,
            }]
        };
        match found {
            Ok((answer, spans)) => (Some(answer), rests(spans, None)),
            Err(fact) => (None, rests(Vec::new(), Some(fact))),
        }
    }

    /// The first and last word of each place where a term stands.
    fn places(&self, term: &Term) -> Vec<(usize, usize)> {
        let pieces: Vec<&str> = term.as_str().split(' ').collect();
        let words: Vec<_> = self.folded.iter().collect();
        let mut places = Vec::new();
        for (at, window) in words.windows(pieces.len()).enumerate() {
            let mut both = window.iter().zip(&pieces);
            if both.all(|((word, letters), piece)| fits(piece, letters, word.kind)) {
                places.push((at, at + pieces.len() - 1));
            }
        }
        places
    }

    fn near(&self, near: &Near) -> SortedSet<Span> {
        let side = |terms: &[Term]| -> SortedSet<(usize, usize)> {
            terms.iter().flat_map(|term| self.places(term)).collect()
        };
        let (left, right) = (side(&near.left), side(&near.right));
        let mut spans = SortedSet::new();
        let mut follow = |first: &SortedSet<(usize, usize)>, then: &SortedSet<(usize, usize)>| {
            // Of at most so many couples either way round.
            let mut told = 0;
            for one in first {
                let after = then.iter().filter(|other| other.0 > one.1).min();
                let close = after.filter(|other| other.0 - one.1 <= near.within as usize);
                if let Some(other) = close
                    && told < Found::MOST_SPANS
                {
                    told += 1;
                    spans.extend([self.span(*one), self.span(*other)]);
                }
            }
        };
        follow(&left, &right);
        if !near.ordered {
            follow(&right, &left);
        }
        spans
    }

    /// The words of which a pattern touches any.
    fn touched(&self, pattern: &str) -> Option<Span> {
        let (text, starts) = shadow(self.folded);
        let found = Regex::new(pattern).unwrap().find(&text)?;
        let at = |offset: usize| starts.iter().filter(|start| **start <= offset).count() - 1;
        let last = found.end().saturating_sub(1).max(found.start());
        (!starts.is_empty()).then(|| self.span((at(found.start()), at(last))))
    }

    fn span(&self, (first, last): (usize, usize)) -> Span {
        let words = self.folded.words();
        Span::new(words[first].span.start, words[last].span.end)
    }
}

/// The tests of a condition in the order of writing, each with where it stands.
fn paths<'c>(when: &'c Condition, path: &str, tests: &mut Vec<(String, &'c Test)>) {
    let (parts, key) = match when {
        Condition::Test(test) => return tests.push((path.to_owned(), test)),
        Condition::Not(part) => return paths(part, &format!("{path}.not"), tests),
        Condition::All(parts) => (parts, "all"),
        Condition::Any(parts) => (parts, "any"),
        Condition::None(parts) => (parts, "none"),
    };
    for (at, part) in parts.iter().enumerate() {
        paths(part, &format!("{path}.{key}[{at}]"), tests);
    }
}

fn joined(parts: Vec<Answer>, settles: bool) -> Answer {
    let has = |wanted| parts.iter().any(|(answer, _)| *answer == wanted);
    let answer = if has(Some(settles)) {
        Some(settles)
    } else if has(None) {
        None
    } else {
        Some(!settles)
    };
    let rests = parts.into_iter().filter(|part| part.0 == answer);
    (answer, rests.flat_map(|part| part.1).collect())
}

fn fits(piece: &str, letters: &str, kind: WordKind) -> bool {
    let (piece, kind_fits) = match (piece.strip_prefix('#'), piece.strip_prefix('@')) {
        (Some(rest), _) => (rest, kind == WordKind::Hashtag),
        (_, Some(rest)) => (rest, kind == WordKind::Mention),
        _ => (piece, true),
    };
    let core = fold(piece.trim_matches('*'));
    let letters_fit = match (piece.starts_with('*'), piece.ends_with('*')) {
        (false, false) => *letters == *core,
        (false, true) => letters.starts_with(&core),
        (true, false) => letters.ends_with(&core),
        (true, true) => letters.contains(&core),
    };
    kind_fits && letters_fit
}

/// The words with a space between them, and where each begins.
fn shadow(folded: &Folded) -> (String, Vec<usize>) {
    let (mut text, mut starts) = (String::new(), Vec::new());
    for (word, letters) in folded.iter() {
        if !text.is_empty() {
            text.push(' ');
        }
        starts.push(text.len());
        match word.kind {
            WordKind::Hashtag => text.push('#'),
            WordKind::Mention => text.push('@'),
            _ => {}
        }
        text.push_str(letters);
    }
    (text, starts)
}

/// A fixed sequence that looks random (Knuth's MMIX constants).
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, end: usize) -> usize {
        let (times, plus) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.0 = self.0.wrapping_mul(times).wrapping_add(plus);
        (self.0 >> 33) as usize % end
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(2) == 0).then(|| value(self))
    }
}

const TEXT: [&str; 24] = [
    "schade",
    "Schadeclaim",
    "autoschade",
    "#schade",
    "@schade",
    "SCHADE!",
    "bel",
    "belt",
    "gebeld",
    "top",
    "niet",
    "wa\u{ad}chten",
    "wachten,",
    "👍🏽",
    "ﬁets",
    "café",
    "CAFÉ",
    "cafe\u{301}",
    "polis",
    "123456",
    "06-12345678",
    "a",
    "ab",
    "#bel",
];

const TERMS: [&str; 20] = [
    "schade",
    "schade*",
    "*schade",
    "*schade*",
    "#schade",
    "@schade",
    "#bel*",
    "bel",
    "be*",
    "*e*",
    "niet bel*",
    "niet top",
    "wachten",
    "*chten 👍",
    "👍",
    "fiets",
    "café",
    "top niet bel",
    "a",
    "*a* *a*",
];

const PATTERNS: [&str; 6] = [
    "polis ?[0-9]{6}",
    "(?:[a-z] ){900}",
    "#(schade|bel)",
    "[a-c]{2}$",
    "(bel|top) (niet|wachten)",
    "e?",
];

/// The lists of terms, in their order.
const LISTS: [&str; 1] = ["angry"];

fn lists() -> Lists {
    let mut lists = Lists::new();
    lists.insert_authors("ours", [Handle::new("@sanne")]);
    lists.insert_terms(
        "angry",
        ["top niet", "*claim", "bel"].map(|it| it.parse().unwrap()),
    );
    lists
}

fn test(sequence: &mut Sequence, patterns: &[Pattern]) -> Test {
    let terms = |sequence: &mut Sequence| -> Vec<Term> {
        let count = 1 + sequence.below(3);
        let each = (0..count).map(|_| sequence.pick(&TERMS).parse().unwrap());
        each.collect()
    };
    match sequence.below(16) {
        0..=4 => Test::Words(terms(sequence)),
        5 => Test::List("angry".into()),
        6 | 7 => Test::Near(Near {
            left: terms(sequence),
            right: terms(sequence),
            within: 1 + sequence.below(4) as u32,
            ordered: sequence.below(2) == 0,
        }),
        8 | 9 => Test::Matches(patterns[sequence.below(patterns.len())].clone()),
        10 => Test::Channel([sequence.pick(&["twitter", "phone", "dm"]).into()].into()),
        11 => match sequence.below(3) {
            0 => Test::Author(Authors::In("ours".into())),
            1 => Test::Author(Authors::Are([Handle::new("@jan")].into())),
            _ => Test::PersonalData([PersonalData::Phone].into()),
        },
        12 => Test::Followers(Bounds::at_least(sequence.below(3) as u64)),
        13 => Test::Reach(Bounds::at_most(sequence.below(3) as u64)),
        14 => match sequence.below(2) {
            0 => Test::Case(CaseTest::Open(sequence.below(2) == 0)),
            _ => Test::Host(FactTest {
                key: "storm".to_owned(),
                is: Expected::OneOf([FactValue::Bool(true)].into()),
            }),
        },
        _ => {
            let bar = Confidence::new(0.5).unwrap();
            Test::Label("complaint".into(), Bounds::at_least(bar))
        }
    }
}

fn condition(sequence: &mut Sequence, patterns: &[Pattern], levels: usize) -> Condition {
    let kind = if levels == 0 { 0 } else { sequence.below(8) };
    let parts = |sequence: &mut Sequence| -> Vec<Condition> {
        let count = sequence.below(4);
        let each = (0..count).map(|_| condition(sequence, patterns, levels - 1));
        each.collect()
    };
    match kind {
        0..=2 => test(sequence, patterns).into(),
        3 | 4 => Condition::All(parts(sequence)),
        5 => Condition::Any(parts(sequence)),
        6 => Condition::None(parts(sequence)),
        _ => Condition::Not(Box::new(condition(sequence, patterns, levels - 1))),
    }
}

fn rules(sequence: &mut Sequence, patterns: &[Pattern]) -> Vec<Rule> {
    let count = 1 + sequence.below(12);
    let rule = |at: usize| {
        let mut then = Actions::default();
        let outcomes = [None, Some("complaint"), Some("remark")];
        let outcome = sequence.pick(&outcomes);
        then.outcome = outcome.map(|it| Outcome::Respond(it.into()));
        let queue = sequence.maybe(|it| it.pick(&["webcare", "schade"]));
        then.queue = queue.map(Into::into);
        then.tags = (sequence
            .maybe(|it| it.pick(&["a", "b"]).to_owned())
            .into_iter())
        .collect();
        then.redact = sequence.below(4) == 0;
        let mut rule = Rule::new(format!("r{at}"), condition(sequence, patterns, 3), then);
        rule.shadow = sequence.below(8) == 0;
        rule
    };
    (0..count).map(rule).collect()
}

/// A rule of phrases that stand in no text and cost a large part of what may be
/// spent on phrases over a long text: at the tests behind it the budget ends.
fn costly(sequence: &mut Sequence) -> Rule {
    let phrase: Term = ["zz"; 80].join(" ").parse().unwrap();
    let phrases = vec![phrase; 250 + sequence.below(125)];
    Rule::new("costly", Test::Words(phrases), Actions::default())
}

fn world(sequence: &mut Sequence, is_long: bool) -> World {
    let words = match sequence.below(50) {
        0..10 if is_long => 900 + sequence.below(500),
        0 => 1_200,
        _ => sequence.below(14),
    };
    let text: Vec<&str> = (0..words).map(|_| sequence.pick(&TEXT)).collect();
    let channel = sequence.pick(&["twitter", "phone", "review"]);
    let author = sequence.pick(&["@jan", "@sanne", "@piet"]);
    let mut mention = Mention::post(channel, "1").by(author).text(text.join(" "));
    mention.reach = sequence.maybe(|it| it.below(3) as u64);
    mention.author.followers = sequence.maybe(|it| it.below(3) as u64);
    let case = sequence.maybe(|it| {
        let mut case = CaseFacts::default();
        case.open = it.below(2) == 0;
        case
    });
    let assessment = sequence.maybe(|it| {
        let assessment = Assessment::by("test/1");
        let scored = it.maybe(|it| Confidence::new(it.pick(&[0.2, 0.5, 0.8])).unwrap());
        match scored {
            Some(score) => assessment.scored("complaint", score),
            None => assessment,
        }
    });
    let host = sequence.maybe(|it| ("storm".to_owned(), FactValue::Bool(it.below(2) == 0)));
    World {
        mention,
        case,
        assessment,
        host: host.into_iter().collect(),
    }
}

/// What a decision says, and on what that rests.
#[derive(Debug, PartialEq)]
struct Said {
    fired: Vec<(String, Vec<String>, Vec<Span>)>,
    watching: Vec<(String, Vec<String>, Vec<Span>)>,
    unsettled: Vec<(String, SortedSet<Fact>)>,
}

impl Said {
    fn of(decision: &Decision) -> Self {
        let fired = |it: &webcare::routing::Fired| {
            let paths = it.paths.iter().map(ToString::to_string).collect();
            (it.rule.to_string(), paths, it.spans.to_vec())
        };
        let unsettled = decision.unknown().iter();
        Self {
            fired: decision.because().iter().map(fired).collect(),
            watching: decision.shadow().iter().map(fired).collect(),
            unsettled: unsettled
                .map(|it| (it.rule.to_string(), it.missing.clone()))
                .collect(),
        }
    }

    fn by_reference(rules: &[Rule], reference: &Reference<'_>) -> Self {
        let (mut fired, mut watching) = (Vec::new(), Vec::new());
        let (mut unsettled, mut waiting) = (Vec::new(), Vec::new());
        for rule in rules {
            let (answer, rests) = reference.condition(rule.id.as_str(), &rule.when, "when");
            let id = rule.id.to_string();
            match (answer, rule.shadow) {
                (Some(true), shadow) => {
                    let paths = rests.iter().map(|it| it.path.clone()).collect();
                    let spans: SortedSet<Span> =
                        rests.iter().flat_map(|it| it.spans.clone()).collect();
                    let told = (id, paths, spans.into_iter().collect());
                    if shadow { &mut watching } else { &mut fired }.push(told);
                }
                (None, shadow) => {
                    let missing = rests.into_iter().filter_map(|it| it.missing);
                    let told = (id, missing.collect());
                    if shadow { &mut waiting } else { &mut unsettled }.push(told);
                }
                (Some(false), _) => {}
            }
        }
        // Those on trial come after those that decide.
        unsettled.extend(waiting);
        Self {
            fired,
            watching,
            unsettled,
        }
    }
}

/// Triples of rules, a mention and what is not known: 20,000 of them, or as
/// many as `WEBCARE_TRIPLES` says.
#[test]
fn the_compiled_rules_answer_as_the_slow_ones_do() {
    let triples = std::env::var("WEBCARE_TRIPLES");
    let triples: usize = triples.map_or(20_000, |it| it.parse().unwrap());
    let patterns: Vec<Pattern> = PATTERNS.iter().map(|it| it.parse().unwrap()).collect();
    let lists = lists();
    let mut sequence = Sequence(1);
    // One scratch for every set: what one leaves must not matter to another.
    let (mut scratch, mut folded) = (Scratch::new(), Folded::default());
    let (mut done, mut fired, mut unsettled, mut unread) = (0, 0, 0, [0, 0]);
    while done < triples {
        let mut rules = rules(&mut sequence, &patterns);
        let is_costly = sequence.below(20) == 0;
        if is_costly {
            rules.insert(0, costly(&mut sequence));
        }
        let set = RuleSet::compile(rules.clone(), lists.clone()).unwrap();
        for _ in 0..20 {
            let world = world(&mut sequence, is_costly);
            folded.refill(world.mention.text.reveal());
            let reference = Reference::of(&rules, &lists, &world, &folded);
            let expected = Said::by_reference(&rules, &reference);
            world.with(&folded, |facts| {
                let decision = set.decide_with(facts, &mut scratch);
                assert_eq!(
                    Said::of(&decision),
                    expected,
                    "{rules:#?} {:?}",
                    world.mention.text.reveal()
                );
                agrees(&set, facts, &mut scratch, &decision);
                explains(&set, facts, &expected);
            });
            done += 1;
            fired += expected.fired.len();
            unsettled += expected.unsettled.len();
            for fact in expected.unsettled.iter().flat_map(|(_, facts)| facts) {
                unread[0] += usize::from(matches!(fact, Fact::PatternUnread(_)));
                unread[1] += usize::from(*fact == Fact::PhrasesUnread);
            }
        }
    }
    println!("{done} triples: {fired} rules fired, {unsettled} hung; on unread {unread:?}");
    assert!(fired > triples && unsettled > triples / 2);
    assert!(unread[0] > 0 && unread[1] > triples / 1_000, "{unread:?}");
}

/// Asked of one rule, the set says on what it hangs as its decisions do.
fn explains(set: &RuleSet, facts: &Facts<'_>, expected: &Said) {
    for (rule, missing) in &expected.unsettled {
        let is_unread = |it: &Fact| matches!(it, Fact::PatternUnread(_) | Fact::PhrasesUnread);
        if missing.iter().any(is_unread) {
            let grounds = set.why_not(&rule.as_str().into(), facts).unwrap();
            let lacking = grounds.into_iter().filter_map(|it| match it.found {
                Found::NotKnown(fact) => Some(fact),
                _ => None,
            });
            assert_eq!(lacking.collect::<SortedSet<_>>(), *missing);
        }
    }
}

/// The verdict says what the decision says.
fn agrees(set: &RuleSet, facts: &Facts<'_>, scratch: &mut Scratch, decision: &Decision) {
    let verdict = set.verdict(facts, scratch);
    assert_eq!(verdict.outcome(), decision.outcome());
    assert_eq!(verdict.origin(), decision.origin());
    assert_eq!(verdict.queue(), decision.queue());
    assert_eq!(verdict.urgency(), decision.urgency());
    assert_eq!(verdict.redact(), decision.redact());
    let tags: SortedSet<&str> = verdict.tags().collect();
    let told = decision.tags().iter().map(|tag| &**tag);
    assert!(tags.iter().copied().eq(told), "{tags:?}");
    let holder = |slot: Slot| decision.because().iter().find(|it| it.slots.contains(slot));
    let verdict_queue = verdict.rules().find(|rule| rule.then.queue.is_some());
    let holds = holder(Slot::Queue).map(|it| &it.rule);
    assert_eq!(verdict_queue.map(|rule| &rule.id), holds);
}
