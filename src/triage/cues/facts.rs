//! What a mention shows without being read: who wrote it, with what, in answer
//! to whom, and how it looks.

use super::Context;
use super::kind::Kind;
use super::ledger::Ledger;
use crate::channel::ChannelId;
use crate::mention::{Addressing, DetectedBy, Handle, Mention};
use crate::sorted::{SortedMap, SortedSet};
use crate::text::{Folded, Span, WordKind, fold};

/// A fact that settles a label by itself.
const CERTAIN: f64 = 8.0;

/// Applications and channels by which people tell where they are.
const WHERE_AM_I: [&str; 4] = ["foursquare", "swarm", "4sq", "gowalla"];

/// The accounts that the facts are told by.
#[derive(Clone, Debug)]
pub(super) struct Accounts {
    own: SortedMap<ChannelId, SortedSet<Handle>>,
    /// The own accounts as they read in a folded text.
    own_names: SortedMap<ChannelId, SortedSet<String>>,
    private: SortedSet<ChannelId>,
    employees: SortedSet<Handle>,
    news: SortedSet<Handle>,
    brands_known: bool,
}

impl Accounts {
    pub(super) fn of(context: &Context) -> Self {
        let folded = |handles: &[Handle]| handles.iter().map(|one| fold(&one.normal())).collect();
        let own = context.own.iter();
        Self {
            own_names: own
                .clone()
                .map(|(c, all)| (c.clone(), folded(all)))
                .collect(),
            own: own
                .map(|(c, all)| (c.clone(), all.iter().cloned().collect()))
                .collect(),
            private: context.private.clone(),
            employees: context.employees.iter().cloned().collect(),
            news: context.news_accounts.iter().cloned().collect(),
            brands_known: !context.brands.is_empty(),
        }
    }

    /// [`crate::mention::addressing`], on words that were read already.
    fn addressing(&self, mention: &Mention, folded: &Folded, handles: usize) -> Addressing {
        if mention.detected_by == DetectedBy::Direct || self.private.contains(&mention.channel) {
            return Addressing::Direct;
        }
        let own = self.own_names.get(&mention.channel);
        let Some(own) = own.filter(|_| handles > 0) else {
            return Addressing::Implied;
        };
        let mut opening = true;
        let mut named = false;
        for (word, letters) in folded.iter() {
            opening &= word.kind == WordKind::Mention;
            if word.kind == WordKind::Mention && own.contains(letters) {
                named = true;
                if opening {
                    return Addressing::Direct;
                }
            }
        }
        if named {
            Addressing::Named
        } else {
            Addressing::Implied
        }
    }
}

/// What the shape of a text and its sender show.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub(super) addressing: Addressing,
    /// Whether one fact settles what the mention is, whatever it says.
    pub(super) settled: bool,
    pub(super) brands_known: bool,
    /// Whether it answers somebody, or stands in a thread.
    pub(super) in_thread: bool,
    pub(super) words: usize,
    pub(super) links: usize,
    hashtags: usize,
    pub(super) handles: usize,
}

impl Facts {
    /// Collects them, and enters into the ledger what they are evidence of.
    pub(super) fn of(
        accounts: &Accounts,
        mention: &Mention,
        folded: &Folded,
        ledger: &mut Ledger<'_>,
    ) -> Self {
        let mut facts = Self {
            addressing: Addressing::Implied,
            settled: false,
            brands_known: accounts.brands_known,
            in_thread: mention.in_reply_to.is_some() || mention.root.is_some(),
            words: folded.words().len(),
            links: 0,
            hashtags: 0,
            handles: 0,
        };
        for word in folded.words() {
            match word.kind {
                WordKind::Url => facts.links += 1,
                WordKind::Hashtag => facts.hashtags += 1,
                WordKind::Mention => facts.handles += 1,
                WordKind::Plain
                | WordKind::Number
                | WordKind::Cashtag
                | WordKind::Email
                | WordKind::Emoji => {}
            }
        }
        facts.addressing = accounts.addressing(mention, folded, facts.handles);
        facts.sender(accounts, mention, ledger);
        facts.origin(mention, ledger);
        facts.shape(mention, folded, ledger);
        facts
    }

    fn sender(&mut self, accounts: &Accounts, mention: &Mention, ledger: &mut Ledger<'_>) {
        let author = &mention.author.handle;
        if author.reveal().is_empty() {
            return;
        }
        let own = accounts.own.get(&mention.channel);
        if own.is_some_and(|own| own.contains(author)) {
            ledger.fact(Kind::OwnPost, CERTAIN, "fact/own-account");
            self.settled = true;
        } else if accounts.employees.contains(author) {
            ledger.fact(Kind::EmployeePost, CERTAIN, "fact/employee");
            self.settled = true;
        } else if accounts.news.contains(author) {
            ledger.fact(Kind::News, 4.0, "fact/news-account");
        }
    }

    fn origin(&mut self, mention: &Mention, ledger: &mut Ledger<'_>) {
        if mention.repost_of.is_some() {
            ledger.fact(Kind::Repost, CERTAIN, "fact/repost-of");
            self.settled = true;
        }
        let source = |name: &str| WHERE_AM_I.iter().any(|app| names(name, app));
        if source(mention.channel.as_str()) || mention.via.as_deref().is_some_and(source) {
            ledger.fact(Kind::CheckIn, 5.0, "fact/check-in-source");
        }
        match mention.detected_by {
            DetectedBy::Press => ledger.fact(Kind::Press, CERTAIN, "fact/found-by-press"),
            // Who writes a letter, calls, or is passed on, is waiting for somebody.
            DetectedBy::Direct | DetectedBy::Colleague | DetectedBy::Partner => {
                ledger.fact(Kind::ImplicitQuestion, 2.8, "fact/brought-to-us");
            }
            DetectedBy::Monitoring => {}
        }
    }

    fn shape(&mut self, mention: &Mention, folded: &Folded, ledger: &mut Ledger<'_>) {
        let text = mention.text.reveal();
        let is_ascii = text.is_ascii();
        if let Some((span, cue)) = repeats(folded) {
            ledger.sign(Kind::Repost, span, 6.0, cue);
        }
        if self.hashtags >= 5 {
            ledger.fact(Kind::Spam, 1.5, "fact/many-hashtags");
        }
        if self.handles >= 5 {
            ledger.fact(Kind::Spam, 1.0, "fact/many-handles");
        }
        if self.links >= 3 {
            ledger.fact(Kind::Spam, 1.0, "fact/many-links");
        }
        let words = folded
            .iter()
            .take(if self.links > 0 { usize::MAX } else { 0 });
        for (word, letters) in words.filter(|(word, _)| word.kind == WordKind::Url) {
            if letters.contains("ref=") || letters.contains("aff=") || letters.contains("promo") {
                ledger.sign(Kind::Spam, word.span, 3.0, "fact/referral-link");
            }
            if WHERE_AM_I.iter().any(|app| letters.contains(app)) {
                ledger.sign(Kind::CheckIn, word.span, 2.0, "fact/check-in-link");
            }
        }
        let asks = text.contains('?');
        if let Some(span) = question_mark(text, folded, asks, is_ascii) {
            ledger.sign(Kind::Question, span, 1.9, "sign/question-mark");
        }
        if let Some(span) = quoted(text, is_ascii) {
            ledger.sign(Kind::LatentComplaint, span, 1.5, "sign/quoted");
        }
        if asks && let Some(span) = insisting(text) {
            ledger.sign(Kind::LatentComplaint, span, 0.8, "sign/insisting");
        }
    }
}

/// `RT @jan`, `via @jan` at the end, or the like: somebody else's words.
fn repeats(folded: &Folded) -> Option<(Span, &'static str)> {
    let words = folded.words();
    let is_handle = |at: usize| words.get(at).is_some_and(|w| w.kind == WordKind::Mention);
    let first = words.first()?;
    match folded.word(0)? {
        "rt" | "retweet" if is_handle(1) => Some((first.span, "fact/rt")),
        _ => None,
    }
}

/// Whether an application is part of a name, in whatever case.
fn names(name: &str, app: &str) -> bool {
    let (name, app) = (name.as_bytes(), app.as_bytes());
    let first = app.first().map(u8::to_ascii_lowercase);
    let places = name.len().saturating_sub(app.len() - 1);
    let mut begins = name.iter().take(places).enumerate();
    begins.any(|(at, byte)| {
        Some(byte.to_ascii_lowercase()) == first
            && name
                .get(at..at + app.len())
                .is_some_and(|it| it.eq_ignore_ascii_case(app))
    })
}

/// Whether any of the marks stands in a text. One after the other they are found
/// sooner than one of many.
fn holds(text: &str, marks: &[char]) -> bool {
    marks.iter().any(|mark| text.contains(*mark))
}

/// Where the first question mark stands that is not part of a link.
fn question_mark(text: &str, folded: &Folded, asks: bool, is_ascii: bool) -> Option<Span> {
    const MARKS: [char; 4] = ['?', '？', '⁇', '⁈'];
    if !asks && (is_ascii || !holds(text, &MARKS)) {
        return None;
    }
    let mut links = folded
        .words()
        .iter()
        .filter(|word| word.kind == WordKind::Url)
        .peekable();
    for (at, mark) in text.match_indices(MARKS) {
        while links.next_if(|link| link.span.end <= at).is_some() {}
        if links.peek().is_none_or(|link| at < link.span.start) {
            return Some(Span::new(at, at + mark.len()));
        }
    }
    None
}

/// Where the first words stand that are held up in quotation marks, beside words of the author's own.
fn quoted(text: &str, is_ascii: bool) -> Option<Span> {
    const MARKS: [char; 6] = ['"', '“', '”', '„', '«', '»'];
    let sought = if is_ascii { &MARKS[..1] } else { &MARKS };
    if !holds(text, sought) {
        return None;
    }
    let (start, open) = text.match_indices(MARKS).next()?;
    let within = text.get(start + open.len()..)?;
    let (length, close) = within.match_indices(MARKS).next()?;
    let span = Span::new(start, start + open.len() + length + close.len());
    let is_all = text.trim().len() == span.end - span.start;
    (length > 0 && !is_all).then_some(span)
}

/// Where somebody asks with more than one mark.
fn insisting(text: &str) -> Option<Span> {
    // Each of the pairs has one of these.
    let from = text.find('?')?.saturating_sub(1);
    let mut pairs = text.as_bytes().get(from..)?.windows(2);
    let at = pairs.position(|pair| matches!(pair, b"??" | b"?!" | b"!?"))?;
    Some(Span::new(from + at, from + at + 2))
}
