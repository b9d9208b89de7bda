//! From many inputs to their commits: decided side by side, stored in one call.

use std::iter::repeat_with;

use chrono::{DateTime, Utc};

use super::lines::{Lines, Waiting};
use super::{Desk, DeskError, TRIES};
use crate::mention::Mention;
use crate::policy::{Answer, Ask, Commit, Input, Question, Step};
use crate::store::StoreError;

impl Desk {
    /// Takes in many things that happened by `now`; one result for each, in their order.
    ///
    /// What surely concerns different matters is decided side by side: the
    /// classifier is asked once and the store commits once for all of it. What
    /// may concern one matter (a mention, the posts of an author on a channel,
    /// a case) keeps its order. The outcome is that of
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
        let mut lines = Lines::new(inputs.into_iter().enumerate(), &self.policy);
        while let Some(wave) = lines.next_wave() {
            for (one, result) in self.take_in(wave, now).await {
                match result {
                    Err(DeskError::Store(StoreError::Conflict)) if one.tries + 1 < TRIES => {
                        lines.stay(one);
                        continue;
                    }
                    Err(DeskError::Store(StoreError::Conflict)) => {
                        set(&mut done, one.place, Err(DeskError::Busy));
                    }
                    result => set(&mut done, one.place, result),
                }
                lines.leave(one.place);
            }
        }
        // INVARIANT: nothing waits any more, so that each has its result.
        done.into_iter().flatten().collect()
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
        for (one, decided) in wave.into_iter().zip(decided) {
            match decided {
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

    /// Steps with each as far as it goes without the classifier, then asks
    /// that about all of them at once, and goes on.
    async fn decide_all(
        &self,
        inputs: impl Iterator<Item = Input>,
        now: DateTime<Utc>,
    ) -> Vec<Result<Commit, DeskError>> {
        let mut steps = Vec::new();
        for input in inputs {
            steps.push(self.go_on(self.policy.step(input, now), now).await);
        }
        let asked = steps.iter().filter_map(Progress::asked).cloned().collect();
        let mut answers = self.assess(asked).await.into_iter();
        let mut decided = Vec::new();
        for step in steps {
            let mut step = step;
            while let Progress::Assess(ask, _) = step {
                let answer = answers.next().unwrap_or(Answer::NotKnown);
                step = match ask.answer(answer) {
                    Ok(next) => self.go_on(next, now).await,
                    // It was answered in kind.
                    Err(_) => Progress::Decided(Err(DeskError::Busy)),
                };
            }
            if let Progress::Decided(result) = step {
                decided.push(result);
            }
        }
        decided
    }

    /// Answers what is asked, up to a decision or a question for the classifier.
    async fn go_on<'p>(&self, mut step: Step<'p>, now: DateTime<Utc>) -> Progress<'p> {
        loop {
            let ask = match step {
                Step::Done(commit) => return Progress::Decided(Ok(commit)),
                Step::Refused(refusal) => {
                    return Progress::Decided(Err(DeskError::Refused(refusal)));
                }
                Step::Need(ask) => ask,
            };
            if let Question::Assessment(mention) = ask.question() {
                let mention = (**mention).clone();
                return Progress::Assess(ask, Box::new(mention));
            }
            let answer = match self.look_up(ask.question(), now).await {
                Ok(answer) => answer,
                Err(error) => return Progress::Decided(Err(error.into())),
            };
            step = match ask.answer(answer) {
                Ok(step) => step,
                // Every question is answered in kind.
                Err(_) => return Progress::Decided(Err(DeskError::Busy)),
            };
        }
    }

    async fn assess(&self, batch: Vec<Mention>) -> Vec<Answer> {
        let Some(classifier) = self.classifier.as_ref().filter(|_| !batch.is_empty()) else {
            return Vec::new();
        };
        let assessed = classifier.assess(&batch).await.into_iter();
        // Rules that hang on a failed one are not settled, and the mention goes to a person.
        assessed
            .map(|it| it.map_or(Answer::NotKnown, Answer::Assessment))
            .collect()
    }
}

/// How far a step came.
enum Progress<'p> {
    Decided(Result<Commit, DeskError>),
    Assess(Ask<'p>, Box<Mention>),
}

impl Progress<'_> {
    fn asked(&self) -> Option<&Mention> {
        match self {
            Progress::Assess(_, mention) => Some(mention),
            Progress::Decided(_) => None,
        }
    }
}

fn set<T>(places: &mut [Option<T>], place: usize, value: T) {
    if let Some(at) = places.get_mut(place) {
        *at = Some(value);
    }
}
