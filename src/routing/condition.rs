use super::test::Test;

/// What must hold for a rule to fire: tests, joined.
///
/// Written in a playbook as a table with one key, such as
/// `{ all = [{ visibility = "public" }, { personal-data = ["phone"] }] }`,
/// or as a query, as people who search type it:
///
/// | typed | asks |
/// |---|---|
/// | `schade* wachten` | both |
/// | `schade* OR claim` | at least one; `OR` binds weaker than a space |
/// | `-vacature`, `NOT vacature` | not that |
/// | `"niet teruggebeld"`, `“niet teruggebeld”` | these words one after the other |
/// | `niet NEAR/6 bel*`, `niet BEFORE/6 (bel* OR mail*)` | at most six words apart, in any or in this order |
/// | `words:schade*,claim` | one of these, as one test |
/// | `channel:twitter,phone` | any key of a table, with one of these values |
/// | `followers:>=10000`, `reach:<=5`, `reach:>5`, `reach:3..5` | a number |
/// | `label:complaint`, `label:complaint>=0.7`, `label:complaint=0.2..0.4` | a score, of at least a half where none is written |
/// | `case:open`, `case:open=false`, `customer:segment=zakelijk,mkb` | a fact |
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
/// `reach>100` without its colon. In quotation marks they are words. serde writes tables, whichever way it was read;
/// [`Condition::to_query`] types it.
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
    /// The most levels of joining that a rule may have.
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
        self.gather(&mut tests);
        tests
    }

    fn gather<'c>(&'c self, tests: &mut Vec<&'c Test>) {
        match self {
            Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
                parts.iter().for_each(|part| part.gather(tests));
            }
            Condition::Not(part) => part.gather(tests),
            Condition::Test(test) => tests.push(test),
        }
    }
}
