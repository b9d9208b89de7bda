//! A first guess for where on a line an instant lies.

/// For every stretch of the same length between the first and the last of some
/// places, how many of them lie at or before its start.
///
/// It halves the cost of a question: what is left to search are the few places
/// within one bucket, however many there are in all.
#[derive(Clone, Debug, Default)]
pub(super) struct Buckets {
    from: i64,
    /// A bucket is two to this power long.
    shift: u32,
    /// One more than there are buckets.
    counts: Vec<usize>,
}

impl Buckets {
    /// `places` in order.
    pub(super) fn new(places: &[i64]) -> Self {
        let (Some(&from), Some(&last)) = (places.first(), places.last()) else {
            return Self::default();
        };
        let most = 4 * places.len();
        let fits = |shift: &u32| usize::try_from((last - from) >> shift).is_ok_and(|n| n <= most);
        let shift = (0..i64::BITS).find(fits).unwrap_or(i64::BITS - 1);
        let buckets = (last - from) >> shift;
        let mut count = 0;
        let mut counts: Vec<usize> = Vec::with_capacity(most + 2);
        for bucket in 0..=buckets {
            let start = from + (bucket << shift);
            let rest = places.get(count..).unwrap_or_default();
            count += rest.iter().take_while(|place| **place <= start).count();
            counts.push(count);
        }
        counts.push(places.len());
        Self {
            from,
            shift,
            counts,
        }
    }

    /// How many of the places, the same as those it was made of, lie at or before `at`.
    pub(super) fn count(&self, places: &[i64], at: i64) -> usize {
        let Some(last) = self.counts.len().checked_sub(2) else {
            return 0;
        };
        if at < self.from {
            return 0;
        }
        let bucket = usize::try_from((at - self.from) >> self.shift).unwrap_or(last);
        let mut ends = self.counts.iter().skip(bucket.min(last)).copied();
        let (low, high) = (ends.next().unwrap_or(0), ends.next().unwrap_or(0));
        let within = places.get(low..high).unwrap_or_default();
        low + within.partition_point(|&place| place <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_as_a_search_does() {
        let clustered: Vec<i64> = (0..100)
            .map(|i| i * i * i - 5_000)
            .chain([9_000_000])
            .collect();
        let sets: [&[i64]; 4] = [&[], &[7], &[-3, 0, 1, 2, 1_000_000], &clustered];
        for places in sets {
            let buckets = Buckets::new(places);
            let around = places.iter().flat_map(|place| place - 2..place + 3);
            for at in around
                .chain([i64::MIN / 4, i64::MAX / 4])
                .chain(-6_000..6_000)
            {
                let found = places.partition_point(|&place| place <= at);
                assert_eq!(buckets.count(places, at), found, "{at} in {places:?}");
            }
        }
    }
}
