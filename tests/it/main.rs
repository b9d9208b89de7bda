//! Scenarios and properties across modules, one family per file.

#[cfg(test)]
mod shared;
#[cfg(test)]
mod text;
