//! Scenarios and properties across modules, one family per file.

#[cfg(test)]
mod calendar;
#[cfg(test)]
mod escalation;
#[cfg(test)]
mod exhaustive;
#[cfg(test)]
mod hard_cases;
#[cfg(test)]
mod reply;
#[cfg(test)]
mod routing;
#[cfg(test)]
mod shared;
#[cfg(test)]
mod sla;
#[cfg(test)]
mod text;
#[cfg(test)]
mod triage;
