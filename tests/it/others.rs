//! What others do with what a customer said: they pass it on, and they answer it.

use webcare::case::{Case, Command, Guard, Ownership, Refusal, Role, Verdict};
use webcare::escalation::ChainEvent;
use webcare::mention::{Account, Handle, Mention, MentionKey};
use webcare::policy::{Input, Standing, What};
use webcare::reply::style::Purpose;

use crate::desk::{Sim, at, policy_with};

fn post(id: &str, by: &str, text: &str) -> Mention {
    Mention::post("twitter", id)
        .by(by)
        .text(text)
        .posted_at(at("14T10:00"))
        .seen_at(at("14T10:00"))
}

fn complaint() -> Mention {
    post("1", "@jan_k", "een klacht over jullie")
}

fn copy(id: &str, of: &str, reach: u64) -> Mention {
    let mut copy = post(id, "@piet_b", "mooi weer");
    copy.repost_of = Some(of.into());
    copy.reach = Some(reach);
    copy
}

fn answer(id: &str, by: &str) -> Mention {
    post(id, by, "mooi weer").in_reply_to("1")
}

fn key(id: &str) -> MentionKey {
    MentionKey::new("twitter", id)
}

fn played(inputs: impl IntoIterator<Item = Mention>) -> Sim {
    let mut sim = Sim::new();
    for mention in inputs {
        sim.hear(mention, at("14T10:05"));
    }
    sim
}

fn told(case: &Case) -> (u64, u64, Vec<String>) {
    let others = case.participants().map(|it| it.answer.id.to_string());
    (case.copies(), case.reach(), others.collect())
}

// S3:25
#[test]
fn copies_count_at_their_origin_once() {
    let mut first = complaint();
    first.reach = Some(100);
    let copies = || [copy("2", "1", 40), copy("3", "2", 5), copy("2", "1", 60)];
    let last = played([first.clone()].into_iter().chain(copies()).chain(copies()));
    let early = played(copies().into_iter().chain([first]));
    for mut sim in [last, early] {
        assert_eq!(told(&sim.case().case), (2, 165, vec![]));
        sim.withdraw(key("3"), at("14T11:00"));
        assert_eq!(told(&sim.case().case).1, 160);
        sim.withdraw(key("2"), at("14T11:00"));
        assert_eq!(told(&sim.case().case), (0, 100, vec![]));
        // What is read again of what is gone is no news.
        assert!(sim.hear(copy("2", "1", 900), at("14T12:00")).is_empty());
    }
}

// S3:25
#[test]
fn the_readers_of_copies_are_readers_to_an_escalation() {
    let mut sim = played([complaint()]);
    let started = |sim: &Sim| {
        let log = sim.store.log(&sim.case().case.id);
        log.into_iter()
            .filter(|entry| matches!(entry.what, What::Chain(ChainEvent::Started { .. })))
            .count()
    };
    for (number, reach) in [(2, 9_000), (3, 9_000), (4, 50_000), (5, 200_000)] {
        sim.hear(copy(&number.to_string(), "1", reach), at("14T10:30"));
    }
    assert_eq!(started(&sim), 1);
    assert_eq!(sim.case().case.reach(), 268_000);
}

/// An edit that copies something else takes its readers along.
#[test]
fn an_edited_copy_counts_where_it_copies_from_now() {
    let mut other = complaint();
    other.id = "9".into();
    other.author.handle = Handle::new("@els_v");
    let mut edited = copy("2", "9", 70);
    edited.revision = 2;
    let sim = played([complaint(), other, copy("2", "1", 40), edited]);
    let cases: Vec<_> = sim
        .store
        .records()
        .iter()
        .map(|it| told(&it.case))
        .collect();
    assert_eq!(cases, [(0, 0, vec![]), (1, 70, vec![])]);
}

#[test]
fn copies_that_go_round_come_to_an_end() {
    let mut sim = played([copy("2", "3", 5), copy("3", "2", 7), copy("2", "3", 9)]);
    assert!(sim.hear(copy("3", "3", 7), at("14T12:00")).is_empty());
}

// S4:4
#[test]
fn who_answers_our_customer_is_a_participant_also_where_they_came_first() {
    let ours = || {
        let mut ours = answer("4", "@duinrand");
        ours.answers = Some("@jan_k".into());
        ours
    };
    let others = || [answer("2", "@piet_b"), answer("3", "@jan_k"), ours()];
    let mut nobody = answer("5", "@x");
    nobody.author.handle = Handle::new("");
    let nobody = [nobody];
    let early = played(
        others()
            .into_iter()
            .chain(nobody.clone())
            .chain([complaint()]),
    );
    let late = played([complaint()].into_iter().chain(others()).chain(nobody));
    for mut sim in [early, late] {
        assert_eq!(told(&sim.case().case), (0, 0, vec!["2".to_owned()]));
        let participant = sim.case().case.participants().next().unwrap();
        assert_eq!(
            (participant.role(), participant.answers),
            (Role::Bystander, key("1"))
        );
        sim.withdraw(key("2"), at("14T11:00"));
        assert_eq!(sim.case().case.participants().count(), 0);
    }
    // Of what nobody delivered, it is known that it was answered, and no more.
    let sim = played(others());
    assert_eq!(sim.standing(&key("1")), Some(Standing::Unseen));
    assert!(sim.store.records().is_empty());
}

fn draft() -> Command {
    Command::Draft {
        answers: key("1"),
        revision: 1,
        purpose: Purpose::Answer,
        text: "We zoeken het voor je uit en melden ons vandaag nog.".into(),
    }
}

fn taken(sim: &mut Sim) {
    let ownership = Ownership::Decides;
    sim.order("els", Command::Take { ownership }, at("14T10:10"))
        .unwrap();
}

// S4:4
#[test]
fn the_answer_of_another_is_read_before_a_first_answer() {
    let mut sim = played([complaint(), answer("2", "@piet_b")]);
    taken(&mut sim);
    let verify = |id: &str, verdict| Command::VerifyAnswer {
        answer: key(id),
        revision: 1,
        verdict,
    };
    let now = at("14T10:20");
    let wrong = sim.order("els", verify("8", Verdict::Right), now);
    assert_eq!(
        wrong.unwrap_err(),
        Refusal::NoSuchAnswer { answer: key("8") }
    );
    assert!(sim.order("bram", verify("2", Verdict::Right), now).is_err());
    let commit = sim.order("els", draft(), now).unwrap();
    assert_eq!(commit.warnings, [Guard::PeerAnswerUnread]);
    sim.order("els", verify("2", Verdict::Aside), now).unwrap();
    sim.order("els", verify("2", Verdict::Right), now).unwrap();
    let case = sim.case().case;
    let roles: Vec<_> = case.participants().map(|it| it.role()).collect();
    assert_eq!(roles, [Role::Helper]);
    assert_eq!(sim.order("els", draft(), now).unwrap().warnings, []);
}

// S4:4
#[test]
fn an_answer_that_was_edited_is_read_again() {
    let mut sim = played([complaint(), answer("2", "@piet_b")]);
    taken(&mut sim);
    let now = at("14T10:20");
    let verify = |revision| Command::VerifyAnswer {
        answer: key("2"),
        revision,
        verdict: Verdict::Right,
    };
    let edited = |revision| {
        let mut edited = answer("2", "@piet_b").text("toch niet, bel ze maar");
        edited.revision = revision;
        edited
    };
    let roles = |sim: &Sim| -> Vec<Role> {
        let case = sim.case().case;
        case.participants().map(|it| it.role()).collect()
    };
    // It was edited while a person of ours was reading it.
    sim.hear(edited(2), now);
    let refused = sim.order("els", verify(1), now).unwrap_err();
    let (read, found, mention) = (1, 2, key("2"));
    assert_eq!(
        refused,
        Refusal::MentionChanged {
            mention,
            read,
            found
        }
    );
    sim.order("els", verify(2), now).unwrap();
    assert_eq!(roles(&sim), [Role::Helper]);
    // What is brought again, or late, changes nothing.
    assert!(sim.hear(edited(2), now).is_empty());
    assert!(sim.hear(edited(1), now).changes.is_empty());
    assert_eq!(roles(&sim), [Role::Helper]);
    // And it was edited after that.
    sim.hear(edited(3), now);
    assert_eq!(roles(&sim), [Role::Bystander]);
    let warned = sim.order("els", draft(), now).unwrap().warnings;
    assert_eq!(warned, [Guard::PeerAnswerUnread]);
    // One that was gone and comes back is not known to be right either.
    sim.order("els", verify(3), now).unwrap();
    let mut elsewhere = edited(4);
    elsewhere.in_reply_to = Some("99".into());
    sim.hear(elsewhere, now);
    assert_eq!(roles(&sim), []);
    sim.hear(edited(5), now);
    assert_eq!(roles(&sim), [Role::Bystander]);
}

// S4:4
#[test]
fn a_playbook_may_hold_a_first_answer_back_until_it_is_read() {
    let mut sim = Sim::over(policy_with("guards = { peer-answer-unread = 'require' }"));
    sim.hear(complaint(), at("14T10:05"));
    sim.hear(answer("2", "@piet_b"), at("14T10:05"));
    taken(&mut sim);
    let guard = Guard::PeerAnswerUnread;
    let refused = sim.order("els", draft(), at("14T10:20")).unwrap_err();
    assert_eq!(refused, Refusal::Guarded { guard });
    // Another answer after ours is no reason to hold the next one back.
    let answered = Command::Speak {
        channel: "phone".into(),
        note: "gebeld".into(),
        minutes: None,
    };
    sim.order("els", answered, at("14T10:30")).unwrap();
    sim.order("els", draft(), at("14T10:40")).unwrap();
}

/// Who is forgotten takes no part any more; what they passed on still counts.
#[test]
fn a_participant_who_is_forgotten_is_none() {
    let mut sim = played([complaint(), answer("2", "@piet_b"), copy("3", "1", 40)]);
    let account = Account {
        channel: "twitter".into(),
        handle: "@piet_b".into(),
    };
    let accounts = vec![account];
    sim.put(Input::Erase { accounts }, at("15T10:00")).unwrap();
    assert_eq!(told(&sim.case().case), (1, 40, vec![]));
    assert_eq!(sim.standing(&key("2")), Some(Standing::Erased));
}

/// A merge by a person keeps what is known of who else spoke.
#[test]
fn a_verdict_goes_with_a_merge() {
    let mut second = complaint();
    second.id = "10".into();
    second.posted_at = Some(at("01T10:00"));
    let mut sim = played([complaint(), second, answer("2", "@piet_b")]);
    let records = sim.store.records();
    let holds = |id: &str| {
        let of = records
            .iter()
            .find(|it| it.case.voices.contains_key(&key(id)));
        of.unwrap().case.id.clone()
    };
    let (from, into) = (holds("1"), holds("10"));
    let order = |sim: &mut Sim, case: &webcare::case::CaseId, command| {
        let records = sim.store.records();
        let of = records.iter().find(|it| it.case.id == *case).unwrap();
        let revision = of.case.revision;
        sim.order_at(case.clone(), revision, "els", command, at("14T10:20"))
            .unwrap();
    };
    let ownership = Ownership::Decides;
    order(&mut sim, &from, Command::Take { ownership });
    let verify = Command::VerifyAnswer {
        answer: key("2"),
        revision: 1,
        verdict: Verdict::Right,
    };
    order(&mut sim, &from, verify);
    order(&mut sim, &from, Command::Merge { into: into.clone() });
    let records = sim.store.records();
    let of = records.iter().find(|it| it.case.id == into).unwrap();
    let roles: Vec<_> = of.case.participants().map(|it| it.role()).collect();
    assert_eq!(roles, [Role::Helper]);
}
