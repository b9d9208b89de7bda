//! A second splitter, obvious and slow, that tries every way to cut a text of a few words.
//!
//! It shares no code with the library: lengths are counted word by word, and what may be
//! cut, what is added to each part and which of two ways is better are said once more, in
//! the plainest words. `WEBCARE_LONG=1` draws 200,000 texts in place of 20,000.

use webcare::reply::profile::UrlPrice;
use webcare::reply::{
    Counter, Cut, Limit, Oversize, Plan, Profile, SignatureOn, Split, SplitError, Unit,
};
use webcare::text::Span;

/// What any address costs here.
const ADDRESS: usize = 7;

/// What a reader would compare two ways by, in order; less is better.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Worth {
    orphan: u8,
    words: usize,
    clauses: usize,
    sentences: usize,
    spread: usize,
}

impl Worth {
    /// What more parts are spent for.
    fn reason(&self) -> (bool, usize, usize, usize) {
        (self.orphan > 0, self.words, self.clauses, self.sentences)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Characters,
    Utf16,
    Bytes,
}

impl Measure {
    fn unit(self) -> Unit {
        match self {
            Measure::Characters => Unit::Characters,
            Measure::Utf16 => Unit::Utf16,
            Measure::Bytes => Unit::Bytes,
        }
    }

    fn length(self, text: &str) -> usize {
        match self {
            Measure::Characters => text.chars().count(),
            Measure::Utf16 => text.encode_utf16().count(),
            Measure::Bytes => text.len(),
        }
    }

    /// An address has its price, whatever is counted.
    fn word(self, word: &str) -> usize {
        match word.contains(".nl") {
            true => ADDRESS,
            false => self.length(word),
        }
    }
}

#[derive(Debug)]
struct Case {
    words: Vec<String>,
    /// What stands between a word and the next.
    gaps: Vec<&'static str>,
    limits: Vec<(Measure, usize)>,
    mentions: Vec<&'static str>,
    repeats_leading: bool,
    signature: Option<&'static str>,
    signs_every: bool,
    counter: Counter,
    extra: usize,
    max: Option<usize>,
    /// After this word no cut is allowed.
    protected: Option<usize>,
    /// This word and the next are emphasised.
    emphasised: Option<usize>,
    markdown: bool,
}

/// One way to cut, and what came of it.
struct Way {
    cuts: u32,
    parts: usize,
    worth: Worth,
}

const MARKER: &str = " [...] ";

impl Case {
    fn text(&self) -> String {
        let gaps = self.gaps.iter().chain([&""]);
        let pieces = self.words.iter().zip(gaps);
        pieces.map(|(word, gap)| format!("{word}{gap}")).collect()
    }

    fn start_of(&self, word: usize) -> usize {
        let before = self.words.iter().zip(&self.gaps).take(word);
        before.map(|(word, gap)| word.len() + gap.len()).sum()
    }

    fn split(&self) -> Split {
        let limits = self.limits.iter();
        let limits = limits.map(|(measure, max)| Limit::new(measure.unit(), *max as u32));
        let mut profile = Profile::new("words", limits.collect::<Vec<_>>());
        profile.url = UrlPrice::Fixed(ADDRESS as u32);
        let mut split = Split::for_profile(&profile)
            .counter(self.counter)
            .extra_parts(self.extra);
        for name in &self.mentions {
            split = split.mention(*name);
        }
        if self.repeats_leading {
            split = split.repeat_leading_mentions();
        }
        if let Some(signature) = self.signature {
            split = split.signature(signature);
        }
        if self.signs_every {
            split = split.signature_on(SignatureOn::Every);
        }
        if let Some(max) = self.max {
            split = split.max_parts(max);
        }
        if self.markdown {
            split = split.markdown();
        }
        if let Some(word) = self.protected {
            let end = self.start_of(word + 1) + self.words[word + 1].len();
            split = split.protect(Span::new(self.start_of(word), end));
        }
        split
    }

    /// How many words of the text are names that it begins with.
    fn leading(&self) -> usize {
        let names = self.words.iter().take_while(|word| word.starts_with('@'));
        let apart = self.gaps.iter().position(|gap| *gap == MARKER);
        names.count().min(apart.map_or(usize::MAX, |at| at + 1))
    }

    fn is_signed(&self) -> bool {
        self.signature
            .is_some_and(|it| self.words.last().is_some_and(|word| word == it))
    }

    /// Whether the text may be cut after a word.
    fn may_cut(&self, after: usize) -> bool {
        if self.gaps[after] == MARKER {
            return self.protected != Some(after);
        }
        let is_bound = after < self.leading()
            || self.words[after].ends_with("dhr.") && self.gaps[after] == " "
            || self.protected == Some(after)
            || self.markdown && self.emphasised == Some(after) && self.gaps[after] != "\n\n"
            || self.is_signed() && after + 2 == self.words.len();
        !is_bound
    }

    fn cut(&self, after: usize) -> Cut {
        let next = self.words[after + 1].chars().next();
        let goes_on = next.is_some_and(char::is_lowercase);
        match (self.gaps[after], self.words[after].chars().last()) {
            (MARKER, _) => Cut::Marker,
            ("\n\n", _) => Cut::Paragraph,
            ("\n", _) => Cut::Sentence,
            (_, Some('.' | '!')) if !goes_on => Cut::Sentence,
            (_, Some(',')) => Cut::Clause,
            _ => Cut::Word,
        }
    }

    /// What stands before and after the words of a part.
    fn around(&self, part: usize, total: usize) -> (Vec<&str>, String) {
        let leading: Vec<&str> = self.words[..self.leading()]
            .iter()
            .map(String::as_str)
            .collect();
        let repeated = self.repeats_leading && self.mentions.is_empty();
        let names = if repeated {
            leading.clone()
        } else {
            self.mentions.clone()
        };
        let are_there = names.iter().all(|name| leading.contains(name));
        let before = if part == 1 && are_there {
            Vec::new()
        } else {
            names
        };
        let mut after = String::new();
        let signs = if part == total {
            !self.is_signed()
        } else {
            self.signs_every
        };
        if let Some(signature) = self.signature.filter(|_| signs) {
            after += &format!(" {signature}");
        }
        match self.counter {
            _ if total == 1 => {}
            Counter::Slash => after += &format!(" {part}/{total}"),
            Counter::Brackets => after += &format!(" ({part}/{total})"),
            _ => {}
        }
        (before, after)
    }

    /// The way that cuts after the words whose bits are set, or `None` where a part is too
    /// long or a cut is not allowed.
    fn way(&self, cuts: u32) -> Option<Way> {
        let total = cuts.count_ones() as usize + 1;
        let mut worth = Worth {
            orphan: 0,
            words: 0,
            clauses: 0,
            sentences: 0,
            spread: 0,
        };
        let mut from = 0;
        for part in 1..=total {
            let last = (from..self.words.len() - 1).find(|at| cuts & (1 << at) != 0);
            let to = last.unwrap_or(self.words.len() - 1);
            let (before, after) = self.around(part, total);
            let mut fills = (false, false);
            for (index, (measure, max)) in self.limits.iter().enumerate() {
                let words: usize = (from..=to).map(|at| measure.word(&self.words[at])).sum();
                let gaps: usize = (from..to).map(|at| measure.length(self.gaps[at])).sum();
                let names: usize = before.iter().map(|name| measure.length(name) + 1).sum();
                let used = words + gaps + names + measure.length(&after);
                if used > *max {
                    return None;
                }
                worth.spread += if index == 0 { used * used } else { 0 };
                fills.0 |= (words + gaps) * 5 >= *max;
                fills.1 |= used * 5 >= *max;
            }
            if part == total && total > 1 {
                worth.orphan = match fills {
                    (true, _) => 0,
                    (_, true) => 1,
                    _ => 2,
                };
            }
            if part < total {
                if !self.may_cut(to) {
                    return None;
                }
                match self.cut(to) {
                    Cut::Word => worth.words += 1,
                    Cut::Clause => worth.clauses += 1,
                    Cut::Sentence => worth.sentences += 1,
                    _ => {}
                }
            }
            from = to + 1;
        }
        Some(Way {
            cuts,
            parts: total,
            worth,
        })
    }

    /// Every way that keeps the limits and cuts at every marker.
    fn ways(&self) -> Vec<Way> {
        let is_marker = |at: &usize| self.gaps[*at] == MARKER && self.may_cut(*at);
        let gaps = 0..self.gaps.len();
        let markers: u32 = gaps.filter(is_marker).map(|at| 1 << at).sum();
        let all = 0..1u32 << (self.words.len() - 1);
        let cuts = all.filter(|cuts| cuts & markers == markers);
        cuts.filter_map(|cuts| self.way(cuts)).collect()
    }

    /// The fewest parts, and the way that is best with as many more as may be spent.
    fn best(&self) -> Option<(usize, Way)> {
        let ways = self.ways();
        let minimum = ways.iter().map(|way| way.parts).min()?;
        let most = (minimum + self.extra)
            .min(self.max.unwrap_or(usize::MAX))
            .max(minimum);
        let mut best: Option<Way> = None;
        for parts in minimum..=most {
            let those = ways.iter().filter(|way| way.parts == parts);
            let Some(way) = those.min_by_key(|way| way.worth.clone()) else {
                continue;
            };
            if best
                .as_ref()
                .is_none_or(|best| way.worth.reason() < best.worth.reason())
            {
                best = Some(Way {
                    cuts: way.cuts,
                    parts,
                    worth: way.worth.clone(),
                });
            }
        }
        Some((minimum, best?))
    }

    /// The cuts of a plan as bits, read back from the bodies of its parts; `None` where it
    /// cuts within a word.
    fn bits(&self, plan: &Plan) -> Option<u32> {
        let ends: Vec<usize> = (0..self.words.len())
            .map(|word| self.start_of(word) + self.words[word].len())
            .collect();
        let cuts = plan.parts().iter().rev().skip(1);
        cuts.map(|part| ends.iter().position(|end| *end == part.body().end))
            .map(|word| word.map(|word| 1 << word))
            .sum()
    }
}

struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn is_one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn word(&mut self) -> String {
        match self.below(16) {
            0 => "@cd".to_owned(),
            1 => format!("https://a.nl/{}", "q".repeat(self.below(12))),
            2 => "a.nl".to_owned(),
            3 => "€ 12".to_owned(),
            4 => "dhr.".to_owned(),
            _ => {
                let end = ["", "", ".", ",", "!"][self.below(5)];
                // A capital first, so that a sentence may begin at any word; three letters, as
                // one and a point is an initial.
                let first = ["X", "X", "X", "é", "👍"][self.below(5)];
                format!("{first}{}{end}", "q".repeat(2 + self.below(8)))
            }
        }
    }

    /// Puts signs of emphasis around two plain words, and answers where.
    fn emphasise(&mut self, words: &mut [String]) -> Option<usize> {
        let is_plain = |word: &String| word.starts_with(['X', 'é']);
        let at = self.below(words.len().max(2) - 1);
        let [first, second] = words.get_mut(at..at + 2)? else {
            return None;
        };
        if !self.is_one_in(3) || !is_plain(first) || !is_plain(second) {
            return None;
        }
        first.insert_str(0, "**");
        second.push_str("**");
        Some(at)
    }

    fn case(&mut self) -> Case {
        let many = self.is_one_in(40);
        let count = if many {
            10 + self.below(4)
        } else {
            1 + self.below(9)
        };
        let mut words: Vec<String> = (0..count).map(|_| self.word()).collect();
        let emphasised = self.emphasise(&mut words);
        let front = self.is_one_in(4);
        let emphasised = emphasised.map(|at| at + usize::from(front));
        if front {
            words.insert(0, "@ab".to_owned());
        }
        let signature = self.is_one_in(3).then_some("^M");
        if self.is_one_in(6) {
            words.push("^M".to_owned());
        }
        let gap = |draw: &mut Self| match draw.below(24) {
            0 => MARKER,
            1 | 2 => "\n\n",
            3 => "\n",
            _ => " ",
        };
        let mut gaps: Vec<&str> = (1..words.len()).map(|_| gap(self)).collect();
        // A marker within an emphasis is text.
        if let Some(gap) = emphasised.and_then(|at| gaps.get_mut(at))
            && *gap == MARKER
        {
            *gap = "\n\n";
        }
        let max = if many {
            16 + self.below(4)
        } else {
            20 + self.below(30)
        };
        let first = [Measure::Characters, Measure::Utf16, Measure::Bytes][self.below(3)];
        let mut limits = vec![(first, max)];
        if self.is_one_in(4) {
            limits.push((Measure::Bytes, max + self.below(6)));
        }
        let mut mentions = Vec::new();
        if self.is_one_in(4) {
            mentions.push("@ab");
            if self.is_one_in(3) {
                mentions.push("@cd");
            }
        }
        let bound = (words.len() > 1 && self.is_one_in(6)).then(|| self.below(words.len() - 1));
        Case {
            limits,
            mentions,
            repeats_leading: self.is_one_in(3),
            signature,
            signs_every: self.is_one_in(3),
            counter: [Counter::None, Counter::Slash, Counter::Brackets][self.below(3)],
            extra: [0, 0, 1, 2][self.below(4)],
            max: self.is_one_in(5).then(|| 1 + self.below(6)),
            protected: bound,
            emphasised,
            markdown: emphasised.is_some() && !self.is_one_in(3),
            words,
            gaps,
        }
    }
}

// S1:15
#[test]
fn no_way_to_cut_is_better_than_the_plan() {
    let is_long = std::env::var_os("WEBCARE_LONG").is_some();
    let texts = if is_long { 200_000 } else { 20_000 };
    let mut draw = Draw(0x9e37_79b9_7f4a_7c15);
    let (mut compared, mut refused, mut dearer, mut ten) = (0, 0, 0, 0);
    for _ in 0..texts {
        let case = draw.case();
        let text = case.text();
        let planned = case.split().plan(&text);
        let Some((minimum, best)) = case.best() else {
            // Only by cutting what should stay whole, which the obvious splitter does not.
            let breaks =
                planned.map(|plan| case.bits(&plan).is_none_or(|cuts| case.way(cuts).is_none()));
            assert!(breaks.unwrap_or(true), "{case:?}");
            continue;
        };
        if let Some(allowed) = case.max.filter(|max| *max < minimum) {
            let expected = SplitError::TooManyParts {
                needed: minimum,
                allowed,
            };
            assert_eq!(planned, Err(expected), "{case:?}");
            refused += 1;
            continue;
        }
        let plan = planned.unwrap_or_else(|error| panic!("{error}: {case:?}"));
        let texts: Vec<&str> = plan.parts().iter().map(|part| part.text()).collect();
        assert_eq!(plan.minimum(), minimum, "{texts:?}: {case:?}");
        let cuts = case
            .bits(&plan)
            .unwrap_or_else(|| panic!("{texts:?}: {case:?}"));
        let found = case
            .way(cuts)
            .unwrap_or_else(|| panic!("{texts:?}: {case:?}"));
        assert_eq!(
            (found.parts, &found.worth),
            (best.parts, &best.worth),
            "{texts:?}: {case:?}"
        );
        compared += usize::from(best.parts > 1);
        dearer += usize::from(best.parts > minimum);
        ten += usize::from(best.parts > 9);
    }
    println!(
        "{compared} of several parts, {dearer} with more than the fewest, {ten} with ten or more, {refused} refused"
    );
    assert!(
        compared > texts / 2 && dearer > texts / 100 && ten > texts / 2_000 && refused > texts / 50
    );
}

/// The fewest parts of `limit` that hold so many characters with their numbers, by trying.
fn fewest(characters: usize, limit: usize, counter: Counter) -> Option<usize> {
    let number = |part: usize, total: usize| match counter {
        Counter::Slash if total > 1 => format!(" {part}/{total}").len(),
        _ => 0,
    };
    let holds = |total: usize| -> usize {
        let rooms = (1..=total).map(|part| limit.saturating_sub(number(part, total)));
        rooms.sum()
    };
    (1..400).find(|total| {
        holds(*total) >= characters && (*total == 1 || limit > number(*total, *total))
    })
}

/// A letter under a heap of marks is one character to its reader.
#[test]
fn what_is_larger_than_a_part_is_cut_between_code_points_if_that_is_allowed() {
    for (marks, limit) in (0..40).flat_map(|marks| (9..17).map(move |limit| (marks, limit))) {
        let text = format!("a{}", "\u{332}".repeat(marks));
        let profile = Profile::new("heap", vec![Limit::new(Unit::Characters, limit)]);
        for counter in [Counter::None, Counter::Slash] {
            let split = Split::for_profile(&profile).counter(counter);
            let fits = marks < limit as usize;
            let refused = split
                .plan(&text)
                .is_err_and(|why| matches!(why, SplitError::GraphemeTooLarge { .. }));
            assert_eq!(refused, !fits, "{marks} {limit}");
            let plan = split.oversize(Oversize::CutScalars).plan(&text).unwrap();
            let bodies: Vec<&str> = plan
                .parts()
                .iter()
                .filter_map(|part| part.body().of(&text))
                .collect();
            assert_eq!(bodies.concat(), text);
            assert!(plan.parts().iter().all(|part| part.used() <= limit));
            assert_eq!(
                Some(bodies.len()),
                fewest(marks + 1, limit as usize, counter),
                "{marks} {limit}"
            );
        }
    }
}
