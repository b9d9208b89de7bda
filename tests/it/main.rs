//! Scenarios and properties across modules, one family per file.

#[cfg(test)]
mod batches;
#[cfg(test)]
mod calendar;
#[cfg(test)]
mod case_machine;
#[cfg(test)]
mod clocks;
#[cfg(test)]
mod compose;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod conservation;
#[cfg(test)]
mod counts;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod desk_loop;
#[cfg(test)]
mod desk_run;
#[cfg(test)]
mod determinism;
#[cfg(test)]
mod diff;
#[cfg(test)]
mod escalation;
#[cfg(test)]
mod evaluation;
#[cfg(test)]
mod exhaustive;
#[cfg(test)]
mod explore;
#[cfg(test)]
mod fairness;
#[cfg(test)]
mod folding;
#[cfg(test)]
mod forgetting;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hands;
#[cfg(test)]
mod hard_cases;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod language;
#[cfg(test)]
mod layering;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod linear;
#[cfg(test)]
mod lint;
#[cfg(test)]
mod live;
#[cfg(test)]
mod matters;
#[cfg(test)]
mod measured;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod others;
#[cfg(test)]
mod playbook;
#[cfg(test)]
mod public_side;
#[cfg(test)]
mod recorded;
#[cfg(test)]
mod redelivery;
#[cfg(test)]
mod reply;
#[cfg(test)]
mod requirements;
#[cfg(test)]
mod routing;
#[cfg(test)]
mod shared;
#[cfg(test)]
mod shipped;
#[cfg(test)]
mod signals;
#[cfg(test)]
mod simulate;
#[cfg(test)]
mod sla;
#[cfg(test)]
mod sorted;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod style;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod text;
#[cfg(test)]
mod triage;
#[cfg(test)]
mod watching;
