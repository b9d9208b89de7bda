//! What agents may do with a case, and what they are told when they may not.

use chrono::{DateTime, Utc};
use webcare::case::{
    Arrived, Command, ConsultId, Elsewhere, Event, Fate, FollowUp, FollowUpBy, Guard, Owner,
    Ownership, PartId, Progress, PromiseId, Purpose, Refusal, ReplyId, Resolution, Revision, State,
    SwitchReason, WaiveReason,
};
use webcare::mention::{Mention, MentionKey};
use webcare::policy::{Commit, Input, Receipt, What};
use webcare::sla::Target;
use webcare::text::Lang;

use crate::desk::{Sim, at, policy_with};

/// Monday morning.
fn monday() -> DateTime<Utc> {
    at("13T08:00")
}

fn mention(text: &str) -> Mention {
    Mention::post("twitter", "1")
        .by("@jan_k")
        .text(text)
        .posted_at(at("13T07:30"))
}

fn key() -> MentionKey {
    MentionKey::new("twitter", "1")
}

fn take() -> Command {
    Command::Take {
        ownership: Ownership::Decides,
    }
}

fn draft(text: &str) -> Command {
    Command::Draft {
        answers: key(),
        revision: 1,
        purpose: Purpose::Answer,
        text: text.into(),
    }
}

fn follow_up(text: &str) -> Command {
    Command::Draft {
        answers: key(),
        revision: 1,
        purpose: Purpose::FollowUp,
        text: text.into(),
    }
}

fn approve(reply: u32) -> Command {
    Command::Approve {
        reply: ReplyId::new(reply),
    }
}

fn resolve() -> Command {
    Command::Resolve {
        resolution: Resolution::Resolved,
    }
}

fn switch(to: &[&str]) -> Command {
    Command::Switch {
        to: to.iter().map(|it| (*it).into()).collect(),
        because: SwitchReason::Privacy,
    }
}

fn speak(note: &str) -> Command {
    Command::Speak {
        channel: "phone".into(),
        note: note.into(),
        minutes: Some(6),
    }
}

fn promise(days: u32) -> Command {
    Command::Promise {
        what: "we bellen terug".into(),
        within: Target::WorkingDays(days),
    }
}

/// A case that `els` has taken.
fn taken(text: &str) -> Sim {
    let mut sim = Sim::new();
    sim.hear(mention(text), monday());
    sim.order("els", take(), monday()).unwrap();
    sim
}

fn after(commands: &[(&str, Command)]) -> Sim {
    let mut sim = taken("een klacht");
    for (by, command) in commands {
        let command = command.clone();
        let done = sim.order(by, command.clone(), monday());
        done.unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
    }
    sim
}

fn receipt(sim: &mut Sim, part: u32, fate: Fate) -> Commit {
    let id = PartId {
        case: sim.case().case.id,
        reply: ReplyId::new(1),
        part,
    };
    let receipt = Receipt {
        part: id,
        fate,
        at: monday(),
        lease: None,
    };
    sim.put(Input::Receipt(receipt), monday()).unwrap()
}

fn events(sim: &Sim) -> Vec<Event> {
    let log = sim.store.log(&sim.case().case.id);
    let events = log.into_iter().filter_map(|entry| match entry.what {
        What::Case(event) => Some(event),
        What::Clock(_) | What::Chain(_) | What::Unread(_) => None,
    });
    events.collect()
}

/// A command that is refused: by whom, after what, and how the refusal is called.
type Refused = (
    &'static str,
    Vec<(&'static str, Command)>,
    &'static str,
    Command,
);

fn refused() -> Vec<Refused> {
    let long = "woord ".repeat(200);
    let other = MentionKey::new("twitter", "elders");
    let goodwill = |amount| Command::Resolve {
        resolution: Resolution::Goodwill { amount },
    };
    let offer = |to, briefing: &str| Command::Offer {
        to,
        briefing: briefing.into(),
    };
    let on = |answers| Command::Draft {
        answers,
        revision: 1,
        purpose: Purpose::Answer,
        text: "dag".into(),
    };
    vec![
        ("stranger", vec![], "piet", take()),
        ("not-owner", vec![], "bram", resolve()),
        ("in-hand", vec![], "els", take()),
        ("wrong-state", vec![("els", resolve())], "els", draft("dag")),
        (
            "wrong-state",
            vec![("els", resolve()), ("els", Command::Close)],
            "els",
            draft("dag"),
        ),
        ("wrong-state", vec![], "els", Command::Close),
        ("in-hand", vec![], "els", Command::Resume),
        (
            "no-such-double",
            vec![],
            "els",
            Command::Dismiss {
                elsewhere: Elsewhere::Host(None),
            },
        ),
        // S1:42, S1:19: goodwill needs the mandate, and the hub behind has it.
        ("no-mandate", vec![], "els", goodwill(2_000)),
        // S4:11
        (
            "not-trained",
            vec![
                ("els", draft("dag")),
                ("els", offer(Owner::Agent("tim".into()), "lees")),
                ("tim", Command::Accept),
            ],
            "tim",
            approve(1),
        ),
        (
            "not-trained",
            vec![
                ("els", draft("dag")),
                ("els", offer(Owner::Agent("vera".into()), "lees")),
                ("vera", Command::Accept),
            ],
            "vera",
            approve(1),
        ),
        ("nothing-offered", vec![], "bram", Command::Accept),
        ("nothing-offered", vec![], "bram", Command::Decline),
        (
            "no-such-queue",
            vec![],
            "els",
            offer(Owner::Queue("nergens".into()), "lees"),
        ),
        ("not-in-case", vec![], "els", on(other)),
        (
            "mention-changed",
            vec![],
            "els",
            Command::Draft {
                answers: key(),
                revision: 2,
                purpose: Purpose::Answer,
                text: "dag".into(),
            },
        ),
        ("does-not-fit", vec![], "els", draft(&long)),
        ("nothing-written", vec![], "els", draft(" ")),
        (
            "nothing-written",
            vec![],
            "els",
            Command::Note { text: "".into() },
        ),
        (
            "personal-data",
            vec![],
            "els",
            draft("uw rekening NL91ABNA0417164300"),
        ),
        ("no-such-reply", vec![], "els", approve(1)),
        (
            "no-such-reply",
            vec![("els", draft("dag")), ("els", approve(1))],
            "els",
            approve(1),
        ),
        (
            "no-such-reply",
            vec![],
            "els",
            Command::Resend {
                reply: ReplyId::new(1),
            },
        ),
        (
            "nothing-open",
            vec![],
            "els",
            Command::Keep {
                promise: PromiseId::new(1),
            },
        ),
        (
            "nothing-open",
            vec![],
            "els",
            Command::Answer {
                consult: ConsultId::new(1),
                text: "ja".into(),
            },
        ),
        // S2:6: nobody is sent where only a computer can go.
        ("only-digital-ways", vec![], "els", switch(&["dm", "forum"])),
        ("only-digital-ways", vec![], "els", switch(&[])),
        (
            "no-such-channel",
            vec![],
            "els",
            switch(&["hyves", "phone"]),
        ),
        (
            "no-follow-up-owed",
            vec![],
            "els",
            Command::Waive {
                because: WaiveReason::CustomerAsked,
            },
        ),
        // S1:19: ten working days is too long.
        ("too-late", vec![], "els", promise(10)),
        ("no-due-time", vec![], "els", promise(u32::MAX)),
        (
            "no-such-department",
            vec![],
            "els",
            Command::Consult {
                department: "inkoop".into(),
                question: "wat nu?".into(),
            },
        ),
        (
            "wrong-medium",
            vec![],
            "els",
            Command::Speak {
                channel: "twitter".into(),
                note: "hoi".into(),
                minutes: None,
            },
        ),
        // S1:7: an open promise holds a case open. S3:36: so does the word the public is owed.
        ("guarded", vec![("els", promise(1))], "els", resolve()),
        (
            "guarded",
            vec![
                ("els", switch(&["phone"])),
                ("els", speak("gebeld")),
                ("els", resolve()),
            ],
            "els",
            Command::Close,
        ),
        // S1:29
        ("guarded", vec![], "els", Command::Await),
        // S1:9
        ("guarded", vec![], "els", speak(" ")),
        (
            "guarded",
            vec![("els", switch(&["phone"]))],
            "els",
            resolve(),
        ),
        // Going on with it writes nothing down.
        (
            "guarded",
            vec![("els", switch(&["phone"])), ("els", Command::Resume)],
            "els",
            resolve(),
        ),
        // S1:19
        (
            "guarded",
            vec![],
            "els",
            offer(Owner::Agent("bram".into()), ""),
        ),
    ]
}

// What is said to do instead can be done.
#[test]
fn a_remedy_fits_whose_the_case_is_and_how_it_stands() {
    let to_bram = Command::Offer {
        to: Owner::Agent("bram".into()),
        briefing: "de klant wacht op geld".into(),
    };
    let to_noor = Command::Offer {
        to: Owner::Agent("noor".into()),
        briefing: "de klant wacht op geld".into(),
    };
    let switched = || ("els", switch(&["phone"]));
    let closed = || vec![("els", resolve()), ("els", Command::Close)];
    let next = "wait for the customer to come back, which reopens it or opens another";
    for (before, by, command, remedy) in [
        (vec![], "els", take(), "go on with the case"),
        (
            vec![switched()],
            "els",
            take(),
            "resume the case, or go on with it",
        ),
        (vec![], "els", Command::Resume, "go on with the case"),
        (vec![], "els", Command::Close, "resolve the case first"),
        (closed(), "els", Command::Close, next),
        (closed(), "els", Command::Resume, next),
        (closed(), "els", to_bram, next),
        (vec![], "els", Command::Accept, "go on: the case is yours"),
        (
            vec![("els", to_noor)],
            "bram",
            Command::Accept,
            "ask `els` to offer it",
        ),
    ] {
        let refusal = after(&before).order(by, command.clone(), monday());
        let refusal = refusal.expect_err(remedy);
        assert_eq!(refusal.remedy(Lang::En), remedy, "{command:?}: {refusal}");
    }
    let mut sim = Sim::new();
    sim.hear(mention("een klacht"), monday());
    let refusal = sim.order("bram", Command::Accept, monday()).unwrap_err();
    assert_eq!(refusal.remedy(Lang::En), "take the case from `webcare`");
    sim.order("bram", take(), monday()).unwrap();
}

fn code(refusal: &Refusal) -> String {
    serde_json::to_value(refusal).unwrap()["refused"]
        .as_str()
        .unwrap()
        .to_owned()
}

// S0:1, S0:13, S1:7, S1:9, S1:19, S1:29, S1:42, S2:6, S2:20, S4:11, S4:15
#[test]
fn every_refusal_says_what_is_wrong_and_what_to_do_instead() {
    let mut seen = std::collections::BTreeSet::new();
    let mut check = |expected: &str, refusal: &Refusal| {
        assert_eq!(code(refusal), expected, "{refusal}");
        for lang in [Lang::Nl, Lang::En] {
            let (words, remedy) = (refusal.words(lang), refusal.remedy(lang));
            assert!(
                words.len() > 8 && remedy.len() > 8,
                "{expected}: {words}; {remedy}"
            );
        }
        assert_ne!(refusal.words(Lang::Nl), refusal.words(Lang::En));
        assert_ne!(refusal.remedy(Lang::Nl), refusal.remedy(Lang::En));
        seen.insert(expected.to_owned());
    };
    for (expected, before, by, command) in refused() {
        let mut sim = after(&before);
        let stored = sim.case();
        let refusal = sim
            .order(by, command.clone(), monday())
            .expect_err(expected);
        check(expected, &refusal);
        assert_eq!(sim.case(), stored, "{command:?} left something behind");
    }
    let mut sim = taken("een klacht");
    let stale = sim.order_at(
        sim.case().case.id,
        Revision::new(0),
        "els",
        resolve(),
        monday(),
    );
    check("stale", &stale.unwrap_err());
    let nowhere = sim.order_at("c99".into(), Revision::new(0), "els", resolve(), monday());
    check("no-such-case", &nowhere.unwrap_err());
    sim.withdraw(key(), monday());
    check(
        "mention-gone",
        &sim.order("els", draft("dag"), monday()).unwrap_err(),
    );
    let mut sim = taken("een geval: overleden");
    sim.order("els", draft("gecondoleerd"), monday()).unwrap();
    check(
        "four-eyes",
        &sim.order("els", approve(1), monday()).unwrap_err(),
    );
    let mut sim = Sim::new();
    sim.hear(mention("een klacht"), monday());
    check(
        "not-in-queue",
        &sim.order("noor", take(), monday()).unwrap_err(),
    );
    let (mut sim, direct) = by_direct_message();
    check(
        "window-closed",
        &sim.order("els", direct, at("14T07:31")).unwrap_err(),
    );
    let (mut sim, direct) = by_direct_message();
    let Command::Draft {
        answers,
        revision,
        text,
        ..
    } = direct
    else {
        panic!()
    };
    let purpose = Purpose::FollowUp;
    let private = Command::Draft {
        answers,
        revision,
        purpose,
        text,
    };
    check(
        "not-public",
        &sim.order("els", private, monday()).unwrap_err(),
    );
    let mut sim = after(&to_the_phone());
    sim.desk = sim
        .desk
        .clone()
        .with_policy(policy_with("retention = { part = '1 day' }"));
    sim.order("els", follow_up("we hebben elkaar gesproken"), monday())
        .unwrap();
    sim.order("els", resolve(), monday()).unwrap();
    sim.wake(at("14T10:00"));
    check(
        "words-gone",
        &sim.order("els", approve(1), at("14T10:00")).unwrap_err(),
    );
    // The other one, a recipient that is not known, takes a store that lost a filing.
    assert_eq!(seen.len(), 32, "{seen:?}");
}

fn to_the_phone() -> [(&'static str, Command); 2] {
    [("els", switch(&["phone"])), ("els", speak("gebeld"))]
}

fn by_direct_message() -> (Sim, Command) {
    let mut sim = Sim::new();
    let mut mention = mention("een klacht");
    mention.channel = "dm".into();
    sim.hear(mention, monday());
    sim.order("els", take(), monday()).unwrap();
    let answers = MentionKey::new("dm", "1");
    let draft = Command::Draft {
        answers,
        revision: 1,
        purpose: Purpose::Answer,
        text: "dag Jan".into(),
    };
    (sim, draft)
}

// A channel lets us answer for 24 hours after the customer's last word, and no longer.
#[test]
fn a_reply_window_closes_and_opens_again_with_the_customers_word() {
    let (mut sim, direct) = by_direct_message();
    sim.order("els", direct.clone(), at("14T07:29")).unwrap();
    // The draft was in time; its leaving is not.
    let late = sim.order("els", approve(1), at("14T07:30")).unwrap_err();
    assert_eq!(code(&late), "window-closed");
    let mut again = mention("nog een vraag");
    again.channel = "dm".into();
    again.id = "2".into();
    again.posted_at = Some(at("14T09:00"));
    sim.hear(again, at("14T09:00"));
    sim.order("els", approve(1), at("14T09:05")).unwrap();
}

// S4:28
#[test]
fn guards_are_off_warn_or_refuse() {
    for (strictness, warned, refused) in [
        ("off", false, false),
        ("warn", true, false),
        ("require", false, true),
    ] {
        let lines = format!("guards = {{ next-step = '{strictness}' }}");
        let mut sim = Sim::over(policy_with(&lines));
        sim.hear(mention("een klacht"), monday());
        sim.order("els", take(), monday()).unwrap();
        match sim.order("els", Command::Await, monday()) {
            Ok(commit) => {
                assert!(!refused, "{strictness}");
                assert_eq!(commit.warnings.contains(&Guard::NextStep), warned);
            }
            Err(refusal) => assert!(refused, "{strictness}: {refusal}"),
        }
    }
}

// S3:29: a second pair of eyes on what is delicate.
#[test]
fn a_delicate_topic_needs_a_second_person() {
    let mut sim = taken("mijn vader is overleden");
    sim.order("els", draft("gecondoleerd"), monday()).unwrap();
    let refusal = sim.order("els", approve(1), monday()).unwrap_err();
    assert_eq!(
        refusal,
        Refusal::FourEyes {
            author: "els".into()
        }
    );
    sim.order("bram", approve(1), monday()).unwrap();
    let reply = sim.case().case.replies[&ReplyId::new(1)].clone();
    assert_eq!(reply.author, Some("els".into()));
    assert_eq!(reply.approved_by, Some("bram".into()));
}

// S2:20, S1:36: a partner answers, and hands on what it may not decide.
// S1:19, S1:29, S1:35
#[test]
fn a_partner_is_referred_to_the_hub_behind_it() {
    let mut sim = Sim::new();
    sim.hear(mention("vraag voor de avonddienst"), monday());
    let refusal = sim.order("noor", take(), monday()).unwrap_err();
    let behind = Some("hub".into());
    assert!(matches!(&refusal, Refusal::MayNotDecide { behind: it, .. } if *it == behind));
    assert!(refusal.remedy(Lang::Nl).contains("hub"));
    let coordinate = Command::Take {
        ownership: Ownership::Coordinates,
    };
    sim.order("noor", coordinate, monday()).unwrap();
    let offer = Command::Offer {
        to: Owner::Queue("hub".into()),
        briefing: "wil zijn geld terug".into(),
    };
    sim.order("noor", offer, monday()).unwrap();
    // Until it is accepted the case has the owner it had.
    assert_eq!(sim.case().case.agent(), Some(&"noor".into()));
    sim.order("hanna", Command::Accept, monday()).unwrap();
    let goodwill = Command::Resolve {
        resolution: Resolution::Goodwill { amount: 2_000 },
    };
    sim.order("hanna", goodwill, monday()).unwrap();
    let case = sim.case().case;
    assert_eq!((case.hand_offs, case.repeated_explanations), (1, 0));
}

// S3:36: what went on in private is told in public that it was handled.
// S0:3
#[test]
fn a_private_switch_owes_a_public_word_until_it_is_given_or_waived() {
    let begin = || {
        after(&[
            ("els", switch(&["phone", "dm"])),
            ("els", speak("gebeld, opgelost")),
        ])
    };

    let mut by_team = begin();
    assert!(by_team.case().case.owes_follow_up());
    by_team.order("els", resolve(), monday()).unwrap();
    by_team
        .order(
            "els",
            follow_up("We hebben dit telefonisch opgelost"),
            monday(),
        )
        .unwrap();
    let leaves = by_team.order("els", approve(1), monday()).unwrap();
    assert!(
        by_team.case().case.owes_follow_up(),
        "only a receipt gives it"
    );
    by_team.arrive(&leaves, monday());
    assert_eq!(by_team.case().case.follow_up, FollowUp::Given);
    by_team.order("els", Command::Close, monday()).unwrap();

    // What only the customer is answered is not that word.
    let mut answered = begin();
    let answer = draft("We bellen je morgen om tien uur terug");
    answered.order("els", answer, monday()).unwrap();
    let leaves = answered.order("els", approve(1), monday()).unwrap();
    answered.arrive(&leaves, monday());
    assert!(answered.case().case.is_answered());
    assert!(answered.case().case.owes_follow_up());

    let mut by_customer = begin();
    let mut thanks = mention("bedankt @duinrand");
    thanks.id = "2".into();
    by_customer.hear(thanks, at("13T09:00"));
    let by = FollowUpBy::Customer(MentionKey::new("twitter", "2"));
    assert!(events(&by_customer).contains(&Event::FollowUpGiven { by }));

    let mut waived = begin();
    let because = WaiveReason::PostDeleted;
    waived
        .order("els", Command::Waive { because }, monday())
        .unwrap();
    waived.order("els", resolve(), monday()).unwrap();
    waived.order("els", Command::Close, monday()).unwrap();
    assert_eq!(waived.case().case.state, State::Closed);

    // A letter is private too; what was never public owes nothing.
    assert!(
        after(&[("els", switch(&["letter"]))])
            .case()
            .case
            .owes_follow_up()
    );
    let (mut direct, _) = by_direct_message();
    direct.order("els", switch(&["phone"]), monday()).unwrap();
    assert!(!direct.case().case.owes_follow_up());
}

/// A reply of three parts that was approved.
fn leaving() -> Sim {
    let text = "Wij hebben uw schade bekeken en bellen u morgen. ".repeat(6);
    let mut sim = after(&[("els", draft(&text))]);
    sim.order("els", approve(1), monday()).unwrap();
    assert_eq!(sim.case().case.replies[&ReplyId::new(1)].parts.len(), 3);
    sim
}

// Invariant 6: nothing twice, nothing without a receipt.
#[test]
fn parts_come_to_rest_by_their_receipts() {
    let mut sim = leaving();
    let part = |sim: &Sim, part: usize| {
        sim.case().case.replies[&ReplyId::new(1)].parts[part]
            .progress
            .clone()
    };
    receipt(&mut sim, 0, Fate::Delivered(Some("t1".into())));
    assert!(receipt(&mut sim, 0, Fate::Delivered(Some("t1".into()))).is_empty());
    assert!(
        receipt(&mut sim, 0, Fate::Failed).is_empty(),
        "what arrived stays there"
    );
    assert!(receipt(&mut sim, 7, Fate::Failed).is_empty());
    receipt(&mut sim, 1, Fate::Unknown);
    assert!(sim.case().case.undelivered_since.is_some());
    // Somebody looks; it is not there; only then does it leave again, with what follows it.
    let resend = Command::Resend {
        reply: ReplyId::new(1),
    };
    assert_eq!(
        sim.order("els", resend.clone(), monday()),
        Err(Refusal::Unsettled {
            reply: ReplyId::new(1),
            part: 1
        })
    );
    let settle = |arrived| Command::Settle {
        reply: ReplyId::new(1),
        part: 1,
        arrived,
    };
    sim.order("els", settle(Arrived::No), monday()).unwrap();
    let again = sim.order("els", resend, monday()).unwrap();
    assert_eq!(again.effects.len(), 2);
    assert_eq!(sim.case().case.undelivered_since, None);
    assert!(!sim.case().case.is_answered());
    receipt(&mut sim, 1, Fate::Delivered(None));
    receipt(&mut sim, 2, Fate::Delivered(None));
    assert_eq!(part(&sim, 1), Progress::Delivered(None));
    assert!(sim.case().case.is_answered());
    let replied = events(&sim)
        .into_iter()
        .filter(|it| matches!(it, Event::Replied { .. }));
    assert_eq!(replied.count(), 1);
}

// S3:29
#[test]
fn a_receipt_of_what_nobody_approved_changes_nothing() {
    let mut sim = after(&[("els", draft("dag"))]);
    assert!(receipt(&mut sim, 0, Fate::Delivered(None)).is_empty());
}

// Invariant 4 and 7: what is answered is what was read.
#[test]
fn an_edit_or_a_withdrawal_after_the_draft_holds_it_back() {
    let mut edited = after(&[("els", draft("dag"))]);
    let mut edit = mention("een klacht, maar over iets anders");
    edit.revision = 2;
    edited.hear(edit, monday());
    let refusal = edited.order("els", approve(1), monday()).unwrap_err();
    assert!(
        matches!(
            refusal,
            Refusal::MentionChanged {
                read: 1,
                found: 2,
                ..
            }
        ),
        "{refusal}"
    );
    let mut gone = after(&[("els", draft("dag"))]);
    gone.withdraw(key(), monday());
    let refusal = gone.order("els", approve(1), monday()).unwrap_err();
    assert_eq!(refusal, Refusal::MentionGone { mention: key() });
}

// Invariants 4 and 10: what did not arrive is not sent anew to somebody who is
// gone, nor as an answer to other words; but what has begun to arrive is ended.
#[test]
fn what_did_not_arrive_is_sent_anew_to_whom_it_was_written_for() {
    let lost = |part| {
        let long = "we bellen je morgen om tien uur over de schade. ".repeat(6);
        let mut sim = after(&[("els", draft(long.as_str())), ("els", approve(1))]);
        (0..part).for_each(|part| drop(receipt(&mut sim, part, Fate::Delivered(None))));
        receipt(&mut sim, part, Fate::Failed);
        sim
    };
    let resend = || Command::Resend {
        reply: ReplyId::new(1),
    };
    let refused = |sim: &mut Sim| code(&sim.order("els", resend(), monday()).unwrap_err());
    for part in [0, 1] {
        let mut sim = lost(part);
        sim.withdraw(key(), monday());
        assert_eq!(refused(&mut sim), "mention-gone");
        let mut sim = lost(part);
        let accounts = vec![webcare::mention::Account::new("twitter", "@jan_k")];
        sim.put(Input::Erase { accounts }, monday()).unwrap();
        assert_eq!(refused(&mut sim), "author-forgotten");
    }
    let mut edit = mention("een klacht, maar over iets anders");
    edit.revision = 2;
    let mut sim = lost(0);
    sim.hear(edit.clone(), monday());
    assert_eq!(refused(&mut sim), "mention-changed");
    let mut sim = lost(1);
    sim.hear(edit, monday());
    let sent = sim.order("els", resend(), monday()).unwrap();
    assert_eq!(sent.effects.len(), 2);
}

// S1:36: who comes back finds the same person; a new round owes anew.
// S1:19, S1:29
#[test]
fn a_customer_who_comes_back_finds_the_case_and_its_owner() {
    let mut sim = after(&[("els", switch(&["phone"])), ("els", speak("gebeld"))]);
    sim.order(
        "els",
        Command::Waive {
            because: WaiveReason::CustomerAsked,
        },
        monday(),
    )
    .unwrap();
    sim.order("els", resolve(), monday()).unwrap();
    let mut back = mention("toch weer een klacht");
    back.id = "2".into();
    back.posted_at = Some(at("14T10:00"));
    sim.hear(back, at("14T10:00"));
    let case = sim.case().case;
    assert_eq!(case.state, State::Reopened);
    assert_eq!(case.owner, Owner::Agent("els".into()));
    sim.order("els", take(), at("14T10:01")).unwrap();
    sim.order("els", switch(&["phone"]), at("14T10:02"))
        .unwrap();
    assert!(sim.case().case.owes_follow_up());
}

// S4:21: the department answers webcare, who stays the owner.
// S0:5, S0:8
#[test]
fn a_department_is_asked_and_the_case_stays() {
    let consult = Command::Consult {
        department: "claims".into(),
        question: "is dit gedekt?".into(),
    };
    let mut sim = after(&[("els", consult)]);
    let case = sim.case().case;
    assert_eq!(
        (case.state, case.agent()),
        (State::Consulting, Some(&"els".into()))
    );
    let asked = &case.consults[&ConsultId::new(1)];
    assert_eq!(asked.person, Some("bram".into()));
    assert_eq!(asked.due, Some(at("13T12:00")));
    let answer = Command::Answer {
        consult: ConsultId::new(1),
        text: "ja".into(),
    };
    sim.order("bram", answer, monday()).unwrap();
    assert_eq!(sim.case().case.state, State::Owned);
}
