//! A map that is a list sorted by key.

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::order::{change, find, ordered, put};

/// A map kept as a list of rows, sorted by key.
///
/// Found by halving, read in the order of its keys. It keeps no room to spare:
/// putting one row in moves the others, which is right for hundreds and wrong
/// for hundreds of thousands. Many are put in by collecting or extending.
///
/// ```
/// use webcare::sorted::SortedMap;
///
/// let mut seen: SortedMap<&str, u32> = SortedMap::new();
/// for word in ["nee", "ja", "nee"] {
///     *seen.entry(word).or_default() += 1;
/// }
/// assert_eq!(seen.iter().collect::<Vec<_>>(), [(&"ja", &1), (&"nee", &2)]);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortedMap<K, V> {
    rows: Box<[(K, V)]>,
}

impl<K, V> SortedMap<K, V> {
    /// A map with nothing in it.
    pub fn new() -> Self {
        Self {
            rows: Box::default(),
        }
    }

    /// How many rows it has.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no row.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows, by key.
    pub fn iter(&self) -> Rows<'_, K, V> {
        Rows(self.rows.iter())
    }

    /// The rows by key, their values to change.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (&K, &mut V)> {
        self.rows.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator + Clone {
        self.rows.iter().map(|(key, _)| key)
    }

    /// The values, by key.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.rows.iter().map(|(_, value)| value)
    }

    /// The values by key, to change.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> {
        self.rows.iter_mut().map(|(_, value)| value)
    }

    /// The keys in order, without their map.
    pub fn into_keys(self) -> impl DoubleEndedIterator<Item = K> + ExactSizeIterator {
        self.rows.into_vec().into_iter().map(|(key, _)| key)
    }

    /// The values by key, without their map.
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> + ExactSizeIterator {
        self.rows.into_vec().into_iter().map(|(_, value)| value)
    }

    /// The row with the lowest key.
    pub fn first(&self) -> Option<(&K, &V)> {
        self.rows.first().map(|(key, value)| (key, value))
    }

    /// The row with the highest key.
    pub fn last(&self) -> Option<(&K, &V)> {
        self.rows.last().map(|(key, value)| (key, value))
    }

    /// The row at a place.
    pub(crate) fn at(&self, place: usize) -> Option<(&K, &V)> {
        self.rows.get(place).map(|(key, value)| (key, value))
    }

    /// Leaves only the rows for which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        change(&mut self.rows, |rows| {
            rows.retain_mut(|(key, value)| keep(key, value));
        });
    }

    /// Takes every row out.
    pub fn clear(&mut self) {
        *self = Self::new();
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (_, value) = self.rows.get(self.find(key)?)?;
        Some(value)
    }

    /// The value of a key, to change.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.find(key)?;
        self.rows.get_mut(place).map(|(_, value)| value)
    }

    /// Whether there is a row with this key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_some()
    }

    /// Puts a value under a key; gives back what was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(place) => {
                let (_, old) = self.rows.get_mut(place)?;
                Some(std::mem::replace(old, value))
            }
            Err(place) => {
                put(&mut self.rows, place, (key, value));
                None
            }
        }
    }

    /// Takes the row with this key out; gives back its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let place = self.find(key)?;
        Some(change(&mut self.rows, |rows| rows.remove(place)).1)
    }

    /// The place of a key, filled or not.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        let place = self.place(&key);
        let rows = &mut self.rows;
        Entry { rows, key, place }
    }

    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        find(&self.rows, key, |(it, _)| it.borrow())
    }

    /// The place of a key, or where it would be.
    pub(crate) fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.rows.binary_search_by(|(it, _)| it.borrow().cmp(key))
    }
}

/// The place of a key in a [`SortedMap`], filled or not.
#[derive(Debug)]
#[must_use]
pub struct Entry<'a, K, V> {
    rows: &'a mut Box<[(K, V)]>,
    key: K,
    place: Result<usize, usize>,
}

impl<'a, K, V> Entry<'a, K, V> {
    /// Changes the value that is there, if one is.
    pub fn and_modify(self, change: impl FnOnce(&mut V)) -> Self {
        if let Some((_, value)) = self.place.ok().and_then(|place| self.rows.get_mut(place)) {
            change(value);
        }
        self
    }

    /// The value that is there, or else this one, put there.
    pub fn or_insert(self, value: V) -> &'a mut V {
        self.or_insert_with(|| value)
    }

    /// The value that is there, or else the default one, put there.
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }

    /// The value that is there, or else what `make` makes, put there.
    #[expect(
        clippy::indexing_slicing,
        reason = "a row was found or put there just above"
    )]
    pub fn or_insert_with(self, make: impl FnOnce() -> V) -> &'a mut V {
        let place = match self.place {
            Ok(place) => place,
            Err(place) => {
                put(self.rows, place, (self.key, make()));
                place
            }
        };
        &mut self.rows[place].1
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for SortedMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Of rows with one key, the last stays.
impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(rows: I) -> Self {
        let rows = ordered(Vec::from_iter(rows), |(one, _), (two, _)| one.cmp(two));
        Self { rows }
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for SortedMap<K, V> {
    fn from(rows: [(K, V); N]) -> Self {
        Self::from_iter(rows)
    }
}

impl<K: Ord, V> Extend<(K, V)> for SortedMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, more: I) {
        let mut rows = std::mem::take(&mut self.rows).into_vec();
        rows.extend(more);
        self.rows = ordered(rows, |(one, _), (two, _)| one.cmp(two));
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_vec().into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a SortedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Rows<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        Rows(self.rows.iter())
    }
}

impl<K, Q, V> Index<&Q> for SortedMap<K, V>
where
    K: Borrow<Q> + Ord,
    Q: Ord + ?Sized,
{
    type Output = V;

    /// # Panics
    ///
    /// Without such a row.
    #[expect(clippy::expect_used, reason = "as the standard maps do")]
    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("no row with this key")
    }
}

/// The rows of a [`SortedMap`] by key.
#[derive(Debug)]
pub struct Rows<'a, K, V>(std::slice::Iter<'a, (K, V)>);

impl<K, V> Clone for Rows<'_, K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'a, K, V> Iterator for Rows<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> DoubleEndedIterator for Rows<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|(key, value)| (key, value))
    }
}

impl<K, V> ExactSizeIterator for Rows<'_, K, V> {}

impl<K: Serialize, V: Serialize> Serialize for SortedMap<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for SortedMap<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader(PhantomData))
    }
}

struct Reader<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Reader<K, V> {
    type Value = SortedMap<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = access.next_entry()? {
            rows.push(row);
        }
        Ok(rows.into_iter().collect())
    }
}
