//! One room of the house: by when must this ticket be answered, and why?

use chrono::{DateTime, Utc};
use webcare::calendar::{Calendar, holidays};
use webcare::sla::{Clock, Target};
use webcare::text::Lang;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let office = Calendar::weekly(chrono_tz::Europe::Amsterdam)
        .mon_fri("08:00-21:00")?
        .sat("09:00-17:00")?
        .holidays(&holidays::NL)?;
    let received: DateTime<Utc> = "2011-06-01T18:00:00Z".parse()?;
    let now: DateTime<Utc> = "2011-06-03T08:30:00Z".parse()?;

    let clock = Clock::starting(received, Target::WorkingDays(1), &office);
    println!(
        "due {}, {} minutes left",
        office.local(clock.due()?),
        clock.left(now)?.num_minutes()
    );
    println!("{}", clock.explain(Lang::Nl)?);
    Ok(())
}
