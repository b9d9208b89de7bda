use super::test::Test;

/// What must hold for a rule to fire: tests, joined.
///
/// What reads a condition refuses one of more than [`Condition::DEEPEST`] levels
/// before it is built. One that is built in code may be given to
/// [`RuleSet::new`](super::RuleSet::new) however deep it is, and is refused and
/// taken apart there. To clone, compare, print or drop it elsewhere takes room
/// on the stack for each of its levels, as with any tree of boxes.
///
/// Written in a playbook as a table with one key, or as a query, as people who
/// search type it. These are all the keys, joined by `all`, `any`, `none` and `not`:
///
/// ```
/// # use webcare::document::{Node, Problems, Value};
/// # use webcare::routing::{Lists, Names, RuleSet};
/// # use webcare::sorted::SortedSet;
/// let document = r##"
/// [[rules]]
/// id   = "every-key"
/// then = { tags = ["seen"] }
/// when.any = [
///     ## What it says.
///     { words = ["schade*", "*verzekering", "niet teruggebeld"] },
///     { list = "frustration" },
///     { near = { left = "niet", right = ["gebeld", "gemaild"], within = 6, ordered = true } },
///     { matches = '[a-z]{2}\d{6}' },
///     { personal-data = ["phone", "email", "iban", "policy-number"] },
///     { attachment = ["image", "video", "audio", "document", "link"] },
///     { image-only = true },
///     { language = ["nl", "en"] },
///     ## Where, by whom, to whom.
///     { channel = ["twitter"] },
///     { visibility = "public" }, # or "private"
///     { author = { in = "employees" } },
///     { author = { is = ["@jan"] } },
///     { reach = { at-least = 10000 } },
///     { followers = { at-least = 100, at-most = 5000 } },
///     { addressing = ["direct", "named", "implied"] },
///     { reply = ["to-us", "to-others", "no"] },
///     { repost = false },
///     { detected-by = ["monitoring", "direct", "colleague", "press", "partner"] },
///     { search-term = "#noorderlicht" },
///     { via = "foursquare" },
///     ## What a classifier makes of it.
///     { label = "complaint" }, # at least as likely as not
///     { label = { complaint = 0.7 } },
///     { label = { question = { at-least = 0.2, at-most = 0.4 } } },
///     { abstained = true },
///     ## What is known around it.
///     { time = { in = "webcare" } }, # or `outside`
///     { rate = { of = "mentions", within = "1 day", at-least = 100, times-usual = 4 } },
///     { rate = { of = { tag = "storm" }, within = "30 minutes", at-least = 25 } },
///     { capacity = { queue = "evening", waiting = { at-least = 20 } } }, # or `present`
///     { customer = { segment = ["business", "trade"] } },
///     { host = { open-orders = { at-least = 1 } } },
///     { all = [
///         { case = { open = true } },
///         { case = { owned = true } },
///         { case = { owner = ["els"] } },
///         { case = { public-rounds = { at-least = 3 } } },
///         { case = { follow-up-owed = true } },
///         { case = { promises-open = { at-least = 1 } } },
///         { case = { promises-broken = { at-least = 1 } } },
///         { case = { prior-contact-elsewhere = true } },
///         { case = { reopened = true } },
///         { case = { tag = "storm" } },
///         { case = { last-contact-within = "14 days" } },
///         { none = [{ words = "vacature" }, { not = { words = "werk" } }] },
///     ] },
/// ]
/// "##;
/// # let mut names = Names::default();
/// # names.channels = SortedSet::from(["twitter"].map(Into::into));
/// # names.queues = SortedSet::from(["evening"].map(Into::into));
/// # names.agents = SortedSet::from(["els"].map(Into::into));
/// # names.calendars = SortedSet::from(["webcare".to_owned()]);
/// # let mut lists = Lists::new();
/// # lists.insert_terms("frustration", ["nooit meer".parse()?]);
/// # lists.insert_authors("employees", ["@jan".into()]);
/// # names.lists = lists;
/// # let value: Value = toml::from_str(document)?;
/// # let mut problems = Problems::new();
/// # let rules = RuleSet::read(&Node::root(value.get("rules").unwrap()), &names, &mut problems);
/// # assert!(rules.is_some(), "{problems:?}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A query has the same keys but for the joins:
///
/// | typed | asks |
/// |---|---|
/// | `schade* wachten` | both |
/// | `schade* OR claim` | at least one; `OR` binds weaker than a space |
/// | `-vacature`, `NOT vacature` | not that |
/// | `"niet teruggebeld"`, `“niet teruggebeld”` | these words one after the other |
/// | `niet NEAR/6 bel*`, `niet BEFORE/6 (bel* OR mail*)` | at most six words apart, in any or in this order |
/// | `words:schade*,claim` | one of these, as one test |
/// | `channel:twitter,phone` | a key of a table, with one of these values; a `label`, a `list` and a `visibility` has one |
/// | `followers:>=10000`, `reach:<=5`, `reach:>5`, `reach:3..5` | a number |
/// | `label:complaint`, `label:complaint>=0.7`, `label:complaint=0.2..0.4` | a score, of at least a half where none is written |
/// | `case:open`, `case:open=false`, `customer:segment=zakelijk,mkb` | a fact, with one of these values |
/// | `case:public-rounds>=3`, `case:public-rounds=3` | a number of the case |
/// | `rate:tag=klacht,within="30 minutes",at-least=25,times-usual=4` | a rate |
/// | `capacity:queue=webcare,waiting>=20` | how busy a queue is |
/// | `time:webcare`, `time:outside=webcare` | opening hours |
/// | `author:employees`, `author:@jan` | an author on a list, an author |
/// | `( … )` | grouping |
/// | `NONE(a OR b)`, `ANY(a)`, `ALL(a)` | a join of its own, also of one part |
///
/// What stands in quotation marks, straight or curly, is taken as it is; two in
/// a row are one that was meant. What would be looked for and can hardly be
/// meant so is refused: `and`, `or`, `not` and `near/3` in lower case, `!word`,
/// `reach>100` without its colon, and the signs of other searches: `W/6`, `be?l`,
/// `bel|mail`, `"niet gebeld"~3`. In quotation marks they are words. So is
/// `ANY(a b)`, which would ask for both: write `ANY(a OR b)` for one of them, and
/// brackets, `ANY((a b) OR c)`, around what must stand together.
///
/// Words are near each other, and follow each other in a phrase, whatever stands
/// between them: also where a sentence ends.
///
/// serde writes tables, whichever way it was read; [`Condition::to_query`] types it.
#[expect(
    clippy::exhaustive_enums,
    reason = "four ways to join and one thing to join; what can be tested grows in `Test`"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Every one of them holds.
    All(Vec<Condition>),
    /// At least one of them holds.
    Any(Vec<Condition>),
    /// Not one of them holds.
    None(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// One test.
    Test(Test),
}

impl From<Test> for Condition {
    fn from(test: Test) -> Self {
        Condition::Test(test)
    }
}

impl Condition {
    /// The most levels that a rule may have: fifteen joins, one in the other,
    /// around a test.
    pub const DEEPEST: usize = 16;

    /// Whether it has at most [`Condition::DEEPEST`] levels.
    pub(crate) fn is_shallow(&self) -> bool {
        self.fits_in(Self::DEEPEST)
    }

    /// Whether it has at most so many levels.
    pub(crate) fn fits_in(&self, levels: usize) -> bool {
        let Some(below) = levels.checked_sub(1) else {
            return false;
        };
        match self {
            Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
                parts.iter().all(|part| part.fits_in(below))
            }
            Condition::Not(part) => part.fits_in(below),
            Condition::Test(_) => true,
        }
    }

    /// Every test in it, in the order of writing.
    pub fn tests(&self) -> Vec<&Test> {
        let mut tests = Vec::new();
        let mut open = vec![self];
        while let Some(condition) = open.pop() {
            match condition {
                Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
                    open.extend(parts.iter().rev());
                }
                Condition::Not(part) => open.push(part),
                Condition::Test(test) => tests.push(test),
            }
        }
        tests
    }

    /// Drops it part by part: as a whole, one that is joined without end would
    /// take more stack than there is.
    pub(crate) fn take_apart(self) {
        let mut open = vec![self];
        while let Some(condition) = open.pop() {
            match condition {
                Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
                    open.extend(parts);
                }
                Condition::Not(part) => open.push(*part),
                Condition::Test(_) => {}
            }
        }
    }
}
