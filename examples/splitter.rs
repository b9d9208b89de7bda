//! One room of the house: a long reply, cut into tweets of 2011.

use webcare::reply::{Split, SplitError, profile};

fn main() -> Result<(), SplitError> {
    let text = "Wat vervelend dat je nog niet bent gebeld over de schade aan je auto. Ik heb je dossier \
                erbij gepakt: de expert is dinsdag langs geweest en het rapport is binnen. Je hoort \
                uiterlijk morgen vóór 12.00 uur van mijn collega wat we vergoeden. Komt dat niet uit? \
                Stuur dan een DM met je nummer, of kijk op https://example.com/schade/volgen.";
    let split = Split::for_profile(&profile::TWITTER_2011)
        .mention("@jan_k")
        .signature("^MB")
        .max_parts(4);
    for part in split.plan(text)?.parts() {
        println!(
            "{} [{}/{}] {:?}",
            part.text(),
            part.used(),
            part.limit(),
            part.cut()
        );
    }
    Ok(())
}
