//! Who waits for whom, of many inputs.
//!
//! Of mentions it is known beforehand what they may concern, of commands too;
//! what the one does to the other hangs on what is stored. So inputs go in runs
//! of one kind, run after run, and within a run what may concern one matter
//! stands in line.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::iter::from_fn;
use std::mem::take;

use crate::case::{CaseId, Command};
use crate::channel::ChannelId;
use crate::mention::{Handle, Mention, MentionKey};
use crate::policy::{Input, Policy};
use crate::sorted::SortedSet;

/// What kind of thing happened: of one kind, many are decided side by side.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something was said.
    Said,
    /// Something that was said is gone, or was looked at.
    Noticed,
    /// Something happened in a case that is known.
    Done,
    /// A case comes from elsewhere.
    Imported,
    /// Somebody is to be forgotten, wherever they are.
    Erased,
}

impl Kind {
    pub(super) fn of(input: &Input) -> Self {
        match input {
            Input::Mention(_) => Self::Said,
            Input::Withdrawn { .. } | Input::Looked { .. } => Self::Noticed,
            Input::Command(_)
            | Input::Receipt(_)
            | Input::Acknowledge { .. }
            | Input::Handle { .. }
            | Input::Signal { .. }
            | Input::Wake { .. } => Self::Done,
            Input::Import(_) => Self::Imported,
            Input::Erase { .. } => Self::Erased,
        }
    }
}

/// An input that has no result yet.
pub(super) struct Waiting {
    /// Its place among all of them.
    pub(super) place: usize,
    pub(super) input: Input,
    /// How often it was in vain.
    pub(super) tries: u32,
}

/// Inputs that stand in line for each matter that they may concern. Who is
/// first in all of its lines can go; the cost is that of the lines together.
pub(super) struct Lines {
    lines: Vec<VecDeque<usize>>,
    /// By place, from that of the first on.
    standing: Vec<Standing>,
    from: usize,
    /// The places of those who can go.
    first: BTreeSet<usize>,
    /// Those who went in vain.
    again: BTreeMap<usize, Waiting>,
    /// How many go together at most.
    at_once: usize,
}

/// Somebody in line.
struct Standing {
    /// None once it went.
    input: Option<Input>,
    lines: Vec<usize>,
    /// In how many of its lines others are before it.
    behind: usize,
}

impl Lines {
    /// Lines up inputs, in the order in which they come: place by place.
    pub(super) fn new(
        inputs: impl IntoIterator<Item = (usize, Input)>,
        policy: &Policy,
        at_once: usize,
    ) -> Self {
        let mut by_matter: HashMap<Matter, usize> = HashMap::new();
        let mut inputs = inputs.into_iter().peekable();
        let mut all = Self {
            lines: Vec::new(),
            standing: Vec::new(),
            from: inputs.peek().map_or(0, |(place, _)| *place),
            first: BTreeSet::new(),
            again: BTreeMap::new(),
            at_once,
        };
        for (place, input) in inputs {
            let lines = matters(&input, policy).into_iter().map(|matter| {
                let next = by_matter.len();
                *by_matter.entry(matter).or_insert(next)
            });
            let lines = lines.collect();
            all.lines.resize_with(by_matter.len(), VecDeque::new);
            all.stand(lines, place, input);
        }
        all
    }

    fn stand(&mut self, lines: Vec<usize>, place: usize, input: Input) {
        let mut behind = 0;
        for line in &lines {
            if let Some(line) = self.lines.get_mut(*line) {
                behind += usize::from(!line.is_empty());
                line.push_back(place);
            }
        }
        if behind == 0 {
            self.first.insert(place);
        }
        let input = Some(input);
        self.standing.push(Standing {
            input,
            lines,
            behind,
        });
    }

    /// The first of those who can go, in the order of their places; none where nobody waits.
    /// Who went in vain goes alone, out of the way of others of its batch.
    pub(super) fn next_wave(&mut self) -> Option<Vec<Waiting>> {
        if let Some((_, one)) = self.again.pop_first() {
            return Some(vec![one]);
        }
        let places = from_fn(|| self.first.pop_first()).take(self.at_once);
        let wave = places.filter_map(|place| {
            let input = self.standing.get_mut(place - self.from)?.input.take()?;
            let tries = 0;
            Some(Waiting {
                place,
                input,
                tries,
            })
        });
        let wave: Vec<_> = wave.collect();
        (!wave.is_empty()).then_some(wave)
    }

    /// Who went in vain keeps its place at the head of its lines.
    pub(super) fn stay(&mut self, one: Waiting) {
        let tries = one.tries + 1;
        self.again.insert(one.place, Waiting { tries, ..one });
    }

    /// Who is done with lets the next ones go.
    pub(super) fn leave(&mut self, place: usize) {
        let gone = self.standing.get_mut(place - self.from);
        for line in gone.map(|gone| take(&mut gone.lines)).into_iter().flatten() {
            let Some(line) = self.lines.get_mut(line) else {
                continue;
            };
            line.pop_front();
            let Some(next) = line.front().copied() else {
                continue;
            };
            if let Some(standing) = self.standing.get_mut(next - self.from) {
                standing.behind -= 1;
                if standing.behind == 0 {
                    self.first.insert(next);
                }
            }
        }
    }
}

/// What two inputs may not share if they are to be decided side by side.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Matter {
    Mention(MentionKey),
    Author(ChannelId, Handle),
    Case(CaseId),
}

/// The mention, and the one at which what it does is noted: what it copies or answers.
fn said(mention: &Mention, policy: &Policy) -> Vec<Matter> {
    let echo = policy.echo_of(mention);
    let of = echo.map(|echo| MentionKey::new(mention.channel.clone(), echo.of));
    let both = [Some(mention.key()), of].into_iter().flatten();
    both.map(Matter::Mention).collect()
}

fn matters(input: &Input, policy: &Policy) -> SortedSet<Matter> {
    let matters = match input {
        Input::Mention(mention) => {
            let author = mention.author.handle.clone();
            let mut matters = said(mention, policy);
            // Two that nobody is known to have written are not one customer's, and
            // what the organisation says in several places is not one matter.
            if !author.is_unknown() && !policy.is_ours(&mention.channel, &author) {
                matters.push(Matter::Author(mention.channel.clone(), author));
            }
            matters
        }
        Input::Withdrawn { mention } | Input::Looked { mention, .. } => {
            vec![Matter::Mention(mention.clone())]
        }
        Input::Command(order) => {
            let into = match &order.command {
                Command::Merge { into } => Some(into),
                _ => None,
            };
            let cases = [&order.case].into_iter().chain(into);
            cases.cloned().map(Matter::Case).collect()
        }
        Input::Receipt(receipt) => vec![Matter::Case(receipt.part.case.clone())],
        Input::Acknowledge { case, .. }
        | Input::Handle { case, .. }
        | Input::Signal { case, .. }
        | Input::Wake { case } => vec![Matter::Case(case.clone())],
        Input::Import(import) => {
            let mut matters = vec![Matter::Case(import.case.clone())];
            for mention in &import.mentions {
                let author = mention.author.handle.clone();
                matters.extend(said(mention, policy));
                matters.push(Matter::Author(mention.channel.clone(), author));
            }
            matters
        }
        Input::Erase { accounts } => accounts
            .iter()
            .map(|it| Matter::Author(it.channel.clone(), it.handle.clone()))
            .collect(),
    };
    matters.into_iter().collect()
}
