//! A set that is a sorted list.

use std::borrow::Borrow;
use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::order::{change, find, ordered, put};

/// A set kept as a sorted list.
///
/// Found by halving, read in order. It keeps no room to spare: putting one item
/// in moves the others, which is right for hundreds and wrong for hundreds of
/// thousands. Many are put in by collecting or extending.
///
/// ```
/// use webcare::sorted::SortedSet;
///
/// let teams: SortedSet<&str> = ["motor", "claims", "motor"].into_iter().collect();
/// assert_eq!(teams.iter().collect::<Vec<_>>(), [&"claims", &"motor"]);
/// assert!(teams.contains("claims"));
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortedSet<T> {
    items: Box<[T]>,
}

impl<T> SortedSet<T> {
    /// A set with nothing in it.
    pub fn new() -> Self {
        Self {
            items: Box::default(),
        }
    }

    /// How many items it has.
    pub const fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether it has no item.
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The items in order, as a list.
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }

    /// The lowest item.
    pub fn first(&self) -> Option<&T> {
        self.items.first()
    }

    /// The highest item.
    pub fn last(&self) -> Option<&T> {
        self.items.last()
    }

    /// Leaves only the items for which `keep` says so.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        change(&mut self.items, |items| items.retain(keep));
    }

    /// Takes every item out.
    pub fn clear(&mut self) {
        *self = Self::new();
    }
}

impl<T: Ord> SortedSet<T> {
    /// Whether the item is in it.
    pub fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.find(item).is_some()
    }

    /// The item that equals this one.
    pub fn get<Q: Ord + ?Sized>(&self, item: &Q) -> Option<&T>
    where
        T: Borrow<Q>,
    {
        self.items.get(self.find(item)?)
    }

    /// Puts an item in; whether it is new.
    pub fn insert(&mut self, item: T) -> bool {
        let place = self.place(&item);
        if let Err(place) = place {
            put(&mut self.items, place, item);
        }
        place.is_err()
    }

    /// Takes an item out; whether it was there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        let place = self.find(item);
        if let Some(place) = place {
            change(&mut self.items, |items| items.remove(place));
        }
        place.is_some()
    }

    /// Whether every item of it is in the other.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.iter().all(|it| other.contains(it))
    }

    /// Whether no item of it is in the other.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        !self.iter().any(|it| other.contains(it))
    }

    /// The items that are in both, in order.
    pub fn intersection<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a T> {
        self.iter().filter(|it| other.contains(*it))
    }

    /// The items that are not in the other, in order.
    pub fn difference<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a T> {
        self.iter().filter(|it| !other.contains(*it))
    }

    fn find<Q: Ord + ?Sized>(&self, item: &Q) -> Option<usize>
    where
        T: Borrow<Q>,
    {
        find(&self.items, item, |it| it.borrow())
    }

    fn place<Q: Ord + ?Sized>(&self, item: &Q) -> Result<usize, usize>
    where
        T: Borrow<Q>,
    {
        self.items.binary_search_by(|it| it.borrow().cmp(item))
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for SortedSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(&self.items).finish()
    }
}

impl<T: Ord> FromIterator<T> for SortedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items = ordered(Vec::from_iter(items), T::cmp);
        Self { items }
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for SortedSet<T> {
    fn from(items: [T; N]) -> Self {
        Self::from_iter(items)
    }
}

impl<T: Ord> Extend<T> for SortedSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, more: I) {
        let mut items = std::mem::take(&mut self.items).into_vec();
        items.extend(more);
        self.items = ordered(items, T::cmp);
    }
}

impl<'a, T: Ord + Copy + 'a> Extend<&'a T> for SortedSet<T> {
    fn extend<I: IntoIterator<Item = &'a T>>(&mut self, more: I) {
        self.extend(more.into_iter().copied());
    }
}

impl<T> IntoIterator for SortedSet<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_vec().into_iter()
    }
}

impl<'a, T> IntoIterator for &'a SortedSet<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<T: Serialize> Serialize for SortedSet<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de> + Ord> Deserialize<'de> for SortedSet<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from_iter)
    }
}
