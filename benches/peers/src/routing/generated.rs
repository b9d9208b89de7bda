//! Mentions and rules that look like the real thing and are the same every time.

use webcare::mention::Mention;

/// What one rule asks.
pub struct Spec {
    /// One of these must stand there; `x*` begins a word, `x y` is a phrase.
    pub one: Vec<String>,
    /// And one of these.
    pub other: Vec<String>,
    /// And not this.
    pub not: String,
    pub channel: Option<&'static str>,
    pub followers: Option<u64>,
    pub pattern: Option<String>,
}

/// A fixed sequence that looks random (Knuth's MMIX constants).
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, end: u64) -> u64 {
        let (times, plus) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.0 = self.0.wrapping_mul(times).wrapping_add(plus);
        (self.0 >> 33) % end
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Low ranks are common, high ones rare, as words are (Zipf).
    fn rank(&mut self) -> u64 {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        (VOCABULARY as f64).powf(share) as u64 - 1
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

const VOCABULARY: u64 = 30_000;

const COMMON: [&str; 40] = [
    "de", "het", "een", "ik", "je", "van", "en", "is", "niet", "op", "the", "to", "my", "for",
    "met", "al", "nog", "maar", "voor", "dat", "weken", "you", "and", "in", "it", "mijn", "was",
    "geen", "bij", "naar", "wel", "not", "have", "this", "ook", "jullie", "heb", "zijn", "dan",
    "er",
];

const SYLLABLES: [&str; 32] = [
    "scha", "ver", "zek", "pol", "kla", "wach", "bel", "hulp", "dek", "pre", "mie", "uit", "kos",
    "re", "pa", "ra", "tie", "ser", "vice", "claim", "help", "phone", "mail", "dos", "sier", "boe",
    "te", "on", "ge", "luk", "au", "fiets",
];

/// The word of a rank: a common one, or syllables that no other word has.
fn word(rank: u64) -> String {
    if let Some(common) = COMMON.get(rank as usize) {
        return (*common).to_owned();
    }
    let mut rest = rank;
    let mut word = String::from(if rank % 2 == 0 { "o" } else { "y" });
    while rest > 0 {
        word.push_str(SYLLABLES[(rest % 32) as usize]);
        rest /= 32;
    }
    word
}

pub fn mentions(count: usize) -> Vec<Mention> {
    let mut sequence = Sequence(11);
    let mention = |id: usize| {
        let mut text = String::new();
        while text.len() < 190 {
            let mut next = word(sequence.rank());
            match sequence.below(40) {
                0 => next = format!("#{next}"),
                1 => next = next.to_uppercase(),
                2 => next.push('!'),
                3 => next.push_str(", 👍🏽"),
                4 => next = next.replacen('e', "é", 1),
                5 => next.push_str(&format!(" {}", sequence.below(2_000_000))),
                6 if sequence.one_in(4) => next = "https://example.com/x?id=12".to_owned(),
                7 => next.push('.'),
                _ => {}
            }
            text.push_str(&next);
            text.push(' ');
        }
        let channel = sequence.pick(&["twitter", "facebook", "review"]);
        let mut mention = Mention::post(channel, id.to_string()).by("@jan").text(text);
        mention.author.followers = Some(sequence.below(20_000));
        mention
    };
    (0..count).map(mention).collect()
}

/// Rules of rare words, or of words common enough that many rules match.
pub fn specs(count: usize, dense: bool) -> Vec<Spec> {
    let mut sequence = Sequence(7);
    let rule = |_| {
        let mut some = || match dense {
            // Among the hundreds that are heard now and then.
            true => word(40 + sequence.below(1_900)),
            false => word(200 + sequence.below(VOCABULARY - 200)),
        };
        let (mut one, other, not) = (vec![some(), some()], vec![some(), some()], some());
        let other = match dense {
            true => [other, vec![word(sequence.below(20))]].concat(),
            false => other,
        };
        if sequence.one_in(10) {
            one[0] = format!("{}*", one[0]);
        } else if sequence.one_in(10) {
            one[0] = format!("{} {}", one[0], word(sequence.below(40)));
        }
        Spec {
            one,
            other,
            not,
            channel: sequence
                .one_in(5)
                .then(|| sequence.pick(&["twitter", "facebook"])),
            followers: sequence.one_in(10).then(|| sequence.below(10_000)),
            pattern: sequence
                .one_in(20)
                .then(|| format!("{} ?[0-9]{{2,6}}", word(40 + sequence.below(4_000)))),
        }
    };
    (0..count).map(rule).collect()
}
