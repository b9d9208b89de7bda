//! Maps and sets that are sorted lists.
//!
//! A playbook has a few dozen queues, a case a handful of replies. For tables
//! of that size a sorted list is smaller than a tree, quicker to copy, read in
//! the same order every time, and a tenth of the code to build. What can grow
//! without bound, such as a store, is kept in trees.
//!
//! ```
//! use webcare::sorted::SortedMap;
//!
//! let minutes = SortedMap::from([("phone", 2), ("mail", 480), ("chat", 1)]);
//! assert_eq!(minutes.get("mail"), Some(&480));
//! assert_eq!(minutes.into_keys().collect::<Vec<_>>(), ["chat", "mail", "phone"]);
//! ```

mod map;
mod order;
mod set;

pub use map::{Entry, Rows, SortedMap};
pub(crate) use order::{exact, room_for_one};
pub use set::SortedSet;
