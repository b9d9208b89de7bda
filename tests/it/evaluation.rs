//! The figures of an evaluation, held against obvious second ways to get them.

use proptest::prelude::*;
use webcare::triage::Confidence;
use webcare::triage::evaluation::{Confusion, Scored, Share, Wanted, sliced};

fn rows() -> impl Strategy<Value = Vec<(Confidence, bool)>> {
    let row = (0..=20_u8, any::<bool>());
    prop::collection::vec(row, 0..60).prop_map(|rows| {
        let row = |(sure, meant)| (Confidence::new(f64::from(sure) / 20.0).unwrap(), meant);
        rows.into_iter().map(row).collect()
    })
}

fn labels() -> impl Strategy<Value = Vec<(&'static str, Option<&'static str>)>> {
    let label = prop::sample::select(vec!["complaint", "question", "thanks", "remark"]);
    let row = (label.clone(), prop::option::weighted(0.9, label));
    prop::collection::vec(row, 1..60)
}

proptest! {
    #[test]
    fn auc_is_the_share_of_pairs_in_the_right_order(rows in rows()) {
        let scored: Scored = rows.iter().copied().collect();
        let mut pairs = Vec::new();
        for (with, _) in rows.iter().filter(|row| row.1) {
            for (without, _) in rows.iter().filter(|row| !row.1) {
                pairs.push(match with.cmp(without) {
                    std::cmp::Ordering::Greater => 1.0,
                    std::cmp::Ordering::Equal => 0.5,
                    std::cmp::Ordering::Less => 0.0,
                });
            }
        }
        match scored.auc() {
            None => prop_assert!(pairs.is_empty()),
            Some(auc) => {
                let obvious = pairs.iter().sum::<f64>() / pairs.len() as f64;
                prop_assert!((auc.value - obvious).abs() < 1e-9);
                prop_assert!(auc.interval.low <= auc.interval.high);
            }
        }
    }

    #[test]
    fn a_threshold_is_the_best_of_those_that_keep_the_promise(
        rows in rows(),
        share in 0.05..0.95_f64,
        precision in any::<bool>(),
    ) {
        let scored: Scored = rows.iter().copied().collect();
        let positives = rows.iter().filter(|row| row.1).count() as u64;
        let keeps = |at: Confidence| {
            let said: Vec<_> = rows.iter().filter(|row| row.0 >= at).collect();
            let hits = said.iter().filter(|row| row.1).count() as u64;
            let of = if precision { said.len() as u64 } else { positives };
            positives > 0 && Share::new(hits, of).lower_bound() >= share
        };
        let keeping = rows.iter().map(|row| row.0).filter(|at| keeps(*at));
        let (wanted, best) = if precision {
            (Wanted::Precision(share), keeping.min())
        } else {
            (Wanted::Recall(share), keeping.max())
        };
        match scored.threshold(wanted) {
            Ok(found) => prop_assert_eq!(Some(found.at), best),
            Err(refused) => {
                prop_assert_eq!(best, None);
                prop_assert_eq!(refused.best.is_none(), positives == 0);
            }
        }
    }

    #[test]
    fn more_examples_of_the_same_do_what_a_refusal_says(rows in rows(), share in 0.5..0.95_f64) {
        let wanted = Wanted::Precision(share);
        let scored: Scored = rows.iter().copied().collect();
        let Err(refused) = scored.threshold(wanted) else { return Ok(()) };
        let Some(more) = refused.more else { return Ok(()) };
        prop_assume!(more < 20_000);
        let times = (more as usize).div_ceil(rows.len()) + 1;
        let grown: Scored = rows.iter().copied().cycle().take(rows.len() * times).collect();
        prop_assert!(grown.threshold(wanted).is_ok(), "{} more of {}", more, rows.len());
    }

    #[test]
    fn a_confusion_counts_every_row_once(rows in labels()) {
        let confusion: Confusion = rows.iter().copied().collect();
        let known = ["complaint", "question", "thanks", "remark"];
        let mut counted = 0;
        for meant in known {
            for said in known.map(Some).into_iter().chain([None]) {
                let obvious = rows.iter().filter(|row| **row == (meant, said)).count() as u64;
                prop_assert_eq!(confusion.count(meant, said), obvious);
                counted += obvious;
            }
            let meant_rows = rows.iter().filter(|row| row.0 == meant).count() as u64;
            if let Some(counts) = confusion.of(meant) {
                prop_assert_eq!(counts.recall().of, meant_rows);
                prop_assert_eq!(counts.precision().hits, confusion.count(meant, Some(meant)));
            }
        }
        prop_assert_eq!(counted, rows.len() as u64);
        let macro_f1 = confusion.macro_f1().unwrap();
        let f1s: Vec<f64> = confusion.labels().map(|l| confusion.of(l.as_str()).unwrap().f1().unwrap()).collect();
        prop_assert!((macro_f1.value - f1s.iter().sum::<f64>() / f1s.len() as f64).abs() < 1e-12);
    }

    #[test]
    fn bins_hold_every_row_and_the_error_is_their_weighted_distance(rows in rows()) {
        let scored: Scored = rows.iter().copied().collect();
        let reliability = scored.reliability();
        let held: u64 = reliability.bins.iter().map(|bin| bin.meant.of).sum();
        prop_assert_eq!(held, rows.len() as u64);
        let apart: f64 = reliability
            .bins
            .iter()
            .filter_map(|bin| Some((bin.sure? - bin.meant.value()?).abs() * bin.meant.of as f64))
            .sum();
        match reliability.error {
            None => prop_assert!(rows.is_empty()),
            Some(error) => prop_assert!((error.value - apart / rows.len() as f64).abs() < 1e-9),
        }
    }
}

/// Of 400 samples of a known share, about 95 % of the intervals hold it.
#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    let (mut held, mut held_auc, samples) = (0, 0, 400_u32);
    let mut state = 7_u64;
    let mut draw = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    for _ in 0..samples {
        // The label has chance 0.3; with it a score lies in 0.2..1, without it in 0..0.8,
        // so that a pair is in the right order with chance 1 - (0.6 / 0.8)^2 / 2.
        let rows: Vec<(Confidence, bool)> = (0..150)
            .map(|_| {
                let meant = draw() < 0.3;
                let sure = draw() * 0.8 + if meant { 0.2 } else { 0.0 };
                (Confidence::new(sure).unwrap(), meant)
            })
            .collect();
        let positives = rows.iter().filter(|row| row.1).count() as u64;
        held += u32::from(Share::new(positives, 150).interval().contains(0.3));
        let auc = rows.into_iter().collect::<Scored>().auc().unwrap();
        held_auc += u32::from(auc.interval.contains(1.0 - 0.5625 / 2.0));
    }
    println!("held the share {held}, the area {held_auc} of {samples}");
    assert!((368..=394).contains(&held), "{held}");
    assert!((364..=396).contains(&held_auc), "{held_auc}");
}

#[test]
fn a_slice_is_judged_like_the_whole() {
    let rows = [
        ("nl", ("a", Some("a"))),
        ("en", ("a", Some("b"))),
        ("nl", ("b", None)),
    ];
    let slices = sliced::<_, _, Confusion>(rows);
    assert_eq!(slices["nl"].accuracy(), Share::new(1, 2));
    assert_eq!(slices["en"].accuracy(), Share::new(0, 1));
}
