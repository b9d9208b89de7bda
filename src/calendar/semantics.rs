use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What opening hours mean on the day on which the clock changes.
///
/// Only windows that start or end inside the hour that is skipped or repeated
/// are read differently. A break is always cut out by the wall clock, after
/// that: out of both passes of the repeated hour, and nothing for what is skipped.
///
/// ```
/// use webcare::calendar::Semantics;
///
/// assert_eq!("wall".parse(), Ok(Semantics::Wall));
/// assert!("summer".parse::<Semantics>().is_err());
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Semantics {
    /// Open exactly while the wall clock stands in a window: the skipped hour
    /// shrinks it, the repeated hour repeats it. Being open and being counted agree.
    #[default]
    Wall,
    /// A window is one piece of time between two instants. A skipped time of
    /// day moves on by as much as is skipped; a repeated one is its first pass.
    /// A window whose opening so comes after its closing is left out: of
    /// `02:30-03:15` nothing where two to three is skipped, and nothing of a
    /// night that starts on a day the zone skipped whole and ends on the next.
    Shift,
    /// A window is one piece of time between two instants. A skipped time of
    /// day becomes the instant of the change; a repeated one starts a window
    /// in its first pass and ends it in its second.
    Clamp,
}

/// A text that names no way to read a clock change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a way to read clock changes; write `wall`, `shift` or `clamp`")]
pub struct UnknownSemantics(String);

impl FromStr for Semantics {
    type Err = UnknownSemantics;

    fn from_str(text: &str) -> Result<Self, UnknownSemantics> {
        match text {
            "wall" => Ok(Semantics::Wall),
            "shift" => Ok(Semantics::Shift),
            "clamp" => Ok(Semantics::Clamp),
            _ => Err(UnknownSemantics(text.to_owned())),
        }
    }
}
