//! Simple people: they take what waits, most urgent first, answer from the
//! rows, and do what a refusal tells them to.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use webcare::case::{
    Case, CaseId, Command, Owner, Ownership, Purpose, Refusal, Resolution, State, SwitchReason,
};
use webcare::channel::{ChannelId, Medium, Visibility};
use webcare::desk::DeskError;
use webcare::policy::{Input, Order, Policy};
use webcare::sla::Target;
use webcare::team::{AgentId, QueueId};
use webcare::text::Private;

use super::play::Run;
use super::rows::{Act, Script};

/// How long an act other than the reply takes, in minutes.
const ACT_MINUTES: i64 = 5;

/// Everybody who works here, and what each is busy with.
pub(crate) struct Agents {
    /// Until when each person is busy.
    busy: BTreeMap<AgentId, DateTime<Utc>>,
    /// What is still to be done in a case, and not before when.
    plans: BTreeMap<CaseId, (DateTime<Utc>, VecDeque<Step>)>,
    /// The mentions that were answered, by case.
    answered: BTreeMap<CaseId, usize>,
}

/// One thing that an agent does in a case.
#[derive(Clone)]
enum Step {
    Reply(String),
    Act(Act),
    Answer,
    Keep,
    Nothing,
}

impl Agents {
    pub(crate) fn new(policy: &Policy) -> Self {
        let busy = policy
            .playbook()
            .agents()
            .keys()
            .map(|agent| (agent.clone(), DateTime::<Utc>::MIN_UTC));
        Self {
            busy: busy.collect(),
            plans: BTreeMap::new(),
            answered: BTreeMap::new(),
        }
    }

    /// Does everything that can be done now, and says when to look again.
    pub(crate) async fn work(&mut self, run: &mut Run) -> Result<Option<DateTime<Utc>>, DeskError> {
        self.take_what_waits(run).await?;
        self.go_on(run).await?;
        Ok(self.next(run))
    }

    /// Whoever is free takes the most urgent case of their queue.
    async fn take_what_waits(&mut self, run: &mut Run) -> Result<(), DeskError> {
        let mut waiting = run.store.records();
        waiting.retain(|it| matches!(it.case.state, State::New | State::Reopened));
        waiting.sort_by_cached_key(|it| {
            let urgency = std::cmp::Reverse(it.case.urgency());
            (urgency, it.case.began_at, it.case.id.clone())
        });
        for record in waiting {
            let case = &record.case;
            let agent = match &case.owner {
                Owner::Queue(queue) => self.free(run, queue),
                Owner::Agent(agent) => self.is_free(run, agent).then(|| agent.clone()),
            };
            let Some(agent) = agent else { continue };
            let take = Command::Take {
                ownership: Ownership::Decides,
            };
            match self.order(run, &case.id, &agent, take).await? {
                Err(Refusal::NoMandate { .. }) => {
                    let take = Command::Take {
                        ownership: Ownership::Coordinates,
                    };
                    self.tell(run, &case.id, &agent, take).await?;
                }
                Err(refusal) => note(run, &case.id, &agent, &refusal),
                Ok(()) => {}
            }
            self.read(run, case, &agent);
        }
        Ok(())
    }

    /// Reads a case and makes up a plan for it.
    fn read(&mut self, run: &Run, case: &Case, agent: &AgentId) {
        let scripts = case
            .cores()
            .into_iter()
            .filter_map(|voice| run.scripts.get(&voice.mention));
        let steps = match scripts.max_by_key(|script| script.also.len()) {
            Some(script) if !self.answered.contains_key(&case.id) => steps(script),
            Some(_) | None => VecDeque::from([Step::Nothing]),
        };
        let minutes = match steps.front() {
            Some(Step::Reply(_)) => scripted_minutes(run, case),
            Some(_) | None => ACT_MINUTES,
        };
        self.answered.insert(case.id.clone(), case.voices.len());
        let ready = run.now + TimeDelta::minutes(minutes);
        self.busy.insert(agent.clone(), ready);
        self.plans.insert(case.id.clone(), (ready, steps));
    }

    /// Goes on with every case whose next step is due.
    async fn go_on(&mut self, run: &mut Run) -> Result<(), DeskError> {
        let due: Vec<CaseId> = self
            .plans
            .iter()
            .filter(|(_, (at, _))| *at <= run.now)
            .map(|(case, _)| case.clone())
            .collect();
        for id in due {
            let Some(case) = case(run, &id) else { continue };
            let Some(owner) = case
                .agent()
                .cloned()
                .filter(|_| case.state != State::Merged)
            else {
                self.plans.remove(&id);
                continue;
            };
            if !run.policy.presence(run.now).has(&owner) {
                continue;
            }
            let Some(step) = self
                .plans
                .get_mut(&id)
                .and_then(|(_, steps)| steps.pop_front())
            else {
                self.plans.remove(&id);
                continue;
            };
            self.take_step(run, &case, &owner, step.clone()).await?;
            let wait = self.wait_after(run, &id, &step);
            match self.plans.get_mut(&id) {
                Some((_, steps)) if steps.is_empty() => {
                    self.plans.remove(&id);
                }
                Some((at, _)) => *at = wait,
                None => {}
            }
        }
        Ok(())
    }

    /// When the next step comes: at once after most, half-way to the due time
    /// after a promise, and after a while when a department is asked.
    fn wait_after(&self, run: &Run, id: &CaseId, step: &Step) -> DateTime<Utc> {
        let soon = run.now + TimeDelta::minutes(ACT_MINUTES);
        let Some(case) = case(run, id) else {
            return soon;
        };
        match step {
            Step::Act(Act::Promise { .. }) => {
                let due = case.open_promises().map(|(_, promise)| promise.due).min();
                due.map_or(soon, |due| run.now + (due - run.now) / 2)
            }
            Step::Act(Act::Consult { .. }) => run.now + TimeDelta::minutes(90),
            Step::Act(Act::Switch { .. }) => run.now + TimeDelta::minutes(45),
            Step::Reply(_) | Step::Act(_) | Step::Answer | Step::Keep | Step::Nothing => soon,
        }
    }

    async fn take_step(
        &mut self,
        run: &mut Run,
        case: &Case,
        agent: &AgentId,
        step: Step,
    ) -> Result<(), DeskError> {
        match step {
            Step::Reply(text) => self.write(run, case, agent, Purpose::Answer, text).await,
            Step::Answer => {
                for (consult, asked) in case.open_consults() {
                    let by = asked.person.clone().unwrap_or_else(|| agent.clone());
                    let text = Private::from("Nagekeken; het antwoord staat in het dossier.");
                    self.tell(
                        run,
                        &case.id,
                        &by,
                        Command::Answer {
                            consult: *consult,
                            text,
                        },
                    )
                    .await?;
                }
                Ok(())
            }
            Step::Keep => {
                for (promise, _) in case.open_promises() {
                    self.tell(run, &case.id, agent, Command::Keep { promise: *promise })
                        .await?;
                }
                Ok(())
            }
            Step::Nothing => {
                let resolution = Resolution::NothingNeeded;
                self.tell(run, &case.id, agent, Command::Resolve { resolution })
                    .await?;
                self.tell(run, &case.id, agent, Command::Close).await
            }
            Step::Act(act) => self.act(run, case, agent, act).await,
        }
    }

    async fn act(
        &mut self,
        run: &mut Run,
        case: &Case,
        agent: &AgentId,
        act: Act,
    ) -> Result<(), DeskError> {
        let id = &case.id;
        match act {
            Act::Switch { to, because } => {
                let because = match because.as_str() {
                    "urgency" => SwitchReason::Urgency,
                    "suitability" => SwitchReason::Topic,
                    "accessibility" => SwitchReason::Accessibility,
                    _ => SwitchReason::Privacy,
                };
                let to = to
                    .iter()
                    .map(|channel| ChannelId::from(channel.as_str()))
                    .collect();
                self.tell(run, id, agent, Command::Switch { to, because })
                    .await
            }
            Act::Promise { what, within } => match within.parse::<Target>() {
                Ok(within) => {
                    self.tell(
                        run,
                        id,
                        agent,
                        Command::Promise {
                            what: what.into(),
                            within,
                        },
                    )
                    .await
                }
                Err(_) => Ok(()),
            },
            Act::Consult {
                department,
                question,
            } => {
                let department = department.as_str().into();
                self.tell(
                    run,
                    id,
                    agent,
                    Command::Consult {
                        department,
                        question: question.into(),
                    },
                )
                .await
            }
            Act::FollowUp { text } => self.write(run, case, agent, Purpose::FollowUp, text).await,
            Act::Note { text } => {
                self.tell(run, id, agent, Command::Note { text: text.into() })
                    .await
            }
            Act::Call { note } => match self.telephone(run) {
                Some(channel) => {
                    let speak = Command::Speak {
                        channel,
                        note: note.into(),
                        minutes: Some(ACT_MINUTES as u32),
                    };
                    self.tell(run, id, agent, speak).await
                }
                None => Ok(()),
            },
            Act::Resolve { resolution } => {
                let resolution = match resolution.as_str() {
                    "goodwill" => Resolution::Goodwill { amount: 2_500 },
                    "referred" => Resolution::Referred {
                        to: "zorgformulier".to_owned(),
                    },
                    "answered-in-public" => Resolution::AnsweredInPublic {
                        link: "https://noorderlicht.example.org/forum".to_owned(),
                    },
                    "formal-complaint" => Resolution::FormalComplaint {
                        reference: format!("K-{id}"),
                        due: None,
                    },
                    _ => Resolution::Resolved,
                };
                self.tell(run, id, agent, Command::Resolve { resolution })
                    .await?;
                self.tell(run, id, agent, Command::Close).await
            }
        }
    }

    /// Writes a reply to the case's first mention that may be answered so, and stands for it.
    async fn write(
        &mut self,
        run: &mut Run,
        seen: &Case,
        agent: &AgentId,
        purpose: Purpose,
        text: String,
    ) -> Result<(), DeskError> {
        let fits = |visibility| purpose != Purpose::FollowUp || visibility == Visibility::Public;
        let cores = seen.cores();
        let mention = cores
            .iter()
            .find(|voice| fits(voice.visibility) && !seen.withdrawn.contains(&voice.mention));
        let Some(voice) = mention else { return Ok(()) };
        let answers = voice.mention.clone();
        let spoken = run
            .policy
            .playbook()
            .channels()
            .get(&answers.channel)
            .is_some_and(|channel| channel.is_spoken());
        if spoken {
            let speak = Command::Speak {
                channel: answers.channel,
                note: text.into(),
                minutes: None,
            };
            return self.tell(run, &seen.id, agent, speak).await;
        }
        let draft = Command::Draft {
            answers,
            revision: voice.revision,
            purpose,
            text: text.into(),
        };
        match self.order(run, &seen.id, agent, draft).await? {
            Err(refusal) => note(run, &seen.id, agent, &refusal),
            Ok(()) => {
                let reply =
                    case(run, &seen.id).and_then(|case| case.replies.keys().last().copied());
                if let Some(reply) = reply {
                    self.stand_for(run, &seen.id, agent, Command::Approve { reply })
                        .await?;
                }
            }
        }
        Ok(())
    }

    /// Approves, or lets a colleague approve where two must.
    async fn stand_for(
        &mut self,
        run: &mut Run,
        id: &CaseId,
        agent: &AgentId,
        approve: Command,
    ) -> Result<(), DeskError> {
        match self.order(run, id, agent, approve.clone()).await? {
            Err(refusal @ Refusal::FourEyes { .. }) => {
                note(run, id, agent, &refusal);
                let there = run.policy.presence(run.now);
                let known = run.policy.playbook().agents();
                let answers = |other: &AgentId| known.get(other).is_some_and(|other| other.trained);
                let mut others = there.iter().filter(|other| *other != agent);
                let colleague = others.find(|other| answers(other)).cloned();
                match colleague {
                    Some(colleague) => self.tell(run, id, &colleague, approve).await,
                    None => Ok(()),
                }
            }
            Err(refusal) => {
                note(run, id, agent, &refusal);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Gives a command; where the mandate is too small, the case goes to the
    /// people behind, with a briefing, and they give it.
    async fn tell(
        &mut self,
        run: &mut Run,
        id: &CaseId,
        agent: &AgentId,
        command: Command,
    ) -> Result<(), DeskError> {
        let Err(refusal) = self.order(run, id, agent, command.clone()).await? else {
            return Ok(());
        };
        note(run, id, agent, &refusal);
        let Refusal::NoMandate {
            behind: Some(behind),
            ..
        } = refusal
        else {
            return Ok(());
        };
        let briefing = Private::from(
            "Klant wacht op een besluit dat buiten ons mandaat valt; alles staat in de zaak.",
        );
        let offer = Command::Offer {
            to: Owner::Queue(behind.clone()),
            briefing,
        };
        if self.order(run, id, agent, offer).await?.is_err() {
            return Ok(());
        }
        let hub = run
            .policy
            .playbook()
            .agents()
            .values()
            .find(|agent| agent.queues.contains(&behind));
        let Some(hub) = hub.map(|agent| agent.id.clone()) else {
            return Ok(());
        };
        for command in [Command::Accept, command] {
            if let Err(refusal) = self.order(run, id, &hub, command).await? {
                note(run, id, &hub, &refusal);
            }
        }
        Ok(())
    }

    async fn order(
        &mut self,
        run: &mut Run,
        id: &CaseId,
        by: &AgentId,
        command: Command,
    ) -> Result<Result<(), Refusal>, DeskError> {
        let Some(case) = case(run, id) else {
            return Ok(Err(Refusal::NoSuchCase));
        };
        let order = Order {
            case: id.clone(),
            expected: case.revision,
            by: by.clone(),
            command,
        };
        match run.put(Input::Command(order)).await {
            Ok(()) => Ok(Ok(())),
            Err(DeskError::Refused(refusal)) => Ok(Err(refusal)),
            Err(error) => Err(error),
        }
    }

    fn telephone(&self, run: &Run) -> Option<ChannelId> {
        let mut channels = run.policy.playbook().channels().values();
        channels
            .find(|channel| channel.medium == Medium::Phone)
            .map(|channel| channel.id.clone())
    }

    /// Somebody of the queue who is there, not busy, and longest without work.
    fn free(&self, run: &Run, queue: &QueueId) -> Option<AgentId> {
        let agents = run.policy.playbook().agents().values();
        let mut free: Vec<_> = agents
            .filter(|agent| agent.queues.contains(queue) && self.is_free(run, &agent.id))
            .map(|agent| (self.busy.get(&agent.id).copied(), agent.id.clone()))
            .collect();
        free.sort();
        free.into_iter().next().map(|(_, agent)| agent)
    }

    fn is_free(&self, run: &Run, agent: &AgentId) -> bool {
        let is_idle = self.busy.get(agent).is_none_or(|until| *until <= run.now);
        is_idle && run.policy.presence(run.now).has(agent)
    }

    /// The next instant at which somebody can go on with something.
    fn next(&self, run: &Run) -> Option<DateTime<Utc>> {
        let waits = run
            .store
            .records()
            .iter()
            .any(|record| matches!(record.case.state, State::New | State::Reopened));
        let planned = self.plans.values().map(|(at, _)| *at);
        let next = planned.chain(waits.then_some(run.now)).min()?;
        let hours = run.policy.playbook().calendars().values();
        let openings = hours.filter_map(|calendar| {
            calendar
                .next_open(next.max(run.now + TimeDelta::minutes(1)))
                .ok()
        });
        let opening = openings.min();
        let freed = self
            .busy
            .values()
            .filter(|until| **until > run.now)
            .min()
            .copied();
        if next > run.now {
            Some(next)
        } else {
            opening.into_iter().chain(freed).min()
        }
    }
}

fn steps(script: &Script) -> VecDeque<Step> {
    let mut steps = VecDeque::from([Step::Reply(script.reply.clone())]);
    let mut promised = false;
    for act in &script.also {
        let is_kept = promised && matches!(act, Act::Call { .. } | Act::Note { .. });
        promised |= matches!(act, Act::Promise { .. });
        let is_consult = matches!(act, Act::Consult { .. });
        steps.push_back(Step::Act(act.clone()));
        if is_kept {
            steps.push_back(Step::Keep);
            promised = false;
        }
        if is_consult {
            steps.push_back(Step::Answer);
        }
    }
    steps
}

fn scripted_minutes(run: &Run, case: &Case) -> i64 {
    let scripts = case
        .cores()
        .into_iter()
        .filter_map(|voice| run.scripts.get(&voice.mention));
    scripts
        .map(|script| i64::from(script.minutes))
        .max()
        .unwrap_or(ACT_MINUTES)
}

fn case(run: &Run, id: &CaseId) -> Option<Case> {
    run.store.record(id).map(|record| record.case.clone())
}

fn note(run: &mut Run, id: &CaseId, agent: &AgentId, refusal: &Refusal) {
    let lang = run.policy.playbook().language();
    let (words, remedy) = (refusal.words(lang), refusal.remedy(lang));
    let told = format!("{agent}: {words} → {remedy}");
    run.refusals.push((run.now, id.clone(), told));
}
