use super::share::Estimate;

/// How good a model is that learned from the first so many examples.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct CurvePoint {
    /// How many examples it learned from.
    pub examples: usize,
    /// How good it is; `None` where nothing could be measured.
    pub figure: Option<Estimate>,
}

/// What more examples bring: trains on the first tenth of the
/// examples, in the order given, then on more, each step about one and a half times the one
/// before, and at last on all of them.
///
/// `measure` trains on the examples it gets and measures on others, always
/// the same.
///
/// ```
/// use webcare::triage::evaluation::learning_curve;
///
/// let curve = learning_curve(&[0; 1_000], |examples| {
///     assert!(examples.len() <= 1_000);
///     None
/// });
/// let sizes: Vec<usize> = curve.iter().map(|point| point.examples).collect();
/// assert_eq!(sizes, [100, 150, 225, 337, 505, 757, 1_000]);
/// ```
pub fn learning_curve<T>(
    examples: &[T],
    measure: impl Fn(&[T]) -> Option<Estimate>,
) -> Vec<CurvePoint> {
    let mut points = Vec::new();
    let mut size = examples.len().div_ceil(10);
    while let Some(first) = examples.get(..size).filter(|first| !first.is_empty()) {
        points.push(CurvePoint {
            examples: size,
            figure: measure(first),
        });
        if size == examples.len() {
            break;
        }
        size = (size + (size / 2).max(1)).min(examples.len());
    }
    points
}
