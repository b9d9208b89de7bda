//! Hands, facts, ends: what agents may do with a matter beyond answering it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use webcare::case::{
    CaseId, Command, FactSource, Found, Guard, Learned, Owner, Ownership, PromiseId, Purpose,
    Refusal, ReplyId, Resolution, Satisfaction, State, SwitchReason, TextKind,
};
use webcare::desk::Context;
use webcare::mention::{Account, Mention, MentionKey};
use webcare::policy::{Commit, Import, Input, Pending, Record, Standing, Waited};
use webcare::reply::style::{AddressForm, Addressee, FactKind, Override, PrivateFact, Rule};
use webcare::sla::{ClockKind, PauseReason, Target};
use webcare::sorted::SortedMap;
use webcare::text::Lang;

use crate::desk::{Sim, at, policy_with};

fn start() -> DateTime<Utc> {
    at("13T08:00")
}

fn post(id: &str, text: &str) -> Mention {
    Mention::post("twitter", id)
        .by("@jan_k")
        .text(text)
        .posted_at(at("13T07:30"))
}

fn key(id: &str) -> MentionKey {
    MentionKey::new("twitter", id)
}

fn take() -> Command {
    let ownership = Ownership::Decides;
    Command::Take { ownership }
}

fn draft(id: &str, text: &str) -> Command {
    Command::Draft {
        answers: key(id),
        revision: 1,
        purpose: Purpose::Answer,
        text: text.into(),
    }
}

fn resolve(resolution: Resolution) -> Command {
    Command::Resolve { resolution }
}

fn taken() -> Sim {
    taken_over(Sim::new())
}

fn taken_over(mut sim: Sim) -> Sim {
    sim.hear(post("1", "een klacht"), start());
    sim.order("els", take(), start()).unwrap();
    sim
}

fn done(sim: &mut Sim, by: &str, command: Command) -> Commit {
    let said = format!("{command:?}");
    let done = sim.order(by, command, start());
    done.unwrap_or_else(|refusal| panic!("{said}: {refusal}"))
}

fn refused(sim: &mut Sim, by: &str, command: Command) -> Refusal {
    sim.order(by, command, start()).unwrap_err()
}

// S1:36
// S0:5, S0:8
#[test]
fn who_supervises_gives_a_case_to_another_also_when_it_comes_back() {
    let mut sim = taken();
    let to_bram = |briefing: &str| Command::Reassign {
        to: Owner::Agent("bram".into()),
        briefing: briefing.into(),
    };
    let refusal = refused(&mut sim, "els", to_bram("els is ziek"));
    assert!(refusal.remedy(Lang::En).contains("hanna"), "{refusal}");
    let untold = refused(&mut sim, "hanna", to_bram(" "));
    assert_eq!(
        untold,
        Refusal::Guarded {
            guard: Guard::Briefing
        }
    );
    done(&mut sim, "hanna", to_bram("els is ziek"));
    let case = sim.case().case;
    assert_eq!((case.agent(), case.hand_offs), (Some(&"bram".into()), 1));
    let late = sim.case().clocks;
    assert!(late.iter().all(|run| run.breached.is_none()));
    // Whoever was given it takes it up; the one before has no say any more.
    let owner = Owner::Agent("bram".into());
    assert_eq!(
        refused(&mut sim, "els", Command::Await),
        Refusal::NotOwner { owner }
    );
    done(&mut sim, "bram", take());
    done(&mut sim, "bram", resolve(Resolution::Resolved));
    let mut back = post("2", "toch weer een klacht");
    back.posted_at = Some(at("14T09:00"));
    sim.hear(back, at("14T09:00"));
    assert_eq!(sim.case().case.state, State::Reopened);
    let to_els = Command::Reassign {
        to: Owner::Agent("els".into()),
        briefing: "bram is weg".into(),
    };
    sim.order("hanna", to_els, at("14T09:10")).unwrap();
    let case = sim.case().case;
    assert_eq!(
        (case.state, case.agent()),
        (State::Reopened, Some(&"els".into()))
    );
    sim.order("els", take(), at("14T09:11")).unwrap();
}

// S4:28: many hands; a colleague at work is pointed out and nothing is locked.
#[test]
fn a_colleague_at_work_is_pointed_out() {
    let mut sim = taken();
    let seen = sim.case().case.revision;
    done(&mut sim, "bram", Command::Hold);
    assert_eq!(
        sim.case().case.revision,
        seen,
        "what others read still holds"
    );
    let case = sim.case().case.id;
    let commit = sim
        .order_at(case, seen, "els", draft("1", "we zoeken het uit"), start())
        .unwrap();
    assert_eq!(commit.warnings, [Guard::Hold]);
    // Later, or by who holds it, there is nothing to say.
    let later = start() + webcare::case::Case::HOLD;
    let commit = sim
        .order("els", draft("1", "we kijken ernaar"), later)
        .unwrap();
    assert_eq!(commit.warnings, []);
    let mut strict = taken_over(Sim::over(policy_with("guards = { hold = 'require' }")));
    done(&mut strict, "bram", Command::Hold);
    let refusal = refused(&mut strict, "els", draft("1", "dag"));
    assert_eq!(refusal, Refusal::Guarded { guard: Guard::Hold });
}

// S1:19, S1:29: hops with nothing done, and how often the customer had to come round.
// S1:15, S1:21
#[test]
fn empty_hops_and_round_trips_are_counted() {
    let mut sim = taken();
    for (from, to) in [("els", "bram"), ("bram", "els"), ("els", "bram")] {
        let to_next = Command::Offer {
            to: Owner::Agent(to.into()),
            briefing: "lees dit".into(),
        };
        done(&mut sim, from, to_next);
        done(&mut sim, to, Command::Accept);
    }
    let case = sim.case().case;
    assert_eq!(
        (case.hand_offs, case.empty_hops, case.round_trips),
        (3, 2, 0)
    );
    done(&mut sim, "bram", draft("1", "we bellen je morgen terug"));
    let reply = ReplyId::new(1);
    let leaves = done(&mut sim, "bram", Command::Approve { reply });
    sim.arrive(&leaves, start());
    assert_eq!(sim.case().case.round_trips, 1);
}

// S1:40
// S1:38
#[test]
fn webcare_may_decide_what_the_contact_centre_may() {
    let base = webcare::playbook::Playbook::from_value(crate::desk::document()).unwrap();
    let brand = |amount: &str| {
        let line = format!("contact-centre = {{ acts = ['goodwill'], amount = '{amount}' }}");
        webcare::playbook::Playbook::inherit(toml::from_str(&line).unwrap(), &base)
    };
    brand("250.00").unwrap();
    let error = brand("250.01").unwrap_err();
    let paths: Vec<&str> = error.problems.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["queues.hub.mandate"], "{error}");
}

// S1:15: what was inferred is asked back before it is relied upon.
// S2:10
#[test]
fn an_inferred_fact_is_confirmed_before_the_end() {
    let mut sim = taken();
    let learn = |source| Command::Learn {
        fact: "product".into(),
        value: "mobiel abonnement".into(),
        source,
    };
    done(&mut sim, "els", learn(FactSource::Inferred));
    let refusal = refused(&mut sim, "els", resolve(Resolution::Resolved));
    assert_eq!(refusal, Refusal::Guarded { guard: Guard::Fact });
    // Who gives up without an answer relies on nothing.
    let mut given_up = taken();
    done(&mut given_up, "els", learn(FactSource::Inferred));
    done(
        &mut given_up,
        "els",
        resolve(Resolution::NoAnswerFromCustomer),
    );
    let fact = "product".to_owned();
    done(&mut sim, "els", Command::Confirm { fact });
    done(&mut sim, "els", resolve(Resolution::Resolved));
    // What the customer said needs no asking back.
    let mut told = taken();
    done(&mut told, "els", learn(FactSource::Customer));
    done(&mut told, "els", resolve(Resolution::Resolved));
    // S2:10: nobody notes how old somebody is.
    let age = Command::Learn {
        fact: "Leeftijd".into(),
        value: "81".into(),
        source: FactSource::Customer,
    };
    let refusal = refused(&mut taken(), "els", age);
    assert_eq!(
        refusal,
        Refusal::ForbiddenFact {
            fact: "Leeftijd".into()
        }
    );
    let fact = "merk".to_owned();
    let refusal = refused(&mut taken(), "els", Command::Confirm { fact: fact.clone() });
    assert_eq!(refusal, Refusal::NoSuchFact { fact });
}

// S2:8, S2:28: the customer's own way is offered, and which way they chose is counted.
// S0:13, S2:10, S4:5
#[test]
fn the_way_that_the_customer_wants_is_offered_and_the_choice_counted() {
    let mut sim = taken();
    let channel: webcare::channel::ChannelId = "letter".into();
    let known = Learned::Told;
    done(
        &mut sim,
        "els",
        Command::Prefer {
            channel: channel.clone(),
            known,
        },
    );
    let switch = |to: &[&str]| Command::Switch {
        to: to.iter().map(|it| (*it).into()).collect(),
        because: SwitchReason::Accessibility,
    };
    let commit = done(&mut sim, "els", switch(&["phone"]));
    assert_eq!(commit.warnings, [Guard::Preference]);
    let refusal = refused(
        &mut sim,
        "els",
        Command::Choose {
            channel: channel.clone(),
        },
    );
    assert_eq!(
        refusal,
        Refusal::NotOffered {
            channel: channel.clone()
        }
    );
    assert_eq!(
        done(&mut sim, "els", switch(&["letter", "phone"])).warnings,
        []
    );
    done(
        &mut sim,
        "els",
        Command::Choose {
            channel: channel.clone(),
        },
    );
    let speak = Command::Speak {
        channel: "phone".into(),
        note: "toch gebeld".into(),
        minutes: None,
    };
    done(&mut sim, "els", speak);
    let case = sim.case().case;
    assert_eq!(case.switches_offered, 2);
    assert_eq!(case.switches_taken, [channel, "phone".into()]);
}

// S1:44: the result and the process, apart.
// S1:21
#[test]
fn result_and_process_are_judged_apart() {
    let mut sim = taken();
    let rate = |result, process| Command::Rate {
        satisfaction: Satisfaction { result, process },
    };
    for wrong in [rate(Some(0), None), rate(None, Some(11)), rate(None, None)] {
        assert_eq!(refused(&mut sim, "els", wrong), Refusal::NotAGrade);
    }
    done(&mut sim, "els", rate(Some(9), None));
    done(&mut sim, "els", rate(None, Some(3)));
    let told = sim.case().case.satisfaction;
    assert_eq!((told.result, told.process), (Some(9), Some(3)));
}

// S1:9, S3:43: nobody is sent on to where nobody looked, or without a word on what is next.
#[test]
fn who_is_sent_on_knows_what_happens_next() {
    let lines =
        "directory = { schadeformulier = { form = 'https://duinrand.example.org/schade' } }";
    let mut sim = taken_over(Sim::over(policy_with(lines)));
    let refer = |to: &str| resolve(Resolution::Referred { to: to.to_owned() });
    let refusal = refused(&mut sim, "els", refer("ergens"));
    assert_eq!(
        refusal,
        Refusal::NoSuchReferral {
            to: "ergens".into()
        }
    );
    let untold = refused(&mut sim, "els", refer("schadeformulier"));
    assert_eq!(
        untold,
        Refusal::Guarded {
            guard: Guard::NextStep
        }
    );
    let plan = Command::Plan {
        who: Owner::Agent("els".into()),
        what: "schade neemt contact op".into(),
        due: at("15T10:00"),
        told_at: Some(start()),
    };
    done(&mut sim, "els", plan);
    done(&mut sim, "els", refer("schadeformulier"));
    assert!(sim.case().case.next_step.is_some());
}

const STYLE: &str = "style = { address = 'informal', signature = 'added' }";

// S4:17: house style holds a draft back, and a reason may set a rule aside.
#[test]
fn house_style_holds_a_draft_back_and_a_reason_sets_it_aside() {
    let mut lines = STYLE.to_owned();
    lines.push_str("\nagents.els.mandate.acts = ['reply', 'resolve', 'override']");
    let mut sim = taken_over(Sim::over(policy_with(&lines)));
    let sorry = "Sorry voor het ongemak!";
    let refusal = refused(&mut sim, "els", draft("1", sorry));
    let Refusal::OffStyle { found } = &refusal else {
        panic!("{refusal}")
    };
    assert!(matches!(
        found[..],
        [Found {
            rule: Rule::EmptyPhrase,
            ..
        }]
    ));
    assert!(!format!("{refusal:?} {refusal}").contains("ongemak"));
    let insist = |reason: &str, rule, text: &str| Command::Insist {
        answers: key("1"),
        revision: 1,
        purpose: Purpose::Answer,
        text: text.into(),
        overrides: vec![Override::new(rule, reason).unwrap()],
    };
    let wrong = insist("anders", Rule::Commercial, sorry);
    assert!(matches!(
        refused(&mut sim, "els", wrong),
        Refusal::OffStyle { .. }
    ));
    done(
        &mut sim,
        "els",
        insist("alleen excuses gevraagd", Rule::EmptyPhrase, sorry),
    );
    let texts = sim.store.texts();
    let is_reason = |it: &&webcare::case::Text| it.words.reveal().contains("alleen excuses");
    assert_eq!(texts.iter().filter(is_reason).count(), 1);
    // A rule that holds nothing back is not set aside, and none of them twice.
    let twice = [Rule::EmptyPhrase, Rule::Commercial, Rule::EmptyPhrase];
    let twice = Command::Insist {
        answers: key("1"),
        revision: 1,
        purpose: Purpose::Answer,
        text: sorry.into(),
        overrides: twice
            .map(|it| Override::new(it, "zo wil ik het").unwrap())
            .into(),
    };
    let reasons = done(&mut sim, "els", twice).texts;
    let reasons = reasons.iter().filter(|it| it.kind == TextKind::Reason);
    assert_eq!(reasons.count(), 1);
    // Nobody signs for a colleague.
    let signed = draft("1", "We bellen je morgen om negen uur. ^BR");
    let refusal = refused(&mut sim, "els", signed);
    assert!(
        refusal.to_string().contains("`double-signature`"),
        "{refusal}"
    );
    // Personal data is not set aside, whatever else is.
    let leak = "Sorry! NL91ABNA0417164300";
    let refusal = refused(
        &mut sim,
        "els",
        insist("vraagt erom", Rule::EmptyPhrase, leak),
    );
    assert!(matches!(refusal, Refusal::PersonalData { .. }), "{refusal}");
    // Without the mandate to set rules aside, a reason is not enough.
    let mut sim = taken_over(Sim::over(policy_with(STYLE)));
    let refusal = refused(&mut sim, "els", insist("daarom", Rule::EmptyPhrase, sorry));
    assert!(matches!(refusal, Refusal::NoMandate { .. }), "{refusal}");
    // What only warns is told with the commit.
    let told = done(
        &mut sim,
        "els",
        draft("1", "Men zoekt het uit en belt je morgen."),
    );
    assert!(
        told.style.iter().any(|it| it.rule == Rule::TooDistant),
        "{:?}",
        told.style
    );
}

/// A CRM that knows one customer.
#[derive(Debug)]
struct Crm;

#[async_trait::async_trait]
impl Context for Crm {
    async fn addressee(&self, mention: &MentionKey) -> Option<Addressee> {
        (*mention == key("1")).then(|| Addressee {
            address: Some(AddressForm::Formal),
            private_facts: vec![
                PrivateFact::new(FactKind::Other, "gebroken heup"),
                PrivateFact::new(FactKind::Surname, "jan_k"),
            ],
            asked: "Welke korting geven jullie op de reisverzekering?".into(),
            ..Addressee::default()
        })
    }
}

// S4:17: what is on file of the customer, and how they want to be addressed.
#[test]
fn a_draft_is_held_against_what_is_known_of_the_customer() {
    let knowing = |knows: bool| {
        let mut sim = Sim::over(policy_with(STYLE));
        if knows {
            sim.desk = sim.desk.with_context(Arc::new(Crm));
        }
        taken_over(sim)
    };
    let told = "Vervelend, die gebroken heup. Wij bellen u morgen om 10 uur.";
    let refusal = refused(&mut knowing(true), "els", draft("1", told));
    assert!(matches!(refusal, Refusal::PersonalData { .. }), "{refusal}");
    // The name under which somebody posts is no secret.
    let named = "Vervelend, jan_k. Wij bellen u morgen om 10 uur.";
    done(&mut knowing(true), "els", draft("1", named));
    let offered = "Nu krijgt u 10% korting op onze reisverzekering! Sluit hem vandaag nog af.";
    done(&mut knowing(true), "els", draft("1", offered));
    let unasked = refused(&mut knowing(false), "els", draft("1", offered));
    let Refusal::OffStyle { found } = unasked else {
        panic!("{unasked}")
    };
    let mut rules: Vec<Rule> = found.iter().map(|it| it.rule).collect();
    rules.sort();
    assert_eq!(rules, [Rule::WrongAddress, Rule::Commercial]);
}

#[test]
fn a_draft_is_judged_by_who_reads_it_and_what_it_is_for() {
    let mut sim = Sim::new();
    let mut direct = post("1", "een klacht");
    direct.channel = "dm".into();
    sim.hear(direct, start());
    done(&mut sim, "els", take());
    let account = Command::Draft {
        answers: MentionKey::new("dm", "1"),
        revision: 1,
        purpose: Purpose::Answer,
        text: "Je rekening is NL91ABNA0417164300".into(),
    };
    done(&mut sim, "els", account);
    // Regret alone is no answer; who says that a message arrived may say no more.
    let mut sim = taken_over(Sim::over(policy_with(STYLE)));
    let sorry = |purpose| Command::Draft {
        answers: key("1"),
        revision: 1,
        purpose,
        text: "Sorry voor het ongemak!".into(),
    };
    let refusal = refused(&mut sim, "els", sorry(Purpose::Answer));
    assert!(matches!(refusal, Refusal::OffStyle { .. }), "{refusal}");
    done(&mut sim, "els", sorry(Purpose::Receipt));
}

// S3:36
#[test]
fn a_draft_is_told_that_it_goes_on_in_public() {
    let mut sim = taken_over(Sim::over(policy_with("style = { public-rounds = 1 }")));
    for (reply, goes_on) in [(1, false), (2, true)] {
        let text = "Wij zoeken het uit, en morgen om 10 uur lees je hier het antwoord.";
        let commit = done(&mut sim, "els", draft("1", text));
        let told = commit.style.iter().any(|it| it.rule == Rule::Discussing);
        assert_eq!(told, goes_on, "{:?}", commit.style);
        let reply = ReplyId::new(reply);
        let leaves = done(&mut sim, "els", Command::Approve { reply });
        sim.arrive(&leaves, start());
    }
}

#[test]
fn a_draft_is_not_cut_after_an_abbreviation_of_the_playbook() {
    let parts = |lines: &str| {
        let mut sim = taken_over(Sim::over(policy_with(lines)));
        let text = "Je brief over de schade aan je fiets is gelezen en doorgestuurd naar de collega's \
                    van de Noorderl. Mij. van Brandverzekering, die je morgen om 10 uur bellen";
        done(&mut sim, "els", draft("1", text));
        let texts = sim.store.texts();
        let parts = texts.iter().map(|it| it.words.reveal().to_owned());
        parts.filter(|it| it.contains("@jan_k")).collect::<Vec<_>>()
    };
    let ends = |parts: &[String]| parts.iter().any(|part| part.ends_with("Noorderl. 1/2"));
    assert!(ends(&parts("")), "{:?}", parts(""));
    let ours = parts("style = { abbreviations = ['Noorderl.', 'Mij.'] }");
    assert!(!ends(&ours), "{ours:?}");
}

#[test]
fn an_edited_reply_is_approved_again() {
    let mut sim = taken();
    done(&mut sim, "els", draft("1", "we bellen je morgen"));
    let edit = |reply: u32, text: &str| Command::Edit {
        reply: ReplyId::new(reply),
        text: text.into(),
    };
    let approve = |reply: u32| Command::Approve {
        reply: ReplyId::new(reply),
    };
    done(&mut sim, "els", edit(1, "we bellen je vrijdag"));
    assert_eq!(refused(&mut sim, "els", approve(1)), Refusal::NoSuchReply);
    done(&mut sim, "els", approve(2));
    // What may be on its way cannot be edited.
    let reply = ReplyId::new(2);
    assert_eq!(
        refused(&mut sim, "els", edit(2, "zaterdag")),
        Refusal::Leaving { reply }
    );
    let failed = webcare::policy::Receipt {
        part: webcare::case::PartId {
            case: sim.case().case.id,
            reply,
            part: 0,
        },
        fate: webcare::case::Fate::Failed,
        at: start(),
        lease: None,
    };
    sim.put(Input::Receipt(failed), start()).unwrap();
    // What surely did not arrive can be, and then needs a person's word again.
    let edited = done(&mut sim, "els", edit(2, "we bellen je zaterdag"));
    assert!(edited.effects.is_empty());
    assert_eq!(sim.case().case.undelivered_since, None);
    assert_eq!(done(&mut sim, "els", approve(3)).effects.len(), 1);
}

/// Two cases of one customer on two channels, both with `els`.
fn two() -> (Sim, CaseId, CaseId) {
    let mut sim = taken();
    let first = sim.case().case.id;
    let mut other = post("9", "een vraag");
    other.channel = "forum".into();
    sim.hear(other, start());
    let second = CaseId::from("c2");
    let revision = sim.store.record(&second).unwrap().case.revision;
    sim.order_at(second.clone(), revision, "els", take(), start())
        .unwrap();
    (sim, first, second)
}

fn on(sim: &mut Sim, case: &CaseId, command: Command) -> Result<Commit, Refusal> {
    let revision = sim.store.record(case).unwrap().case.revision;
    sim.order_at(case.clone(), revision, "els", command, start())
}

// S0:14
#[test]
fn two_cases_become_one_and_two_again() {
    let (mut sim, first, second) = two();
    let state = |sim: &Sim, case: &CaseId| sim.store.record(case).unwrap().case.state;
    let into = |case: &CaseId| Command::Merge { into: case.clone() };
    assert_eq!(on(&mut sim, &first, into(&first)), Err(Refusal::SameCase));
    let nowhere = CaseId::from("c9");
    assert_eq!(
        on(&mut sim, &first, into(&nowhere)),
        Err(Refusal::NoSuchCase)
    );
    on(
        &mut sim,
        &second,
        Command::Note {
            text: "belt ook".into(),
        },
    )
    .unwrap();
    on(&mut sim, &second, into(&first)).unwrap();
    assert_eq!(state(&sim, &second), State::Merged);
    let root = sim.store.record(&first).unwrap();
    assert_eq!((root.case.voices.len(), root.case.texts.len()), (2, 1));
    let forum = MentionKey::new("forum", "9");
    assert_eq!(sim.standing(&forum), Some(Standing::InCase(first.clone())));
    // Never a circle: what was merged lives nowhere else.
    let refusal = on(&mut sim, &first, into(&second)).unwrap_err();
    assert_eq!(
        refusal,
        Refusal::NotLive {
            case: second.clone(),
            state: State::Merged
        }
    );
    let remedy = refusal.remedy(Lang::En);
    assert_eq!(remedy, "name the case that it was merged into");
    // Two accounts of one person in one case: one of them can be forgotten.
    on(&mut sim, &second, Command::Unmerge).unwrap();
    assert_eq!(
        (state(&sim, &first), state(&sim, &second)),
        (State::Owned, State::Owned)
    );
    assert_eq!(sim.standing(&forum), Some(Standing::InCase(second.clone())));
    assert_eq!(sim.store.record(&first).unwrap().case.voices.len(), 1);
    let again = sim.store.record(&second).unwrap();
    assert!(again.clocks.running(ClockKind::FirstResponse).is_some());
    assert_eq!(
        on(&mut sim, &second, Command::Unmerge),
        Err(Refusal::NotMerged)
    );
    // An open promise holds a case where it is.
    let promise = Command::Promise {
        what: "een brief".into(),
        within: Target::WorkingDays(1),
    };
    on(&mut sim, &second, promise).unwrap();
    assert_eq!(
        on(&mut sim, &second, into(&first)),
        Err(Refusal::Unfinished)
    );
}

// S0:14
#[test]
fn what_a_case_had_taken_over_goes_with_it_when_its_merge_is_taken_back() {
    let (mut sim, first, second) = two();
    let mut other = post("5", "een vraag");
    other.channel = "facebook".into();
    sim.hear(other, start());
    let third = CaseId::from("c3");
    on(&mut sim, &third, take()).unwrap();
    for (case, text) in [(&first, "een"), (&second, "twee"), (&third, "drie")] {
        on(&mut sim, case, Command::Note { text: text.into() }).unwrap();
    }
    for (case, into) in [(&third, &second), (&second, &first)] {
        on(&mut sim, case, Command::Merge { into: into.clone() }).unwrap();
    }
    let texts = |sim: &Sim, case: &CaseId| -> Vec<CaseId> {
        let record = sim.store.record(case).unwrap();
        let kept = record.case.texts.iter();
        kept.map(|kept| kept.text.case.clone()).collect()
    };
    let all = [first.clone(), second.clone(), third.clone()];
    assert_eq!(texts(&sim, &first), all);
    on(&mut sim, &second, Command::Unmerge).unwrap();
    assert_eq!(texts(&sim, &first), [first]);
    assert_eq!(texts(&sim, &second), [second, third]);
}

// S0:14
#[test]
fn one_of_two_accounts_in_a_case_is_forgotten_and_the_other_is_answered() {
    let (mut sim, first, second) = two();
    on(
        &mut sim,
        &second,
        Command::Merge {
            into: first.clone(),
        },
    )
    .unwrap();
    let accounts = vec![Account::new("forum", "@jan_k")];
    sim.put(Input::Erase { accounts }, start()).unwrap();
    assert!(sim.store.record(&first).unwrap().case.is_live());
    let gone = Command::Draft {
        answers: MentionKey::new("forum", "9"),
        revision: 1,
        purpose: Purpose::Answer,
        text: "we bellen je morgen".into(),
    };
    let mention = MentionKey::new("forum", "9");
    let refusal = on(&mut sim, &first, gone).unwrap_err();
    assert_eq!(refusal, Refusal::AuthorForgotten { mention });
    assert!(refusal.remedy(Lang::Nl).len() > 8);
    on(&mut sim, &first, draft("1", "we bellen je morgen")).unwrap();
    // The case that went on in it stays where it went: nobody is left in it.
    assert_eq!(
        on(&mut sim, &second, Command::Unmerge),
        Err(Refusal::NothingLeft)
    );
}

// What was merged away is kept as long as the case in which it goes on.
#[test]
fn retention_counts_from_the_end_of_the_case_that_lives() {
    let mut sim = Sim::over(policy_with(
        "retention = { note = '1 day', post = '1 day' }",
    ));
    sim.hear(post("1", "een klacht"), start());
    let mut other = post("9", "een vraag");
    other.channel = "forum".into();
    sim.hear(other, start());
    let (first, second) = (CaseId::from("c1"), CaseId::from("c2"));
    on(&mut sim, &first, take()).unwrap();
    on(&mut sim, &second, take()).unwrap();
    on(
        &mut sim,
        &second,
        Command::Note {
            text: "belt ook".into(),
        },
    )
    .unwrap();
    on(
        &mut sim,
        &second,
        Command::Merge {
            into: first.clone(),
        },
    )
    .unwrap();
    let gone = sim.wake(at("20T08:00"));
    assert!(gone.iter().all(|commit| commit.forget.is_empty()));
    assert_eq!(sim.store.texts().len(), 1);
    let end = at("20T08:00");
    sim.order("els", resolve(Resolution::Resolved), end)
        .unwrap();
    sim.wake(at("21T08:00"));
    assert!(sim.store.texts().is_empty());
}

#[test]
fn a_story_that_is_two_matters_is_split() {
    let mut sim = taken();
    sim.hear(post("2", "en een vraag"), start());
    sim.hear(post("3", "bedankt"), start());
    let split = |ids: &[&str]| Command::Split {
        mentions: ids.iter().map(|id| key(id)).collect(),
    };
    for wrong in [&["1", "2"][..], &["3"], &[]] {
        assert_eq!(refused(&mut sim, "els", split(wrong)), Refusal::NothingLeft);
    }
    let refusal = refused(&mut sim, "els", split(&["77"]));
    assert!(matches!(refusal, Refusal::NotInCase { .. }), "{refusal}");
    done(&mut sim, "els", split(&["2", "3"]));
    let (old, new) = (CaseId::from("c1"), CaseId::from("c2"));
    let case = |id: &CaseId| sim.store.record(id).unwrap().case.clone();
    assert_eq!((case(&old).voices.len(), case(&new).voices.len()), (1, 2));
    assert_eq!(case(&new).agent(), Some(&"els".into()));
    assert_eq!(case(&new).linked, Some(old.clone()));
    assert_eq!(sim.standing(&key("2")), Some(Standing::InCase(new.clone())));
    // They stay apart, whatever is said next.
    sim.hear(post("4", "nog een vraag"), start());
    let live = sim
        .store
        .records()
        .iter()
        .filter(|it| it.case.is_live())
        .count();
    assert_eq!(live, 2);
}

#[test]
fn what_is_split_off_takes_no_reply_along_that_is_under_way() {
    for (answered, may) in [("1", true), ("2", false)] {
        let mut sim = taken();
        sim.hear(post("2", "en een vraag"), start());
        done(&mut sim, "els", draft(answered, "we bellen je morgen"));
        let reply = ReplyId::new(1);
        done(&mut sim, "els", Command::Approve { reply });
        let split = Command::Split {
            mentions: vec![key("2")],
        };
        let split = sim.order("els", split, start());
        let unfinished = matches!(split, Err(Refusal::Unfinished));
        assert_eq!((split.is_ok(), unfinished), (may, !may), "{answered}");
    }
}

// S1:29: an open case moves in with its history, and nothing is breached that was not.
// S4:22
#[test]
fn an_open_case_is_imported_with_its_history() {
    let now = at("20T10:00");
    let waited = Waited {
        from: at("09T08:00"),
        until: at("17T08:00"),
        reason: PauseReason::Customer,
    };
    let mut mention = post("1", "een klacht");
    mention.posted_at = Some(at("06T08:00"));
    let promise = Pending {
        what: "we sturen een brief".into(),
        due: at("22T12:00"),
        callback: false,
        made_at: None,
    };
    let import = |waits: Vec<Waited>, answered: bool| Import {
        case: "crm-77".into(),
        mentions: vec![mention.clone()],
        owner: Owner::Agent("els".into()),
        answered: answered.then(|| key("1")).into_iter().collect(),
        answered_at: answered.then(|| at("06T10:00")),
        earlier_answers: vec![],
        waits,
        promises: vec![promise.clone()],
        references: [("crm".to_owned(), "77".to_owned())].into_iter().collect(),
    };
    let breached = |import: Import| {
        let mut sim = Sim::new();
        sim.put(Input::Import(import.clone()), now).unwrap();
        assert!(sim.put(Input::Import(import), now).unwrap().is_empty());
        let record = sim.case();
        assert_eq!(record.case.began_at, at("06T08:00"));
        assert_eq!(record.case.agent(), Some(&"els".into()));
        assert_eq!(record.case.promises[&PromiseId::new(1)].due, at("22T12:00"));
        assert_eq!(record.case.references["crm"], "77");
        let late = record.clocks.iter().filter(|run| run.breached.is_some());
        late.map(|run| run.id.kind).collect::<Vec<_>>()
    };
    assert_eq!(breached(import(vec![waited.clone()], true)), []);
    // What is written next stands beside what was promised there, not in its place.
    let mut sim = Sim::new();
    sim.put(Input::Import(import(vec![], true)), now).unwrap();
    let text = "gebeld".into();
    sim.order("els", Command::Note { text }, now).unwrap();
    assert_eq!(sim.store.texts().len(), 2);
    // What was late there, is late here.
    assert_eq!(breached(import(vec![], true)), [ClockKind::Resolution]);
    assert!(breached(import(vec![waited.clone()], false)).contains(&ClockKind::FirstResponse));
    // What is still to come has not stood still yet.
    let coming = Waited {
        from: now + TimeDelta::days(1),
        until: now + TimeDelta::days(2),
        ..waited
    };
    assert_eq!(
        breached(import(vec![coming], true)),
        [ClockKind::Resolution]
    );
}

#[test]
fn what_is_imported_can_be_read_again_whenever_it_was_due() {
    let now = at("20T10:00");
    for due in [at("19T10:00"), now, DateTime::<Utc>::MAX_UTC] {
        let mut sim = Sim::new();
        let import = Import {
            case: "crm-77".into(),
            mentions: vec![post("1", "een klacht")],
            owner: Owner::Agent("els".into()),
            answered: vec![],
            answered_at: None,
            earlier_answers: vec![],
            waits: vec![],
            promises: vec![Pending {
                what: "we bellen".into(),
                due,
                callback: true,
                made_at: None,
            }],
            references: SortedMap::new(),
        };
        sim.put(Input::Import(import), now).unwrap();
        let record = sim.case();
        let written = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<Record>(&written).unwrap(), record);
        let call = record
            .clocks
            .iter()
            .find(|run| run.id.kind == ClockKind::Callback);
        let breached = (due <= now).then_some(due);
        assert_eq!(call.unwrap().breached, breached, "due {due}");
        sim.desk.policy().outlook(&record, now).unwrap();
    }
}

// "Thanks" closes a matter that is settled; it does not open it again.
// S3:25
#[test]
fn thanks_closes() {
    let mut sim = taken();
    done(&mut sim, "els", resolve(Resolution::Resolved));
    let mut thanks = post("2", "bedankt");
    thanks.posted_at = Some(at("13T09:00"));
    sim.hear(thanks, at("13T09:00"));
    assert_eq!(sim.case().case.state, State::Closed);
    assert_eq!(sim.store.next_wake(), None);
    // With a public word still owed it is not at its end.
    let mut owing = taken();
    let switch = Command::Switch {
        to: vec!["phone".into()],
        because: SwitchReason::Privacy,
    };
    done(&mut owing, "els", switch);
    let speak = Command::Speak {
        channel: "phone".into(),
        note: "gebeld".into(),
        minutes: None,
    };
    done(&mut owing, "els", speak);
    done(&mut owing, "els", resolve(Resolution::Resolved));
    assert!(owing.case().case.owes_follow_up());
}
