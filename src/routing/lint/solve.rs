//! Is there a world in which all of this is so? A bounded search.
//!
//! What is not looked at is taken to be possible, so that "there is none" is
//! a proof, and "there is one" is a proposal that has to be tried.

use super::domain::Domain;
use super::effort::Effort;
use super::formula::{Formula, Literal};
use super::variable::Variable;
use crate::routing::term::Term;
use crate::routing::test::Near;
use crate::sorted::SortedMap;

/// What a search found.
pub(super) enum Verdict<'r> {
    /// This may be such a world.
    Perhaps(World<'r>),
    /// There is none.
    Never,
    /// The search was given up.
    Undecided,
}

/// What is settled so far of a world.
#[derive(Clone, Debug, Default)]
pub(super) struct World<'r> {
    pub(super) values: SortedMap<Variable, Domain>,
    /// The terms that stand in the text.
    pub(super) there: Vec<&'r Term>,
    /// Those of which none does.
    absent: Vec<&'r [Term]>,
    /// The pairs that stand near each other, and those that do not.
    pub(super) near: Vec<&'r Near>,
    pub(super) apart: Vec<&'r Near>,
    pub(super) patterns: Vec<&'r str>,
    without: Vec<&'r str>,
}

/// How many steps one search may take.
const MOST_STEPS: u64 = 200_000;

/// Looks for a world in which all of these are so.
pub(super) fn solve<'r>(formulas: &[&Formula<'r>], effort: &Effort) -> Verdict<'r> {
    let search = Search {
        effort: effort.part(MOST_STEPS),
    };
    let mut world = World::default();
    let mut open = Vec::new();
    let may = formulas
        .iter()
        .all(|it| search.settle(it, &mut world, &mut open));
    let verdict = if may {
        search.branch(world, open)
    } else {
        Verdict::Never
    };
    effort.settle(&search.effort, MOST_STEPS);
    // A search that was cut short has proved nothing.
    match verdict {
        Verdict::Never if search.effort.is_spent() => Verdict::Undecided,
        verdict => verdict,
    }
}

/// Whether there is provably no world in which all of these are so.
pub(super) fn is_impossible(formulas: &[&Formula<'_>], effort: &Effort) -> bool {
    matches!(solve(formulas, effort), Verdict::Never)
}

/// Something of which one alternative must be so.
#[derive(Clone, Copy)]
enum Choice<'f, 'r> {
    Of(&'f [Formula<'r>]),
    Term(&'r [Term]),
}

struct Search {
    effort: Effort,
}

impl Search {
    /// Takes in what must be so; `false` where it cannot be.
    fn settle<'f, 'r>(
        &self,
        formula: &'f Formula<'r>,
        world: &mut World<'r>,
        open: &mut Vec<Choice<'f, 'r>>,
    ) -> bool {
        self.effort.spend(1);
        match formula {
            Formula::All(parts) => parts.iter().all(|part| self.settle(part, world, open)),
            Formula::Any(parts) => match parts.as_slice() {
                [only] => self.settle(only, world, open),
                parts => {
                    open.push(Choice::Of(parts));
                    true
                }
            },
            Formula::One(literal) => world.take(literal, open, &self.effort),
        }
    }

    fn branch<'f, 'r>(&self, mut world: World<'r>, mut open: Vec<Choice<'f, 'r>>) -> Verdict<'r> {
        while let Some(choice) = self.narrowest(&world, &mut open) {
            match choice {
                Narrowed::Impossible => return Verdict::Never,
                Narrowed::Single(part) => {
                    if !self.take(part, &mut world, &mut open) {
                        return Verdict::Never;
                    }
                }
                Narrowed::Several(choice) => return self.each(choice, &world, &open),
            }
            if self.effort.is_spent() {
                return Verdict::Undecided;
            }
        }
        Verdict::Perhaps(world)
    }

    fn each<'f, 'r>(
        &self,
        choice: Choice<'f, 'r>,
        world: &World<'r>,
        open: &[Choice<'f, 'r>],
    ) -> Verdict<'r> {
        let mut given_up = false;
        for part in choice.parts() {
            self.effort.spend(1);
            if self.effort.is_spent() {
                return Verdict::Undecided;
            }
            if !world.admits(part, &self.effort) {
                continue;
            }
            self.effort.spend_on(world.size() + open.len());
            let (mut world, mut open) = (world.clone(), open.to_vec());
            if !self.take(part, &mut world, &mut open) {
                continue;
            }
            match self.branch(world, open) {
                Verdict::Never => {}
                Verdict::Undecided => given_up = true,
                found @ Verdict::Perhaps(_) => return found,
            }
        }
        if given_up {
            Verdict::Undecided
        } else {
            Verdict::Never
        }
    }

    fn take<'f, 'r>(
        &self,
        part: Part<'f, 'r>,
        world: &mut World<'r>,
        open: &mut Vec<Choice<'f, 'r>>,
    ) -> bool {
        match part {
            Part::Formula(formula) => self.settle(formula, world, open),
            Part::Term(term) => world.say(term, &self.effort),
        }
    }

    /// The next choice to make: one without a choice left comes first. Choices
    /// that are met already are dropped.
    fn narrowest<'f, 'r>(
        &self,
        world: &World<'r>,
        open: &mut Vec<Choice<'f, 'r>>,
    ) -> Option<Narrowed<'f, 'r>> {
        open.retain(|choice| {
            let mut first = choice.parts().take(8);
            !first.any(|part| world.entails(part, &self.effort))
        });
        for (at, choice) in open.iter().enumerate() {
            self.effort.spend(1);
            let mut left = choice
                .parts()
                .filter(|part| world.admits(*part, &self.effort));
            match (left.next(), left.next()) {
                (None, _) => return Some(Narrowed::Impossible),
                (Some(only), None) => {
                    open.swap_remove(at);
                    return Some(Narrowed::Single(only));
                }
                (Some(_), Some(_)) => {}
            }
        }
        open.pop().map(Narrowed::Several)
    }
}

enum Narrowed<'f, 'r> {
    Impossible,
    Single(Part<'f, 'r>),
    Several(Choice<'f, 'r>),
}

#[derive(Clone, Copy)]
enum Part<'f, 'r> {
    Formula(&'f Formula<'r>),
    Term(&'r Term),
}

impl<'f, 'r> Choice<'f, 'r> {
    fn parts(self) -> impl Iterator<Item = Part<'f, 'r>> {
        let (formulas, terms) = match self {
            Choice::Of(formulas) => (formulas, &[][..]),
            Choice::Term(terms) => (&[][..], terms),
        };
        let formulas = formulas.iter().map(Part::Formula);
        formulas.chain(terms.iter().map(Part::Term))
    }
}

impl<'r> World<'r> {
    /// Takes in what is so; `false` where it cannot be.
    fn take<'f>(
        &mut self,
        literal: &Literal<'r>,
        open: &mut Vec<Choice<'f, 'r>>,
        effort: &Effort,
    ) -> bool {
        effort.spend_on(1 + self.values.len() / 16);
        if effort.is_spent() {
            return true;
        }
        match literal {
            Literal::In(of, within) => {
                let left = match self.values.get(of) {
                    Some(before) => {
                        effort.spend_on(before.size() + within.size());
                        before.and(within)
                    }
                    None => within.clone(),
                };
                let may = !left.is_empty();
                self.values.insert(of.clone(), left);
                may && self.can_be_read()
            }
            Literal::Terms(terms, true) => {
                if self
                    .absent
                    .iter()
                    .any(|absent| std::ptr::eq(*absent, *terms))
                {
                    return false;
                }
                match terms {
                    [only] => self.say(only, effort),
                    terms => {
                        open.push(Choice::Term(terms));
                        true
                    }
                }
            }
            Literal::Terms(terms, false) => {
                self.absent.push(terms);
                effort.spend_on(terms.len() * self.there.len());
                let may = |there: &&Term| !terms.iter().any(|term| there.implies(term));
                effort.is_spent() || self.there.iter().all(may)
            }
            Literal::Near(near, true) => {
                effort.spend_on(self.apart.len());
                if self.apart.iter().any(|apart| implies(near, apart)) {
                    return false;
                }
                self.near.push(near);
                self.take(&Literal::Terms(&near.left, true), open, effort)
                    && self.take(&Literal::Terms(&near.right, true), open, effort)
            }
            Literal::Near(near, false) => {
                self.apart.push(near);
                effort.spend_on(self.near.len());
                !self.near.iter().any(|there| implies(there, near))
            }
            Literal::Pattern(pattern, true) => {
                self.patterns.push(pattern);
                effort.spend_on(self.without.len());
                !self.without.contains(pattern)
            }
            Literal::Pattern(pattern, false) => {
                self.without.push(pattern);
                effort.spend_on(self.patterns.len());
                !self.patterns.contains(pattern)
            }
        }
    }

    fn say(&mut self, term: &'r Term, effort: &Effort) -> bool {
        self.there.push(term);
        !self.is_absent(term, effort) && self.can_be_read()
    }

    /// How much there is to copy.
    pub(super) fn size(&self) -> usize {
        let said = self.there.len() + self.absent.len() + self.near.len() + self.apart.len();
        4 * self.values.len() + said
    }

    /// A mention that is only a picture has no words.
    fn can_be_read(&self) -> bool {
        if self.values.get(&Variable::ImageOnly) != Some(&Domain::so(true)) {
            return true;
        }
        let mut values = self.values.iter();
        let has_data = values
            .any(|(of, within)| matches!(of, Variable::Personal(_)) && *within == Domain::so(true));
        self.there.is_empty() && !has_data
    }

    fn is_absent(&self, term: &Term, effort: &Effort) -> bool {
        let mut absent = self.absent.iter();
        absent.any(|absent| {
            effort.spend_on(absent.len());
            !effort.is_spent() && absent.iter().any(|absent| term.implies(absent))
        })
    }

    /// Whether it does not contradict what is settled, as far as one look tells.
    fn admits(&self, part: Part<'_, 'r>, effort: &Effort) -> bool {
        effort.spend(1);
        if effort.is_spent() {
            return true;
        }
        match part {
            Part::Term(term) => !self.is_absent(term, effort),
            Part::Formula(Formula::One(Literal::In(of, within))) => match self.values.get(of) {
                Some(settled) => {
                    effort.spend_on(settled.size() + within.size());
                    !settled.is_apart_from(within)
                }
                None => !within.is_empty(),
            },
            Part::Formula(Formula::One(Literal::Terms([], true))) => false,
            Part::Formula(Formula::One(Literal::Terms([only], true))) => {
                !self.is_absent(only, effort)
            }
            Part::Formula(Formula::One(Literal::Terms(terms, false))) => {
                effort.spend_on(terms.len() * self.there.len());
                let may = |there: &&Term| !terms.iter().any(|term| there.implies(term));
                effort.is_spent() || self.there.iter().all(may)
            }
            Part::Formula(Formula::All(parts)) => parts
                .iter()
                .all(|part| self.admits(Part::Formula(part), effort)),
            Part::Formula(Formula::Any(parts)) => parts
                .iter()
                .any(|part| self.admits(Part::Formula(part), effort)),
            Part::Formula(Formula::One(_)) => true,
        }
    }

    /// Whether it follows from what is settled, as far as one look tells.
    fn entails(&self, part: Part<'_, 'r>, effort: &Effort) -> bool {
        effort.spend(1);
        if effort.is_spent() {
            return false;
        }
        match part {
            Part::Term(term) => {
                effort.spend_on(self.there.len());
                self.there.iter().any(|there| there.implies(term))
            }
            Part::Formula(Formula::One(Literal::In(of, within))) => {
                let settled = self.values.get(of);
                settled.is_some_and(|settled| {
                    effort.spend_on(settled.size() + within.size());
                    settled.without(within).is_empty()
                })
            }
            Part::Formula(Formula::All(parts)) => parts
                .iter()
                .all(|part| self.entails(Part::Formula(part), effort)),
            Part::Formula(_) => false,
        }
    }
}

/// Whether wherever the one is near, the other is too.
fn implies(one: &Near, other: &Near) -> bool {
    let among = |some: &[Term], all: &[Term]| some.iter().all(|term| all.contains(term));
    let ordered = one.ordered || !other.ordered;
    let straight = among(&one.left, &other.left) && among(&one.right, &other.right);
    let turned = !other.ordered && among(&one.left, &other.right) && among(&one.right, &other.left);
    one.within <= other.within && ordered && (straight || turned)
}
