//! What in a set of rules cannot be meant? Findings with a witness, and no guesses.
//!
//! A finding claims only what was proved. Whether a world exists in which a
//! condition holds is searched over what its tests look at: numbers as
//! ranges, names as sets, terms by what they imply of each other. Where the
//! search finds none, that is a proof; where it proposes one, the mention is
//! drawn and tried on the rules themselves, and becomes the *witness*. Where
//! neither succeeds within its bound, nothing is said.

mod anchor;
mod attribute;
mod domain;
mod finding;
mod formula;
mod order;
mod part;
mod solve;
mod unused;
mod witness;

pub use finding::{Finding, FindingKind};

use super::lists::ListId;
use super::rule::Rule;
use super::ruleset::RuleSet;
use super::situation::Situation;
use super::truth::Truth;
use crate::calendar::Calendar;
use crate::channel::{ChannelId, Visibility};
use crate::sorted::{SortedMap, SortedSet};
use crate::team::{DepartmentId, QueueId};
use crate::text::Folded;
use formula::{Formula, Reader};
use solve::{Verdict, solve};
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
    let linter = Linter::new(rules, scope);
    let mut findings = Vec::new();
    for place in 0..rules.rules().len() {
        linter.look_at_parts(place, &mut findings);
        linter.look_at_attributes(place, &mut findings);
    }
    let idle = linter.look_at_order(&mut findings);
    findings.sort_by_key(|finding| finding.place);
    linter.look_at_names(&idle, &mut findings);
    findings
}

/// A rule, and what was found out about it.
struct Seen<'r> {
    rule: &'r Rule,
    holds: Formula<'r>,
    fires: Fires,
}

/// Whether a rule can fire.
enum Fires {
    /// On this mention.
    On(Box<Witness>),
    /// Never.
    Never,
    /// Nobody knows.
    Undecided,
}

/// A mention that was tried on a rule.
struct Witness {
    situation: Situation,
    folded: Folded,
}

struct Linter<'r> {
    rules: &'r RuleSet,
    scope: &'r Scope,
    reader: Reader<'r>,
    artist: Artist<'r>,
    seen: Vec<Seen<'r>>,
}

impl<'r> Linter<'r> {
    fn new(rules: &'r RuleSet, scope: &'r Scope) -> Self {
        let reader = Reader {
            lists: rules.lists(),
            scope,
        };
        let artist = Artist::new(scope, rules.its_zone());
        let mut linter = Self {
            rules,
            scope,
            reader,
            artist,
            seen: Vec::with_capacity(rules.rules().len()),
        };
        for rule in rules.rules() {
            let holds = reader.holds(&rule.when);
            let fires = linter.fires(rule, &holds);
            linter.seen.push(Seen { rule, holds, fires });
        }
        linter
    }

    fn fires(&self, rule: &Rule, holds: &Formula<'_>) -> Fires {
        match solve(std::slice::from_ref(holds)) {
            Verdict::Never => Fires::Never,
            Verdict::Undecided => Fires::Undecided,
            Verdict::Perhaps(world) => {
                let tried = self.artist.draw(&world, rule).into_iter();
                let found = tried.map(Witness::new).find(|it| self.is_true(rule, it));
                found.map_or(Fires::Undecided, |it| Fires::On(Box::new(it)))
            }
        }
    }

    /// A mention for which all of this is so and on which the rule fires.
    fn witness(&self, rule: &Rule, formulas: &[Formula<'_>]) -> Option<Witness> {
        let Verdict::Perhaps(world) = solve(formulas) else {
            return None;
        };
        let mut tried = self.artist.draw(&world, rule).into_iter().map(Witness::new);
        tried.find(|it| self.is_true(rule, it))
    }

    fn is_true(&self, rule: &Rule, witness: &Witness) -> bool {
        let facts = witness.situation.facts(&witness.folded);
        rule.when.truth(&facts, self.rules.lists()) == Truth::True
    }

    fn find(&self, place: usize, path: &str, kind: FindingKind) -> Finding {
        let rule = self.seen.get(place).map(|seen| seen.rule.id.clone());
        Finding::new(place, rule, path, kind)
    }
}

impl Witness {
    fn new(situation: Situation) -> Self {
        Self {
            folded: Folded::new(situation.mention.text.reveal()),
            situation,
        }
    }
}
