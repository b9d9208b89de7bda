//! From many inputs to their commits: decided side by side, stored a hundred or so in a call.

use std::iter::{from_fn, repeat_with};

use chrono::{DateTime, Utc};

use super::lines::{Kind, Lines, Waiting};
use super::{Desk, DeskError, TRIES};
use crate::case::CaseId;
use crate::mention::Mention;
use crate::policy::{Answer, Ask, Commit, Input, Question, Step};
use crate::sorted::SortedSet;
use crate::store::StoreError;
use crate::triage::Assessment;
use crate::triage::live::Stage;

impl Desk {
    /// Takes in many things that happened by `now`; one result for each, in their order.
    ///
    /// What surely concerns different matters is decided side by side, a hundred
    /// or so [at a time](Desk::at_once): the classifier is asked once and the store commits once
    /// for each such batch, and is waited for once ([`CaseStore::sync`](crate::store::CaseStore::sync))
    /// for everything. What may concern one matter (a mention, the posts of an author on a channel,
    /// a case) keeps its order, and so do things of different kinds: commands
    /// wait for the mentions before them. The outcome is that of
    /// [`handle`](Desk::handle) one by one.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use webcare::{desk::Desk, mention::Mention, playbook::Playbook, policy::Input, store::InMemory};
    ///
    /// let playbook = toml::from_str("
    ///     playbook = 'Noorderlicht'
    ///     version  = '1'
    ///     zone     = 'Europe/Amsterdam'
    ///     rules    = [{ id = 'complaint', when = 'klacht*', then = { respond = 'complaint' } }]
    /// ")?;
    /// let store = Arc::new(InMemory::new());
    /// let policy = Arc::new(Playbook::from_value(playbook)?.compile()?);
    /// let desk = Desk::new(policy, store.clone());
    /// let post = |id, by| Input::Mention(Mention::post("twitter", id).by(by).text("een klacht"));
    /// let posts = vec![post("1", "@jan_k"), post("2", "@els_v"), post("3", "@jan_k")];
    ///
    /// let taken = pollster::block_on(desk.handle_all(posts, "2011-06-14T10:00:00Z".parse()?));
    /// assert!(taken.iter().all(|taken| taken.is_ok()));
    /// assert_eq!(store.filings().len(), 3);
    /// assert_eq!(store.records().len(), 2); // Jan's two posts are one matter.
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub async fn handle_all(
        &self,
        inputs: Vec<Input>,
        now: DateTime<Utc>,
    ) -> Vec<Result<Commit, DeskError>> {
        let mut done: Vec<Option<Result<Commit, DeskError>>> =
            inputs.iter().map(|_| None).collect();
        let mut inputs = inputs.into_iter().enumerate().peekable();
        while let Some((_, first)) = inputs.peek() {
            let kind = Kind::of(first);
            let run = from_fn(|| inputs.next_if(|(_, next)| Kind::of(next) == kind));
            let lines = Lines::new(run, &self.policy, self.at_once);
            self.take_in_all(lines, now, &mut done).await;
        }
        self.keep(&mut done).await;
        // INVARIANT: nothing waits any more, so that each has its result.
        done.into_iter().flatten().collect()
    }

    /// Waits once until all that was stored is kept. What is not, nobody may
    /// take for stored; neither may a repeat of it, which stores nothing itself.
    async fn keep(&self, done: &mut [Option<Result<Commit, DeskError>>]) {
        let taken = |one: &&mut Option<Result<Commit, DeskError>>| matches!(one, Some(Ok(_)));
        let mut taken = done.iter_mut().filter(taken).peekable();
        if taken.peek().is_none() {
            return;
        }
        if let Err(error) = self.store.sync().await {
            taken.for_each(|one| *one = Some(Err(error.again().into())));
        }
    }

    /// Takes in whoever stands in line, wave by wave, until nobody does.
    async fn take_in_all(
        &self,
        mut lines: Lines,
        now: DateTime<Utc>,
        done: &mut [Option<Result<Commit, DeskError>>],
    ) {
        while let Some(wave) = lines.next_wave() {
            for (one, result) in self.take_in(wave, now).await {
                match result {
                    Err(DeskError::Store(StoreError::Conflict)) if one.tries + 1 < TRIES => {
                        lines.stay(one);
                        continue;
                    }
                    Err(DeskError::Store(StoreError::Conflict)) => {
                        set(done, one.place, Err(DeskError::Busy));
                    }
                    result => set(done, one.place, result),
                }
                lines.leave(one.place);
            }
        }
    }

    /// Decides on each, and stores what was decided in one call.
    async fn take_in(
        &self,
        wave: Vec<Waiting>,
        now: DateTime<Utc>,
    ) -> Vec<(Waiting, Result<Commit, DeskError>)> {
        let inputs = wave.iter().map(|one| one.input.clone());
        let decided = self.decide_all(inputs, now).await;
        let (mut settled, mut bringing, mut commits) = (Vec::new(), Vec::new(), Vec::new());
        let mut changed = SortedSet::new();
        for (one, (decided, saw)) in wave.into_iter().zip(decided) {
            let is_late = saw.iter().any(|case| changed.contains(case));
            let changes = decided.iter().flat_map(|commit| &commit.changes);
            changed.extend(changes.map(|change| change.case.clone()));
            match decided {
                // Somebody before it changed what it saw, and it might write nothing
                // by which the store could tell.
                _ if is_late => settled.push((one, Err(StoreError::Conflict.into()))),
                Ok(commit) if !commit.is_empty() => {
                    bringing.push(one);
                    commits.push(commit);
                }
                decided => settled.push((one, decided)),
            }
        }
        let stored = self.store_all(commits).await;
        settled.extend(bringing.into_iter().zip(stored));
        settled
    }

    /// Stores commits in one call; one result for each.
    async fn store_all(&self, commits: Vec<Commit>) -> Vec<Result<Commit, DeskError>> {
        if commits.is_empty() {
            return Vec::new();
        }
        let stored = self.store.commit(&commits).await.into_iter();
        // A store that leaves a result out has not said that it stored.
        let stored = stored.chain(repeat_with(|| Err(StoreError::Conflict)));
        let results = commits.into_iter().zip(stored);
        results
            .map(|(commit, stored)| stored.map(|()| commit).map_err(DeskError::from))
            .collect()
    }

    /// Steps with each as far as it goes without a classifier, then asks that
    /// about all of them at once, and goes on. Tells which cases each looked at.
    async fn decide_all(
        &self,
        inputs: impl Iterator<Item = Input>,
        now: DateTime<Utc>,
    ) -> Vec<(Result<Commit, DeskError>, SortedSet<CaseId>)> {
        let begun = inputs.map(|input| Deciding {
            progress: Progress::after(self.begin(input, now)),
            saw: SortedSet::new(),
        });
        let mut all: Vec<Deciding<'_>> = begun.collect();
        self.go_on(&mut all, now).await;
        for whom in [Whom::Classifier, Whom::Model] {
            let asked = all.iter().filter_map(|it| it.progress.asks(whom)).cloned();
            let mut answers = self.ask(whom, asked.collect()).await.into_iter();
            for one in &mut all {
                if one.progress.asks(whom).is_some() {
                    one.hear(Ok(answers.next().unwrap_or(Answer::NotKnown)));
                }
            }
            self.go_on(&mut all, now).await;
        }
        let decided = all.into_iter();
        decided
            .map(|one| (one.progress.decided(), one.saw))
            .collect()
    }

    fn begin(&self, input: Input, now: DateTime<Utc>) -> Step<'_> {
        let learned = self.learned.as_ref();
        match learned.filter(|it| it.live.desk() > Stage::ListenOnly) {
            Some(_) => self.policy.step_advised(input, now),
            None => self.policy.step(input, now),
        }
    }

    /// Answers what each asks, up to a decision or a question for the classifier. What
    /// all of them ask is looked up before any goes on: the code for the one and for the
    /// other does not fit into the processor's first cache together.
    async fn go_on(&self, all: &mut [Deciding<'_>], now: DateTime<Utc>) {
        let mut answers = Vec::new();
        loop {
            for one in all.iter() {
                if let Progress::Looks(ask) = &one.progress {
                    answers.push(self.look_up(ask.question(), now).await);
                }
            }
            if answers.is_empty() {
                return;
            }
            let looking = all.iter_mut().filter(|one| one.progress.looks());
            for (one, answer) in looking.zip(answers.drain(..)) {
                one.hear(answer);
            }
        }
    }

    async fn ask(&self, whom: Whom, batch: Vec<Mention>) -> Vec<Answer> {
        let of_host = self.classifier.as_ref();
        let learned = self.learned.as_ref();
        let classifier = match whom {
            Whom::Classifier => of_host,
            Whom::Model => learned.map(|it| &it.model),
        };
        let Some(classifier) = classifier.filter(|_| !batch.is_empty()) else {
            return Vec::new();
        };
        let answer = |found: Assessment| match learned.filter(|_| whom == Whom::Model) {
            Some(learned) => Answer::Advice(Box::new(learned.live.hear(&found))),
            None => Answer::Assessment(found),
        };
        let assessed = classifier.assess(&batch).await.into_iter();
        // Rules that hang on a failed one are not settled, and the mention goes
        // to a person; a model that failed has no say.
        assessed
            .map(|it| it.map_or(Answer::NotKnown, answer))
            .collect()
    }
}

/// Who is asked about many mentions at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whom {
    Classifier,
    Model,
}

/// One that is being decided on.
struct Deciding<'p> {
    progress: Progress<'p>,
    /// The cases it looked at.
    saw: SortedSet<CaseId>,
}

/// How far a step came.
enum Progress<'p> {
    Decided(Result<Commit, DeskError>),
    Looks(Ask<'p>),
    Asks(Ask<'p>, Whom, Box<Mention>),
}

impl Deciding<'_> {
    /// Goes on with what was answered.
    fn hear(&mut self, answer: Result<Answer, StoreError>) {
        let busy = Progress::Decided(Err(DeskError::Busy));
        self.progress = match (std::mem::replace(&mut self.progress, busy), answer) {
            (Progress::Looks(ask) | Progress::Asks(ask, ..), Ok(answer)) => {
                self.saw.extend(cases_in(&answer));
                // Every question is answered in kind.
                let next = ask.answer(answer).map(Progress::after);
                next.unwrap_or(Progress::Decided(Err(DeskError::Busy)))
            }
            (Progress::Looks(_) | Progress::Asks(..), Err(error)) => {
                Progress::Decided(Err(error.into()))
            }
            (decided @ Progress::Decided(_), _) => decided,
        };
    }
}

impl<'p> Progress<'p> {
    fn after(step: Step<'p>) -> Self {
        let ask = match step {
            Step::Done(commit) => return Self::Decided(Ok(commit)),
            Step::Refused(refusal) => return Self::Decided(Err(DeskError::Refused(refusal))),
            Step::Need(ask) => ask,
        };
        match ask.question() {
            Question::Assessment(mention) => {
                let mention = mention.clone();
                Self::Asks(ask, Whom::Classifier, mention)
            }
            Question::Advice(mention) => {
                let mention = mention.clone();
                Self::Asks(ask, Whom::Model, mention)
            }
            _ => Self::Looks(ask),
        }
    }

    fn looks(&self) -> bool {
        matches!(self, Progress::Looks(_))
    }

    fn asks(&self, of: Whom) -> Option<&Mention> {
        match self {
            Progress::Asks(_, whom, mention) if *whom == of => Some(mention),
            Progress::Asks(..) | Progress::Looks(_) | Progress::Decided(_) => None,
        }
    }

    fn decided(self) -> Result<Commit, DeskError> {
        match self {
            Progress::Decided(result) => result,
            // INVARIANT: each is asked for a mention at most once, the model after
            // the classifier, and what it looks for is answered.
            Progress::Asks(..) | Progress::Looks(_) => Err(DeskError::Busy),
        }
    }
}

/// The cases that an answer shows.
fn cases_in(answer: &Answer) -> Vec<CaseId> {
    let records = match answer {
        Answer::Case(Some(record)) => std::slice::from_ref(&**record),
        Answer::Related(related) => related.cases.as_slice(),
        _ => &[],
    };
    records
        .iter()
        .map(|record| record.case.id.clone())
        .collect()
}

fn set<T>(places: &mut [Option<T>], place: usize, value: T) {
    if let Some(at) = places.get_mut(place) {
        *at = Some(value);
    }
}
