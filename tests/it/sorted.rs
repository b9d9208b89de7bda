//! The sorted lists against the standard trees.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use webcare::sorted::{SortedMap, SortedSet};

#[derive(Clone, Debug)]
enum Act {
    Insert(u8, u32),
    Remove(u8),
    Add(u8, u32),
    Keep(u8),
    Extend(Vec<(u8, u32)>),
}

fn act() -> impl Strategy<Value = Act> {
    let row = || (0_u8..24, any::<u32>());
    prop_oneof![
        row().prop_map(|(key, value)| Act::Insert(key, value)),
        (0_u8..24).prop_map(Act::Remove),
        row().prop_map(|(key, value)| Act::Add(key, value)),
        (1_u8..9).prop_map(Act::Keep),
        prop::collection::vec(row(), 0..40).prop_map(Act::Extend),
    ]
}

proptest! {
    #[test]
    fn a_map_does_what_a_tree_does(acts in prop::collection::vec(act(), 0..40)) {
        let (mut ours, mut tree) = (SortedMap::new(), BTreeMap::new());
        for act in acts {
            match act {
                Act::Insert(key, value) => prop_assert_eq!(ours.insert(key, value), tree.insert(key, value)),
                Act::Remove(key) => prop_assert_eq!(ours.remove(&key), tree.remove(&key)),
                Act::Add(key, value) => {
                    let one = ours.entry(key).and_modify(|it: &mut u32| *it ^= value).or_insert(value);
                    let other = tree.entry(key).and_modify(|it: &mut u32| *it ^= value).or_insert(value);
                    prop_assert_eq!(one, other);
                }
                Act::Keep(part) => {
                    ours.retain(|key, _| key % part != 0);
                    tree.retain(|key, _| key % part != 0);
                }
                Act::Extend(rows) => {
                    ours.extend(rows.clone());
                    tree.extend(rows);
                }
            }
            prop_assert!(ours.iter().eq(tree.iter()));
            prop_assert!(ours.iter().rev().eq(tree.iter().rev()));
            prop_assert_eq!((ours.len(), ours.first(), ours.last()), (tree.len(), tree.first_key_value(), tree.last_key_value()));
            for key in 0..24 {
                prop_assert_eq!(ours.get(&key), tree.get(&key));
            }
        }
        let json = serde_json::to_string(&ours).unwrap();
        prop_assert_eq!(&json, &serde_json::to_string(&tree).unwrap());
        prop_assert_eq!(&serde_json::from_str::<SortedMap<u8, u32>>(&json).unwrap(), &ours);
        prop_assert_eq!(format!("{ours:?}"), format!("{tree:?}"));
        prop_assert!(ours.into_iter().eq(tree));
    }

    /// Of rows with one key the last stays, however long the list.
    #[test]
    fn a_map_is_made_as_a_tree_is(rows in prop::collection::vec((any::<u8>(), any::<u32>()), 0..600)) {
        let (ours, tree): (SortedMap<_, _>, BTreeMap<_, _>) = (rows.iter().copied().collect(), rows.into_iter().collect());
        prop_assert!(ours.into_iter().eq(tree));
    }

    #[test]
    fn a_set_does_what_a_tree_does(one in prop::collection::vec(0_u8..24, 0..60), two in prop::collection::vec(0_u8..24, 0..12)) {
        let (ours, other): (SortedSet<u8>, SortedSet<u8>) = (one.iter().copied().collect(), two.iter().copied().collect());
        let (tree, their): (BTreeSet<u8>, BTreeSet<u8>) = (one.into_iter().collect(), two.iter().copied().collect());
        prop_assert!(ours.iter().eq(&tree));
        prop_assert_eq!(ours.is_subset(&other), tree.is_subset(&their));
        prop_assert_eq!(ours.is_disjoint(&other), tree.is_disjoint(&their));
        prop_assert!(ours.intersection(&other).eq(tree.intersection(&their)));
        prop_assert!(ours.difference(&other).eq(tree.difference(&their)));
        let (mut ours, mut tree) = (ours, tree);
        for item in two {
            prop_assert_eq!(ours.contains(&item), tree.contains(&item));
            let same = if item % 2 == 0 { (ours.insert(item), tree.insert(item)) } else { (ours.remove(&item), tree.remove(&item)) };
            prop_assert_eq!(same.0, same.1);
        }
        prop_assert_eq!(serde_json::to_string(&ours).unwrap(), serde_json::to_string(&tree).unwrap());
        prop_assert!(ours.into_iter().eq(tree));
    }
}
