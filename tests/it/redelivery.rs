//! A repeat changes nothing, and the order of deliveries does not matter.

use proptest::prelude::*;
use webcare::case::{Command, Owner, Ownership, Resolution};
use webcare::mention::Mention;
use webcare::policy::Input;

use crate::desk::{Shape, Sim, at};
use crate::streams::{Stream, cases, end, streams};

fn played(inputs: impl IntoIterator<Item = Input>) -> Sim {
    let mut sim = Sim::new();
    for input in inputs {
        sim.put(input, end()).unwrap();
    }
    sim
}

fn shape(inputs: impl IntoIterator<Item = Input>) -> Shape {
    played(inputs).shape()
}

fn shuffled() -> impl Strategy<Value = (Stream, Vec<usize>)> {
    streams().prop_flat_map(|stream| {
        let order: Vec<usize> = (0..stream.deliveries.len()).collect();
        (Just(stream), Just(order).prop_shuffle())
    })
}

proptest! {
    #![proptest_config(cases(400))]

    // Invariant 2
    // S3:5
    #[test]
    fn any_order_comes_to_the_same((stream, order) in shuffled()) {
        let inputs = stream.inputs();
        let straight = shape(inputs.clone());
        let mixed = shape(order.iter().map(|place| inputs[*place].clone()));
        prop_assert_eq!(straight, mixed);
    }

    // S3:13, S4:4
    #[test]
    fn what_comes_twice_comes_once(stream in streams()) {
        let mut sim = Sim::new();
        for input in stream.inputs() {
            sim.put(input.clone(), end()).unwrap();
            let again = sim.put(input.clone(), end()).unwrap();
            prop_assert!(again.is_empty(), "{input:?} again: {again:?}");
        }
        let once = sim.shape();
        for input in stream.inputs() {
            let again = sim.put(input.clone(), end()).unwrap();
            prop_assert!(again.is_empty(), "{input:?} at last: {again:?}");
        }
        prop_assert_eq!(once, sim.shape());
    }
}

fn post(id: &str, text: &str, said: &str) -> Mention {
    Mention::post("twitter", id)
        .by("@jan_k")
        .text(text)
        .posted_at(at(said))
        .seen_at(at(said))
}

/// Every order of a few inputs.
fn orders(inputs: &[Input]) -> Vec<Vec<Input>> {
    match inputs {
        [] => vec![Vec::new()],
        inputs => (0..inputs.len())
            .flat_map(|first| {
                let mut rest = inputs.to_vec();
                let first = rest.remove(first);
                orders(&rest).into_iter().map(move |mut order| {
                    order.insert(0, first.clone());
                    order
                })
            })
            .collect(),
    }
}

/// What is delivered, and which mentions must be together in a case after it.
type Scene = (&'static str, Vec<Input>, &'static [&'static [&'static str]]);

#[test]
fn scenes_come_out_as_they_should_in_every_order() {
    let gone = |id: &str| Input::Withdrawn {
        mention: post(id, "", "01T10:00").key(),
    };
    let edit = |mention: Mention| {
        let mut mention = mention;
        mention.revision = 2;
        mention
    };
    let early = || Input::Mention(post("a", "een klacht", "14T10:00"));
    let bridge = || Input::Mention(post("b", "nog een klacht", "16T09:00"));
    let late = || Input::Mention(post("c", "klacht drie", "18T08:30"));
    let cases: [Scene; 10] = [
        ("apart", vec![early(), late()], &[&["a"], &["c"]]),
        (
            "bridged",
            vec![early(), bridge(), late()],
            &[&["a", "b", "c"]],
        ),
        (
            "bridge withdrawn",
            vec![early(), bridge(), late(), gone("b")],
            &[&["a"], &["c"]],
        ),
        (
            "bridge edited away",
            vec![
                early(),
                bridge(),
                late(),
                Input::Mention(edit(post("b", "ingecheckt", "16T09:00"))),
            ],
            &[&["a"], &["c"]],
        ),
        (
            "edited into a bridge",
            vec![
                early(),
                Input::Mention(post("b", "ingecheckt", "16T09:00")),
                late(),
                Input::Mention(edit(post("b", "toch een klacht", "16T09:00"))),
            ],
            &[&["a", "b", "c"]],
        ),
        (
            "thanks goes with the matter",
            vec![early(), Input::Mention(post("b", "bedankt", "16T09:00"))],
            &[&["a", "b"]],
        ),
        (
            "thanks is left when the matter is withdrawn",
            vec![
                early(),
                Input::Mention(post("b", "bedankt", "16T09:00")),
                gone("a"),
            ],
            &[],
        ),
        (
            "said before the complaint",
            vec![Input::Mention(post("z", "bedankt", "15T09:00")), bridge()],
            &[&["b", "z"]],
        ),
        (
            "one thread, however far apart",
            vec![
                early(),
                Input::Mention(post("c", "een vraag", "19T10:00").in_reply_to("a")),
            ],
            &[&["a", "c"]],
        ),
        (
            "a bridge withdrawn between more",
            vec![
                early(),
                bridge(),
                late(),
                Input::Mention(post("d", "bedankt", "18T10:00")),
                gone("b"),
            ],
            &[&["a"], &["c", "d"]],
        ),
    ];
    for (scene, inputs, expected) in cases {
        for order in orders(&inputs) {
            let shape = shape(order.clone());
            let mut found: Vec<Vec<String>> =
                shape.cases.into_iter().map(|it| it.mentions).collect();
            found.sort();
            let expected: Vec<Vec<String>> = expected
                .iter()
                .map(|case| case.iter().map(|id| format!("twitter:{id}")).collect())
                .collect();
            assert_eq!(found, expected, "{scene}: {order:?}");
        }
    }
}

#[test]
fn a_stale_revision_still_tells_when_it_was_said_and_by_how_many_it_was_read() {
    let mut first = post("a", "een klacht", "14T10:00");
    first.reach = Some(9_000);
    let mut second = post("a", "een klacht, met meer woorden", "15T10:00");
    second.revision = 2;
    second.reach = Some(10);
    for order in orders(&[Input::Mention(first), Input::Mention(second)]) {
        let sim = played(order);
        let voice = sim.case().case.voices.into_values().next().unwrap();
        assert_eq!(voice.revision, 2);
        assert_eq!(voice.spoken_at, at("14T10:00"));
        assert_eq!(voice.reach, 9_000);
        // What is decided rests on the revision that counts, and few read that one.
        assert!(!voice.tags.contains("groot"));
    }
}

// A rule may ask how many read it; that grows while the text stays.
// S2:28
#[test]
fn more_readers_are_judged_anew_and_fewer_are_no_news() {
    let mut sim = played([Input::Mention(post("a", "een klacht", "14T10:00"))]);
    let told = |reach| {
        let mut mention = post("a", "een klacht", "14T10:00");
        mention.reach = Some(reach);
        Input::Mention(mention)
    };
    let tagged = |sim: &Sim| {
        let voices = sim.case().case.voices;
        voices.values().any(|voice| voice.tags.contains("groot"))
    };
    sim.put(told(100), end()).unwrap();
    assert!(!tagged(&sim));
    sim.put(told(6_000), end()).unwrap();
    assert!(tagged(&sim));
    assert!(sim.put(told(100), end()).unwrap().is_empty());
}

// S1:36: who took back what an agent works on and speaks again, speaks to the
// same person; and whichever is told first, it comes to the same.
#[test]
fn who_takes_back_what_is_worked_on_goes_on_with_it() {
    let take = Command::Take {
        ownership: Ownership::Decides,
    };
    let resolve = Command::Resolve {
        resolution: Resolution::Resolved,
    };
    let first = post("a", "een klacht", "14T10:00");
    let news = [
        Input::Withdrawn {
            mention: first.key(),
        },
        Input::Mention(post("b", "een vraag", "16T09:00")),
    ];
    for work in [vec![take.clone()], vec![take.clone(), resolve]] {
        for order in orders(&news) {
            let mut sim = played([Input::Mention(first.clone())]);
            for command in &work {
                sim.order("els", command.clone(), end()).unwrap();
            }
            for input in order {
                sim.put(input, end()).unwrap();
            }
            assert_eq!(sim.store.records().len(), 1, "{news:?}");
            let case = sim.case().case;
            assert_eq!(case.owner, Owner::Agent("els".into()));
            assert_eq!(case.voices.len(), 2);
        }
    }
}

/// Two strangers are two customers, also where no name is known of either.
#[test]
fn mentions_without_an_author_are_not_one_matter() {
    let complaint = |id| {
        Mention::post("twitter", id)
            .text("wat een klacht is dit")
            .posted_at(at("14T10:00"))
    };
    let sim = played([
        Input::Mention(complaint("1")),
        Input::Mention(complaint("2")),
    ]);
    assert_eq!(sim.store.records().len(), 2);
}
