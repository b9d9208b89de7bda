//! What a case counts and tells of itself, event by event.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use webcare::case::{
    Case, Command, Event, Found, Owner, Ownership, PromiseId, Purpose, Refusal, ReplyId,
    Resolution, Revision, State, TextId, Voice,
};
use webcare::mention::MentionKey;
use webcare::reply::style::Rule;
use webcare::routing::Origin;
use webcare::team::Act;
use webcare::text::Lang;

use crate::desk::{Sim, at, policy_with};

fn key(id: &str) -> MentionKey {
    MentionKey::new("twitter", id)
}

/// A mention that deserves an answer, said at an instant.
fn voice(id: &str, said: DateTime<Utc>) -> Voice {
    let golden = include_str!("../golden/events.jsonl");
    let opened: Value = serde_json::from_str(golden.lines().next().unwrap()).unwrap();
    let mut voice: Voice = serde_json::from_value(opened["voice"].clone()).unwrap();
    voice.mention = key(id);
    voice.thread = id.into();
    voice.spoken_at = said;
    voice.reach = 0;
    voice.origin = None;
    voice
}

fn opened(id: &str, said: DateTime<Utc>) -> Event {
    Event::Opened {
        voice: voice(id, said),
        queue: "webcare".into(),
        linked: None,
    }
}

fn joined(id: &str, said: DateTime<Utc>) -> Event {
    Event::Joined {
        voice: voice(id, said),
    }
}

fn text(place: u32) -> TextId {
    TextId {
        case: "c1".into(),
        at: Revision::new(1),
        place,
    }
}

fn drafted(answers: &str) -> Event {
    Event::Drafted {
        reply: ReplyId::new(1),
        answers: key(answers),
        revision: 1,
        purpose: Purpose::Answer,
        visibility: webcare::channel::Visibility::Public,
        parts: vec![text(0)],
        hollow: false,
        set_aside: vec![],
    }
}

fn replied(at: DateTime<Utc>) -> Event {
    Event::Replied {
        reply: ReplyId::new(1),
        at,
    }
}

/// A case as its events tell it, each at its instant.
fn told(events: impl IntoIterator<Item = (DateTime<Utc>, Event)>) -> Case {
    let mut case = Case::blank("c1".into());
    for (at, event) in events {
        case.apply(at, Some(&"els".into()), &event);
    }
    case
}

// S2:28: who goes on with a story within the hour has not come back.
#[test]
fn a_customer_comes_back_after_an_hour_or_after_an_answer() {
    let start = at("14T10:00");
    let minute = |minutes| start + TimeDelta::minutes(minutes);
    // Answered at, spoken again at, and whether that is another contact.
    for (answered, again, comes_back) in [
        (None, 59, 0),
        (None, 60, 1),
        (None, 61, 1),
        (Some(5), 10, 1),
        (Some(5), 5, 0),
        (Some(0), 5, 0),
        (Some(-5), 5, 0),
        (Some(10), 5, 0),
    ] {
        let mut case = told([(start, opened("1", start))]);
        case.answered_at = answered.map(minute);
        case.apply(minute(90), None, &joined("2", minute(again)));
        assert_eq!(case.came_back, comes_back, "{answered:?} {again}");
    }
}

#[test]
fn what_was_answered_and_comes_again_waits_for_no_answer() {
    let start = at("14T10:00");
    let goes_on = Event::Imported {
        owner: Owner::Agent("els".into()),
        answered: vec![key("1")],
        answered_at: Some(start),
        imprint: None,
    };
    let events = [opened("1", start), goes_on, joined("1", start)];
    let mut case = told(events.map(|it| (start, it)));
    assert_eq!(case.unanswered, []);
    case.apply(start, None, &joined("2", start));
    case.apply(start, None, &joined("2", start));
    assert_eq!(case.unanswered, [(key("2"), start)]);
}

#[test]
fn a_channel_keeps_its_own_last_word() {
    let hour = |hours| at("14T10:00") + TimeDelta::hours(hours);
    let mut elsewhere = voice("3", hour(5));
    elsewhere.mention = MentionKey::new("forum", "3");
    let elsewhere = Event::Joined { voice: elsewhere };
    let events = [
        opened("1", hour(0)),
        joined("2", hour(2)),
        joined("4", hour(3)),
        elsewhere,
        Event::MentionLeft { mention: key("4") },
    ];
    let case = told(events.map(|it| (hour(6), it)));
    let last = |channel: &str| case.last_words.get(channel).copied();
    assert_eq!(last("twitter"), Some(hour(2)));
    assert_eq!(last("forum"), Some(hour(5)));
    assert_eq!(case.began_at, hour(0));
}

#[test]
fn an_answer_settles_what_it_answers_and_what_was_heard_before_it() {
    let hour = |hours| at("14T10:00") + TimeDelta::hours(hours);
    let heard = [
        (hour(0), opened("1", hour(0))),
        (hour(2), joined("2", hour(2))),
        (hour(4), joined("3", hour(4))),
    ];
    for (answers, answered, left) in [
        ("1", 1, vec!["2", "3"]),
        ("2", 1, vec!["3"]),
        ("3", 3, vec![]),
        ("1", 5, vec![]),
        ("1", 2, vec!["2", "3"]),
    ] {
        let answer = [drafted(answers), replied(hour(answered))];
        let answer = answer.map(|it| (hour(answered), it));
        let case = told(heard.clone().into_iter().chain(answer));
        let waits: Vec<_> = case.unanswered.iter().map(|it| it.0.id.as_str()).collect();
        assert_eq!(waits, left, "{answers} at {answered}");
        assert_eq!(case.round_trips, 1);
    }
}

#[test]
fn a_promise_that_is_kept_late_was_broken() {
    let due = at("15T10:00");
    let promise = PromiseId::new(1);
    for (kept, broken) in [("15T09:59", false), ("15T10:00", false), ("15T10:01", true)] {
        let promised = Event::Promised {
            promise,
            what: text(0),
            due,
            callback: false,
            within: None,
            made_at: None,
        };
        let case = told([
            (at("14T10:00"), promised),
            (at("15T10:02"), Event::PromiseBroken { promise }),
            (at(kept), Event::PromiseKept { promise }),
        ]);
        assert_eq!(case.promises[&promise].broken, broken, "{kept}");
        assert_eq!(case.open_promises().count(), 0);
    }
}

#[test]
fn who_is_forgotten_waits_for_nothing_and_others_do() {
    let start = at("14T10:00");
    let events = [
        opened("1", start),
        joined("2", start),
        Event::Forgotten {
            mentions: vec![key("1")],
        },
    ];
    let case = told(events.map(|it| (start, it)));
    assert_eq!(case.unanswered, [(key("2"), start)]);
    assert!(!case.is_forgotten());
}

// S1:19
#[test]
fn what_is_handed_on_without_a_word_is_told_again() {
    let start = at("14T10:00");
    let reassigned = |briefing| Event::Reassigned {
        to: Owner::Agent("bram".into()),
        briefing,
    };
    let offered = Event::HandOffOffered {
        to: Owner::Agent("els".into()),
        briefing: None,
    };
    let events = [
        opened("1", start),
        reassigned(None),
        reassigned(Some(text(0))),
        reassigned(None),
        offered,
    ];
    let case = told(events.map(|it| (start, it)));
    assert_eq!((case.repeated_explanations, case.hand_offs), (3, 3));
    assert_eq!((case.idle_hand_offs, case.empty_hops), (3, 2));
}

#[test]
fn help_that_was_offered_is_accepted_by_what_is_said_after_it() {
    let hour = |hours| at("14T10:00") + TimeDelta::hours(hours);
    let mut first = voice("1", hour(0));
    first.origin = Some(Origin::Proactive);
    let opened = Event::Opened {
        voice: first,
        queue: "webcare".into(),
        linked: None,
    };
    let mut case = told([(hour(0), opened)]);
    assert_eq!(case.is_accepted(), None);
    case.answered_at = Some(hour(1));
    case.apply(hour(2), None, &joined("2", hour(1)));
    assert_eq!(case.is_accepted(), None, "said while we answered");
    let mut silent = case.clone();
    silent.resolution = Some(Box::new(Resolution::NoAnswerFromCustomer));
    assert_eq!(silent.is_accepted(), Some(false));
    case.apply(hour(2), None, &joined("3", hour(2)));
    assert_eq!(case.is_accepted(), Some(true));
}

#[test]
fn a_case_is_untouched_until_anything_is_done() {
    let start = at("14T10:00");
    let fresh = told([(start, opened("1", start))]);
    assert!(fresh.is_untouched());
    assert!(!fresh.voices.is_empty() && Case::blank("c1".into()).voices.is_empty());
    let promised = Event::Promised {
        promise: PromiseId::new(1),
        what: text(0),
        due: start,
        callback: false,
        within: None,
        made_at: None,
    };
    type Touch<'t> = (&'t str, &'t dyn Fn(&mut Case));
    let touched: [Touch<'_>; 7] = [
        ("state", &|it| it.state = State::Reopened),
        ("owner", &|it| it.owner = Owner::Agent("els".into())),
        ("hands", &|it| it.hand_offs = 1),
        ("parted", &|it| it.is_parted = true),
        ("replies", &|it| it.apply(start, None, &drafted("1"))),
        ("consults", &|it| {
            let asked = Event::Consulted {
                consult: webcare::case::ConsultId::new(1),
                department: "claims".into(),
                person: None,
                question: text(0),
                due: None,
            };
            it.apply(start, None, &asked);
            it.state = State::New;
        }),
        ("promises", &|it| it.apply(start, None, &promised)),
    ];
    for (what, touch) in touched {
        let mut case = fresh.clone();
        touch(&mut case);
        assert!(!case.is_untouched(), "{what}");
    }
}

// S3:25
#[test]
fn a_circumstance_holds_where_its_name_says() {
    let start = at("14T10:00");
    let fresh = told([(start, opened("1", start))]);
    let holding = |case: &Case| -> Vec<&str> {
        let names = Case::CIRCUMSTANCES.into_iter();
        names.filter(|name| case.holds(name)).collect()
    };
    let with = |change: &dyn Fn(&mut Case)| {
        let mut case = fresh.clone();
        change(&mut case);
        holding(&case).join(" ")
    };
    assert_eq!(with(&|_| {}), "");
    assert_eq!(with(&|it| it.owner = Owner::Agent("els".into())), "owned");
    assert_eq!(with(&|it| it.answered_at = Some(start)), "");
    assert_eq!(with(&|it| it.unanswered.clear()), "");
    let answered = with(&|it| {
        it.unanswered.clear();
        it.answered_at = Some(start);
    });
    assert_eq!(answered, "answered");
    for (state, name) in [
        (State::AwaitingCustomer, "awaiting-customer"),
        (State::OnOtherChannel, "on-other-channel"),
        (State::Resolved, "resolved"),
        (State::Closed, "resolved"),
        (State::Reopened, ""),
    ] {
        assert_eq!(with(&|it| it.state = state), name);
    }
    let consulted = Event::Consulted {
        consult: webcare::case::ConsultId::new(1),
        department: "claims".into(),
        person: None,
        question: text(0),
        due: None,
    };
    assert_eq!(with(&|it| it.apply(start, None, &consulted)), "consulting");
    let promise = PromiseId::new(1);
    let promised = Event::Promised {
        promise,
        what: text(0),
        due: start,
        callback: false,
        within: None,
        made_at: None,
    };
    assert_eq!(with(&|it| it.apply(start, None, &promised)), "promised");
    let broken = with(&|it| {
        it.apply(start, None, &promised);
        it.apply(start, None, &Event::PromiseBroken { promise });
    });
    assert_eq!(broken, "", "what is broken is not waited for");
}

#[test]
fn a_topic_is_that_of_the_earliest_mention_that_has_one() {
    let hour = |hours| at("14T10:00") + TimeDelta::hours(hours);
    let about = |id: &str, said, topic: Option<&str>, is_core| {
        let mut voice = voice(id, said);
        voice.topic = topic.map(Into::into);
        voice.reason = voice.reason.filter(|_| is_core);
        (said, Event::Joined { voice })
    };
    let case = told([
        about("1", hour(0), Some("parking"), false),
        about("2", hour(1), None, true),
        about("3", hour(2), Some("claims"), true),
        about("4", hour(3), Some("delicate"), true),
    ]);
    assert_eq!(case.topic(), Some(&"claims".into()));
}

#[test]
fn a_reply_is_a_draft_then_leaves_then_has_arrived() {
    let start = at("14T10:00");
    let reply = ReplyId::new(1);
    let draft = || vec![opened("1", start), drafted("1")];
    let approved = Event::Approved {
        reply,
        automatic: false,
    };
    let part = 0;
    let arrived = Event::PartDelivered {
        reply,
        part,
        native: None,
    };
    let failed = Event::PartFailed { reply, part };
    let discarded = Event::Discarded { reply };
    // Which of draft, leaving, held, delivered it is.
    for (then, expected) in [
        (vec![], [true, false, true, false]),
        (vec![&approved], [false, true, false, false]),
        (vec![&approved, &failed], [false, true, true, false]),
        (vec![&approved, &arrived], [false, false, false, true]),
        (vec![&discarded], [false, false, false, false]),
        (vec![&approved, &failed, &discarded], [false; 4]),
    ] {
        let events = draft().into_iter().chain(then.into_iter().cloned());
        let case = told(events.map(|it| (start, it)));
        let it = &case.replies[&reply];
        let found = [
            it.is_draft(),
            it.is_leaving(),
            it.is_held(),
            it.is_delivered(),
        ];
        assert_eq!(found, expected, "{it:?}");
    }
}

#[test]
fn posts_of_one_thread_have_a_post_in_common() {
    let start = at("14T10:00");
    let first = voice("1", start);
    let mut answer = voice("2", start);
    assert!(!first.shares_thread(&answer));
    answer.in_reply_to = Some("1".into());
    assert!(first.shares_thread(&answer) && answer.shares_thread(&first));
    answer.mention = MentionKey::new("forum", "2");
    assert!(!first.shares_thread(&answer), "on another channel");
}

#[test]
fn a_refusal_names_who_what_and_where() {
    for (refusal, words, remedy) in [
        (
            Refusal::NotOwner {
                owner: Owner::Agent("els".into()),
            },
            "`els`",
            "",
        ),
        (
            Refusal::NotOwner {
                owner: Owner::Queue("hub".into()),
            },
            "`hub`",
            "",
        ),
        (
            Refusal::NoMandate {
                agent: "noor".into(),
                act: Act::Goodwill,
                behind: Some("hub".into()),
            },
            "`noor`",
            "hub",
        ),
        (
            Refusal::PersonalData {
                spans: vec![webcare::text::Span::new(3, 21)],
            },
            "",
            "",
        ),
        (
            Refusal::WordsGone {
                reply: ReplyId::new(7),
            },
            "7",
            "",
        ),
        (
            Refusal::SameOwner {
                owner: Owner::Agent("els".into()),
            },
            "`els`",
            "",
        ),
        (
            Refusal::OwnerGone {
                owner: Owner::Queue("avond".into()),
                supervisor: Some("hanna".into()),
            },
            "`avond`",
            "hanna",
        ),
        (
            Refusal::Unsettled {
                reply: ReplyId::new(7),
                part: 0,
            },
            "1",
            "1",
        ),
    ] {
        let told = [
            refusal.to_string(),
            refusal.words(Lang::Nl),
            refusal.words(Lang::En),
        ];
        for told in told {
            assert!(told.contains(words), "{told}");
        }
        for lang in [Lang::Nl, Lang::En] {
            assert!(refusal.remedy(lang).contains(remedy), "{refusal}");
        }
    }
    let refusal = Refusal::NoMandate {
        agent: "noor".into(),
        act: Act::Goodwill,
        behind: None,
    };
    assert!(refusal.words(Lang::En).contains("goodwill"), "{refusal}");
    assert!(refusal.words(Lang::Nl).contains("coulance"), "{refusal}");
}

#[test]
fn an_address_of_a_text_and_a_revision_are_what_they_were_made_of() {
    assert_eq!(text(2).to_string(), "c1/1/2");
    assert_eq!(Revision::new(7).get(), 7);
    assert_eq!(Revision::new(7).next(), Revision::new(8));
    let written = serde_json::to_value(text(2)).unwrap();
    assert_eq!(written, json!({ "case": "c1", "at": 1, "place": 2 }));
}

/// A case of a customer on a channel, which an agent has.
fn taken(channel: &str, by: &str, lines: &str) -> Sim {
    let mut sim = Sim::over(policy_with(lines));
    let mut mention = webcare::mention::Mention::post(channel, "1")
        .by("@jan_k")
        .text("een klacht");
    mention.posted_at = Some(at("13T07:30"));
    sim.hear(mention, at("13T08:00"));
    let ownership = Ownership::Coordinates;
    sim.order(by, Command::Take { ownership }, at("13T08:00"))
        .unwrap();
    sim
}

// S4:11
#[test]
fn who_is_not_trained_or_has_not_the_skill_does_not_call() {
    for (by, may) in [("els", true), ("tim", false), ("vera", false)] {
        let mut sim = taken("twitter", by, "version = 't2'");
        let speak = Command::Speak {
            channel: "phone".into(),
            note: "gebeld".into(),
            minutes: None,
        };
        let done = sim.order(by, speak, at("13T08:05"));
        assert_eq!(done.is_ok(), may, "{by}");
    }
}

#[test]
fn an_answer_is_signed_once_where_the_channel_wants_it() {
    for (lines, said, left) in [
        ("channels.forum.signature = 'last'", "dag", "dag\n^EL"),
        ("channels.forum.signature = 'last'", "dag\n^EL", "dag\n^EL"),
        ("channels.forum.signature = 'none'", "dag", "dag"),
    ] {
        let mut sim = taken("forum", "els", lines);
        let draft = Command::Draft {
            answers: MentionKey::new("forum", "1"),
            revision: 1,
            purpose: Purpose::Answer,
            text: said.into(),
        };
        let commit = sim.order("els", draft, at("13T08:05")).unwrap();
        assert_eq!(commit.texts[0].words.reveal(), left, "{lines}");
    }
}

#[test]
fn nobody_is_offered_a_case_whom_the_playbook_does_not_know() {
    let mut sim = taken("twitter", "els", "version = 't2'");
    let offer = |to| Command::Offer {
        to,
        briefing: "lees".into(),
    };
    let now = at("13T08:05");
    let refused = |sim: &mut Sim, to| sim.order("els", offer(to), now).unwrap_err();
    let stranger = refused(&mut sim, Owner::Agent("piet".into()));
    assert!(matches!(stranger, Refusal::Stranger { agent } if agent.as_str() == "piet"));
    let nowhere = refused(&mut sim, Owner::Queue("nergens".into()));
    assert!(matches!(nowhere, Refusal::NoSuchQueue { .. }));
}

fn resolve() -> Command {
    Command::Resolve {
        resolution: Resolution::Resolved,
    }
}

#[test]
fn nothing_new_is_begun_once_it_has_ended() {
    let mut sim = taken("twitter", "els", "version = 't2'");
    let now = at("13T08:05");
    sim.order("els", resolve(), now).unwrap();
    let within = webcare::sla::Target::WorkingDays(1);
    let words = || webcare::text::Private::from("lees");
    let commands = [
        Command::Offer {
            to: Owner::Agent("bram".into()),
            briefing: words(),
        },
        Command::Promise {
            what: words(),
            within,
        },
        Command::Learn {
            fact: "product".into(),
            value: words(),
            source: webcare::case::FactSource::Customer,
        },
        Command::Plan {
            who: Owner::Agent("els".into()),
            what: words(),
            due: at("14T08:00"),
            told_at: None,
        },
        Command::Hold,
        Command::Merge { into: "c9".into() },
    ];
    for command in commands {
        let refused = sim.order("els", command.clone(), now).unwrap_err();
        let state = State::Resolved;
        assert_eq!(refused, Refusal::WrongState { state }, "{command:?}");
    }
}

#[test]
fn who_has_it_not_takes_no_merge_back() {
    let mut sim = taken("twitter", "els", "version = 't2'");
    let now = at("13T08:05");
    let refused = |sim: &mut Sim, by| sim.order(by, Command::Unmerge, now).unwrap_err();
    assert_eq!(refused(&mut sim, "els"), Refusal::NotMerged);
    let owner = Owner::Agent("els".into());
    assert_eq!(refused(&mut sim, "noor"), Refusal::NotOwner { owner });
    // While it waits, it is for those who work the queue.
    let owner = Owner::Queue("webcare".into());
    let waits = Command::Reassign {
        to: owner.clone(),
        briefing: "els is weg".into(),
    };
    sim.order("hanna", waits, now).unwrap();
    assert_eq!(refused(&mut sim, "bram"), Refusal::NotMerged);
    assert_eq!(refused(&mut sim, "noor"), Refusal::NotOwner { owner });
}

#[test]
fn a_public_round_is_more_than_a_receipt_and_in_public() {
    use webcare::channel::Visibility::{Private, Public};
    let start = at("14T10:00");
    for (visible, what, rounds) in [
        (Public, Purpose::Answer, 1),
        (Public, Purpose::FollowUp, 1),
        (Public, Purpose::Receipt, 0),
        (Private, Purpose::Answer, 0),
    ] {
        let mut written = drafted("1");
        if let Event::Drafted {
            visibility,
            purpose,
            ..
        } = &mut written
        {
            (*visibility, *purpose) = (visible, what);
        }
        let events = [opened("1", start), written, replied(start)];
        let case = told(events.map(|it| (start, it)));
        assert_eq!(case.public_rounds, rounds, "{visible:?} {what:?}");
        assert_eq!(case.receipted, what != Purpose::FollowUp);
        assert!(!case.is_answered());
    }
}

// Invariant 10
#[test]
fn nobody_looks_for_what_was_sent_to_who_is_forgotten() {
    let mut sim = taken("forum", "els", "version = 't2'");
    let now = at("13T08:05");
    let reply = ReplyId::new(1);
    let draft = Command::Draft {
        answers: MentionKey::new("forum", "1"),
        revision: 1,
        purpose: Purpose::Answer,
        text: "we bellen je morgen".into(),
    };
    for command in [draft, Command::Approve { reply }] {
        sim.order("els", command, now).unwrap();
    }
    let accounts = vec![webcare::mention::Account::new("forum", "@jan_k")];
    sim.put(webcare::policy::Input::Erase { accounts }, now)
        .unwrap();
    let receipt = |fate| {
        let case = sim.case().case;
        let id = webcare::case::PartId {
            case: case.id.clone(),
            reply,
            part: 0,
        };
        case.receive(&id, &fate, now).len()
    };
    assert_eq!(receipt(webcare::case::Fate::Failed), 0);
    assert_eq!(receipt(webcare::case::Fate::Unknown), 0);
    // That it arrived all the same is a fact.
    assert_eq!(receipt(webcare::case::Fate::Delivered(None)), 2);
}

#[test]
fn a_draft_that_is_thrown_away_is_none() {
    let mut sim = taken("forum", "els", "version = 't2'");
    let now = at("13T08:05");
    let reply = ReplyId::new(1);
    let draft = Command::Draft {
        answers: MentionKey::new("forum", "1"),
        revision: 1,
        purpose: Purpose::Answer,
        text: "we bellen je morgen".into(),
    };
    sim.order("els", draft, now).unwrap();
    assert!(sim.case().case.replies[&reply].is_draft());
    let not_his = sim.order("bram", Command::Discard { reply }, now);
    assert!(matches!(not_his, Err(Refusal::NotOwner { .. })));
    sim.order("els", Command::Discard { reply }, now).unwrap();
    assert!(!sim.case().case.replies[&reply].is_draft());
    for command in [Command::Approve { reply }, Command::Discard { reply }] {
        let refused = sim.order("els", command, now).unwrap_err();
        assert_eq!(refused, Refusal::NoSuchReply);
    }
}

#[test]
fn a_refusal_tells_the_state_and_the_rules_in_words() {
    for (state, en, nl) in [
        (State::New, "`new`", " nieuw "),
        (State::Owned, "`owned`", " in behandeling "),
        (
            State::Consulting,
            "`consulting`",
            " uitgezet bij een afdeling ",
        ),
        (
            State::AwaitingCustomer,
            "`awaiting-customer`",
            " in afwachting van de klant ",
        ),
        (
            State::OnOtherChannel,
            "`on-other-channel`",
            " op een ander kanaal ",
        ),
        (State::Resolved, "`resolved`", " afgerond "),
        (State::Closed, "`closed`", " gesloten "),
        (State::Reopened, "`reopened`", " heropend "),
        (State::Merged, "`merged`", " samengevoegd "),
    ] {
        let refusal = Refusal::WrongState { state };
        let told = format!("{}, ", refusal.words(Lang::Nl)).replace(',', " ");
        assert!(refusal.words(Lang::En).contains(en), "{refusal}");
        assert!(told.contains(nl), "{told}");
    }
    let found = [
        (Rule::EmptyPhrase, 0, 5),
        (Rule::Commercial, 7, 9),
        (Rule::EmptyPhrase, 12, 15),
    ];
    let found = found.map(|(rule, start, end)| Found {
        rule,
        span: webcare::text::Span::new(start, end),
    });
    let refusal = Refusal::OffStyle {
        found: found.into(),
    };
    for lang in [Lang::Nl, Lang::En] {
        let told = refusal.words(lang);
        assert!(told.ends_with("`commercial`, `empty-phrase`"), "{told}");
    }
}
