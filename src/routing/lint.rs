//! What in a set of rules cannot be meant? Findings with a witness, and no guesses.
//!
//! A finding claims only what was proved. Whether a world exists in which a
//! condition holds is searched over what its tests look at: numbers as
//! ranges, names as sets, terms by what they imply of each other. Where the
//! search finds none, that is a proof; where it proposes one, the mention is
//! drawn and tried on the rules themselves, and becomes the *witness*. Where
//! neither succeeds, nothing is said.
//!
//! Two rules are compared only where an index says that both can fire on one
//! mention and that the one can settle a wish of the other. All of it takes at
//! most [`MOST_STEPS`] twice; what that leaves out is told, and nothing is
//! claimed of it.

mod attribute;
mod domain;
mod effort;
mod finding;
mod formula;
mod key;
mod order;
mod part;
mod rivals;
mod settles;
mod solve;
mod tried;
mod unused;
mod variable;
mod witness;

pub use finding::{Finding, FindingKind};

use super::lists::ListId;
use super::rule::Rule;
use super::ruleset::RuleSet;
use crate::calendar::Calendar;
use crate::channel::{ChannelId, Visibility};
use crate::sorted::{SortedMap, SortedSet};
use crate::team::{DepartmentId, QueueId};
use effort::Effort;
use formula::{Accounts, Formula, Reader};
use solve::{Verdict, World, solve};
use tried::{Witness, weight};
use witness::Artist;

/// What the linter may take for granted around the rules; the default is nothing.
///
/// [`Playbook::lint`](crate::playbook::Playbook::lint) fills it from a playbook.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Scope {
    /// The channels there are; any where none is named.
    pub channels: SortedSet<ChannelId>,
    /// Who can read each channel.
    pub visibility: SortedMap<ChannelId, Visibility>,
    /// The opening hours there are.
    pub calendars: SortedMap<String, Calendar>,
    /// The queues there are.
    pub queues: SortedSet<QueueId>,
    /// Those of them that somebody works.
    pub staffed: SortedSet<QueueId>,
    /// The departments there are.
    pub departments: SortedSet<DepartmentId>,
    /// The queues that something other than a rule fills.
    pub queues_in_use: SortedSet<QueueId>,
    /// The departments that something other than a rule asks or tells.
    pub departments_in_use: SortedSet<DepartmentId>,
    /// The lists that something other than a rule uses.
    pub lists_in_use: SortedSet<ListId>,
    /// Whether every customer has the same due times whatever the channel,
    /// the reach and the tone (S0:10, S4:22).
    pub neutral: bool,
}

/// Everything that cannot be meant, in the order of the rules.
///
/// ```
/// use webcare::routing::{Actions, Condition, Names, Outcome, Rule, RuleSet};
/// use webcare::routing::lint::{FindingKind, Scope, lint};
///
/// let mut complaint = Actions::default();
/// complaint.outcome = Some(Outcome::Respond("complaint".into()));
/// let when = |typed| Condition::from_query(typed, &Names::default());
/// let rules = RuleSet::new([
///     Rule::new("damage", when("schade*")?, complaint.clone()),
///     Rule::new("damage-claim", when("schadeclaim wachten")?, complaint),
/// ])?;
/// let findings = lint(&rules, &Scope::default());
/// assert_eq!(findings[0].kind, FindingKind::Shadowed);
/// assert_eq!(
///     findings[0].to_string(),
///     "rules[1]: `damage-claim` never acts: whenever it fires, `damage` went first; \
///      put it before, or take it out",
/// );
/// let witness = findings[0].witness.as_ref().unwrap();
/// assert_eq!(witness.mention.text.reveal(), "schadeclaim wachten");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lint(rules: &RuleSet, scope: &Scope) -> Vec<Finding> {
    let accounts = Accounts::of(rules.lists());
    let reader = Reader {
        lists: rules.lists(),
        scope,
        accounts: &accounts,
    };
    let mut linter = Linter::new(rules, scope, reader);
    let mut findings = Vec::new();
    linter.look_into_rules(&mut findings);
    linter.look_at_attributes(&mut findings);
    linter.effort = Effort::of(MOST_STEPS);
    let idle = linter.look_at_order(&mut findings);
    findings.sort_by_key(|finding| finding.place);
    linter.look_at_names(&idle, &mut findings);
    findings
}

/// The steps that [`lint`] takes to look into every rule, and as many again to
/// compare them; a step is about as much as holding one word against another.
/// What that leaves out is told ([`FindingKind::Unfinished`]). Ten thousand
/// rules of two or three tests take less, whatever they have in common.
pub const MOST_STEPS: u64 = 80_000_000;

/// The steps that trying one mention on one rule may take.
const MOST_AT_ONCE: u64 = 1_000_000;

/// A rule, and what was found out about it.
struct Seen<'r> {
    rule: &'r Rule,
    holds: Formula<'r>,
    fires: Fires,
    /// The steps it takes for each word of a text.
    weight: u64,
}

/// Whether a rule can fire.
enum Fires {
    /// On this mention.
    On(Box<Witness>),
    /// Never.
    Never,
    /// Nobody knows.
    Undecided,
    /// It takes too many steps to say.
    GivenUp,
    /// The steps were gone before.
    NotSeen,
}

struct Linter<'r> {
    rules: &'r RuleSet,
    scope: &'r Scope,
    reader: Reader<'r>,
    artist: Artist<'r>,
    seen: Vec<Seen<'r>>,
    effort: Effort,
}

impl<'r> Linter<'r> {
    fn new(rules: &'r RuleSet, scope: &'r Scope, reader: Reader<'r>) -> Self {
        Self {
            rules,
            scope,
            reader,
            artist: Artist::new(scope, rules.its_zone()),
            seen: Vec::with_capacity(rules.rules().len()),
            effort: Effort::of(MOST_STEPS),
        }
    }

    /// Looks at each rule by itself.
    fn look_into_rules(&mut self, findings: &mut Vec<Finding>) {
        let mut is_told = false;
        for (place, rule) in self.rules.rules().iter().enumerate() {
            let seen = self.see(rule);
            self.seen.push(seen);
            self.look_at_parts(place, findings);
            if self.effort.is_spent() && !is_told {
                findings.push(self.not_seen(place, rule));
                is_told = true;
            }
        }
    }

    fn not_seen(&self, place: usize, rule: &Rule) -> Finding {
        self.find(place, "", FindingKind::Unfinished).says(
            format!(
                "`{}` and the rules after it were not looked into: together the rules are too much",
                rule.id
            ),
            "lint fewer of them at a time, or write them shorter",
        )
    }

    fn see(&self, rule: &'r Rule) -> Seen<'r> {
        let weight = weight(&rule.when, self.rules.lists());
        self.effort.spend(weight);
        let (holds, fires) = match self.effort.is_spent() {
            true => (Formula::All(Vec::new()), Fires::NotSeen),
            false => {
                let holds = self.reader.holds(&rule.when);
                let fires = self.fires(rule, weight, &holds);
                (holds, fires)
            }
        };
        Seen {
            rule,
            holds,
            fires,
            weight,
        }
    }

    fn fires(&self, rule: &Rule, weight: u64, holds: &Formula<'_>) -> Fires {
        match solve(&[holds], &self.effort) {
            Verdict::Never => Fires::Never,
            Verdict::Undecided => Fires::GivenUp,
            Verdict::Perhaps(world) => match self.first(&world, rule, weight) {
                Tried::Found(witness) => Fires::On(witness),
                Tried::None => Fires::Undecided,
                Tried::GivenUp => Fires::GivenUp,
            },
        }
    }

    /// A mention for which all of this is so and on which the rule fires.
    fn witness(&self, seen: &Seen<'_>, formulas: &[&Formula<'_>]) -> Option<Witness> {
        let Verdict::Perhaps(world) = solve(formulas, &self.effort) else {
            return None;
        };
        match self.first(&world, seen.rule, seen.weight) {
            Tried::Found(witness) => Some(*witness),
            Tried::None | Tried::GivenUp => None,
        }
    }

    /// The first mention drawn of a world on which a rule fires.
    fn first(&self, world: &World<'_>, rule: &Rule, weight: u64) -> Tried {
        self.effort.spend_on(world.size());
        for situation in self.artist.draw(world, rule) {
            let witness = Witness::new(situation);
            let steps = witness.steps(weight);
            self.effort.spend(steps.min(MOST_AT_ONCE));
            if steps > MOST_AT_ONCE || self.effort.is_spent() {
                return Tried::GivenUp;
            }
            if witness.bears_out(&rule.when, self.rules.lists()) {
                return Tried::Found(Box::new(witness));
            }
        }
        Tried::None
    }

    /// Whether a rule fires on a mention, as far as is worth the steps.
    fn is_true(&self, seen: &Seen<'_>, witness: &Witness) -> bool {
        let steps = witness.steps(seen.weight);
        self.effort.spend(steps.min(MOST_AT_ONCE));
        steps <= MOST_AT_ONCE && witness.bears_out(&seen.rule.when, self.rules.lists())
    }

    fn find(&self, place: usize, path: &str, kind: FindingKind) -> Finding {
        let rule = self.seen.get(place).map(|seen| seen.rule.id.clone());
        Finding::new(place, rule, path, kind)
    }
}

/// What came of trying mentions on a rule.
enum Tried {
    /// This one fires it.
    Found(Box<Witness>),
    /// None of them does.
    None,
    /// It takes too many steps to say.
    GivenUp,
}
